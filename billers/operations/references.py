"""Numbers of payments and references of attempts: minted once, before anything is sent.

Core banking takes upper-case letters and digits only (WIRE 4), so references have nothing else.
Letters and digits that are mistaken for each other on the phone are left out.
"""

import secrets

from billers.models import BillerTransaction, Leg

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_LETTERS = 10
LETTERS = {
    Leg.HOLD: "H",
    Leg.PAY: "P",
    Leg.CAPTURE: "C",
    Leg.RELEASE: "R",
    Leg.REVERSE: "V",
    Leg.REFUND: "F",
    Leg.QUERY: "Q",
}


def mint_number() -> str:
    """Return a number for a new payment, such as TXN-7K2M4Q9A3B."""
    return "TXN-" + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LETTERS))


def reference_for(payment: BillerTransaction, leg: Leg, count: int) -> str:
    """Return the reference of the attempt of a leg that comes after `count` others of it."""
    return f"{payment.number.replace('-', '')}{LETTERS[leg]}{count + 1}"
