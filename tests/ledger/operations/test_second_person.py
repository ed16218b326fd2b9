"""The second person: what is shown, what makes an approval lapse, and what others are told."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User

from billie.staff import approvals
from billie.staff.approval_kinds import FactsNotReadable
from billie.staff.approval_refusals import (
    AlreadyRequested,
    ApprovalNotOpen,
    ApproverIsRequester,
    SubjectChanged,
)
from billie.staff.models import Approval
from billie.staff.roles import Role
from ledger.models import CommandKind, MoneyCommand, OutgoingEvent
from ledger.operations.outbox import INTERNAL_STREAM, publish_left_over
from ledger.operations.settling import sweep
from tests.billie.staff.people import person
from tests.ledger.operations.asking import (
    APPROVED,
    account_for,
    approve,
    ask,
    at_once,
    meant,
    now,
    send,
    settle,
)
from tests.ledger.simulation import Simulation

K = CommandKind
CAN_WAIT = (*APPROVED, K.FEE_WAIVER, K.LATE_FEE, K.DISBURSEMENT)


@pytest.fixture(autouse=True)
def everything_needs_two(settings: Any) -> None:
    settings.WAIVER_APPROVAL_ABOVE = settings.LATE_FEE_APPROVAL_ABOVE = Decimal("1.00")
    settings.DISBURSEMENT_NEEDS_APPROVAL = True


def waiting(kind: CommandKind, by: User, ledger: Simulation) -> MoneyCommand:
    return ask(meant(kind, account_for(kind, ledger)), by)


@pytest.mark.parametrize("kind", CAN_WAIT)
def test_an_approved_command_is_posted_and_names_both_people(
    kind: CommandKind, olive: User, sam: User, ledger_simulator: Simulation
):
    command = approve(waiting(kind, olive, ledger_simulator), sam)

    assert (command.state, command.requested_by, command.approved_by) == ("POSTED", olive, sam)


def test_an_approver_reads_the_reason_in_words_and_what_was_written_beside_it(
    olive: User, ledger_simulator: Simulation
):
    account = account_for(K.WRITE_OFF, ledger_simulator)
    beside = {"priority": "high", "notes": "Two letters came back."}

    command = ask(meant(K.WRITE_OFF, account, reason="unable_to_locate", details=beside), olive)

    approval = Approval.objects.get(loan_account_id=command.loan_account_id)
    assert approval.reason == "Unable to locate\nTwo letters came back."


@pytest.mark.parametrize("kind", [K.FEE_WAIVER, K.ADJUSTMENT, K.WRITE_OFF])
def test_the_ledger_is_told_who_approved(
    kind: CommandKind, olive: User, sam: User, ledger_simulator: Simulation
):
    command = approve(waiting(kind, olive, ledger_simulator), sam)

    posting = ledger_simulator.books(command.loan_account_id).postings[-1]
    assert posting["created_by"] == sam.get_username()


@pytest.mark.parametrize("kind", CAN_WAIT)
def test_the_approver_sees_before_and_after_and_the_latest_transaction(
    kind: CommandKind, olive: User, ledger_simulator: Simulation
):
    command = waiting(kind, olive, ledger_simulator)

    rows = {row["label"]: row for row in Approval.objects.get().shown["rows"]}
    assert command.before is not None
    assert command.after is not None
    assert rows["Principal"]["after"] == {"amount": command.after["principal"]}
    assert rows["Fees"]["before"] == {"amount": command.before["fees"]}
    latest = command.before["latestTransactionId"] or None
    assert rows["Latest transaction"]["before"] == latest


@pytest.mark.parametrize("kind", CAN_WAIT)
def test_the_requester_approves_nothing_and_the_refusal_is_recorded(
    kind: CommandKind, ledger_simulator: Simulation, db: None
):
    boss = person(Role.SUPERVISOR, username="boss")
    command = waiting(kind, boss, ledger_simulator)

    with pytest.raises(ApproverIsRequester):
        approve(command, boss)

    command.refresh_from_db()
    assert command.state == "AWAITING_APPROVAL"


@pytest.mark.parametrize("kind", [kind for kind in CAN_WAIT if kind != K.DISBURSEMENT])
def test_an_approval_lapses_when_anything_was_posted_since(
    kind: CommandKind, olive: User, sam: User, ledger_simulator: Simulation
):
    command = waiting(kind, olive, ledger_simulator)
    send(ask(meant(K.REPAYMENT, command.loan_account_id), olive))

    with pytest.raises(SubjectChanged):
        approve(command, sam)

    command.refresh_from_db()
    assert (command.state, command.outcome_code) == ("REFUSED", "APPROVAL_LAPSED")


def test_what_staff_wrote_down_meanwhile_forbids_an_approval(
    olive: User, sam: User, ledger_simulator: Simulation, request: pytest.FixtureRequest
):
    command = waiting(K.LATE_FEE, olive, ledger_simulator)
    request.getfixturevalue("no_late_fees")

    with pytest.raises(SubjectChanged, match="hardship"):
        approve(command, sam)

    command.refresh_from_db()
    assert (command.state, command.outcome_code) == ("REFUSED", "APPROVAL_LAPSED")


def test_nothing_is_decided_while_the_ledger_is_away(
    olive: User, sam: User, ledger_simulator: Simulation
):
    command = waiting(K.WRITE_OFF, olive, ledger_simulator)
    ledger_simulator.stop()

    with pytest.raises(FactsNotReadable):
        approve(command, sam)

    command.refresh_from_db()
    assert command.state == "AWAITING_APPROVAL"


@pytest.mark.parametrize(
    ("close", "code", "event"),
    [
        ("reject", "APPROVAL_REJECTED", "writeoff.rejected.v1"),
        ("cancel", "APPROVAL_CANCELLED", "writeoff.cancelled.v1"),
        ("expire", "APPROVAL_EXPIRED", "writeoff.cancelled.v1"),
    ],
)
def test_a_write_off_that_is_not_approved_ends_with_its_event(
    close: str, code: str, event: str, olive: User, sam: User, ledger_simulator: Simulation
):
    command = waiting(K.WRITE_OFF, olive, ledger_simulator)
    decided: dict[str, Any] = {"approval_id": command.approval_id, "words": "No."}
    if close == "reject":
        approvals.reject(by=sam, now=now(), **decided)
    elif close == "cancel":
        approvals.cancel(by=olive, now=now(), **decided)
    else:
        approvals.expire_approvals(now=now(hours=24 * 8))

    command.refresh_from_db()
    assert (command.state, command.outcome_code) == ("REFUSED", code)
    types = list(OutgoingEvent.objects.order_by("id").values_list("typ", flat=True))
    assert types == ["writeoff.requested.v1", event]


def test_of_a_write_off_one_request_waits_at_a_time(olive: User, ledger_simulator: Simulation):
    command = waiting(K.WRITE_OFF, olive, ledger_simulator)

    with pytest.raises(AlreadyRequested):
        ask(meant(K.WRITE_OFF, command.loan_account_id), olive)

    assert MoneyCommand.objects.count() == 1


@pytest.fixture
def told(
    olive: User, sam: User, ledger_simulator: Simulation, redis_client: Any
) -> tuple[MoneyCommand, list[dict[bytes, bytes]]]:
    """A write-off that was approved, and the entries about it on the internal stream."""
    account = account_for(K.WRITE_OFF, ledger_simulator)
    details = {"priority": "high", "notes": "No income since March."}
    command = approve(ask(meant(K.WRITE_OFF, account, details=details), olive), sam)
    publish_left_over(now=now(seconds=6))
    entries: Any = redis_client.xrange(INTERNAL_STREAM)
    return command, [fields for _, fields in entries]


def test_a_write_off_is_told_in_the_envelope_of_our_own_events(told: Any):
    command, (requested, approved) = told

    assert requested[b"cause"] == requested[b"event_id"] != approved[b"event_id"]
    assert {key: requested[key] for key in (b"typ", b"agt", b"seq", b"cls", b"conv")} == {
        b"typ": b"writeoff.requested.v1",
        b"agt": b"billie-servicing",
        b"seq": b"1",
        b"cls": b"msg",
        b"conv": command.reference.encode(),
    }


def test_a_write_off_is_told_in_camel_case_from_the_request_to_the_posting(told: Any):
    command, (requested, approved) = told

    assert json.loads(requested[b"payload"]) == {
        "requestId": command.reference,
        "requestNumber": command.request_number,
        "loanAccountId": command.loan_account_id,
        "customerId": "CUS-1",
        "customerName": "",
        "accountNumber": command.account_number,
        "amount": "600.00",
        "originalBalance": "600.00",
        "reason": "hardship",
        "notes": "No income since March.",
        "priority": "high",
        "requestedBy": "a.operations",
        "requestedByName": "Olive Perations",
    }
    assert json.loads(approved[b"payload"]) == {
        "requestId": command.reference,
        "requestNumber": command.request_number,
        "comment": "Checked with the customer.",
        "approvedBy": "a.supervisor",
        "approvedByName": "Sam Upervisor",
        "ledgerEventId": command.event_id,
        "transactionId": command.transaction_id,
    }


@pytest.mark.django_db(transaction=True)
def test_of_many_approvers_at_once_one_approves_and_money_moves_once(
    transactional_db: None, ledger_simulator: Simulation
):
    requester = person(Role.OPERATIONS)
    bosses = [person(Role.SUPERVISOR, username=f"boss{number}") for number in range(4)]
    command = waiting(K.WRITE_OFF, requester, ledger_simulator)

    answers = at_once(4, lambda number: approve(command, bosses[number]))

    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert {type(answer) for answer in refused} <= {ApprovalNotOpen, SubjectChanged}
    assert len(refused) == 3
    assert ledger_simulator.books(command.loan_account_id).kinds().count("WRITE_OFF") == 1


def test_an_approved_command_whose_process_died_before_sending_is_found(
    olive: User, sam: User, ledger_simulator: Simulation
):
    command = waiting(K.ADJUSTMENT, olive, ledger_simulator)
    approval = Approval.objects.get()
    MoneyCommand.objects.filter(pk=command.pk).update(
        state="SENDING", approved_by=sam, next_attempt_at=now()
    )

    swept = sweep(now=now(seconds=1))

    assert swept.command_ids == [command.pk]
    assert settle(command).state == "POSTED"
    assert approval.pk == command.approval_id
