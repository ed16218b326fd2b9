"""What a form of several pages carries: the key of the payment, and what the biller said.

# Note [Why the key stands in the address, and the answer in the form]
The key names the payment that is meant. It is minted once, when the form opens, and standing in
the address it survives the back button, a reload and a double click: all of them mean one payment.
What the biller said of the account is sealed for the person and the key, so that a name, an
invoice or a price on the review is what the biller said, and half an hour old at most.
"""

from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.core import signing

PARAMETER = "form"
PREFIX = "page-"
SEEN_SECONDS = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a biller said of an account; amounts are texts. `bundles` are id, name and price."""

    account_number: str
    account_type: str = ""
    name: str = ""
    description: str = ""
    balance: str = ""
    currency: str = ""
    status: str = ""
    invoice_number: str = ""
    service: str = ""
    amount: str = ""
    bundles: list[list[str]] = field(default_factory=list)


def mint_key(*, user: User, about: str) -> str:
    """Return a new key, sealed for one person and one biller."""
    return _signer(user, about).sign(f"{PREFIX}{uuid4().hex}")


def open_key(sealed: str, *, user: User, about: str) -> str | None:
    """Return the key that an address carries, None if it was not made for this."""
    try:
        return _signer(user, about).unsign(sealed)
    except signing.BadSignature:
        return None


def seal_seen(seen: Seen, *, user: User, key: str) -> str:
    """Return what the biller said, as the form carries it on."""
    return signing.dumps(asdict(seen), salt=_salt(user, key), compress=True)


def open_seen(sealed: str, *, user: User, key: str) -> Seen | None:
    """Return what the biller said, None if it was not for this form, or too long ago."""
    try:
        said: dict[str, Any] = signing.loads(sealed, salt=_salt(user, key), max_age=SEEN_SECONDS)
        return Seen(**said)
    except (signing.BadSignature, TypeError):
        return None


def _signer(user: User, about: str) -> signing.Signer:
    return signing.Signer(salt=f"billie.bills:{user.pk}:{about}", sep="~")


def _salt(user: User, key: str) -> str:
    return f"billie.bills.seen:{user.pk}:{key}"
