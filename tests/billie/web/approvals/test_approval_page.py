"""One request on its page: what a decision needs, and what became of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from billie.staff.models import Approval
from billie.staff.roles import Role
from tests.billie.staff.approval_story import asked, open_desk
from tests.billie.staff.people import person

WORDS = "Checked with the trustee."


@pytest.fixture
def approval(desk, olive):
    return asked(olive, now=timezone.now())


@pytest.fixture
def decide(approval, browser_of):
    """Send one of the page's forms as somebody; return the page that is shown then."""

    def send(person, act, *, follow=True, **fields):
        sent = {"words": WORDS, "seen": approval.content_hash, **fields}
        return browser_of(person).post(f"/approvals/{approval.pk}/{act}", sent, follow=follow)

    return send


def text_of(answer):
    """Return an answer's words without line breaks."""
    return " ".join(answer.content.decode().split())


def state_of(approval):
    return Approval.objects.get(pk=approval.pk).state


def test_the_page_shows_what_and_who_and_why_and_before_and_after(approval, sam, browser_of):
    text = text_of(browser_of(sam).get(f"/approvals/{approval.pk}"))

    for words in (
        "Write off 812.50 AUD on account 1000-1",
        "The customer is bankrupt.",
        "Olive Ops",
        "812.50 AUD",
        "0.00 AUD",
        "Written off",
        'href="/servicing/customers/CUS-1"',
        'href="/servicing/accounts/ACC-1"',
        "Approve: write off, 812.50 AUD",
        approval.reference,
    ):
        assert words in text


def test_approving_acts_and_says_so(approval, sam, desk, decide):
    page = decide(sam, "approve")

    assert state_of(approval) == "APPROVED"
    assert desk.diary == ["approved APPROVED", "after APPROVED"]
    text = text_of(page)
    assert "Approved: Write off 812.50 AUD on account 1000-1." in text
    assert "Approved by Sam Second" in text
    assert WORDS in text
    assert 'name="words"' not in text


def test_rejecting_says_so_and_keeps_the_words(approval, sam, decide):
    text = text_of(decide(sam, "reject", words="Ask again in May."))

    assert state_of(approval) == "REJECTED"
    assert "Rejected by Sam Second" in text
    assert "Ask again in May." in text


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_without_words_the_page_says_where_they_are_missing(approval, sam, decide, act):
    page = decide(sam, act, words=" ")

    assert page.status_code == 422
    assert state_of(approval) == "PENDING"
    assert '<a href="#decide-words">Your words: Say why you decide so.</a>' in text_of(page)


def test_whoever_asked_reads_why_they_cannot_approve_and_who_can(approval, olive, sam, browser_of):
    text = text_of(browser_of(olive).get(f"/approvals/{approval.pk}"))

    assert "You asked for this yourself, so somebody else decides." in text
    assert "Ask Sam Second." in text
    assert "Approve:" not in text
    assert "Take this request back" in text


def test_a_supervisor_who_asked_is_refused_also_past_the_page(desk, sam, browser_of):
    approval = asked(sam, now=timezone.now())
    sent = {"words": WORDS, "seen": approval.content_hash}

    answer = browser_of(sam).post(f"/approvals/{approval.pk}/approve", sent)

    assert answer.status_code == 403
    assert "Nothing was decided. You asked for this yourself" in text_of(answer)
    assert state_of(approval) == "PENDING"


def test_whoever_asked_takes_it_back(approval, olive, decide):
    text = text_of(decide(olive, "cancel", words="Wrong account."))

    assert state_of(approval) == "CANCELLED"
    assert "Taken back: Write off" in text
    assert "Cancelled by Olive Ops" in text


def test_nobody_else_takes_it_back(approval, sam, decide):
    page = decide(sam, "cancel", words="Wrong account.")

    assert page.status_code == 403
    assert "Only Olive Ops, who asked for this, can take it back." in text_of(page)
    assert state_of(approval) == "PENDING"


