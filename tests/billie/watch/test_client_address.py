"""Where a request comes from: what callers claim is believed only from our own proxies."""

import pytest
from django.test import RequestFactory, override_settings

from billie.watch.client_address import client_address

FORGED = "198.51.100.7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "address"),
    [
        (0, "", "203.0.113.5", "203.0.113.5"),
        (0, FORGED, "203.0.113.5", "203.0.113.5"),
        (1, "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (1, f"{FORGED}, 203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (2, f"{FORGED}, 203.0.113.9, 10.0.0.2", "10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1", "10.0.0.1"),
        (1, "", "10.0.0.1", "10.0.0.1"),
        (1, "nonsense", "10.0.0.1", None),
        (0, "", "", None),
        (0, "", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_what_our_own_proxies_added_counts(
    proxies: int, forwarded: str, peer: str, address: str | None
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)

    with override_settings(TRUSTED_PROXIES=proxies):
        assert client_address(request) == address
