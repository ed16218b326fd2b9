"""The headers of every request, credentials among them."""

import base64
from collections.abc import Mapping

_PLAIN_HEADERS = {
    b"Accept": b"text/xml, application/xml, application/json;q=0.9",
    # a packed answer could be a thousand times as long as what came over the wire
    b"Accept-Encoding": b"identity",
    b"Connection": b"close",
    b"User-Agent": b"Billie",
}


def headers_of(credentials: Mapping[str, str], more: Mapping[str, str]) -> dict[bytes, bytes]:
    """Return the headers of a request: ours, those of the credentials, and those of a dialect."""
    headers = dict(_PLAIN_HEADERS)
    if "username" in credentials or "password" in credentials:
        pair = f"{credentials.get('username', '')}:{credentials.get('password', '')}"
        headers[b"Authorization"] = b"Basic " + base64.b64encode(pair.encode())
    if "bearerToken" in credentials:
        headers[b"Authorization"] = b"Bearer " + credentials["bearerToken"].encode()
    if "apiKey" in credentials:
        headers[b"X-Api-Key"] = credentials["apiKey"].encode()
    return headers | {name.encode(): value.encode() for name, value in more.items()}
