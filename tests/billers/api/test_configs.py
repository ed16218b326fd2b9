"""Billers' configurations over the API: versioned, checked as a whole, without credentials."""

import pytest

from billers.models import BillerConfig, BillerConfigVersion
from billie.staff.models import AuditEntry
from billie.staff.roles import Role
from tests.billers.api.conftest import error

CONFIGS = "/api/billers/configs"
SECRET = "made-up-hush"
MOVED = "https://moved.example.com/soap"
WHY = "The water board moves; told by phone, called back."
OWN = ("id", "hasCredentials", "version", "createdAt", "updatedAt", "createdBy", "updatedBy")


@pytest.fixture
def admin(caller_as):
    return caller_as(Role.ADMIN)


@pytest.fixture
def lwb(desk):
    return desk.config("LWB_POSTPAID")


def agree_to(asked, caller_as, by=None):
    """Let somebody read a request and approve it, a supervisor if nobody is named."""
    approver = by or caller_as(Role.SUPERVISOR)
    address = f"/api/approvals/{asked.json()['id']}"
    shown = approver.ask(address)
    words = {"words": "I called them too.", "seen": shown.json()["contentHash"]}
    return shown, approver.client.post(f"{address}/approve", words, "application/json")


def body_of(admin, config):
    """Return what would be sent to add a biller again."""
    shown = admin.get(f"{CONFIGS}/{config.pk}")
    return {"reason": WHY, **{name: value for name, value in shown.items() if name not in OWN}}


def test_all_eight_are_listed_and_none_shows_its_credentials(admin):
    answer = admin.ask(CONFIGS)

    rows = answer.json()["results"]
    assert len(rows) == 8
    assert all(row["hasCredentials"] for row in rows)
    assert SECRET not in answer.content.decode()
    assert not {"authentication", "credentials"} & set(rows[0])


def test_a_change_is_a_new_version(admin, lwb):
    answer = admin.patch(f"configs/{lwb.pk}", {"timeoutMs": 20000})

    assert answer.status_code == 200, answer.content
    assert (answer.json()["version"], answer.json()["timeoutMs"]) == (2, 20000)
    assert BillerConfigVersion.objects.filter(config=lwb).count() == 2


def test_credentials_wait_for_a_second_person_and_show_nowhere(admin, lwb, caller_as):
    change = {"credentials": {"key": SECRET}, "timeoutMs": 20000, "reason": WHY}
    asked = admin.patch(f"configs/{lwb.pk}", change)

    assert (asked.status_code, asked.json()["state"]) == (202, "PENDING")
    assert admin.get(f"{CONFIGS}/{lwb.pk}")["version"] == 1
    shown, approved = agree_to(asked, caller_as)
    assert approved.status_code == 200, approved.content
    lwb.refresh_from_db()
    assert (lwb.credentials, lwb.timeout_ms) == ({"key": SECRET}, 20000)
    everything = [asked, shown, approved, admin.ask("/api/approvals"), admin.ask(CONFIGS)]
    assert not [answer for answer in everything if SECRET in answer.content.decode()]
    assert SECRET not in str(list(AuditEntry.objects.values()))


def test_whoever_asked_over_the_interface_cannot_approve_it(admin, lwb, caller_as):
    asked = admin.patch(f"configs/{lwb.pk}", {"baseUrl": MOVED, "reason": WHY})
    again = admin.patch(f"configs/{lwb.pk}", {"creditAccount": "ANOTHER1", "reason": WHY})

    shown, refused = agree_to(asked, caller_as, by=admin)

    assert shown.json()["canApprove"] is False
    assert (refused.status_code, error(refused)["code"]) == (403, "APPROVER_IS_REQUESTER")
    assert (again.status_code, error(again)["code"]) == (409, "APPROVAL_ALREADY_REQUESTED")
    assert BillerConfig.objects.get(pk=lwb.pk).version == 1


def test_a_request_that_was_overtaken_lapses(admin, lwb, caller_as):
    asked = admin.patch(f"configs/{lwb.pk}", {"baseUrl": MOVED, "reason": WHY})
    off = admin.client.delete(f"{CONFIGS}/{lwb.pk}")

    _shown, lapsed = agree_to(asked, caller_as)

    assert (off.status_code, off.json()["isActive"]) == (200, False)
    assert (lapsed.status_code, error(lapsed)["code"]) == (409, "APPROVAL_LAPSED")
    assert BillerConfig.objects.get(pk=lwb.pk).base_url == lwb.base_url


def test_what_needs_a_second_person_needs_a_reason(admin, lwb):
    answer = admin.patch(f"configs/{lwb.pk}", {"baseUrl": MOVED})

    assert answer.status_code == 400
    assert list(error(answer)["fields"]) == ["reason"]


