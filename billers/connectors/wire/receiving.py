"""Reading an answer as it comes, and no more of it than an answer can have."""

import httpx

from billers.connectors.wire.troubles import Trouble

LONGEST_ANSWER = 1024 * 1024


class Received:
    """What has come so far."""

    def __init__(self, *, trouble: Trouble | None = None) -> None:
        self.http_status: int | None = None
        self.content_type = ""
        self.body = b""
        self.trouble = trouble

    def read(self, response: httpx.Response) -> None:
        """Read a body, and stop where it is too long or packed."""
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            self.trouble = Trouble.PACKED
            return
        came = bytearray()
        for chunk in response.iter_raw():
            came += chunk
            if len(came) > LONGEST_ANSWER:
                self.trouble = Trouble.TOO_LONG
                return
        self.body = bytes(came)
