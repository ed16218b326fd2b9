"""Changing how a biller is reached: checked as a whole, kept as a new version, written down.

Credentials go in and never come out: no version, no trail and no answer holds them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from billers import schemas, switchboard
from billers.connectors.contract import NoAnswer, Reached, SettingsAreUnfinished
from billers.connectors.registry import NoSuchConnector
from billers.models import BillerConfig, BillerConfigVersion
from billie.staff import audit

FIELDS = (
    "biller_type", "biller_name", "display_name", "description", "is_active", "dialect",
    "base_url", "endpoints", "default_currency", "supported_currencies", "timeout_ms",
    "retry_attempts", "features", "validation_rules", "credit_account", "concurrency_limit",
    "pause_above",
)  # fmt: skip
MOST_CREDENTIALS = 20
CREDENTIALS = ("username", "password", "bearerToken", "apiKey", "callbackKey")
"""What connectors and callbacks make use of (`connectors.configured`)."""


class ConfigRefused(Exception):
    """A configuration cannot be used as it is; `fields` has the sentences, by column."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        super().__init__("This configuration cannot be used as it is.")
        self.fields = dict(fields)


class ConfigWasChanged(Exception):
    """Somebody else changed a biller since it was read."""


def create_config(
    *,
    values: Mapping[str, Any],
    credentials: Mapping[str, str],
    by: User | None,
    now: datetime,
) -> BillerConfig:
    """Keep a new biller, as version 1.

    :raises ConfigRefused: naming everything that is wrong
    """
    config = BillerConfig(created_at=now, updated_at=now, created_by=by, updated_by=by)
    _fill(config, values, credentials)
    try:
        with transaction.atomic():
            config.save()
            _keep_version(config, by, now, credentials_changed=bool(credentials))
            _write_down(
                "BILLER_CREATED", config, now, before=None, has_new_credentials=bool(credentials)
            )
    except IntegrityError:
        raise ConfigRefused({"biller_type": ["There is a biller of this type already."]}) from None
    return config


def change_config(
    *,
    config_id: int,
    values: Mapping[str, Any],
    by: User,
    now: datetime,
    credentials: Mapping[str, str] | None = None,
    version: int | None = None,
) -> BillerConfig:
    """Change a biller; what is not named stays. Without `credentials` they stay as well.

    `version` is the one that the change was made from, where it matters.

    :raises ConfigRefused: naming everything that is wrong
    :raises ConfigWasChanged: if there is a newer version by now
    :raises BillerConfig.DoesNotExist: if there is none
    """
    with transaction.atomic():
        config = BillerConfig.objects.select_for_update().get(pk=config_id)
        if version is not None and version != config.version:
            raise ConfigWasChanged(config.biller_type)
        before = content_of(config)
        _fill(config, values, credentials)
        changed = credentials is not None
        if content_of(config) == before and not changed:
            return config
        config.version += 1
        config.updated_at, config.updated_by = now, by
        config.save()
        _keep_version(config, by, now, credentials_changed=changed)
        _write_down("BILLER_CHANGED", config, now, before=before, has_new_credentials=changed)
    return config


def check_connection(*, config: BillerConfig, now: datetime) -> Reached | NoAnswer:
    """Ask the biller's server for a sign of life; nothing is paid and nothing is stored.

    :raises ConfigRefused: if it cannot even be asked
    """
    try:
        connector = switchboard.connect(config)
    except (SettingsAreUnfinished, NoSuchConnector) as error:
        raise ConfigRefused({"endpoints": [str(error)]}) from error
    outcome: Reached | NoAnswer = connector.check_connection().outcome
    audit.record(
        action="BILLER_TESTED",
        subject=("biller", config.biller_type),
        now=now,
        after={"reached": isinstance(outcome, Reached)},
    )
    return outcome


def content_of(config: BillerConfig) -> dict[str, Any]:
    """Return what a version keeps: everything but the credentials."""
    content = {name: getattr(config, name) for name in FIELDS}
    if content["pause_above"] is not None:
        content["pause_above"] = str(content["pause_above"])
    return content


def _fill(
    config: BillerConfig, values: Mapping[str, Any], credentials: Mapping[str, str] | None
) -> None:
    for name in FIELDS:
        if name in values:
            setattr(config, name, values[name])
    if credentials is not None:
        config.credentials = dict(credentials)
    if wrong := {name: found for name, found in _mistakes(config).items() if found}:
        raise ConfigRefused(wrong)


def _mistakes(config: BillerConfig) -> dict[str, list[str]]:
    """Return every mistake by column; what the columns say alone first, then together."""
    wrong = {
        "features": schemas.mistakes_in_features(config.features),
        "validation_rules": schemas.mistakes_in_rules(config.validation_rules),
        "base_url": _wrong_address(config.base_url),
        "credentials": _wrong_credentials(config.credentials),
    }
    if config.dialect not in schemas.ENDPOINTS:
        wrong["dialect"] = [f"Choose one of {', '.join(schemas.ENDPOINTS)}."]
        return wrong
    wrong["endpoints"] = schemas.mistakes_in_endpoints(config.dialect, config.endpoints)
    if not any(wrong.values()):
        wrong["endpoints"] = _unfinished(config)
    return wrong


def _wrong_address(address: str) -> list[str]:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        return ["Write an address such as https://bills.example.com."]
    if url.scheme not in {"https", "http"} or not url.host:
        return ["The address begins with https:// and a host."]
    return ["Credentials do not belong into the address."] if url.userinfo else []


def _wrong_credentials(credentials: Mapping[str, str]) -> list[str]:
    if len(credentials) > MOST_CREDENTIALS:
        return [f"At most {MOST_CREDENTIALS} credentials are kept."]
    if any(not isinstance(value, str) for value in credentials.values()):
        return ["Each credential is a text by its name."]
    return []


def _unfinished(config: BillerConfig) -> list[str]:
    """Return what the connector itself misses, without connecting to anything."""
    try:
        switchboard.connector_of(config)
    except (SettingsAreUnfinished, NoSuchConnector) as error:
        return [str(error)]
    return []


def _keep_version(
    config: BillerConfig, by: User | None, now: datetime, *, credentials_changed: bool
) -> None:
    BillerConfigVersion.objects.create(
        config=config,
        version=config.version,
        content=content_of(config),
        credentials_changed=credentials_changed,
        changed_at=now,
        changed_by=by,
    )


def _write_down(
    action: str,
    config: BillerConfig,
    now: datetime,
    *,
    before: dict[str, Any] | None,
    has_new_credentials: bool,
) -> None:
    """Write a change down; of credentials only that they changed."""
    told = {"credentials": "changed"} if has_new_credentials else {}
    audit.record(
        action=action,
        subject=("biller", config.biller_type),
        now=now,
        before=before,
        after={**content_of(config), "version": config.version, **told},
    )
