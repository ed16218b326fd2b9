"""Showing the prepaid tokens of a payment in clear: to whom has the right, and each time recorded.

What is written down says how many there are and their last four digits, never a token.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from billers.models import BillerTransaction, TokenReveal
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.locking import lock_payment
from billers.operations.telling import tell
from billers.operations.timeline import note
from billie.staff import audit

READABLE = 4
"""How many digits at the end of a token everybody may read."""


class ReasonMissing(Exception):
    """Tokens that were shown before are to be shown again, and nobody said why."""

    code = "REASON_MISSING"
    next_step = "Say why it is needed again; the reason is kept with the payment."


class ReasonTellsToken(Exception):
    """A reason has the token in it, and reasons are read by many."""

    code = "REASON_TELLS_TOKEN"
    next_step = "Say why without any digit of the token."


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """Tokens in clear, and which showing of them this is; its repr tells no token."""

    payment: BillerTransaction
    tokens: tuple[str, ...] = field(repr=False)
    reveal: TokenReveal


def endings_of(payment: BillerTransaction) -> list[str]:
    """Return the digits by which the tokens of a payment are told apart, the first one first."""
    return [token[-READABLE:] for token in payment.tokens.values()]


def reveal_tokens(*, payment_id: int, by: User, now: datetime, why: str = "") -> Revealed:
    """Give out the tokens of a paid bill; every time but the first wants a reason.

    The caller has made sure that `by` has the right. Of two at once the second is a reprint.

    :raises NotPossible: if it has no token, or is not (or no longer) paid
    :raises ReasonMissing: if they were shown before and `why` is empty
    :raises ReasonTellsToken: if a token stands in `why`
    """
    with transaction.atomic(durable=True):
        payment = lock_payment(payment_id)
        if why_not := choices_of(payment).reveal_token:
            raise NotPossible(why_not)
        tokens = tuple(payment.tokens.values())
        nth = payment.reveals.count() + 1
        _check_reason(why, tokens=tokens, nth=nth)
        reveal = TokenReveal.objects.create(
            transaction=payment, nth=nth, by=by, why=why.strip(), at=now
        )
        _write_down(payment, reveal)
    tell(payment)
    return Revealed(payment=payment, tokens=tokens, reveal=reveal)


def _check_reason(why: str, *, tokens: tuple[str, ...], nth: int) -> None:
    if nth > 1 and not why.strip():
        raise ReasonMissing("The token was shown before. Say why it is shown again.")
    digits = "".join(sign for sign in why if sign.isdecimal())
    if any(token in digits for token in tokens):
        raise ReasonTellsToken("The reason has the token in it. Everybody can read reasons.")


def _write_down(payment: BillerTransaction, reveal: TokenReveal) -> None:
    endings = endings_of(payment)
    words = _words(endings, reveal)
    note(payment, why=words, now=reveal.at, who=reveal.by.get_username())
    audit.record(
        action="TOKEN_REPRINTED" if reveal.is_reprint else "TOKEN_REVEALED",
        subject=("bill payment", payment.number),
        now=reveal.at,
        actor=reveal.by,
        after={
            "tokens": len(endings),
            "lastFour": endings,
            "time": reveal.nth,
            "reason": reveal.why,
        },
    )


def _words(endings: list[str], reveal: TokenReveal) -> str:
    tokens = "Prepaid token" if len(endings) == 1 else f"{len(endings)} prepaid tokens"
    again = " again" if reveal.is_reprint else ""
    reason = f" {reveal.why}" if reveal.why else ""
    return f"{tokens} shown{again}, ending in {' and '.join(endings)}.{reason}"
