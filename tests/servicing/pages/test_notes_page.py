"""Contact notes over HTTP: written once, kept on errors, amended by versions."""

import pytest

from servicing.models import ContactNote
from tests.servicing.pages.test_customer_page import PAGE, maya, words  # noqa: F401
from tests.servicing.queries.arrivals import arrive

NOTES = f"{PAGE}/notes"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _maya(maya):  # noqa: F811
    """Every story here is about Maya."""


def note(text="Rang, promised to pay on Friday.", **fields):
    """Return what the form sends."""
    return {"channel": "PHONE", "about": "", "text": text, "once": "key-1", **fields}


def test_a_note_is_saved_and_shown_with_who_wrote_it(operations):
    answer = operations.post(NOTES, note(about="account:LA-1", account="LA-1"), follow=True)

    assert answer.redirect_chain == [(f"{PAGE}?account=LA-1", 302)]
    said = words(answer)
    assert "Note saved." in said
    assert "Phone call about account 400000001" in said
    assert "Rang, promised to pay on Friday." in said
    assert ContactNote.objects.get().loan_account_id == "LA-1"


def test_a_form_that_is_sent_twice_saves_one_note(operations):
    operations.post(NOTES, note())
    operations.post(NOTES, note())

    assert ContactNote.objects.count() == 1


def test_what_was_typed_is_kept_when_something_is_wrong(operations):
    answer = operations.post(NOTES, note("Long words", channel="PIGEON"))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing was saved. Please mend this:" in html
    assert 'href="#note-channel"' in html
    assert "Long words</textarea>" in html
    assert ContactNote.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": " \n "}, "Write the note: what was said, and what was agreed."),
        ({"text": "x" * 10_001}, "A note can have 10,000 characters."),
        ({"about": "account:LA-404"}, "Choose what the note is about from the list."),
        ({"channel": ""}, "Say how the contact came about"),
    ],
)
def test_each_mistake_is_said_at_its_field(operations, wrong, sentence):
    answer = operations.post(NOTES, note(**wrong))

    assert answer.status_code == 422
    assert words(answer).count(sentence) == 2  # on top and at the field


def test_an_amended_note_shows_its_newest_version_and_keeps_the_old_one(operations):
    operations.post(NOTES, note())
    first = ContactNote.objects.get()

    form = operations.get(f"{NOTES}/{first.pk}")
    answer = operations.post(
        f"{NOTES}/{first.pk}", note("Promised Saturday.", once="key-2"), follow=True
    )

    assert "Rang, promised to pay on Friday." in words(form)
    assert "Note amended." in words(answer)
    assert "Amended, 1 earlier version" in words(answer)
    assert ContactNote.objects.get(amends=first).text == "Promised Saturday."


def test_whoever_amends_too_late_keeps_what_they_typed(operations):
    operations.post(NOTES, note())
    first = ContactNote.objects.get()
    operations.post(f"{NOTES}/{first.pk}", note("Promised Saturday.", once="key-2"))

    answer = operations.post(f"{NOTES}/{first.pk}", note("Promised Sunday.", once="key-3"))

    newest = ContactNote.objects.get(amends=first)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Promised Sunday.</textarea>" in html
    assert "Promised Saturday." in html
    assert f'action="{NOTES}/{newest.pk}"' in html


def test_a_note_of_somebody_else_cannot_be_amended_here(operations):
    arrive("customer.created.v1", customer_id="CUS-2", first_name="Ben")
    operations.post("/servicing/customers/CUS-2/notes", note())

    answer = operations.get(f"{NOTES}/{ContactNote.objects.get().pk}", follow=True)

    assert "There is no such note about this customer." in words(answer)


def test_a_note_about_nobody_is_answered_with_a_next_step(operations):
    assert operations.post("/servicing/customers/CUS-404/notes", note()).status_code == 404
    assert operations.get("/servicing/customers/CUS-404/notes/1").status_code == 404


def test_who_may_only_read_cannot_write(readonly):
    assert readonly.post(NOTES, note()).status_code == 403
    assert "Write a note" not in words(readonly.get(PAGE))


def test_markup_in_a_note_is_only_text(operations):
    answer = operations.post(NOTES, note("<script>alert(1)</script>"), follow=True)

    assert "<script>alert" not in answer.content.decode()
