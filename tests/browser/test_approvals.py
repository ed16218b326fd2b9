"""Two people at two browsers: one asks, the other decides, and both see it without reload."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from billie.staff import approvals
from billie.staff.roles import Role
from tests.billie.staff.approval_story import Desk, asked, open_desk
from tests.billie.staff.people import person
from tests.browser.conftest import NARROW, WIDE, serious

pytestmark = pytest.mark.browser
WORDS = "Checked with the trustee."


@pytest.fixture
def desk(redis_client) -> Iterator[Desk]:
    """A kind of request whose subject can change."""
    with open_desk() as desk:
        yield desk


def live(page, address):
    """Open a page and wait until it hears of changes; mark it, so that a reload would show."""
    page.goto(address)
    expect(page.locator("#live-state")).to_have_attribute("data-state", "live")
    page.evaluate("window.notReloaded = true")


def ask_as(role, **changes):
    """Return a request of the person who is signed in with a role."""
    requester = User.objects.get(username=f"a.{role.value}")
    return asked(requester, now=timezone.now(), **changes)


def line_of(page):
    """Return the line of the navigation that leads to approvals."""
    navigation = page.get_by_role("navigation", name="Main")
    return navigation.get_by_role("link", name=re.compile("^Approvals"))


def test_a_request_appears_and_is_decided_before_two_pairs_of_eyes(open_as, desk):
    asker, approver = open_as(Role.OPERATIONS), open_as(Role.SUPERVISOR)
    live(approver, "/approvals/")
    expect(approver.get_by_text("Nothing waits for approval")).to_be_visible()

    approval = ask_as(Role.OPERATIONS)
    row = approver.get_by_role("row").filter(has_text="Write off 812.50 AUD")
    expect(row).to_contain_text("You can decide")
    line = line_of(approver)
    expect(line).to_contain_text("1 waiting for you")
    assert approver.evaluate("window.notReloaded")

    live(asker, f"/approvals/{approval.pk}")
    expect(asker.get_by_text("You asked for this yourself")).to_be_visible()
    expect(asker.get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)

    row.get_by_role("link").click()
    approver.get_by_label("Your words").fill(WORDS)
    approver.get_by_role("button", name="Approve: write off, 812.50 AUD").click()

    expect(
        approver.get_by_text("Approved: Write off 812.50 AUD on account 1000-1.")
    ).to_be_visible()
    expect(asker.locator("#approval")).to_contain_text("Approved by a.supervisor")
    expect(asker.locator("#approval")).to_contain_text(WORDS)
    expect(asker.locator("#announcer")).to_contain_text("Approved by a.supervisor")
    assert asker.evaluate("window.notReloaded")
    expect(line).not_to_contain_text("waiting for you")
    assert desk.diary == ["approved APPROVED", "after APPROVED"]


def test_the_count_changes_on_pages_that_do_not_change_themselves(open_as, desk):
    approver = open_as(Role.SUPERVISOR)
    person(Role.OPERATIONS)
    approver.goto("/servicing/customers/")
    with approver.expect_response("**/approvals/badge**"):
        approver.reload()
    approver.evaluate("window.notReloaded = true")

    ask_as(Role.OPERATIONS)

    line = line_of(approver)
    expect(line).to_contain_text("1 waiting for you")
    assert approver.evaluate("window.notReloaded")
    expect(approver.locator("#live-state")).to_be_hidden()


def test_typed_words_stay_while_others_act(open_as, desk):
    approver = open_as(Role.SUPERVISOR)
    person(Role.OPERATIONS)
    approval = ask_as(Role.OPERATIONS)
    live(approver, f"/approvals/{approval.pk}")
    words = approver.get_by_label("Your words")
    words.fill("Half a sent")

    with approver.expect_response(f"**/approvals/{approval.pk}?part=approval"):
        ask_as(Role.OPERATIONS, subject=("loan account", "ACC-2"))

    expect(words).to_have_value("Half a sent")
    expect(words).to_be_focused()


def test_a_decision_without_words_leads_to_the_field_by_keyboard(open_as, desk):
    approver = open_as(Role.SUPERVISOR)
    person(Role.OPERATIONS)
    approver.goto(f"/approvals/{ask_as(Role.OPERATIONS).pk}")

    approver.get_by_role("button", name="Reject").press("Enter")
    expect(approver.locator("#error-summary")).to_be_focused()
    approver.get_by_role("link", name="Your words: Say why you decide so.").press("Enter")
    approver.keyboard.type("No.")
    approver.get_by_role("button", name="Reject").press("Enter")

    expect(approver.get_by_text("Rejected by a.supervisor")).to_be_visible()


def test_a_change_since_is_explained_then_beside_now(open_as, desk):
    approver = open_as(Role.SUPERVISOR)
    person(Role.OPERATIONS)
    approver.goto(f"/approvals/{ask_as(Role.OPERATIONS).pk}")
    desk.owed = Decimal("712.50")

    approver.get_by_label("Your words").fill(WORDS)
    approver.get_by_role("button", name=re.compile("^Approve")).click()

    expect(approver.get_by_text("Lapsed: what this is about changed")).to_be_visible()
    principal = approver.get_by_role("row").filter(has_text="Principal")
    expect(principal).to_contain_text("812.50 AUD")
    expect(principal).to_contain_text("712.50 AUD")
    expect(principal).to_contain_text("Changed")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_approval_page_has_a_serious_barrier_or_scrolls_sideways(
    theme, size, open_as, desk, made_up
):
    page = open_as(Role.SUPERVISOR, theme=theme, size=size)
    ends = all_ends(desk)
    problems = {}

    for address in ["", "?view=asked", "?view=closed", "?kind=x", *map(str, ends)]:
        page.goto(f"/approvals/{address}")
        found = serious(page)
        if page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        ):
            found.append("scrolls sideways")
        if found:
            problems[address] = found

    assert problems == {}


def all_ends(desk):
    """Return numbers of requests: one of each end, and of each standing of a supervisor."""
    now = timezone.now()
    asker, sam = person(Role.OPERATIONS), User.objects.get(username="a.supervisor")
    made = [
        asked(asker, subject=("loan account", f"ACC-{number}"), now=now) for number in range(4)
    ]
    approvals.reject(approval_id=made[0].pk, by=sam, words="No.", now=now)
    approvals.cancel(approval_id=made[1].pk, by=asker, words="Wrong.", now=now)
    desk.owed = Decimal("712.50")
    with pytest.raises(approvals.SubjectChanged):
        approvals.approve(
            approval_id=made[2].pk, by=sam, words=WORDS, seen=made[2].content_hash, now=now
        )
    over = asked(asker, subject=("x", "1"), amount=Decimal("9000.00"), now=now)
    own = asked(sam, subject=("x", "2"), now=now)
    return [approval.pk for approval in [*made, over, own]]
