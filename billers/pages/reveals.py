"""What every page may say of prepaid tokens: masked, and who has seen them."""

from typing import NamedTuple

from billers.models import BillerTransaction, TokenReveal
from billers.pages.people import name_of
from billie.web.words import masked_token


class Shown(NamedTuple):
    """Who was shown the tokens first, and who again how often; `again` is empty for never."""

    first: TokenReveal
    by: str
    again: str
    latest: TokenReveal | None


def masked_tokens(payment: BillerTransaction) -> list[str]:
    """Return the tokens of a payment as everybody may read them."""
    return [masked_token(token) for token in payment.tokens.values()]


def told_of_reveals(reveals: list[TokenReveal]) -> Shown | None:
    """Return who has seen the tokens, None if nobody has."""
    if not reveals:
        return None
    times = len(reveals) - 1
    again = f"reprinted {'once' if times == 1 else f'{times} times'}" if times else ""
    return Shown(
        first=reveals[0],
        by=name_of(reveals[0].by),
        again=again,
        latest=reveals[-1] if times else None,
    )
