"""The second person for a command: what an approver is shown, and what becomes of it then.

The approval is bound to principal, fees and the latest transaction of the account, as the ledger
has them: whatever is posted in between makes it lapse.
"""

from datetime import datetime
from decimal import Decimal

from django.utils.text import Truncator

from billie.kernel.money import ZERO, Money
from billie.staff.approval_content import Shown, ShownRow
from billie.staff.approval_kinds import ApprovalKind, FactsNotReadable, register_kind
from billie.staff.approval_refusals import SubjectChanged
from billie.staff.approvals import request_approval
from billie.staff.models import Approval
from ledger.answers import LedgerRecord
from ledger.client import LedgerProblem
from ledger.guards import command_page, find_objection
from ledger.intents import Intent
from ledger.models import CommandKind, MoneyCommand
from ledger.operations.checking import read_record
from ledger.operations.effects import Effect, reckon_effect
from ledger.operations.limits import why_approval
from ledger.operations.moving import Move, move_command, subject_of
from ledger.operations.sending import UNTIL_SENT, send_command
from ledger.states import State

PERMISSION = "ledger.approve_money"
LONGEST_TITLE = 200
KINDS: dict[CommandKind, str] = {
    CommandKind.FEE_WAIVER: "ledger.fee_waiver",
    CommandKind.LATE_FEE: "ledger.late_fee",
    CommandKind.ADJUSTMENT: "ledger.adjustment",
    CommandKind.WRITE_OFF: "ledger.write_off",
    CommandKind.DISBURSEMENT: "ledger.disbursement",
}


def register_kinds() -> None:
    """Tell the approval engine of every kind of command that can need a second person."""
    for kind, code in KINDS.items():
        register_kind(
            ApprovalKind(
                code=code,
                words=str(kind.label),
                permission=PERMISSION,
                read_facts=read_facts,
                on_approved=approve_command,
                on_closed=refuse_command,
                after_approved=send_approved,
            )
        )


def ask_for_approval(
    command: MoneyCommand, effect: Effect, record: LedgerRecord, *, now: datetime
) -> int:
    """Ask for a second person, in the transaction that keeps the command; return the number.

    :raises AlreadyRequested: for a write-off of an account of which one is waiting
    """
    approval = request_approval(
        kind=KINDS[CommandKind(command.kind)],
        subject=_subject(command),
        title=_title(command),
        link=command_page(command.pk),
        reason=_reason(command),
        shown=shown_of(command, effect, record),
        requester=command.requested_by,
        now=now,
        amount=measured_by(command),
        currency=command.currency,
        customer_id=command.customer_id,
        loan_account_id=command.loan_account_id,
    )
    return approval.pk


def shown_of(command: MoneyCommand, effect: Effect, record: LedgerRecord) -> Shown:
    """Return what an approver is shown of a command."""
    before, after = effect.before, effect.after
    latest = record.latest_transaction_id or None
    return Shown(
        rows=(
            ShownRow("Principal", before.principal, after.principal),
            ShownRow("Fees", before.fees, after.fees),
            ShownRow("Owed in all", before.total, after.total),
            ShownRow("Latest transaction", latest, latest),
        ),
        currency=command.currency,
    )


def intent_of(command: MoneyCommand) -> Intent:
    """Return what a command means."""
    return Intent(
        kind=CommandKind(command.kind),
        loan_account_id=command.loan_account_id,
        currency=command.currency,
        amount=command.amount,
        principal_delta=command.principal_delta,
        fee_delta=command.fee_delta,
        reason=command.reason,
        details=command.details,
        reverses_transaction_id=command.reverses_transaction_id,
    )


def read_facts(approval: Approval) -> Shown:
    """Return what an approver would be shown now.

    :raises FactsNotReadable: while the ledger cannot be asked
    """
    command = MoneyCommand.objects.get(approval_id=approval.pk)
    try:
        record = read_record(command.loan_account_id)
    except LedgerProblem as problem:
        raise FactsNotReadable(problem.message, problem.next_step) from problem
    return shown_of(command, reckon_effect(intent_of(command), record), record)


def approve_command(approval: Approval) -> None:
    """Let a command be sent, in the transaction of the decision.

    :raises SubjectChanged: if something forbids it that staff wrote down in the meantime
    """
    command = _lock(approval)
    assert approval.decided_at is not None  # noqa: S101 - the decision was just made
    objection = find_objection(intent_of(command), command.requested_by, approval.decided_at)
    if objection:
        raise SubjectChanged(objection)
    command.approved_by = approval.decided_by
    command.next_attempt_at = approval.decided_at + UNTIL_SENT
    move = Move(
        after=State.SENDING,
        why="A second person approved it.",
        by=approval.decided_by,
        evidence={"approval": approval.reference, "words": approval.words},
    )
    move_command(command, move, now=approval.decided_at)


def refuse_command(approval: Approval) -> None:
    """Close a command whose approval was not given, in the transaction of the decision."""
    command = _lock(approval)
    assert approval.decided_at is not None  # noqa: S101 - the decision was just made
    command.outcome_code = f"APPROVAL_{approval.state}"
    command.outcome_message = approval.words
    move = Move(
        after=State.REFUSED,
        why=f"The approval was not given: {approval.get_state_display().lower()}.",
        by=approval.decided_by,
        evidence={"approval": approval.reference, "words": approval.words},
    )
    move_command(command, move, now=approval.decided_at)


def send_approved(approval: Approval) -> None:
    """Send an approved command right away; the sweeper does if this process dies before it."""
    assert approval.decided_at is not None  # noqa: S101 - the decision was just made
    command = MoneyCommand.objects.get(approval_id=approval.pk)
    send_command(command_id=command.pk, now=approval.decided_at)


def measured_by(command: MoneyCommand) -> Decimal:
    """Return the amount by which approvers' limits go; all that an adjustment moves."""
    if command.amount is not None:
        return command.amount
    return abs(command.principal_delta or ZERO) + abs(command.fee_delta or ZERO)


def _lock(approval: Approval) -> MoneyCommand:
    """Return the command that a request is about, its row held."""
    return MoneyCommand.objects.select_for_update().get(approval_id=approval.pk)


def _subject(command: MoneyCommand) -> tuple[str, str]:
    """Return what the request is about: of an account, one write-off is asked for at a time."""
    if command.kind == CommandKind.WRITE_OFF:
        return ("loan account", command.loan_account_id)
    return subject_of(command)


def _reason(command: MoneyCommand) -> str:
    """Return why it is asked for: the reason in words, then what was written beside it."""
    reason = command.reason
    if command.kind == CommandKind.WRITE_OFF:  # the ledger's own words, as in unable_to_locate
        reason = reason.replace("_", " ").capitalize()
    said = [reason, command.details.get("notes", "")]
    return "\n".join(filter(None, said)) or why_approval(intent_of(command))


def _title(command: MoneyCommand) -> str:
    amount = Money(measured_by(command), command.currency)
    account = command.account_number or command.loan_account_id
    title = f"{command.get_kind_display()}: {amount}, account {account}"
    return Truncator(title).chars(LONGEST_TITLE)
