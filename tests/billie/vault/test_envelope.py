"""Sealed values: what opens them, and what does not."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billie.vault.envelope import (
    CannotUnseal,
    KeysNotValid,
    read_keyring,
    rewrap,
    seal,
    unseal,
)


def key(letter: str) -> str:
    return base64.b64encode(letter.encode() * 32).decode()


OLD = read_keyring([f"2025:{key('a')}"])
BOTH = read_keyring([f"2026:{key('b')}", f"2025:{key('a')}"])
NEW = read_keyring([f"2026:{key('b')}"])


@given(st.binary(max_size=300))
def test_what_was_sealed_comes_back(plain):
    sealed = seal(plain, context="biller.credentials", keyring=OLD)

    assert unseal(sealed, context="biller.credentials", keyring=OLD) == plain


def test_the_same_secret_looks_different_each_time():
    sealed = {seal(b"hush", context="c", keyring=OLD) for _ in range(20)}

    assert len(sealed) == 20
    assert not any("hush" in text for text in sealed)


def test_a_value_moved_to_another_column_does_not_open():
    sealed = seal(b"hush", context="biller.credentials", keyring=OLD)

    with pytest.raises(CannotUnseal, match="belongs somewhere else"):
        unseal(sealed, context="payment.token", keyring=OLD)


def test_a_changed_value_does_not_open():
    sealed = seal(b"hush", context="c", keyring=OLD)
    changed = sealed[:-2] + ("A" if sealed[-2] != "A" else "B") + sealed[-1]

    with pytest.raises(CannotUnseal):
        unseal(changed, context="c", keyring=OLD)


@pytest.mark.parametrize("text", ["", "v1.x", "v2.2025.AA.AA", "v1.2025.!.A", "not sealed at all"])
def test_what_was_never_sealed_does_not_open(text):
    with pytest.raises(CannotUnseal):
        unseal(text, context="c", keyring=OLD)


def test_a_rotated_value_needs_the_old_key_no_longer():
    sealed = seal(b"hush", context="c", keyring=OLD)

    rotated = rewrap(sealed, keyring=BOTH)

    assert unseal(rotated, context="c", keyring=NEW) == b"hush"
    with pytest.raises(CannotUnseal, match="2025"):
        unseal(sealed, context="c", keyring=NEW)


def test_what_is_under_the_current_key_is_left_as_it_is():
    sealed = seal(b"hush", context="c", keyring=BOTH)

    assert rewrap(sealed, keyring=BOTH) == sealed


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ([], "there is no key"),
        (["no-colon"], "not the base64 of 32 bytes"),
        ([":" + key("a")], "has no id"),
        (["one:" + base64.b64encode(b"short").decode()], "not the base64 of 32 bytes"),
        (["one:" + key("a"), "one:" + key("b")], "twice"),
    ],
)
def test_a_list_of_keys_that_is_wrong_is_refused_and_not_shown(written, words):
    with pytest.raises(KeysNotValid, match=words) as refused:
        read_keyring(written)

    assert not any(
        entry.partition(":")[2] in str(refused.value) for entry in written[:1] if ":" in entry
    )
    assert key("a") not in repr(OLD)
