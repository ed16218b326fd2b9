"""What came of a contact: kept once, with its note, its promise and the day of the next."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import Error, transaction

from billie.staff.roles import Role
from servicing.models import (
    CollectionCase,
    CollectionContact,
    ContactNote,
    CustomerFlag,
    LoanAccount,
    PromiseToPay,
)
from servicing.operations.collections import NotInArrears
from servicing.operations.contacts import OutcomeRefused
from servicing.operations.notes import ContactIsStopped
from servicing.operations.once import KeyWasUsed
from servicing.operations.promises import PromiseIsOpen
from tests.billie.staff.people import person
from tests.servicing.collecting import (
    DAY,
    NOW,
    TODAY,
    late_account,
    promised,
    take,
    write_down,
)


@pytest.fixture
def olive(db: None) -> User:
    late_account(1)
    return person(Role.OPERATIONS, username="olive", first_name="Olive", last_name="Osei")


def stop_contact(author: User) -> None:
    CustomerFlag.objects.create(
        customer_id="CUS-1",
        kind="STOP_CONTACT",
        from_date=TODAY,
        reason="Asked for it.",
        set_by=author,
        set_at=NOW,
    )


def test_an_outcome_is_kept_with_a_note_and_the_day_of_the_next_contact(olive):
    contact = write_down(olive, note="Rang twice.", next_contact_date=TODAY + 2 * DAY)

    assert contact.note.text == "No answer. Rang twice."
    assert (contact.note.channel, contact.note.loan_account_id) == ("PHONE", "LA-1")
    case = CollectionCase.objects.get()
    assert (case.latest_outcome, case.latest_contact_at) == ("NO_ANSWER", NOW)
    assert case.next_contact_date == TODAY + 2 * DAY


def test_without_words_the_outcome_itself_is_the_note(olive):
    assert write_down(olive).note.text == "No answer"


def test_who_writes_an_outcome_down_has_the_account_unless_somebody_has_it(olive):
    otto = person(Role.OPERATIONS, username="otto")
    write_down(olive)

    write_down(otto)

    assert CollectionCase.objects.get().assigned_to == olive


def test_a_promise_is_taken_with_the_contact_and_looked_after_when_its_days_are_over(olive):
    contact = write_down(olive, "PROMISE", promised=promised(), note="By card.")

    promise = PromiseToPay.objects.get()
    assert contact.promise == promise
    assert promise.last_date == date(2026, 3, 8)
    assert CollectionCase.objects.get().next_contact_date == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("outcome", "changed", "field"),
    [
        ("SHRUGGED", {}, "outcome"),
        ("PROMISE", {}, "outcome"),
        ("REFUSED", {"promised": promised()}, "outcome"),
        ("NO_ANSWER", {"channel": "LETTER"}, "channel"),
        ("WRONG_NUMBER", {"channel": "INTERNAL"}, "channel"),
        ("OTHER", {"next_contact_date": TODAY - DAY}, "next_contact_date"),
        ("OTHER", {"next_contact_date": TODAY + 91 * DAY}, "next_contact_date"),
    ],
)
def test_entries_that_do_not_fit_each_other_are_refused(olive, outcome, changed, field):
    with pytest.raises(OutcomeRefused) as refused:
        write_down(olive, outcome, **changed)

    assert list(refused.value.fields) == [field]
    assert not CollectionContact.objects.exists()


@pytest.mark.parametrize("outcome", ["NO_ANSWER", "WRONG_NUMBER", "REFUSED"])
def test_who_must_not_be_contacted_has_no_outcome_of_a_call(olive, outcome):
    stop_contact(olive)

    with pytest.raises(ContactIsStopped):
        write_down(olive, outcome)

    assert not CollectionContact.objects.exists()
    assert not CollectionCase.objects.exists()


def test_a_letter_to_somebody_who_must_not_be_called_is_kept(olive):
    stop_contact(olive)

    assert write_down(olive, "OTHER", channel="LETTER", note="Sent the statement.").pk


def test_a_promise_that_is_not_possible_keeps_nothing_of_the_contact(olive):
    with pytest.raises(OutcomeRefused) as refused:
        write_down(olive, "PROMISE", promised=promised("9999.00"))

    assert list(refused.value.fields) == ["promise.amount"]
    assert not ContactNote.objects.exists()
    assert not CollectionCase.objects.exists()


def test_a_second_promise_keeps_nothing_while_the_first_is_open(olive):
    write_down(olive, "PROMISE", promised=promised())

    with pytest.raises(PromiseIsOpen):
        write_down(olive, "PROMISE", promised=promised("100.00"))

    assert CollectionContact.objects.count() == ContactNote.objects.count() == 1


def test_a_form_sent_twice_keeps_one_contact_and_another_under_its_key_is_refused(olive):
    first = write_down(olive, once="a-key", note="Rang twice.")

    assert write_down(olive, once="a-key", note="Rang twice.") == first
    assert ContactNote.objects.count() == 1
    with pytest.raises(KeyWasUsed):
        write_down(olive, "REFUSED", once="a-key", note="Rang twice.")


def test_nothing_is_written_down_about_an_account_that_is_not_in_arrears(olive):
    take(olive)
    LoanAccount.objects.update(is_in_arrears=False)

    with pytest.raises(NotInArrears):
        write_down(olive)


def test_a_contact_is_never_changed_or_deleted(olive):
    contact = write_down(olive)

    with pytest.raises(Error), transaction.atomic():
        CollectionContact.objects.update(outcome="PAID")
    with pytest.raises(Error), transaction.atomic():
        contact.delete()
