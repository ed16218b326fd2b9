"""The key of a money form: minted when it opens, and kept through every step and every reload.

# Note [Why the key stands in the address]
The key names the intent. Standing in the form's address, it survives what people do to pages: the
back button, a reload, a second tab made from the first, a double click. All of them send the same
intent, which makes one command. The address is signed for one person, one act and one account, so
that a key cannot be prepared for somebody else.
"""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core import signing

PARAMETER = "form"


def seal_key(key: str, *, user: AbstractBaseUser | AnonymousUser, about: str) -> str:
    """Return a key as the address carries it; `about` names the act and its account."""
    return _signer(user, about).sign(key)


def open_key(sealed: str, *, user: AbstractBaseUser | AnonymousUser, about: str) -> str | None:
    """Return the key that an address carries, None if it was not made for this."""
    try:
        return _signer(user, about).unsign(sealed)
    except signing.BadSignature:
        return None


def _signer(user: AbstractBaseUser | AnonymousUser, about: str) -> signing.Signer:
    return signing.Signer(salt=f"billie.money:{user.pk}:{about}", sep="~")
