"""Hardship and stop contact on screen: set, seen by everybody, released by supervisors."""

from datetime import timedelta

import pytest
from django.utils import timezone

from servicing.models import CustomerFlag
from tests.servicing.pages.test_customer_page import PAGE, maya, words  # noqa: F401

FLAGS = f"{PAGE}/flags"


@pytest.fixture(autouse=True)
def _maya(maya):  # noqa: F811
    """Every story here is about Maya."""


def day(ahead=0):
    """Return a business day, as a form sends it."""
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def flag(**fields):
    """Return what the form sends."""
    asked = {"kind": "STOP_CONTACT", "from_date": day(), "until_date": "", "once": "key-1"}
    return {**asked, "reason": "Asked for it in writing.", **fields}


def test_the_form_opens_with_what_was_chosen_and_today(operations):
    html = operations.get(f"{FLAGS}?kind=HARDSHIP").content.decode()

    assert 'value="HARDSHIP" id="flag-kind_0" required checked' in html
    assert f'value="{day()}"' in html


def test_stop_contact_stands_on_top_of_the_customers_page_and_in_the_strip(operations, readonly):
    answer = operations.post(FLAGS, flag(account="LA-1"), follow=True)

    assert answer.redirect_chain == [(f"{PAGE}?account=LA-1", 302)]
    assert "Stop contact set." in words(answer)
    said = words(readonly.get(PAGE))
    assert "Do not call, mail or text this customer until further notice." in said
    assert "Asked for it in writing." in said
    assert "Do not contact until further notice" in said
    assert "Release" not in said


def test_hardship_is_a_chip_and_no_banner(operations):
    operations.post(FLAGS, flag(kind="HARDSHIP", until_date=day(30)))

    said = words(operations.get(PAGE))

    assert "In hardship until" in said
    assert "Do not call" not in said


def test_a_flag_that_is_planned_forbids_nothing_yet(operations):
    operations.post(FLAGS, flag(from_date=day(3)))

    said = words(operations.get(PAGE))

    assert "Planned" in said
    assert "Do not call" not in said


@pytest.mark.parametrize(
    ("wrong", "place", "sentence"),
    [
        ({"kind": ""}, "flag-kind_0", "Choose hardship or stop contact."),
        ({"reason": " "}, "flag-reason", "Say in a sentence why"),
        ({"from_date": ""}, "flag-from_date", "Give a day, such as"),
        ({"from_date": "2020-01-01"}, "flag-from_date", "Give a day within a year"),
        ({"until_date": "2020-01-01"}, "flag-until_date", "This is before the first day."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_on_top(operations, wrong, place, sentence):
    answer = operations.post(FLAGS, flag(**wrong))

    assert answer.status_code == 422
    assert f'href="#{place}"' in answer.content.decode()
    assert sentence in words(answer)
    assert not CustomerFlag.objects.exists()


def test_a_form_sent_twice_sets_one_flag_and_an_overlapping_one_is_refused(operations):
    operations.post(FLAGS, flag())
    operations.post(FLAGS, flag())

    answer = operations.post(FLAGS, flag(once="key-2"))

    assert answer.status_code == 422
    assert "Stop contact holds on some of these days already." in words(answer)
    assert CustomerFlag.objects.count() == 1


def test_a_note_about_a_call_is_refused_at_its_field_while_contact_is_stopped(operations):
    operations.post(FLAGS, flag())

    answer = operations.post(f"{PAGE}/notes", {"channel": "PHONE", "text": "Called.", "about": ""})
    offered = operations.get(PAGE).content.decode()

    assert answer.status_code == 422
    assert 'href="#note-channel"' in answer.content.decode()
    assert "Contact with this customer is stopped until further notice." in words(answer)
    assert '<option value="INTERNAL"' in offered
    assert '<option value="PHONE"' not in offered


def test_a_supervisor_releases_a_flag_with_a_reason(operations, supervisor):
    operations.post(FLAGS, flag())
    release = f"{FLAGS}/{CustomerFlag.objects.get().pk}/release"

    shown = supervisor.get(release)
    silent = supervisor.post(release, {"reason": ""})
    done = supervisor.post(release, {"reason": "She wrote again."}, follow=True)
    again = supervisor.get(release, follow=True)

    assert "Asked for it in writing." in words(shown)
    assert silent.status_code == 422
    assert "Stop contact released." in words(done)
    assert "She wrote again." in words(done)
    assert "Do not call" not in words(done)
    assert "This flag does not hold any more." in words(again)


def test_operations_cannot_release_a_flag(operations):
    operations.post(FLAGS, flag())

    answer = operations.post(
        f"{FLAGS}/{CustomerFlag.objects.get().pk}/release", {"reason": "I want to call."}
    )

    assert answer.status_code == 403
    assert CustomerFlag.objects.get().released_at is None


def test_a_flag_of_somebody_else_cannot_be_released_here(operations, supervisor):
    operations.post(FLAGS, flag())
    elsewhere = "/servicing/customers/CUS-404/flags"
    number = CustomerFlag.objects.get().pk

    assert supervisor.post(f"{elsewhere}/{number}/release", {"reason": "x"}).status_code == 404
    assert supervisor.post(f"{FLAGS}/0/release", {"reason": "x"}).status_code == 302
    assert operations.get(elsewhere).status_code == 404
    assert CustomerFlag.objects.get().released_at is None
