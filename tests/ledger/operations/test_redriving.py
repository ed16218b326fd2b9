"""What a person does with a command that was not sent: again with the same key, or never."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from billie.staff.models import AuditEntry
from ledger.client import LedgerUnavailable
from ledger.models import CommandKind, MoneyCommand
from ledger.operations.redriving import (
    AccountChanged,
    DropNotExplained,
    NotADraft,
    drop_command,
    resend_command,
)
from ledger.queries.commands import count_commands_needing_people, list_open_commands
from tests.ledger.operations.asking import (
    account_for,
    ask,
    bring_back,
    meant,
    now,
    posted,
    send,
)
from tests.ledger.simulation import Simulation

K = CommandKind


@pytest.fixture
def draft(olive: User, ledger_simulator: Simulation) -> MoneyCommand:
    """A repayment that was not sent, by a ledger that is back."""
    account = account_for(K.REPAYMENT, ledger_simulator)
    command = ask(meant(K.REPAYMENT, account), olive)
    ledger_simulator.stop()
    send(command)
    bring_back(ledger_simulator)
    return command


def resend(command: MoneyCommand, by: User) -> MoneyCommand:
    return resend_command(command_id=command.pk, by=by, now=now())


def drop(command: MoneyCommand, by: User, why: str = "Paid in cash.") -> MoneyCommand:
    return drop_command(command_id=command.pk, by=by, why=why, now=now())


def actions(command: MoneyCommand) -> list[str]:
    entries = AuditEntry.objects.filter(subject_type="money command", subject_id=command.pk)
    return list(entries.order_by("id").values_list("action", flat=True))


def test_a_draft_is_sent_again_with_its_own_key(
    draft: MoneyCommand, sam: User, ledger_simulator: Simulation
):
    done = resend(draft, sam)

    assert (done.state, done.idempotency_key) == ("POSTED", draft.idempotency_key)
    assert ledger_simulator.books(draft.loan_account_id).kinds().count("REPAYMENT") == 1
    assert actions(draft) == ["COMMAND_REQUESTED", "COMMAND_RESENT", "COMMAND_POSTED"]


def test_a_draft_stays_one_while_the_ledger_is_away(
    draft: MoneyCommand, olive: User, ledger_simulator: Simulation
):
    ledger_simulator.stop()

    with pytest.raises(LedgerUnavailable):
        resend(draft, olive)

    draft.refresh_from_db()
    assert draft.state == "DRAFT"


def test_a_dropped_draft_is_refused_with_words_and_never_sent(
    draft: MoneyCommand, olive: User, ledger_simulator: Simulation
):
    dropped = drop(draft, olive)

    again = resend(draft, olive)

    assert (dropped.state, dropped.outcome_code) == ("REFUSED", "DROPPED")
    assert dropped.outcome_message == "Paid in cash."
    assert again.state == "REFUSED"
    assert ledger_simulator.books(draft.loan_account_id).kinds().count("REPAYMENT") == 0
    assert "COMMAND_DROPPED" in actions(draft)


@pytest.mark.parametrize("why", ["", " \n ", "x" * 1001])
def test_dropping_wants_words(draft: MoneyCommand, olive: User, why: str):
    with pytest.raises(DropNotExplained):
        drop(draft, olive, why)


def test_what_may_have_been_posted_cannot_be_dropped(olive: User, ledger_simulator: Simulation):
    ledger_simulator.faults.add("lose", next=1)
    unknown = send(ask(meant(K.REPAYMENT, account_for(K.REPAYMENT, ledger_simulator)), olive))

    with pytest.raises(NotADraft, match="not known yet"):
        drop(unknown, olive)


def test_sending_an_unknown_command_again_settles_it(olive: User, ledger_simulator: Simulation):
    ledger_simulator.faults.add("lose", next=1)
    account = account_for(K.REPAYMENT, ledger_simulator)
    unknown = send(ask(meant(K.REPAYMENT, account), olive))

    assert resend(unknown, olive).state == "POSTED"
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 1


@pytest.fixture
def approved_draft(olive: User, sam: User, ledger_simulator: Simulation) -> MoneyCommand:
    """A write-off that was approved just as the ledger went away."""
    command = ask(meant(K.WRITE_OFF, account_for(K.WRITE_OFF, ledger_simulator)), olive)
    MoneyCommand.objects.filter(pk=command.pk).update(state="DRAFT", approved_by=sam)
    command.refresh_from_db()
    return command


def test_an_approved_draft_is_sent_while_the_account_is_as_it_was_approved(
    approved_draft: MoneyCommand, olive: User, ledger_simulator: Simulation
):
    assert resend(approved_draft, olive).state == "POSTED"


def test_an_approval_does_not_outlive_what_the_approver_saw(
    approved_draft: MoneyCommand, olive: User, sam: User, ledger_simulator: Simulation
):
    posted(meant(K.REPAYMENT, approved_draft.loan_account_id), olive, sam)

    with pytest.raises(AccountChanged):
        resend(approved_draft, olive)

    assert drop(approved_draft, olive).state == "REFUSED"


def test_a_waiver_that_came_too_late_is_refused_by_the_ledger_itself(
    olive: User, sam: User, ledger_simulator: Simulation
):
    account = account_for(K.FEE_WAIVER, ledger_simulator)
    intent = meant(K.FEE_WAIVER, account, amount=Decimal("50.00"))
    late = ask(intent, olive)
    ledger_simulator.stop()
    send(late)
    bring_back(ledger_simulator)
    posted(meant(K.REPAYMENT, account, amount=Decimal("90.00")), olive, sam)

    done = resend(late, olive)

    assert (done.state, done.outcome_code) == ("REFUSED", "LEDGER_REJECTED")
    assert "fees owed" in done.outcome_message


def test_drafts_and_unknown_ones_are_listed_the_oldest_first(
    draft: MoneyCommand, olive: User, ledger_simulator: Simulation
):
    ledger_simulator.faults.add("lose", next=1)
    unknown = send(ask(meant(K.REPAYMENT, account_for(K.REPAYMENT, ledger_simulator)), olive))
    send(ask(meant(K.REPAYMENT, draft.loan_account_id), olive))

    assert list_open_commands(now=now()) == [draft, unknown]
    assert count_commands_needing_people() == 1
