"""Callbacks: what a biller tells of itself, by a signed POST.

The body is JSON: `eventId`, `billerType`, `ourTransactionId`, `theirTransactionId`,
`accountNumber`, `amount` ("145.00"), `currency`, `status` ("ACCEPTED" or "DECLINED"), `at`.
`X-Biller-Timestamp` has the seconds since 1970, `X-Biller-Signature` is `sha256=` with the
hexadecimal HMAC-SHA256 of timestamp, a full stop and the body, under the shared secret.
"""

import asyncio
import hmac
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import orjson

from billers.simulator.books import Clock, Entry
from billers.simulator.calls import Call
from billers.simulator.faults import Callback, Fault

TWO_HOURS = timedelta(hours=2)
PATIENCE_SECONDS = 10.0
SENT_KEPT = 1_000
NOT_THE_KEY = "a-key-of-somebody-else"
SIMULATED_KEY = "simulated-callback-secret"
TIMESTAMP_HEADER = "X-Biller-Timestamp"
SIGNATURE_HEADER = "X-Biller-Signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where callbacks go; `{billerType}` in the URL stands for the biller. Empty: nowhere."""

    url: str = ""
    secret: str = SIMULATED_KEY


class Callbacks:
    """Sends callbacks, and remembers what was answered."""

    def __init__(self, address: Address, now: Clock) -> None:
        """Send to an address, dated by a clock."""
        self.address = address
        self.sent: deque[dict[str, Any]] = deque(maxlen=SENT_KEPT)
        self._now = now

    async def follow(self, call: Call, kept: Entry | None, fault: Fault) -> None:
        """Send the callbacks that a fault asks for, once the payment has been taken."""
        if fault.callback is None or not self.address.url:
            return
        if kept is None and fault.callback is not Callback.FORGED:
            return  # nothing was taken, so there is nothing to tell
        at = kept.at if kept else self._now()
        while (ahead := (at - self._now()).total_seconds()) > 0:  # a sleep may end early
            await asyncio.sleep(ahead)
        body = _body(call, kept, at, is_contrary=fault.callback is Callback.CONTRARY)
        secret = NOT_THE_KEY if fault.callback is Callback.FORGED else self.address.secret
        signed_at = at - TWO_HOURS if fault.callback is Callback.OLD else self._now()
        headers = signed(body, secret=secret, at=signed_at)
        async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False) as client:
            for _ in range(2 if fault.callback is Callback.TWO else 1):
                await self._send(client, call, body, headers)

    async def _send(
        self, client: httpx.AsyncClient, call: Call, body: bytes, headers: Mapping[str, str]
    ) -> None:
        url = self.address.url.replace("{billerType}", call.biller)
        told: dict[str, Any] = {"url": url, "reference": call.reference, "status": 0, "error": ""}
        try:
            answer = await client.post(url, content=body, headers=headers)
            told["status"] = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            told["error"] = str(error) or type(error).__name__
        self.sent.append(told)


def signed(body: bytes, *, secret: str, at: datetime) -> dict[str, str]:
    """Return the headers of a callback."""
    stamp = str(int(at.timestamp()))
    digest = hmac.digest(secret.encode(), f"{stamp}.".encode() + body, "sha256").hex()
    return {
        "Content-Type": "application/json",
        TIMESTAMP_HEADER: stamp,
        SIGNATURE_HEADER: f"sha256={digest}",
    }


def _body(call: Call, kept: Entry | None, at: datetime, *, is_contrary: bool) -> bytes:
    receipt = kept.receipt if kept else "FORGED00001"
    fields = {
        "eventId": f"{receipt}-{call.reference}",
        "billerType": call.biller,
        "ourTransactionId": call.reference,
        "theirTransactionId": receipt,
        "accountNumber": call.account,
        "amount": f"{call.amount:.2f}",
        "currency": call.currency,
        "status": "DECLINED" if is_contrary else "ACCEPTED",
        "at": at.isoformat(),
    }
    return orjson.dumps(fields)
