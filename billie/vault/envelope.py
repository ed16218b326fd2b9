"""Sealing a secret so that the database alone cannot tell it: an envelope with the key's name on.

# Note [Why an envelope]
Each value is encrypted with a data key of its own (AES-256-GCM), and that data key with the key
of the installation, whose id stands outside. To rotate keys only the small data keys are wrapped
anew: the secrets themselves are never in the clear meanwhile. The context (which column) is bound
to the cipher, so that a sealed value moved to another column does not open.
"""

import base64
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = "v1"
KEY_BYTES, NONCE_BYTES = 32, 12
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class KeysNotValid(ValueError):
    """The list of keys cannot be read; the message never shows a key."""


class CannotUnseal(Exception):
    """A sealed value does not open: its key is gone, or it was changed or moved."""


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """The keys of an installation by id; `current` seals, all of them open."""

    keys: Mapping[str, bytes]
    current: str

    def __repr__(self) -> str:
        return f"Keyring(current={self.current!r}, ids={sorted(self.keys)})"


def read_keyring(written: Iterable[str]) -> Keyring:
    """Return the keyring from entries "id:base64 of 32 bytes", the current one first.

    :raises KeysNotValid: saying which entry is wrong, by its place
    """
    keys: dict[str, bytes] = {}
    for place, entry in enumerate(written, 1):
        key_id, _, text = entry.partition(":")
        if not _KEY_ID.fullmatch(key_id):
            raise KeysNotValid(f"key {place} has no id: write it as id:key")
        if key_id in keys:
            raise KeysNotValid(f"the id {key_id!r} stands there twice")
        keys[key_id] = _read_key(text, place)
    if not keys:
        raise KeysNotValid("there is no key")
    return Keyring(keys=keys, current=next(iter(keys)))


def seal(plain: bytes, *, context: str, keyring: Keyring) -> str:
    """Return the sealed form of some bytes: text without white space, safe in a column."""
    data_key = AESGCM.generate_key(bit_length=KEY_BYTES * 8)
    wrapped = _encrypt(keyring.keys[keyring.current], data_key, keyring.current)
    return ".".join(
        (VERSION, keyring.current, _to_text(wrapped), _to_text(_encrypt(data_key, plain, context)))
    )


def unseal(sealed: str, *, context: str, keyring: Keyring) -> bytes:
    """Return what was sealed.

    :raises CannotUnseal: if its key is not on the ring, or it was changed or moved
    """
    key_id, wrapped, cipher = _parts(sealed)
    return _decrypt(_data_key(key_id, wrapped, keyring), cipher, context)


def rewrap(sealed: str, *, keyring: Keyring) -> str:
    """Return the same secret under the current key; what is under it already comes back as it is.

    :raises CannotUnseal: if its key is not on the ring
    """
    key_id, wrapped, cipher = _parts(sealed)
    if key_id == keyring.current:
        return sealed
    data_key = _data_key(key_id, wrapped, keyring)
    anew = _encrypt(keyring.keys[keyring.current], data_key, keyring.current)
    return ".".join((VERSION, keyring.current, _to_text(anew), _to_text(cipher)))


def sealed_under(key_id: str) -> str:
    """Return what every value begins with that is sealed under a key."""
    return f"{VERSION}.{key_id}."


def _read_key(text: str, place: int) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeysNotValid(f"key {place} is not the base64 of {KEY_BYTES} bytes")
    return key


def _parts(sealed: str) -> tuple[str, bytes, bytes]:
    try:
        version, key_id, wrapped, cipher = sealed.split(".")
        if version != VERSION:
            raise CannotUnseal("This value was sealed in a way that is not known here.")
        return key_id, _from_text(wrapped), _from_text(cipher)
    except ValueError:
        raise CannotUnseal("This value is not a sealed one.") from None


def _data_key(key_id: str, wrapped: bytes, keyring: Keyring) -> bytes:
    if key_id not in keyring.keys:
        raise CannotUnseal(f"The key {key_id!r} is not among ENCRYPTION_KEYS.")
    return _decrypt(keyring.keys[key_id], wrapped, key_id)


def _encrypt(key: bytes, plain: bytes, context: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def _decrypt(key: bytes, cipher: bytes, context: str) -> bytes:
    try:
        return AESGCM(key).decrypt(cipher[:NONCE_BYTES], cipher[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):
        raise CannotUnseal("This value was changed, or belongs somewhere else.") from None


def _to_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _from_text(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
