"""A plain HTTP client that knows no biller: what it sees is what went over the wire."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import orjson
from lxml import etree

PATIENCE_SECONDS = 60.0  # a machine that does other things as well takes its time


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An answer as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return orjson.loads(self.body)

    @property
    def root(self) -> "etree._Element":
        """The body as XML."""
        return etree.fromstring(self.body)

    def text(self, name: str) -> str | None:
        """Return the text of the first element of a name, in whatever namespace."""
        found = self.root.iterfind(f".//{{*}}{name}")
        return next((element.text or "" for element in found), None)


def ask(
    url: str,
    path: str,
    *,
    method: str = "GET",
    body: bytes | Mapping[str, Any] = b"",
    headers: Mapping[str, str] | None = None,
    patience: float = PATIENCE_SECONDS,
) -> Seen:
    """Send one request on a connection of its own, and return the answer."""
    address = urlsplit(url)
    sent = body if isinstance(body, bytes) else orjson.dumps(dict(body))
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=patience)
    try:
        connection.request(method, quote(path, safe="/?=&%+"), body=sent, headers=headers or {})
        answer = connection.getresponse()
        return Seen(status=answer.status, headers=dict(answer.getheaders()), body=answer.read())
    finally:
        connection.close()
