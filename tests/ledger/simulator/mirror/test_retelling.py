"""What single events of others do to the books, and who has the last word."""

from decimal import Decimal
from typing import Any

import pytest

from servicing.models import LoanAccount
from tests.ledger.simulator.asking import Teller
from tests.ledger.simulator.mirror.conftest import World

CREATED = {
    "account_number": "40123456",
    "customer_id": "CUS-1",
    "status": "PENDING_DISBURSEMENT",
    "loan_amount": "500.00",
    "loan_fee": "100.00",
    "current_balance": "0.00",
}
DUE = [
    {"payment_number": 1, "due_date": "2126-01-01", "amount": "300.00"},
    {"payment_number": 2, "due_date": "2126-02-01", "amount": "300.00"},
]


def open_loan(world: World, **changed: Any) -> None:
    world.tell("account.created.v1", **{**CREATED, **changed})
    world.tell("account.schedule.created.v1", schedule_id="SCH-1", payments=DUE)


def tell_balance(world: World, kind: str, balance: str, number: int) -> None:
    world.tell(
        "account.updated.v1",
        current_balance=balance,
        triggered_by_transaction_type=kind,
        triggered_by_transaction_id=f"TXN-{number}",
    )


def kinds(world: World) -> list[str]:
    return world.ledger.books("LA-1").kinds()


def test_each_told_balance_is_booked_as_its_kind(world: World):
    open_loan(world)
    for number, (kind, balance) in enumerate(
        [
            ("DISBURSEMENT", "600.00"),
            ("REPAYMENT", "300.00"),
            ("LATE_FEE", "315.00"),
            ("FEE_WAIVER", "300.00"),
            ("ADJUSTMENT", "310.00"),
            ("WRITE_OFF", "0.00"),
        ]
    ):
        tell_balance(world, kind, balance, number)

    books = world.ledger.books("LA-1")
    assert books.kinds() == [
        "DISBURSEMENT",
        "ESTABLISHMENT_FEE",
        "REPAYMENT",
        "LATE_FEE",
        "FEE_WAIVER",
        "ADJUSTMENT",
        "WRITE_OFF",
    ]
    assert books.postings[2]["transaction_id"] == "TXN-1"
    assert books.loan.closure_reason == "WRITTEN_OFF"
    assert not books.loan.owed.total
    assert world.booked()["paid"] == {("LA-1", 1): Decimal("300.00")}


def test_a_balance_that_counts_from_the_start_is_paid_out_at_once(world: World):
    open_loan(world, status="PENDING", current_balance="600.00")
    tell_balance(world, "DISBURSEMENT", "600.00", 1)

    assert kinds(world) == ["DISBURSEMENT", "ESTABLISHMENT_FEE"]


def test_an_update_before_its_account_opens_it(world: World):
    tell_balance(world, "REPAYMENT", "250.00", 1)
    open_loan(world)

    books = world.ledger.books("LA-1")
    assert books.loan.owed.total == 250
    assert books.loan.account_number == "40123456"


def test_an_event_that_comes_twice_is_booked_once(world: World):
    open_loan(world)
    tell_balance(world, "DISBURSEMENT", "600.00", 1)
    tell_balance(world, "REPAYMENT", "500.00", 2)
    tell_balance(world, "REPAYMENT", "500.00", 2)

    assert kinds(world).count("REPAYMENT") == 1


@pytest.mark.parametrize("reason", ["PAID_OFF", "WRITTEN_OFF", "ADMIN_CLOSED"])
def test_a_closure_closes_the_books_and_leaves_nothing_owed(world: World, reason: str):
    open_loan(world)
    tell_balance(world, "DISBURSEMENT", "600.00", 1)
    world.tell("account.closed.v1", closure_reason=reason, final_balance="0.00")

    loan = world.ledger.books("LA-1").loan
    assert loan.closure_reason == reason
    assert not loan.owed.total


def test_what_the_ledger_published_itself_is_not_booked_again(world: World, teller: Teller):
    open_loan(world)
    tell_balance(world, "DISBURSEMENT", "600.00", 1)
    teller.repay("LA-1", "100.00")
    world.settle()
    world.settle()

    assert kinds(world).count("REPAYMENT") == 1
    assert world.projected()["balances"] == {"LA-1": Decimal("500.00")}


