"""Intents: what can be meant, and what each wrong field is told."""

from decimal import Decimal
from typing import Any

import pytest

from ledger.intents import WHOLE, Intent, IntentRefused
from ledger.models import CommandKind
from ledger.operations.limits import PERMISSIONS
from tests.ledger.operations.asking import KINDS, meant

K = CommandKind
WRONG: list[tuple[CommandKind, dict[str, Any], str]] = [
    (K.REPAYMENT, {"amount": Decimal("10.001")}, "amount"),
    (K.REPAYMENT, {"amount": Decimal("0")}, "amount"),
    (K.REPAYMENT, {"amount": Decimal("-5.00")}, "amount"),
    (K.REPAYMENT, {"amount": 10.5}, "amount"),
    (K.REPAYMENT, {"amount": None}, "amount"),
    (K.REPAYMENT, {"amount": Decimal("NaN")}, "amount"),
    (K.REPAYMENT, {"amount": Decimal("1e20")}, "amount"),
    (K.REPAYMENT, {"currency": "aud"}, "currency"),
    (K.REPAYMENT, {"currency": ""}, "currency"),
    (K.REPAYMENT, {"loan_account_id": " "}, "loan_account_id"),
    (K.REPAYMENT, {"loan_account_id": "x\0"}, "loan_account_id"),
    (K.REPAYMENT, {"loan_account_id": "x" * 201}, "loan_account_id"),
    (K.REPAYMENT, {"reason": "Because."}, "reason"),
    (K.REPAYMENT, {"details": {"days_past_due": 3}}, "days_past_due"),
    (K.REPAYMENT, {"details": {"payment_method": "x" * 201}}, "payment_method"),
    (K.REPAYMENT, {"details": {"notes": "a\0b"}}, "notes"),
    (K.REPAYMENT, {"details": {"target_payment_number": 0}}, "target_payment_number"),
    (K.REPAYMENT, {"details": {"target_payment_number": True}}, "target_payment_number"),
    (K.REPAYMENT, {"details": {"target_payment_number": 2**31}}, "target_payment_number"),
    (K.REPAYMENT, {"principal_delta": Decimal("1.00")}, "principal_delta"),
    (K.REPAYMENT, {"reverses_transaction_id": "TXN-1"}, "reverses_transaction_id"),
    (K.LATE_FEE, {"details": {}}, "days_past_due"),
    (K.LATE_FEE, {"details": {"days_past_due": "nine"}}, "days_past_due"),
    (K.FEE_WAIVER, {"reason": " \n "}, "reason"),
    (K.FEE_WAIVER, {"reason": "x" * 1001}, "reason"),
    (K.ADJUSTMENT, {"amount": Decimal("1.00")}, "amount"),
    (K.ADJUSTMENT, {"principal_delta": None}, "principal_delta"),
    (K.ADJUSTMENT, {"fee_delta": None}, "fee_delta"),
    (K.ADJUSTMENT, {"fee_delta": Decimal("0.005")}, "fee_delta"),
    (K.ADJUSTMENT, {"principal_delta": Decimal(0), "fee_delta": Decimal(0)}, "principal_delta"),
    (K.ADJUSTMENT, {"reason": ""}, "reason"),
    (K.WRITE_OFF, {"reason": "no idea"}, "reason"),
    (K.WRITE_OFF, {"details": {"priority": "whenever"}}, "priority"),
    (K.DISBURSEMENT, {"details": {"payment_method": "bank"}}, "bank_reference"),
    (
        K.DISBURSEMENT,
        {"details": {"bank_reference": "F", "payment_method": " "}},
        "payment_method",
    ),
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_meant_and_needs_a_permission(kind: CommandKind):
    assert meant(kind, "LA-1").kind == kind
    assert PERMISSIONS[kind].startswith("ledger.")


@pytest.mark.parametrize(("kind", "changed", "field"), WRONG)
def test_what_is_wrong_is_told_at_its_field(
    kind: CommandKind, changed: dict[str, Any], field: str
):
    with pytest.raises(IntentRefused) as refused:
        meant(kind, "LA-1", **changed)

    assert set(refused.value.fields) == {field}
    assert field != WHOLE
    assert refused.value.fields[field].endswith(".")


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(IntentRefused) as refused:
        meant(K.REPAYMENT, "", amount=Decimal(0), currency="?", details={"colour": "red"})

    assert set(refused.value.fields) == {"loan_account_id", "amount", "currency", "colour"}


def test_an_amount_is_kept_with_two_decimals_however_it_was_written():
    assert str(meant(K.REPAYMENT, "LA-1", amount=Decimal("10")).amount) == "10.00"


def test_details_that_say_nothing_are_left_out():
    intent = meant(K.REPAYMENT, "LA-1", details={"notes": "  ", "payment_method": None})

    assert intent.details == {}
    assert intent.content_hash == meant(K.REPAYMENT, "LA-1").content_hash


@pytest.mark.parametrize(
    "changed",
    [
        {"loan_account_id": "LA-2"},
        {"amount": Decimal("10.01")},
        {"currency": "MWK"},
        {"details": {"notes": "x"}},
        {"kind": K.DISHONOUR_FEE},
    ],
)
def test_whatever_is_meant_otherwise_has_another_digest(changed: dict[str, Any]):
    first = meant(K.REPAYMENT, "LA-1")

    other: dict[str, Any] = {
        "kind": first.kind,
        "loan_account_id": first.loan_account_id,
        "currency": first.currency,
        "amount": first.amount,
        **changed,
    }
    assert Intent(**other).content_hash != first.content_hash


def test_who_an_account_belongs_to_is_no_part_of_what_is_meant():
    named = meant(K.REPAYMENT, "LA-1", customer_name="Mei Chan", account_number="4711")

    assert named.content_hash == meant(K.REPAYMENT, "LA-1").content_hash