def test_switching_on_waits_and_switching_off_does_not(admin, lwb):
    off = admin.patch(f"configs/{lwb.pk}", {"isActive": False})
    on = admin.patch(f"configs/{lwb.pk}", {"isActive": True, "reason": WHY})

    assert (off.status_code, off.json()["isActive"]) == (200, False)
    assert (on.status_code, on.json()["title"]) == (202, "Switch on Lilongwe Water Board")
    assert admin.get(f"{CONFIGS}/{lwb.pk}")["isActive"] is False


def test_a_change_of_a_version_that_is_no_more_is_refused(admin, lwb):
    first = admin.patch(f"configs/{lwb.pk}", {"timeoutMs": 20000, "version": 1})
    stale = [
        admin.patch(f"configs/{lwb.pk}", {"timeoutMs": 30000, "version": 1}),
        admin.patch(f"configs/{lwb.pk}", {"baseUrl": MOVED, "reason": WHY, "version": 1}),
    ]
    next_one = admin.patch(f"configs/{lwb.pk}", {"timeoutMs": 30000, "version": 2})

    assert (first.status_code, next_one.status_code) == (200, 200)
    for answer in stale:
        assert (answer.status_code, error(answer)["code"]) == (409, "CONFIG_WAS_CHANGED")
        assert list(error(answer)["fields"]) == ["version"]
        assert "GET /api/billers/configs/{id}" in error(answer)["nextStep"]
    assert BillerConfig.objects.get(pk=lwb.pk).version == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"timeoutMs": 1}, "timeoutMs"),
        ({"endpoints": {"service": "no path"}}, "endpoints"),
        ({"validationRules": {"minAmount": 5}}, "validationRules"),
        ({"validationRules": {"accountNumberHint": "a\0b"}}, "validationRules"),
        ({"features": {"supportsMagic": True}}, "features"),
        ({"baseUrl": "ftp://x"}, "baseUrl"),
        ({"authentication": {}}, "authentication"),
        ({"pauseAbove": 1.5}, "pauseAbove"),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_refused_at_its_field(admin, lwb, change, field):
    answer = admin.patch(f"configs/{lwb.pk}", change)

    assert answer.status_code == 400
    assert list(error(answer)["fields"]) == [field]
    assert BillerConfig.objects.get(pk=lwb.pk).version == 1


def test_a_deleted_biller_is_switched_off_and_stays(admin, lwb):
    answer = admin.client.delete(f"{CONFIGS}/{lwb.pk}")

    assert (answer.status_code, answer.json()["isActive"]) == (200, False)
    assert admin.get(f"{CONFIGS}/{lwb.pk}")["isActive"] is False


def test_a_biller_is_kept_once_a_type(admin, lwb):
    body = body_of(admin, lwb)

    again = admin.post("configs", body)
    unheard = admin.post("configs", {**body, "billerType": "escom"})

    assert (again.status_code, list(error(again)["fields"])) == (400, ["billerType"])
    assert unheard.status_code == 400


def test_a_new_biller_is_version_one_once_two_people_want_it(admin, lwb, caller_as):
    body = body_of(admin, lwb)
    BillerConfig.objects.filter(pk=lwb.pk).update(biller_type="AS_IT_WAS")

    asked = admin.post("configs", {**body, "credentials": {"password": SECRET}})
    before = len(admin.get(CONFIGS)["results"])
    _shown, approved = agree_to(asked, caller_as)

    assert (asked.status_code, approved.status_code) == (202, 200), asked.content
    rows = admin.get(CONFIGS)["results"]
    (added,) = (row for row in rows if row["billerType"] == "LWB_POSTPAID")
    assert (added["version"], added["hasCredentials"]) == (1, True)
    assert len(rows) == before + 1


def test_a_connection_is_tested(admin, lwb):
    answer = admin.post(f"configs/{lwb.pk}/test")

    assert answer.status_code == 200
    assert answer.json()["reached"] is True
    assert isinstance(answer.json()["httpStatus"], int)


def test_a_server_that_is_down_is_told_in_words(admin, lwb):
    lwb.base_url, lwb.version = "http://127.0.0.1:9/soap", 2
    lwb.save()

    answer = admin.post(f"configs/{lwb.pk}/test")

    assert (answer.status_code, answer.json()["reached"]) == (200, False)
    assert answer.json()["message"]


def test_a_biller_that_is_not_there_cannot_be_changed(admin):
    answers = [
        admin.ask(f"{CONFIGS}/{10**12}"),
        admin.patch(f"configs/{10**30}", {"timeoutMs": 20000}),
        admin.client.delete(f"{CONFIGS}/{10**12}"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert {error(answer)["code"] for answer in answers} == {"BILLER_NOT_KNOWN"}


def test_operations_may_neither_see_nor_change_them(teller, lwb):
    seen = teller.ask(CONFIGS)
    changed = teller.patch(f"configs/{lwb.pk}", {"timeoutMs": 20000})

    assert (seen.status_code, changed.status_code) == (403, 403)
