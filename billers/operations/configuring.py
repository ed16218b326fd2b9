"""Changing how a biller is reached: checked as a whole, kept as a new version, written down.

Credentials go in and never come out: no version, no trail and no answer holds them. What decides
where money and secrets go passes two people first (`billers.operations.proposing`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from billers import switchboard
from billers.connectors.contract import NoAnswer, Reached, SettingsAreUnfinished
from billers.connectors.registry import NoSuchConnector
from billers.models import BillerConfig, BillerConfigVersion
from billers.operations.checking_configs import ConfigRefused, check_config
from billers.operations.config_content import (
    content_of,
    fill,
    needs_two_people,
    new_config,
    what_differs,
)
from billie.staff import audit

CREDENTIALS = ("username", "password", "bearerToken", "apiKey", "callbackKey")
"""What connectors and callbacks make use of (`connectors.configured`)."""

SWITCHED_OFF = {"is_active": False}


class ConfigWasChanged(Exception):
    """Somebody else changed a biller since it was read."""


class NeedsTwoPeople(Exception):
    """A change decides where money or secrets go, so one person alone cannot make it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who wants a change and since when it counts; the second person where it needs one."""

    by: User | None
    now: datetime
    approved_by: User | None = None
    approval: str = ""


def create_config(
    *,
    values: Mapping[str, Any],
    credentials: Mapping[str, str],
    by: User | None,
    now: datetime,
) -> BillerConfig:
    """Keep a new biller as version 1, without asking anybody: for who installs Billie.

    :raises ConfigRefused: naming everything that is wrong
    """
    return keep_new(new_config(values, credentials), Signature(by=by, now=now))


def change_config(
    *,
    config_id: int,
    values: Mapping[str, Any],
    by: User,
    now: datetime,
    version: int | None = None,
) -> BillerConfig:
    """Change at once what one person may change; what is not named stays.

    `version` is the one that the change was made from, where it matters.

    :raises ConfigRefused: naming everything that is wrong
    :raises ConfigWasChanged: if there is a newer version by now
    :raises NeedsTwoPeople: if it would change where money or secrets go
    :raises BillerConfig.DoesNotExist: if there is none
    """
    with transaction.atomic():
        config = lock_config(config_id, version=version)
        if different := what_differs(config, values):
            if needs_two_people(different):
                raise NeedsTwoPeople(config.biller_type)
            keep_change(config, different, Signature(by=by, now=now))
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


def lock_config(config_id: int, *, version: int | None = None) -> BillerConfig:
    """Return a biller with its row held until the transaction ends.

    :raises ConfigWasChanged: if it is not at `version` any more, where one is given
    :raises BillerConfig.DoesNotExist: if there is none
    """
    config = BillerConfig.objects.select_for_update().get(pk=config_id)
    if version is not None and version != config.version:
        raise ConfigWasChanged(
            f"{config.display_name} is at version {config.version} by now, not at {version}."
        )
    return config


def keep_new(config: BillerConfig, signature: Signature) -> BillerConfig:
    """Keep a biller that is not stored yet.

    :raises ConfigRefused: naming everything that is wrong
    """
    check_config(config)
    config.created_at = config.updated_at = signature.now
    config.created_by = config.updated_by = signature.by
    try:
        with transaction.atomic():
            config.save()
            _keep_version(config, signature, new_credentials=config.has_credentials)
            _write_down("BILLER_CREATED", config, signature, credentials=config.has_credentials)
    except IntegrityError:
        raise ConfigRefused({"biller_type": ["There is a biller of this type already."]}) from None
    return config


def keep_change(
    config: BillerConfig,
    different: Mapping[str, Any],
    signature: Signature,
    credentials: Mapping[str, str] | None = None,
) -> None:
    """Keep what is different at a held biller as its next version.

    Whatever is wrong with one that is switched off alone is no reason to leave it on.

    :raises ConfigRefused: naming everything that is wrong
    """
    before = content_of(config)
    fill(config, different)
    if credentials is not None:
        config.credentials = dict(credentials)
    if different != SWITCHED_OFF:
        check_config(config)
    config.version += 1
    config.updated_at, config.updated_by = signature.now, signature.by
    config.save()
    changed = credentials is not None
    _keep_version(config, signature, new_credentials=changed)
    _write_down("BILLER_CHANGED", config, signature, credentials=changed, before=before)


def _keep_version(config: BillerConfig, signature: Signature, *, new_credentials: bool) -> None:
    BillerConfigVersion.objects.create(
        config=config,
        version=config.version,
        content=content_of(config),
        credentials_changed=new_credentials,
        changed_at=signature.now,
        changed_by=signature.by,
        approved_by=signature.approved_by,
    )


def _write_down(
    action: str,
    config: BillerConfig,
    signature: Signature,
    *,
    credentials: bool,
    before: dict[str, Any] | None = None,
) -> None:
    """Write a change down; of credentials only that they changed."""
    told = {"credentials": "changed"} if credentials else {}
    if signature.approval and signature.by is not None:
        told |= {"askedBy": signature.by.get_username(), "approval": signature.approval}
    audit.record(
        action=action,
        subject=("biller", config.biller_type),
        now=signature.now,
        actor=signature.approved_by or None,
        before=before,
        after={**content_of(config), "version": config.version, **told},
    )
