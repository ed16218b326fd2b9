"""What this room shows of approvals, and beside them: conversation, notes, attention, search."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from billie.staff import approvals
from billie.staff.roles import Role
from servicing.operations.notes import write_note
from tests.billie.staff.approval_story import asked, open_desk
from tests.billie.staff.people import person
from tests.servicing.queries.arrivals import arrive


@pytest.fixture
def approval(db):
    """A request about a customer who has talked to the assistant and to a colleague."""
    arrive("customer.created.v1", customer_id="CUS-1", first_name="Maya", last_name="Okoro")
    arrive("user_input", conv="chat-1", usr="CUS-1", utterance="I lost my job.")
    arrive("user_input", conv="chat-2", usr="CUS-2", utterance="Not about her.")
    olive = person(Role.OPERATIONS, username="olive")
    now = timezone.now()
    write_note(
        customer_id="CUS-1", text="She called, in tears.", channel="PHONE", by=olive, now=now
    )
    with open_desk():
        yield asked(olive, now=now)


def browser_with(*codenames: str) -> Client:
    """Return a browser of somebody who has just these permissions."""
    narrow = User.objects.create_user("narrow")
    narrow.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(narrow, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_latest_conversation_and_the_notes_stand_beside_a_request(approval, supervisor):
    page = supervisor.get(f"/approvals/{approval.pk}").content.decode()

    assert "I lost my job." in page
    assert "She called, in tears." in page
    assert 'href="/servicing/conversations/chat-1"' in page
    assert "Not about her." not in page


def test_nobody_reads_beside_a_request_what_they_may_not_read(approval):
    page = browser_with("view_approval").get(f"/approvals/{approval.pk}").content.decode()

    assert approval.title in page
    assert "I lost my job." not in page
    assert "She called, in tears." not in page
    assert 'href="/servicing/customers/CUS-1"' not in page


def test_a_customer_of_whom_nothing_is_known_has_nothing_beside(db, supervisor):
    with open_desk():
        approval = asked(person(Role.OPERATIONS), customer_id="CUS-9", now=timezone.now())
        page = supervisor.get(f"/approvals/{approval.pk}").content.decode()

    assert "There was none with this customer." in page
    assert "Nobody has written a note about this customer." in page


def test_what_waits_is_among_what_needs_action_until_it_is_decided(approval, supervisor):
    before = supervisor.get("/servicing/customers/CUS-1").content.decode()
    sam = User.objects.get(username="a.supervisor")
    approvals.reject(approval_id=approval.pk, by=sam, words="No.", now=timezone.now())

    after = supervisor.get("/servicing/customers/CUS-1").content.decode()

    assert f"Waits for approval: {approval.title}" in before
    assert f'href="/approvals/{approval.pk}"' in before
    assert "Waits for approval" not in after


def test_who_may_not_see_requests_is_not_told_of_them(approval, readonly):
    page = readonly.get("/servicing/customers/CUS-1").content.decode()

    assert "Waits for approval" not in page


@pytest.mark.parametrize("written", ["APR-{:08}", "apr-{}", " APR-{:08} "])
def test_a_request_is_found_by_its_reference(approval, supervisor, written):
    page = supervisor.get("/search", {"q": written.format(approval.pk)}).content.decode()

    assert f'href="/approvals/{approval.pk}"' in page
    assert approval.title in page


def test_a_reference_leads_nowhere_for_who_may_not_see_requests(approval, readonly):
    page = readonly.get("/search", {"q": approval.reference}).content.decode()

    assert approval.title not in page
