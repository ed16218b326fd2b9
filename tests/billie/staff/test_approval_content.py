"""What is shown, kept and hashed: equal content has an equal digest, any difference another."""

from decimal import Decimal

import pytest

from billie.kernel.money import NotAnAmount
from billie.staff.approval_content import Shown, ShownRow, content_hash, from_json, to_json
from tests.billie.staff.approval_story import OWED, write_off_of

FACTS = {
    "kind": "TEST_WRITE_OFF",
    "subject": ("loan account", "ACC-1"),
    "amount": OWED,
    "currency": "AUD",
    "shown": write_off_of(OWED),
}


def test_what_is_kept_is_read_back_as_it_was_given():
    shown = Shown((ShownRow("Owed", OWED, None), ShownRow("Status", "Active", "Closed")), "AUD")

    assert from_json(to_json(shown)) == shown


def test_an_amount_has_one_digest_however_many_zeros_it_is_written_with():
    same = {**FACTS, "amount": Decimal("812.5"), "shown": write_off_of(Decimal("812.5"))}

    assert content_hash(**same) == content_hash(**FACTS)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "OTHER"},
        {"subject": ("loan account", "ACC-2")},
        {"amount": Decimal("812.51")},
        {"amount": None},
        {"currency": "NZD"},
        {"shown": write_off_of(Decimal("812.51"))},
        {"shown": Shown(write_off_of(OWED).rows, "NZD")},
        {"shown": Shown(write_off_of(OWED).rows[:2], "AUD")},
    ],
    ids=str,
)
def test_any_difference_has_another_digest(change):
    assert content_hash(**{**FACTS, **change}) != content_hash(**FACTS)


def test_words_that_look_like_an_amount_are_not_one():
    as_words = Shown((ShownRow("Owed", "812.50", None),), "AUD")
    as_amount = Shown((ShownRow("Owed", OWED, None),), "AUD")

    assert content_hash(**{**FACTS, "shown": as_words}) != content_hash(
        **{**FACTS, "shown": as_amount}
    )


def test_a_fraction_of_a_cent_cannot_be_shown():
    with pytest.raises(NotAnAmount):
        to_json(write_off_of(Decimal("0.001")))
