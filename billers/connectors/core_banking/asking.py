"""What core banking can be asked and told; each call is one exchange of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import orjson

from billers.connectors.contract import (
    NOTHING_WENT_OUT,
    Fault,
    MoneyOutcome,
    NoAnswer,
    NotFound,
    NotSent,
    Reply,
    RetryPolicy,
    SettingsAreUnfinished,
    StatusOutcome,
    Unknown,
)
from billers.connectors.core_banking import reading
from billers.connectors.core_banking.money import CoreBalance, Transfer
from billers.connectors.wire import Answer, Request, Wire
from billers.connectors.wire.paths import ValueDoesNotFit, fill

BALANCE = "/accounts/account/v1/balances/{account}"
TRANSFER = "/transaction/1.0/initiate/transaction"
DONE = 200
REFUSING = frozenset({400, 401, 403, 404, 422})
"""Statuses with which a body may tell a refusal; it must hold an error, as with HTTP 200."""
JSON = {"Content-Type": "application/json", "Accept": "application/json"}


class CoreBankingIsOff(SettingsAreUnfinished):
    """Core banking is not configured; everything else works without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreBankingSettings:
    """Where core banking is.

    `search_path` finds a transfer by our reference; it is the bank's own. `suspense_account` is
    where held money waits, since core banking has no holds (WIRE 4).
    """

    url: str
    api_key: str = field(repr=False)
    suspense_account: str
    search_path: str = "/transaction/1.0/search/transaction"
    timeout_seconds: float = 30.0
    connect_timeout_seconds: float = 5.0
    retries: RetryPolicy = field(default_factory=RetryPolicy)
    allowed_hosts: frozenset[str] = frozenset()
    allowed_networks: frozenset[str] = frozenset()

    @property
    def base_url(self) -> str:
        """Where every path begins."""
        return self.url

    @property
    def credentials(self) -> Mapping[str, str]:
        """What goes into the headers of every request."""
        return {"apiKey": self.api_key}


class CoreBanking:
    """The bank's accounts over one line; any thread may ask."""

    def __init__(self, settings: CoreBankingSettings) -> None:
        """Take the line; nothing is connected until the first call.

        :raises CoreBankingIsOff: if an address, a key or the suspense account is missing
        """
        if not (settings.url and settings.api_key and settings.suspense_account):
            raise CoreBankingIsOff(
                "Core banking is off: set T24_API_URL, T24_API_KEY and T24_SUSPENSE_ACCOUNT."
            )
        self._settings = settings
        self._wire = Wire(settings)

    def balance(self, account: str) -> Reply[CoreBalance | NotFound | NoAnswer]:
        """Return what is in an account."""
        try:
            path = fill(BALANCE, {"account": account})
        except ValueDoesNotFit as why:
            return Reply(NotFound(words=str(why)), NOTHING_WENT_OUT)
        answer = self._wire.ask(Request(method="GET", path=path, headers=JSON))
        if (silence := _silence(answer)) is not None:
            return Reply(silence, answer.exchange)
        return Reply(reading.read_balance(account, answer.body), answer.exchange)

    def move(self, transfer: Transfer) -> Reply[MoneyOutcome]:
        """Move money once. No key makes a second sending harmless: look for it first (`find`)."""
        body = orjson.dumps(reading.written(transfer))
        answer = self._wire.send(Request(method="POST", path=TRANSFER, body=body, headers=JSON))
        return Reply(_outcome(transfer, answer), answer.exchange)

    def find(self, transfer: Transfer) -> Reply[StatusOutcome]:
        """Say what became of a transfer, by our reference."""
        query = urlencode({"uniqueIdentifier": transfer.reference})
        path = f"{self._settings.search_path}?{query}"
        answer = self._wire.ask(Request(method="GET", path=path, headers=JSON))
        if (silence := _silence(answer)) is not None:
            return Reply(silence, answer.exchange)
        return Reply(reading.read_found(transfer, answer.body), answer.exchange)


def _outcome(transfer: Transfer, answer: Answer) -> MoneyOutcome:
    if not answer.was_sent:
        return NotSent(words=str(answer.trouble))
    if (silence := _why_unread(answer)) is not None:
        return Unknown(words=silence)
    return reading.read_transfer(transfer, answer.body)


def _silence(answer: Answer) -> NoAnswer | None:
    """Return why nothing was learnt from a question, None if there is something to read."""
    silence = _why_unread(answer)
    return None if silence is None else NoAnswer(words=silence, fault=Fault.THEIRS)


def _why_unread(answer: Answer) -> str | None:
    """Return why an answer proves nothing, None if its body has to be read."""
    if answer.trouble is not None:
        return str(answer.trouble)
    is_refusal = answer.http_status in REFUSING and reading.tells_error(answer.body)
    if answer.http_status == DONE or is_refusal:
        return None
    return f"Core banking answered with HTTP status {answer.http_status}."
