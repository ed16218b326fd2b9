"""Callbacks: believed when signed, processed once, and never at odds with what was sent."""

import json

import pytest

from billers.models import Callback
from billers.operations.callbacks import Received, keep_callback, process_callback
from billers.simulator.callbacks import SIGNATURE_HEADER, TIMESTAMP_HEADER, signed
from billers.states import Status

KEY = "made-up-key"


def call(desk, payment, *, key=KEY, **changes):
    """Let a biller call about a payment, and process it."""
    attempt = payment.attempts.filter(leg="PAY", is_resend=False).earliest("pk")
    body = json.dumps(
        {
            "ourTransactionId": attempt.reference,
            "theirTransactionId": "R-1",
            "accountNumber": payment.account_number,
            "amount": f"{payment.amount:.2f}",
            "currency": payment.currency,
            "status": "ACCEPTED",
        }
        | changes
    ).encode()
    headers = signed(body, secret=key, at=desk.at)
    received = Received(
        body=body,
        signature=headers[SIGNATURE_HEADER],
        timestamp=headers[TIMESTAMP_HEADER],
        address="127.0.0.1",
    )
    kept = keep_callback(config=payment.config, received=received, now=desk.at)
    process_callback(callback_id=kept.pk, now=desk.at)
    payment.refresh_from_db()
    return Callback.objects.get(pk=kept.pk)


@pytest.fixture
def unknown(desk):
    """A payment that nobody knows of, at a biller that cannot be asked."""
    return desk.pay("MASM", "22003366613")


def test_a_signed_callback_settles_what_was_unknown(desk, unknown):
    call(desk, unknown)

    assert unknown.status == Status.COMPLETED
    assert unknown.external_transaction_id == "R-1"


def test_a_forged_callback_is_kept_and_proves_nothing(desk, unknown):
    kept = call(desk, unknown, key="somebody-elses-key")

    assert kept.verdict == Callback.Verdict.FORGED
    assert unknown.status == Status.UNKNOWN


def test_the_same_callback_twice_counts_once(desk, unknown):
    first = call(desk, unknown)
    second = call(desk, unknown)

    assert first.pk == second.pk
    assert unknown.evidence.filter(source="CALLBACK").count() == 1


def test_an_old_callback_is_kept_and_proves_nothing(desk, unknown):
    desk.later(hours=-2)
    body = b"{}"
    headers = signed(body, secret=KEY, at=desk.at)
    desk.later(hours=2)
    received = Received(
        body=body,
        signature=headers[SIGNATURE_HEADER],
        timestamp=headers[TIMESTAMP_HEADER],
        address=None,
    )

    kept = keep_callback(config=unknown.config, received=received, now=desk.at)

    assert kept.verdict == Callback.Verdict.TOO_OLD


@pytest.mark.parametrize("changes", [{"amount": "1.00"}, {"accountNumber": "9"}])
def test_a_callback_about_something_else_settles_nothing(desk, unknown, changes):
    kept = call(desk, unknown, **changes)

    assert kept.verdict == Callback.Verdict.VERIFIED
    assert unknown.status == Status.UNKNOWN


@pytest.mark.parametrize("changes", [{"status": "MAYBE"}, {"ourTransactionId": "NOBODYS"}])
def test_a_callback_that_names_nothing_of_ours_is_kept_with_the_reason(desk, unknown, changes):
    kept = call(desk, unknown, **changes)

    assert kept.words
    assert kept.processed_at is not None
    assert unknown.status == Status.UNKNOWN


@pytest.mark.parametrize("token", ["48120993317704265518", 48120993317704265518])
def test_secrets_in_a_callback_are_not_kept_and_it_is_believed_all_the_same(desk, unknown, token):
    kept = call(desk, unknown, token=token, note=f"our key is {KEY}")

    assert "4812099331" not in kept.body
    assert KEY not in kept.body
    assert "R-1" in kept.body
    assert unknown.status == Status.COMPLETED


def test_a_reference_without_end_is_cut(desk, unknown):
    call(desk, unknown, theirTransactionId="R" * 1000)

    assert unknown.status == Status.COMPLETED
    assert len(unknown.external_transaction_id) == 200


def test_a_callback_that_was_not_believed_is_believed_once_its_key_is_right(desk):
    payment = desk.pay("MASM", "22003366613")
    told = {"ourTransactionId": payment.attempts.get(leg="PAY").reference, "status": "ACCEPTED"}
    body = json.dumps(told).encode()
    headers = signed(body, secret="made-up-key", at=desk.at)

    def got(signature):
        return keep_callback(
            config=payment.config,
            received=Received(
                body=body, signature=signature, timestamp=headers[TIMESTAMP_HEADER], address=None
            ),
            now=desk.at,
        )

    assert got("sha256=nonsense").verdict == "FORGED"
    assert got(headers[SIGNATURE_HEADER]).verdict == "VERIFIED"


@pytest.mark.parametrize("written", ["1500.5", "1500", " 1500.5000"])
def test_an_amount_may_be_written_in_another_way(desk, unknown, written):
    call(desk, unknown, amount=written)

    assert (unknown.status, unknown.has_alarm) == (Status.COMPLETED, False)


@pytest.mark.parametrize("written", ["1500.00", "1501", "-1500.50", "NaN", "", None, [], 1500.5])
def test_another_amount_settles_nothing_however_it_is_written(desk, unknown, written):
    call(desk, unknown, amount=written)

    assert (unknown.status, unknown.has_alarm) == (Status.UNKNOWN, True)
