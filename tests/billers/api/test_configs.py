"""Billers' configurations over the API: versioned, checked as a whole, without credentials."""

import pytest

from billers.models import BillerConfig, BillerConfigVersion
from billie.staff.roles import Role
from tests.billers.api.conftest import error

CONFIGS = "/api/billers/configs"
SECRET = "made-up-hush"


@pytest.fixture
def admin(caller_as):
    return caller_as(Role.ADMIN)


@pytest.fixture
def lwb(desk):
    return desk.config("LWB_POSTPAID")


def test_all_eight_are_listed_and_none_shows_its_credentials(admin):
    answer = admin.ask(CONFIGS)

    rows = answer.json()["results"]
    assert len(rows) == 8
    assert all(row["hasCredentials"] for row in rows)
    assert SECRET not in answer.content.decode()
    assert not {"authentication", "credentials"} & set(rows[0])


def test_a_change_is_a_new_version(admin, lwb):
    answer = admin.patch(f"configs/{lwb.pk}", {"timeoutMs": 20000, "credentials": {"key": SECRET}})

    assert answer.status_code == 200, answer.content
    assert (answer.json()["version"], answer.json()["timeoutMs"]) == (2, 20000)
    assert SECRET not in answer.content.decode()
    lwb.refresh_from_db()
    assert lwb.credentials == {"key": SECRET}
    assert BillerConfigVersion.objects.filter(config=lwb).count() == 2


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
    shown = admin.get(f"{CONFIGS}/{lwb.pk}")
    own = ("id", "hasCredentials", "version", "createdAt", "updatedAt", "createdBy", "updatedBy")
    body = {name: value for name, value in shown.items() if name not in own}

    again = admin.post("configs", body)
    unheard = admin.post("configs", {**body, "billerType": "escom"})

    assert (again.status_code, list(error(again)["fields"])) == (400, ["billerType"])
    assert unheard.status_code == 400


def test_a_new_biller_is_version_one(admin, lwb):
    shown = admin.get(f"{CONFIGS}/{lwb.pk}")
    own = ("id", "hasCredentials", "version", "createdAt", "updatedAt", "createdBy", "updatedBy")
    body = {name: value for name, value in shown.items() if name not in own}
    BillerConfig.objects.filter(pk=lwb.pk).update(biller_type="AS_IT_WAS")

    answer = admin.post("configs", {**body, "credentials": {"password": SECRET}})

    assert answer.status_code == 201, answer.content
    assert (answer.json()["version"], answer.json()["hasCredentials"]) == (1, True)


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
