"""What holds in every story, whatever its seed: the figures agree with each other."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicing.demo import stories
from tests.servicing.demo.reading import START, amount, by_account

SEEDS = st.integers(min_value=0, max_value=2**32)
BUCKETS = {"current", "early_arrears", "late_arrears", "default", "closed"}


def accounts_of(seed):
    """Return the events of each account of a few lives."""
    return by_account(stories.messages(seed=seed, customers=8, start=START)).values()


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_a_balance_follows_from_the_transactions_and_is_never_negative(seed):
    for events in accounts_of(seed):
        opened = events[0][1]
        balance = amount(opened, "current_balance")
        for typ, payload in events:
            if typ != "account.updated.v1":
                continue
            before, balance = balance, amount(payload, "current_balance")
            assert balance >= 0
            assert balance == after(payload, before, amount(opened, "loan_total_payable"))


def after(payload, before, payable):
    """Return the balance that a transaction must lead to."""
    kind = payload["triggered_by_transaction_type"]
    if kind == "DISBURSEMENT":
        return payable
    if kind == "REPAYMENT":
        return before - amount(payload, "last_payment_amount")
    if kind == "LATE_FEE":
        return before + 15
    return {"FEE_WAIVER": before - 15, "WRITE_OFF": Decimal(0)}[kind]


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_a_schedule_adds_up_to_what_is_payable(seed):
    for events in accounts_of(seed):
        schedule = next(
            (payload for typ, payload in events if typ == "account.schedule.created.v1"), None
        )
        if schedule is None:
            continue
        payments = schedule["payments"]
        dates = [payment["due_date"] for payment in payments]
        assert sum(amount(payment, "amount") for payment in payments) == amount(
            events[0][1], "loan_total_payable"
        )
        assert schedule["n_payments"] == len(payments)
        assert 4 <= len(payments) <= 12
        assert dates == sorted(set(dates))


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_an_instalment_is_paid_when_nothing_remains(seed):
    for events in accounts_of(seed):
        amounts = {}
        for typ, payload in events:
            for payment in payload.get("payments", []):
                number = payment["payment_number"]
                if typ == "account.schedule.created.v1":
                    amounts[number] = amount(payment, "amount")
                    continue
                paid, remaining = (
                    amount(payment, "amount_paid"),
                    amount(payment, "amount_remaining"),
                )
                assert paid + remaining == amounts[number]
                assert paid >= 0
                assert (payment["status"] == "PAID") == (remaining == 0)
                assert ("paid_date" in payment) == (remaining == 0)
                assert bool(payment["linked_transaction_ids"]) == (paid > 0)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_arrears_are_counted_from_the_oldest_unpaid_day(seed):
    for events in accounts_of(seed):
        for typ, payload in events:
            if typ != "loan.aging.updated.v1":
                continue
            is_late = payload["dpd"] > 0
            assert payload["bucket"] in BUCKETS
            assert payload["is_in_arrears"] == is_late
            assert (amount(payload, "total_overdue_amount") > 0) == is_late
            assert (payload["bucket"] in {"current", "closed"}) != is_late


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_a_closed_account_owes_nothing_and_stays_closed(seed):
    for events in accounts_of(seed):
        types = [typ for typ, _ in events]
        if "account.closed.v1" not in types:
            continue
        end = types.index("account.closed.v1")
        closed = events[end][1]
        assert amount(closed, "final_balance") == 0
        assert set(types[end + 1 :]) <= {"loan.aging.updated.v1", "account.status_changed.v1"}
        if closed["closure_reason"] == "PAID_OFF":
            assert amount(closed, "total_paid") >= amount(closed, "loan_total_payable")


@pytest.mark.parametrize("reason", ["PAID_OFF", "WRITTEN_OFF", "ADMIN_CLOSED"])
def test_a_big_corpus_has_every_kind_of_closure(reason):
    stories_of_many = by_account(stories.messages(seed=1, customers=300, start=START)).values()
    reasons = {
        payload["closure_reason"]
        for events in stories_of_many
        for typ, payload in events
        if typ == "account.closed.v1"
    }

    assert reason in reasons
