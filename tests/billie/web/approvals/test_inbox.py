"""The inbox: what waits comes first, then what one asked for, then what is closed."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from billie.staff import approvals
from billie.staff.roles import Role
from tests.billie.staff.approval_story import asked
from tests.billie.staff.people import person, signed_in

NOW = timezone.now()


def ask(requester, number, **changes):
    """Return a request about an account of its own, made so many hours ago."""
    return asked(
        requester,
        subject=("loan account", f"ACC-{number}"),
        title=f"Write off account {number}",
        now=NOW - timedelta(hours=number),
        **changes,
    )


def titles(page):
    """Return the titles in the list of a page, in its order."""
    return re.findall(r'b-row-link"[^>]*>([^<]+)<', page.content.decode())


@pytest.fixture
def requests(desk, olive, sam):
    """Three that wait, and one of each end."""
    waiting = [ask(olive, 3), ask(sam, 2), ask(olive, 1, amount=Decimal("9000.00"))]
    rejected, cancelled = ask(olive, 4), ask(olive, 5)
    approvals.reject(approval_id=rejected.pk, by=sam, words="No.", now=NOW)
    approvals.cancel(approval_id=cancelled.pk, by=olive, words="Wrong.", now=NOW)
    return [*waiting, rejected, cancelled]


def test_what_waits_comes_first_and_says_what_ones_part_is(requests, sam, browser_of):
    page = browser_of(sam).get("/approvals/")

    text = page.content.decode()
    expected = ["Write off account 3", "Write off account 2", "Write off account 1"]
    assert titles(page) == expected
    assert text.count("You can decide") == 1
    assert text.count("You asked") == 1
    assert text.count("Beyond your limit or role") == 1
    assert "<strong>1</strong> of these you can decide." in text


def test_somebody_in_operations_reads_that_others_decide(requests, olive, browser_of):
    text = browser_of(olive).get("/approvals/").content.decode()

    assert "None of these is yours to decide." in text
    assert "You can decide" not in text
    assert "Others decide" in text


def test_what_one_asked_for_stays_with_what_became_of_it(requests, olive, browser_of):
    page = browser_of(olive).get("/approvals/?view=asked")

    newest_first = [5, 4, 1, 3]
    assert titles(page) == [f"Write off account {number}" for number in newest_first]
    assert "Rejected" in page.content.decode()


def test_closed_requests_stand_by_when_they_were_closed(requests, sam, browser_of):
    page = browser_of(sam).get("/approvals/?view=closed")

    assert titles(page) == ["Write off account 5", "Write off account 4"]
    assert "by Sam Second" in page.content.decode()


def test_a_kind_narrows_the_list_and_stays_in_the_address(requests, sam, browser_of):
    browser = browser_of(sam)

    narrowed = browser.get("/approvals/?view=closed&kind=TEST_WRITE_OFF")
    unknown = browser.get("/approvals/?kind=NOTHING")

    assert len(titles(narrowed)) == 2
    assert 'href="/approvals/?view=asked&amp;kind=TEST_WRITE_OFF"' in narrowed.content.decode()
    assert "NOTHING" in unknown.content.decode()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/approvals/", "Nothing waits for approval"),
        ("/approvals/?view=asked", "You have not asked for anything yet"),
        ("/approvals/?view=closed", "Nothing was decided yet"),
        ("/approvals/?kind=TEST_WRITE_OFF", "No request of this kind in this list"),
    ],
)
def test_an_empty_list_says_what_would_be_here(desk, sam, browser_of, address, sentence):
    assert sentence in browser_of(sam).get(address).content.decode()


@pytest.mark.parametrize("view", ["waiting", "asked", "closed"])
def test_a_long_list_is_paged_without_losing_a_row(desk, sam, browser_of, view):
    asker = sam if view == "asked" else person(Role.OPERATIONS)
    made = [ask(asker, number) for number in range(60)]
    if view == "closed":
        for approval in made:
            approvals.reject(approval_id=approval.pk, by=sam, words="No.", now=NOW)
    browser = browser_of(sam)

    first = browser.get(f"/approvals/?view={view}")
    following = re.search(r'rel="next" href="([^"]+)"', first.content.decode())
    second = browser.get("/approvals/" + following[1].replace("&amp;", "&"))

    assert len(titles(first)) == 50
    assert len({*titles(first), *titles(second)}) == 60


def test_a_place_that_is_no_longer_known_leads_to_the_first_page(desk, sam, browser_of):
    answer = browser_of(sam).get("/approvals/?view=closed&cursor=broken")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/approvals/?view=closed")


def test_the_navigation_counts_what_one_can_decide(requests, sam, browser_of):
    page = browser_of(sam).get("/servicing/customers/").content.decode()

    assert 'id="nav-count-approvals"' in page
    assert "1 waiting for you" in page


def test_the_count_is_shown_to_approvers_only(requests, olive, browser_of):
    page = browser_of(olive).get("/servicing/customers/").content.decode()

    assert 'href="/approvals/"' in page
    assert "waiting for you" not in page
    assert "nav-count-approvals" not in page


def test_the_count_can_be_fetched_alone_as_it_is_now(requests, sam, browser_of):
    browser = browser_of(sam)
    before = browser.get("/approvals/badge?part=nav-count-approvals").content.decode()
    approvals.reject(approval_id=requests[0].pk, by=sam, words="No.", now=NOW)

    after = browser.get("/approvals/badge?part=nav-count-approvals").content.decode()

    assert "1 waiting for you" in before
    assert "waiting for you" not in after
    assert "<html" not in after


def test_those_who_may_not_see_requests_see_no_line_for_them(db):
    page = signed_in(Role.READONLY).get("/servicing/customers/").content.decode()

    assert 'href="/approvals/"' not in page