def test_after_a_posting_by_staff_the_story_adds_and_the_ledger_has_the_last_word(
    world: World, teller: Teller
):
    open_loan(world)
    tell_balance(world, "DISBURSEMENT", "600.00", 1)
    teller.repay("LA-1", "100.00")
    world.settle()

    tell_balance(world, "REPAYMENT", "550.00", 2)

    assert world.ledger.books("LA-1").loan.owed.total == 450
    assert world.projected()["balances"] == {"LA-1": Decimal("450.00")}


def test_a_loan_that_staff_paid_out_is_not_paid_out_again(world: World, teller: Teller):
    open_loan(world)
    teller.disburse("LA-1", "500.00")
    world.settle()

    tell_balance(world, "DISBURSEMENT", "600.00", 1)
    tell_balance(world, "REPAYMENT", "550.00", 2)

    assert kinds(world) == ["DISBURSEMENT", "ESTABLISHMENT_FEE", "REPAYMENT"]
    assert world.projected()["balances"] == {"LA-1": Decimal("550.00")}


def test_a_correction_of_the_story_is_no_payment(world: World, teller: Teller):
    open_loan(world)
    tell_balance(world, "DISBURSEMENT", "600.00", 1)
    teller.charge("LA-1", "15.00")
    teller.waive("LA-1", "15.00")
    teller.adjust("LA-1", "-50.00")
    world.settle()

    world.tell("account.updated.v1", current_balance="600.00")

    account = LoanAccount.objects.get()
    assert account.current_balance == Decimal("550.00")
    assert account.latest_payment_amount is None


def test_a_loan_that_staff_closed_stays_closed_and_at_zero(world: World, teller: Teller):
    open_loan(world)
    tell_balance(world, "DISBURSEMENT", "600.00", 1)
    teller.write_off("LA-1")
    world.settle()

    tell_balance(world, "REPAYMENT", "300.00", 2)
    world.tell("account.status_changed.v1", new_status="ACTIVE")

    account = LoanAccount.objects.get()
    assert (account.account_status, account.current_balance) == ("written_off", 0)
    assert kinds(world)[-1] == "WRITE_OFF"


def test_a_story_that_ends_takes_what_staff_charged_with_it(world: World, teller: Teller):
    open_loan(world)
    tell_balance(world, "DISBURSEMENT", "600.00", 1)
    teller.charge("LA-1", "15.00")
    world.settle()

    tell_balance(world, "REPAYMENT", "0.00", 2)
    world.tell("account.closed.v1", closure_reason="PAID_OFF", final_balance="0.00")

    loan = world.ledger.books("LA-1").loan
    assert loan.is_closed
    assert not loan.owed.total
    assert world.projected()["balances"] == {"LA-1": 0}


@pytest.mark.parametrize(
    "fields",
    [
        {"typ": "account.updated.v1", "payload": "{broken"},
        {"typ": "account.updated.v1", "payload": '{"account_id": 5}'},
        {"typ": "account.updated.v1", "payload": '{"account_id": "LA-9", "current_balance": "x"}'},
        {"typ": "account.created.v1", "payload": '{"account_id": "LA-9", "loan_amount": "-5"}'},
        {"typ": b"\xff\xfe", "payload": b"\xff"},
        {"no": "type"},
    ],
)
def test_what_cannot_be_read_or_booked_holds_nothing_up(world: World, fields: dict):
    world.publish([fields])
    open_loan(world)
    tell_balance(world, "DISBURSEMENT", "600.00", 1)

    assert kinds(world) == ["DISBURSEMENT", "ESTABLISHMENT_FEE"]


def test_a_payload_inside_a_string_under_other_names_is_understood(world: World):
    said = '"{\\"account_id\\": \\"LA-1\\", \\"current_balance\\": 12.5}"'
    world.publish([{"msg_type": "account.updated.v1", "dat": said}])
    world.settle()

    assert world.booked()["balances"] == {"LA-1": Decimal("12.50")}
