"""What counts as paid (WIRE 3.2), for all billers in one place."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billers.connectors.contract import (
    Accepted,
    Declined,
    Fault,
    NoAnswer,
    NotFound,
    NotSent,
    Unknown,
)
from billers.connectors.meanings import REFERENCE_USED, Meaning, Refusal, Tables
from billers.connectors.verdicts import (
    Paid,
    Refused,
    Sent,
    Strange,
    amount_agrees,
    judge,
    judge_status,
    settle_unsent,
)

SENT = Sent(our_reference="R1", account="410022", amount=Decimal("100.50"), currency="MWK")
PAID: dict[str, Any] = {
    "our_reference": "R1",
    "account": "410022",
    "amount": "100.50",
    "their_reference": "T1",
}
NO_CUSTOMER = Refusal(code="5", meaning=Meaning(words="No such number.", fault=Fault.CUSTOMER))
NO_KEY = Refusal(code="2", meaning=Meaning(words="No such key.", fault=Fault.OURS))
USED = Refusal(code="11", meaning=REFERENCE_USED)
cents = st.integers(min_value=1, max_value=10**13).map(lambda number: Decimal(number) / 100)


@pytest.mark.parametrize(
    ("sent", "said", "agrees"),
    [
        ("100.00", "100.00", True),
        ("100.00", "100", True),
        ("100.00", " 100.0000", True),
        ("100.50", "100", True),
        ("100.50", "100.5", True),
        ("0.50", "0", True),
        ("100.50", "100.00", False),
        ("100.50", "101", False),
        ("100.00", "1000", False),
        ("100.00", "10", False),
        ("100.00", "-100", False),
        ("100.00", "1e2", False),
        ("1000.00", "1,000.00", False),
        ("100.00", "100 MWK", False),
        ("100.00", "NaN", False),
        ("100.00", "", False),
        ("100.00", "\u0661\u0660\u0660", False),
    ],
)
def test_an_amount_agrees_with_or_without_its_decimals(sent, said, agrees):
    assert amount_agrees(Decimal(sent), said) is agrees


@given(cents)
def test_every_amount_agrees_with_itself_however_it_is_written(amount):
    assert amount_agrees(amount, f"{amount:.2f}")
    assert amount_agrees(amount, f" {amount:.4f}")
    assert amount_agrees(amount, str(int(amount)))


@given(cents, cents)
def test_an_amount_agrees_with_no_other_that_has_decimals(sent, said):
    assert amount_agrees(sent, f"{said:.2f}") is (sent == said)


def test_what_agrees_in_everything_is_accepted():
    assert judge(SENT, Paid(**PAID)) == Accepted(their_reference="T1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("our_reference", "R2"), ("our_reference", ""), ("our_reference", "r1"),
        ("account", "410023"), ("account", ""), ("account", "0410022"),
        ("amount", "100.51"), ("amount", ""),
        ("currency", "ZAR"),
        ("their_reference", ""), ("their_reference", "  "),
        ("tokens", ("1234567890123456789",)), ("tokens", ("1234567890123456789O",)),
    ],
)  # fmt: skip
def test_what_differs_in_anything_is_unknown_with_an_alarm(name, value):
    outcome = judge(SENT, Paid(**PAID | {name: value}))

    assert isinstance(outcome, Unknown)
    assert outcome.is_alarm


def test_what_a_dialect_does_not_carry_is_not_held_against_it():
    said = Paid(**PAID | {"our_reference": None, "amount": None})

    assert isinstance(judge(SENT, said), Accepted)


def test_a_refusal_on_a_first_send_is_declined():
    assert judge(SENT, Refused(refusal=NO_KEY)) == Declined(
        code="2", words="No such key.", fault=Fault.OURS
    )


def test_a_reference_used_on_a_first_send_is_our_collision():
    outcome = judge(SENT, Refused(refusal=USED))

    assert isinstance(outcome, Declined)
    assert outcome.fault is Fault.OURS


@pytest.mark.parametrize("refusal", [NO_CUSTOMER, NO_KEY, USED])
def test_a_refusal_on_a_resend_leaves_the_first_unknown(refusal):
    resent = Sent(
        our_reference="R1", account="1", amount=Decimal(1), currency="MWK", is_resend=True
    )

    outcome = judge(resent, Refused(refusal=refusal))

    assert isinstance(outcome, Unknown)
    assert outcome.was_received is (refusal is USED)


def test_what_was_not_sent_again_leaves_the_first_unknown():
    assert settle_unsent(words="No way.", is_resend=False) == NotSent(words="No way.")
    assert isinstance(settle_unsent(words="No way.", is_resend=True), Unknown)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (Paid(**PAID), Accepted(their_reference="T1")),
        (
            Refused(refusal=NO_CUSTOMER, our_reference="R1"),
            Declined(code="5", words="No such number.", fault=Fault.CUSTOMER),
        ),
        (Refused(refusal=NO_KEY), NoAnswer(code="2", words="No such key.", fault=Fault.OURS)),
        (Refused(refusal=USED), Unknown(words=REFERENCE_USED.words, code="11", was_received=True)),
        (Strange(words="Hm."), Unknown(words="Hm.")),
        (NotFound(words="Never."), NotFound(words="Never.")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_status_tells_of_the_order_and_not_of_the_question(said, outcome):
    assert judge_status(SENT, said) == outcome


@pytest.mark.parametrize("reference", ["", "R2"])
def test_a_status_that_refuses_another_order_is_no_news_of_ours(reference):
    outcome = judge_status(SENT, Refused(refusal=NO_CUSTOMER, our_reference=reference))

    assert isinstance(outcome, Unknown)
    assert outcome.is_alarm


TABLES = Tables(
    codes={"5": NO_CUSTOMER.meaning, "2": NO_KEY.meaning},
    words={"no entry": NO_KEY.meaning, "nobody there": NO_CUSTOMER.meaning},
)


@pytest.mark.parametrize(
    ("codes", "text", "found"),
    [
        (["5"], "", "5"),
        (["5", "5"], "", "5"),
        (["5"], "no entry", "5"),
        ([], "Sorry:  NO\nENTRY today", ""),
        (["5", "2"], "", None),
        (["5", "77"], "", None),
        (["77"], "no entry", None),
        ([], "no entry, nobody there", None),
        ([], "come back", None),
        ([], "", None),
    ],
)
def test_a_refusal_is_found_only_where_all_that_is_said_agrees(codes, text, found):
    refusal = TABLES.find(codes=codes, text=text)

    assert (refusal.code if refusal else None) == found
