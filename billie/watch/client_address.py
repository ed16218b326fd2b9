"""The address that a request comes from, as far as it can be believed."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the caller's IP address, None if there is none (a Unix socket) or it is no address.

    Anyone can send X-Forwarded-For, so only the entries that our own proxies added count: with
    TRUSTED_PROXIES = 1 the last one, with 2 the one before it. Without proxies it is ignored.
    """
    proxies: int = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(hops) >= proxies and hops[0]:
        return _checked(hops[-proxies])
    return _checked(request.META.get("REMOTE_ADDR", ""))


def _checked(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None
