"""Asking a biller about an account, an invoice or a bundle: no money moves, all is kept.

A question is asked outside any transaction and written down after it, in the look-ups and never
among payments (DESIGN 5).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from billers import switchboard
from billers.connectors.contract import Exchange, Lookup, NoAnswer, NotFound, Reply
from billers.models import BillerConfig, LookupRecord, TransactionType
from billers.operations.intents import AbilityMissing, BillerInactive
from billers.operations.tallying import count_lookup

BY_ABILITY = {
    "look_up": TransactionType.ACCOUNT_DETAILS,
    "get_invoice": TransactionType.GET_INVOICE,
    "get_bundle": TransactionType.BUNDLE_DETAILS,
    "list_bundles": TransactionType.BUNDLE_DETAILS,
}
CANNOT = {
    "look_up": "has no accounts to look up",
    "get_invoice": "has no invoices",
    "get_bundle": "has no bundles",
    "list_bundles": "has no bundles",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a biller said: `found` is an account, an invoice, a bundle, several, or why not."""

    record: LookupRecord
    found: Any

    @property
    def is_found(self) -> bool:
        """Whether there is something to show."""
        return not isinstance(self.found, NotFound | NoAnswer)


def look_up_account(
    *, config: BillerConfig, account_number: str, account_type: str, by: User, now: datetime
) -> Looked:
    """Ask whose account a number is.

    :raises PaymentRefused: one of its subclasses, if the biller cannot be asked
    """
    lookup = Lookup(account_number=account_number, account_type=account_type)
    return _ask(config, "look_up", lookup, by=by, now=now)


def get_invoice(
    *, config: BillerConfig, account_number: str, account_type: str, by: User, now: datetime
) -> Looked:
    """Ask what is to pay.

    :raises PaymentRefused: one of its subclasses, if the biller cannot be asked
    """
    lookup = Lookup(account_number=account_number, account_type=account_type)
    return _ask(config, "get_invoice", lookup, by=by, now=now)


def get_bundle(*, config: BillerConfig, bundle_id: str, by: User, now: datetime) -> Looked:
    """Ask for one bundle and its price.

    :raises PaymentRefused: one of its subclasses, if the biller cannot be asked
    """
    return _ask(config, "get_bundle", bundle_id, by=by, now=now)


def list_bundles(*, config: BillerConfig, by: User, now: datetime) -> Looked:
    """Ask what is on sale.

    :raises PaymentRefused: one of its subclasses, if the biller cannot be asked
    """
    return _ask(config, "list_bundles", None, by=by, now=now)


def _ask(
    config: BillerConfig, ability: str, what: Lookup | str | None, *, by: User, now: datetime
) -> Looked:
    if not config.is_active:
        raise BillerInactive(f"{config.display_name} is switched off.")
    if not switchboard.can(config, ability):
        raise AbilityMissing(f"{config.display_name} {CANNOT[ability]}.")
    method: Callable[..., Reply[Any]] = getattr(switchboard.connect(config), ability)
    reply = method() if what is None else method(what)
    record = _keep(config, ability, what, reply, by=by, now=now)
    count_lookup(record)
    return Looked(record=record, found=reply.outcome)


def _keep(
    config: BillerConfig,
    ability: str,
    what: Lookup | str | None,
    reply: Reply[Any],
    *,
    by: User,
    now: datetime,
) -> LookupRecord:
    found, exchange = reply.outcome, reply.exchange
    return LookupRecord.objects.create(
        config=config,
        biller_type=config.biller_type,
        transaction_type=BY_ABILITY[ability],
        asked_for=what.account_number if isinstance(what, Lookup) else (what or ""),
        account_type=what.account_type if isinstance(what, Lookup) else "",
        result=_result(found),
        error_message=getattr(found, "words", ""),
        latency_ms=_milliseconds(exchange),
        asked_by=by,
        asked_at=now,
    )


def _result(found: Any) -> str:
    if isinstance(found, NotFound):
        return LookupRecord.Result.NOT_FOUND
    return LookupRecord.Result.FAILED if isinstance(found, NoAnswer) else LookupRecord.Result.FOUND


def _milliseconds(exchange: Exchange) -> int:
    return round(exchange.latency_seconds * 1000)
