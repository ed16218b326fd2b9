"""The page of a money command: what became of it, and what can be done now."""

from datetime import timedelta

import pytest
from django.utils import timezone

from billie.staff import approvals
from billie.staff.models import Approval
from billie.staff.roles import Role
from ledger.models import CommandKind, MoneyCommand
from ledger.operations.settling import settle_command
from ledger.states import State
from tests.billie.staff.people import person
from tests.conftest import wait_until
from tests.ledger.operations.asking import ask, meant, send
from tests.servicing.pages.money.conftest import words

PAID = {"amount": "145.00", "payment_method": "BANK_TRANSFER", "payment_reference": "FT-77"}
WRITTEN_OFF = {"reason": "hardship", "notes": "Lost work.", "priority": "normal"}


def is_posted_after(browser, command):
    """Send a command again, and tell whether it is posted: it takes a moment to see the ledger."""
    browser.post(f"/servicing/commands/{command.pk}/resend")
    command.refresh_from_db()
    return command.state == State.POSTED


def page_of(browser, command):
    return browser.get(f"/servicing/commands/{command.pk}")


def test_a_posted_command_tells_the_whole_story(loan, operations, open_form):
    said = words(open_form(operations, "repayment", "LA-1").done(**PAID))

    command = MoneyCommand.objects.get()
    for expected in (
        "Payment recorded",
        f"145.00 AUD is in the ledger as {command.transaction_id}",
        command.reference,
        "Payment reference FT-77",
        "To fees 100.00 AUD",
        "Instalments that it paid",
        "Asked for, to be sent at once.",
        "The ledger posted it.",
        "Maya Okoro",
    ):
        assert expected in said


def test_an_unknown_outcome_says_what_settles_it_and_what_not_to_do(
    loan, ledger_simulator, operations, open_form
):
    ledger_simulator.faults.add("lose", next=1)

    said = words(open_form(operations, "repayment", "LA-1").done(**PAID))

    assert "Not known yet whether it was posted" in said
    assert "Billie finds out by itself" in said
    assert "Do not enter it again" in said
    assert "Ask the ledger now" in said


def test_an_unknown_outcome_is_looked_into_when_somebody_asks(
    loan, ledger_simulator, operations, open_form
):
    ledger_simulator.faults.add("lose", next=1)
    open_form(operations, "repayment", "LA-1").done(**PAID)
    command = MoneyCommand.objects.get()

    operations.post(f"/servicing/commands/{command.pk}/resend")

    assert "Payment recorded" in words(page_of(operations, command))
    assert ledger_simulator.books("LA-1").kinds().count("REPAYMENT") == 1


def test_a_refusal_of_the_ledger_is_told_in_its_words(
    loan, ledger_simulator, operations, open_form
):
    ledger_simulator.faults.add("refuse", next=1)

    said = words(open_form(operations, "repayment", "LA-1").done(**PAID))

    assert "Record payment: not done" in said
    assert MoneyCommand.objects.get().outcome_message in said


def test_a_command_that_was_not_sent_is_sent_again_with_its_key(not_sent, operations):
    said = words(page_of(operations, not_sent))
    assert "Not sent" in said
    assert "Send again with the same key" in said

    wait_until(lambda: is_posted_after(operations, not_sent))

    assert "Payment recorded" in words(page_of(operations, not_sent))
    assert MoneyCommand.objects.count() == 1


def test_a_command_that_was_not_sent_can_be_dropped_with_a_reason(not_sent, operations):
    address = f"/servicing/commands/{not_sent.pk}/drop"

    without = operations.post(address, {"why": " "})
    operations.post(address, {"why": "The customer paid by card."})

    assert without.status_code == 422
    assert "Say why this is given up." in words(without)
    assert "Dropped: The customer paid by card." in words(page_of(operations, not_sent))
    not_sent.refresh_from_db()
    assert not_sent.state == State.REFUSED


def test_who_may_not_do_an_act_may_not_send_it_again_either(not_sent, readonly):
    assert "Send again" not in words(page_of(readonly, not_sent))
    assert readonly.post(f"/servicing/commands/{not_sent.pk}/resend").status_code == 403
    assert readonly.get(f"/servicing/commands/{not_sent.pk}/drop").status_code == 403


@pytest.fixture
def not_sent(loan, ledger_simulator):
    """A payment that could not be sent: the ledger went away after it was asked for."""
    command = ask(meant(CommandKind.REPAYMENT, "LA-1"), person(Role.OPERATIONS, username="olive"))
    ledger_simulator.stop()
    command = send(command)
    ledger_simulator.start()
    assert command.state == State.DRAFT
    return command


def test_a_write_off_waits_for_somebody_else(loan, operations, supervisor, open_form):
    said = words(open_form(operations, "write-off", "LA-1").done(**WRITTEN_OFF))

    assert "Waits for approval" in said
    assert "Nothing is posted yet." in said
    assert "See the approval" in said


def test_an_approved_write_off_names_who_approved_it(
    loan, ledger_simulator, operations, open_form
):
    open_form(operations, "write-off", "LA-1").done(**WRITTEN_OFF)
    command = MoneyCommand.objects.get()
    approval = Approval.objects.get(pk=command.approval_id)
    boss = person(Role.SUPERVISOR, username="boss", first_name="Sam", last_name="Sato")

    approvals.approve(
        approval_id=approval.pk,
        by=boss,
        words="Agreed.",
        seen=approval.content_hash,
        now=timezone.now(),
    )

    said = words(page_of(operations, command))
    assert "Loan written off" in said
    assert "Approved by Sam Sato" in said
    assert ledger_simulator.books("LA-1").loan.owed.total == 0


def test_a_command_that_nobody_knows_is_answered_so(db, operations):
    assert operations.get("/servicing/commands/404").status_code == 404


def test_the_part_of_an_open_page_holds_what_became_of_it(
    loan, ledger_simulator, operations, open_form
):
    ledger_simulator.faults.add("lose", next=1)
    open_form(operations, "repayment", "LA-1").done(**PAID)
    command = MoneyCommand.objects.get()
    settle_command(command_id=command.pk, now=timezone.now() + timedelta(minutes=1))

    answer = operations.get(f"/servicing/commands/{command.pk}?part=command")

    assert 'id="command"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert "Payment recorded" in words(answer)
