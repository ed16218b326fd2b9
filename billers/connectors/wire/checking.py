"""Whether a line can be called over at all: told when it is configured, not when it is needed."""

import ipaddress
import re

import httpx

from billers.connectors.contract import SettingsAreUnfinished
from billers.connectors.wire.answers import Line

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


def check_line(line: Line) -> None:
    """Refuse an address, a credential or a time that no call could be made with.

    :raises SettingsAreUnfinished: saying what is wrong, without the value of a credential
    """
    _check_address(line.base_url)
    for name, value in line.credentials.items():
        if not isinstance(value, str) or _UNPRINTABLE.search(value):
            raise SettingsAreUnfinished(f"The credential {name!r} must be one line of text.")
    if min(line.timeout_seconds, line.connect_timeout_seconds) <= 0:
        raise SettingsAreUnfinished("The time-outs must be above zero.")
    for network in line.allowed_networks:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            raise SettingsAreUnfinished(
                f"{network!r} is no network such as 10.20.0.0/16."
            ) from None


def _check_address(base_url: str) -> None:
    try:
        url = httpx.URL(base_url)
        host = url.host  # a name of other letters is decoded only here
    except (httpx.InvalidURL, UnicodeError):
        raise SettingsAreUnfinished("The base URL is no address.") from None
    if url.scheme not in ("http", "https") or not host:
        raise SettingsAreUnfinished("The base URL must begin with https:// or http:// and a host.")
    if url.userinfo:
        raise SettingsAreUnfinished("Credentials do not belong into the base URL.")
    if url.query or url.fragment:
        raise SettingsAreUnfinished("The base URL must end before any ? or #.")