def test_who_is_over_their_limit_reads_who_can_and_may_still_reject(desk, olive, sam, browser_of):
    person(Role.ADMIN, username="ada", first_name="Ada", last_name="Admin")
    approval = asked(olive, amount=Decimal("7210.00"), now=timezone.now())
    browser = browser_of(sam)

    text = text_of(browser.get(f"/approvals/{approval.pk}"))
    forged = browser.post(
        f"/approvals/{approval.pk}/approve", {"words": WORDS, "seen": approval.content_hash}
    )

    assert "This is about 7,210.00 AUD, and you may approve up to 5,000.00 AUD." in text
    assert "Ask Ada Admin." in text
    assert "Approve:" not in text
    assert "Reject" in text
    assert (forged.status_code, state_of(approval)) == (403, "PENDING")


def test_when_the_subject_changed_the_page_shows_then_beside_now(approval, sam, desk, decide):
    desk.owed = Decimal("712.50")

    text = text_of(decide(sam, "approve"))

    assert state_of(approval) == "LAPSED"
    assert "has changed since it was asked for. Nothing was done." in text
    assert "It was noticed when Sam Second wanted to approve it" in text
    assert "When it was asked for" in text
    assert "712.50 AUD" in text
    assert text.count("The same") == 2
    assert desk.diary == ["closed LAPSED"]


def test_when_the_facts_cannot_be_read_the_words_stay_and_the_next_step_is_said(
    approval, sam, desk, decide
):
    desk.is_readable = False

    page = decide(sam, "approve")

    assert page.status_code == 503
    text = text_of(page)
    assert "Nothing was decided. The ledger cannot be reached." in text
    assert "Try again in a minute." in text
    assert f"{WORDS}</textarea>" in text
    assert state_of(approval) == "PENDING"


def test_what_was_decided_meanwhile_is_said_and_shown(approval, sam, decide):
    decide(sam, "reject", words="No.")

    text = text_of(decide(person(Role.ADMIN), "approve"))

    assert "is closed: rejected by Sam Second." in text
    assert "Nothing is left to decide." in text
    assert state_of(approval) == "REJECTED"


def test_a_request_that_expired_says_so(desk, olive, sam, browser_of):
    approval = asked(olive, now=timezone.now() - timedelta(days=7))
    browser = browser_of(sam)

    before = text_of(browser.get(f"/approvals/{approval.pk}"))
    sent = {"words": WORDS, "seen": approval.content_hash}
    after = text_of(browser.post(f"/approvals/{approval.pk}/approve", sent, follow=True))

    assert f"{approval.reference} expired on" in before
    assert "Approve:" not in before
    assert "Expired: nobody decided in time. Nothing was done." in after
    assert state_of(approval) == "EXPIRED"


def test_a_decision_on_another_digest_than_the_pages_is_refused(approval, sam, decide):
    page = decide(sam, "approve", seen="0" * 64)

    assert page.status_code == 409
    assert "What you decided on is not what" in text_of(page)
    assert state_of(approval) == "PENDING"


def test_a_part_is_fetched_without_the_frame(approval, sam, browser_of):
    part = browser_of(sam).get(f"/approvals/{approval.pk}?part=approval").content.decode()

    assert 'id="approval"' in part
    assert "<html" not in part


def test_words_are_shown_as_words_and_not_as_markup(desk, olive, sam, browser_of):
    approval = asked(olive, reason="<script>alert(1)</script>", now=timezone.now())

    text = text_of(browser_of(sam).get(f"/approvals/{approval.pk}"))

    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def test_a_kind_that_nothing_here_knows_can_be_read_and_not_decided(olive, sam, browser_of):
    with open_desk():
        approval = asked(olive, now=timezone.now())
    sent = {"words": WORDS, "seen": approval.content_hash}
    browser = browser_of(sam)

    page = browser.get(f"/approvals/{approval.pk}")
    refused = browser.post(f"/approvals/{approval.pk}/approve", sent)

    assert "Nothing that runs here knows how to act on TEST_WRITE_OFF." in text_of(page)
    assert (refused.status_code, state_of(approval)) == (409, "PENDING")


def test_a_request_that_does_not_exist_is_not_found(sam, browser_of):
    assert browser_of(sam).get("/approvals/987654").status_code == 404
