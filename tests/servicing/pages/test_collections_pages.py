"""The collections queue on screen: who has what, what came of a contact, what is due."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from servicing.models import CollectionCase, CollectionContact, ContactNote, LoanAccount
from tests.servicing.collecting import late_account
from tests.servicing.pages.test_customer_page import words

QUEUE = "/servicing/collections/"
ONE = f"{QUEUE}LA-1"


@pytest.fixture(autouse=True)
def _late(db):
    """Two accounts in arrears."""
    late_account(1, 12)
    late_account(2, 61)


def day(ahead=0):
    """Return a business day, as a form sends it."""
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def outcome(**fields):
    """Return what the form sends."""
    asked = {"channel": "PHONE", "outcome": "NO_ANSWER", "note": "", "next_contact_date": ""}
    empty = {"amount": "", "due_date": "", "grace_days": "2"}
    return {**asked, **empty, "once": "key-1", **fields}


def stop_contact(operations):
    sent = {"kind": "STOP_CONTACT", "from_date": day(), "reason": "Asked for it."}
    operations.post("/servicing/customers/CUS-1/flags", sent)


def test_the_queue_shows_the_latest_to_pay_first(readonly):
    said = words(readonly.get(QUEUE))

    assert said.index("Person 2") < said.index("Person 1")
    assert "Late arrears" in said
    assert "Take account" not in said


def test_an_account_is_taken_from_the_queue_and_one_stays_where_one_was(operations):
    narrowed = f"{QUEUE}?assigned=unassigned"

    answer = operations.post(
        f"{ONE}/assign", {"to": "a.operations", "next": narrowed}, follow=True
    )

    assert answer.redirect_chain == [(narrowed, 302)]
    assert "You have this account now." in words(answer)
    assert CollectionCase.objects.get().assigned_to.username == "a.operations"
    assert "Person 1" not in words(answer)


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_nobody_is_led_to_another_site(operations, address):
    answer = operations.post(f"{ONE}/assign", {"to": "a.operations", "next": address})

    assert answer.headers["Location"] == ONE


def test_an_account_is_given_back_and_only_a_supervisor_gives_it_away(operations, supervisor):
    operations.post(f"{ONE}/assign", {"to": "a.operations"})
    refused = operations.post(f"{ONE}/assign", {"to": "a.supervisor"}, follow=True)
    given = supervisor.post(f"{ONE}/assign", {"to": "a.supervisor"}, follow=True)
    taken = operations.post(f"{ONE}/assign", {"to": "a.operations"}, follow=True)
    nobody = supervisor.post(f"{ONE}/assign", {"to": "nobody"}, follow=True)
    back = supervisor.post(f"{ONE}/assign", {"to": ""}, follow=True)

    assert "Only a supervisor gives an account to somebody else." in words(refused)
    assert "You have this account now." in words(given)
    assert "has this account. Ask a supervisor" in words(taken)
    assert "Nobody has this username." in words(nobody)
    assert "Nobody has this account now." in words(back)


def test_the_queue_is_narrowed_by_its_address(operations):
    operations.post(f"{ONE}/outcome", outcome(next_contact_date=day()))

    assert "Person 2" not in words(operations.get(f"{QUEUE}?assigned=mine"))
    assert "Person 1" in words(operations.get(f"{QUEUE}?due=yes"))
    assert "Person 1" not in words(operations.get(f"{QUEUE}?bucket=late_arrears"))
    assert "No account fits these filters" in words(operations.get(f"{QUEUE}?promise=broken"))
    assert operations.get(f"{QUEUE}?cursor=nonsense").status_code == 302


def test_the_badge_counts_what_is_due_for_the_person_in_front_of_it(operations, supervisor):
    operations.post(f"{ONE}/outcome", outcome(next_contact_date=day()))

    mine, theirs = operations.get(f"{QUEUE}badge"), supervisor.get(f"{QUEUE}badge")

    assert "1 due for you" in words(mine)
    assert "due for you" not in words(theirs)


def test_an_outcome_is_written_down_with_its_note(operations):
    sent = outcome(note="Rang twice.", next_contact_date=day(2))

    answer = operations.post(f"{ONE}/outcome", sent, follow=True)
    operations.post(f"{ONE}/outcome", sent)

    assert answer.redirect_chain == [(ONE, 302)]
    said = words(answer)
    assert "Outcome written down." in said
    assert "No answer. Rang twice." in said
    assert "in 2 days" in said
    assert CollectionContact.objects.count() == ContactNote.objects.count() == 1


def test_a_promise_on_the_phone_is_taken_with_its_outcome(operations):
    sent = outcome(outcome="PROMISE", amount="145", due_date=day(4))

    said = words(operations.post(f"{ONE}/outcome", sent, follow=True))

    assert "Latest promise Open" in said
    assert "145.00 AUD" in said


@pytest.mark.parametrize(
    ("wrong", "place", "sentence"),
    [
        ({"outcome": ""}, "outcome-outcome", "Choose what came of it."),
        ({"outcome": "PROMISE"}, "outcome-amount", "Give the amount that was promised"),
        (
            {"outcome": "PROMISE", "amount": "9999", "due_date": day(4)},
            "outcome-amount",
            "more than the 435.00 AUD",
        ),
        ({"channel": "LETTER"}, "outcome-channel", "Only a phone call can go unanswered"),
        ({"next_contact_date": "2020-01-01"}, "outcome-next_contact_date", "This day is over."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_on_top(operations, wrong, place, sentence):
    answer = operations.post(f"{ONE}/outcome", outcome(**wrong))

    assert answer.status_code == 422
    assert f'href="#{place}"' in answer.content.decode()
    assert sentence in words(answer)
    assert not CollectionContact.objects.exists()


def test_a_second_promise_says_that_one_is_open(operations):
    sent = outcome(outcome="PROMISE", amount="145", due_date=day(4))
    operations.post(f"{ONE}/outcome", sent)

    answer = operations.post(f"{ONE}/outcome", {**sent, "amount": "20", "once": "key-2"})

    assert answer.status_code == 422
    assert "There is an open promise on this account." in words(answer)


def test_who_must_not_be_called_is_marked_and_has_no_outcome_of_a_call(operations):
    stop_contact(operations)

    queue, page = words(operations.get(QUEUE)), operations.get(ONE)
    call = operations.post(f"{ONE}/outcome", outcome())
    letter = operations.post(
        f"{ONE}/outcome", outcome(channel="LETTER", outcome="OTHER"), follow=True
    )

    assert "Stop contact" in queue
    assert "Do not call, mail or text this customer until further notice." in words(page)
    assert "not to be called" in words(page)
    assert '<option value="PHONE"' not in page.content.decode()
    assert call.status_code == 422
    assert "Outcome written down." in words(letter)


def test_an_account_that_is_current_again_has_no_form(operations):
    LoanAccount.objects.filter(pk="LA-1").update(is_in_arrears=False)

    page = words(operations.get(ONE))
    sent = operations.post(f"{ONE}/outcome", outcome())

    assert "This account is not in arrears any more." in page
    assert "What came of it" not in page
    assert sent.status_code == 422
    assert not CollectionContact.objects.exists()


def test_the_customers_page_leads_to_the_queue(operations):
    operations.post(f"{ONE}/outcome", outcome(next_contact_date=day()))

    said = words(operations.get("/servicing/customers/CUS-1"))

    assert "4001: contact due since" in said
    assert "looks after this account, next contact" in said


def test_an_account_that_nobody_knows_is_answered_with_a_next_step(operations):
    assert operations.get(f"{QUEUE}LA-404").status_code == 404
    assert operations.post(f"{QUEUE}LA-404/outcome", outcome()).status_code == 404
    answer = operations.post(f"{QUEUE}LA-404/assign", {"to": "a.operations"}, follow=True)
    assert "There is no such account." in words(answer)


def test_a_longer_queue_asks_no_more_queries(operations):
    operations.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        operations.get(QUEUE)
    for number in range(10, 25):
        late_account(number)
        operations.post(f"{QUEUE}LA-{number}/assign", {"to": "a.operations"})

    with CaptureQueriesContext(connection) as many:
        operations.get(QUEUE)

    assert len(many) == len(few)
    assert User.objects.count() == 1


def test_an_empty_queue_says_what_would_be_there(operations):
    LoanAccount.objects.update(is_in_arrears=False)

    assert "Nothing is in arrears" in words(operations.get(QUEUE))
