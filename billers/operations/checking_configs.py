"""Whether a biller's configuration can be used: every mistake, by column, in sentences."""

from collections.abc import Mapping
from typing import Any

import httpx

from billers import schemas, switchboard
from billers.connectors.contract import SettingsAreUnfinished
from billers.connectors.registry import NoSuchConnector
from billers.models import BillerConfig

MOST_CREDENTIALS = 20
LONGEST_NAME = 100

Mistakes = dict[str, list[str]]


class ConfigRefused(Exception):
    """A configuration cannot be used as it is; `fields` has the sentences, by column."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        super().__init__("This configuration cannot be used as it is.")
        self.fields = dict(fields)


def check_config(config: BillerConfig) -> None:
    """Let a configuration pass that can be used, stored or not.

    :raises ConfigRefused: naming everything that is wrong
    """
    columns = ("dialect", "base_url", "endpoints", "features", "validation_rules")
    wrong = mistakes_in({name: getattr(config, name) for name in columns})
    if sentences := _wrong_credentials(config.credentials):
        wrong["credentials"] = sentences
    if not wrong and (sentences := _unfinished(config)):
        wrong["endpoints"] = sentences
    if wrong:
        raise ConfigRefused(wrong)


def mistakes_in(values: Mapping[str, Any]) -> Mistakes:
    """Return what is wrong with some values by column; what is not there is not missed."""
    wrong: Mistakes = {}
    if "features" in values:
        wrong["features"] = schemas.mistakes_in_features(values["features"])
    if "validation_rules" in values:
        wrong["validation_rules"] = schemas.mistakes_in_rules(values["validation_rules"])
    if "base_url" in values:
        wrong["base_url"] = _wrong_address(values["base_url"])
    dialect = values.get("dialect")
    if dialect is not None and dialect not in schemas.ENDPOINTS:
        wrong["dialect"] = [f"Choose one of {', '.join(schemas.ENDPOINTS)}."]
    elif dialect is not None and "endpoints" in values:
        wrong["endpoints"] = schemas.mistakes_in_endpoints(dialect, values["endpoints"])
    return {name: sentences for name, sentences in wrong.items() if sentences}


def _wrong_address(address: str) -> list[str]:
    try:
        url = httpx.URL(address)
        host = url.host  # a name of other letters is decoded only here
    except (httpx.InvalidURL, UnicodeError):
        return ["Write an address such as https://bills.example.com."]
    if url.scheme not in {"https", "http"} or not host:
        return ["The address begins with https:// and a host."]
    return ["Credentials do not belong into the address."] if url.userinfo else []


def _wrong_credentials(credentials: Mapping[str, str]) -> list[str]:
    if len(credentials) > MOST_CREDENTIALS:
        return [f"At most {MOST_CREDENTIALS} credentials are kept."]
    if any(not name or len(name) > LONGEST_NAME for name in credentials):
        return [f"The name of a credential has 1 to {LONGEST_NAME} characters."]
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
