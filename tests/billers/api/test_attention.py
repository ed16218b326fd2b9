"""What needs a person over the API: the list, whose it is, and alarms that are closed."""

import pytest

from billie.staff.roles import Role
from tests.billers.api.conftest import error
from tests.billers.operations.test_alarms import ANOTHER, contradict
from tests.billie.staff.people import person

LIST = "/api/billers/attention"
UNKNOWN = "22003366613"


def test_what_needs_a_person_is_listed_oldest_first_and_goes_on_by_key(teller, desk):
    numbers = []
    for account in (UNKNOWN, UNKNOWN, UNKNOWN):
        numbers.append(desk.pay("MASM", account, is_deliberate=True).number)
        desk.later(seconds=1)

    first = teller.get(LIST, limit=2)
    second = teller.client.get(first["next"]).json()

    found = [row["payment"]["id"] for row in first["results"] + second["results"]]
    assert found == numbers
    assert first["results"][0]["trouble"] == "UNKNOWN"
    assert first["results"][0]["owner"] == "a.operations"
    assert second["next"] is None


def test_the_list_is_narrowed(teller, desk):
    desk.pay("MASM", UNKNOWN)
    alarmed = contradict(desk, desk.pay("LWB_POSTPAID", "2200330044"))

    by_trouble = teller.get(LIST, trouble="ALARM")["results"]
    by_biller = teller.get(LIST, billerType="lwb_postpaid", owner="me")["results"]

    assert [row["payment"]["id"] for row in by_trouble + by_biller] == [alarmed.number] * 2
    assert by_trouble[0]["alarm"] == ANOTHER
    assert teller.get(LIST, owner="somebody.else")["results"] == []


@pytest.mark.parametrize(
    ("parameters", "field"), [({"trouble": "BAD"}, "trouble"), ({"whose": "me"}, "whose")], ids=str
)
def test_a_filter_that_cannot_be_meant_is_refused(teller, parameters, field):
    answer = teller.ask(LIST, **parameters)

    assert (answer.status_code, list(error(answer)["fields"])) == (400, [field])


def test_a_payment_is_taken_over_and_given(teller, desk):
    payment = desk.pay("MASM", UNKNOWN)
    person(Role.SUPERVISOR)

    given = teller.post(f"transactions/{payment.number}/assign", {"owner": "a.supervisor"})
    taken = teller.post(f"transactions/{payment.number}/assign", {"owner": "me"})

    assert given.json()["owner"] == "a.supervisor"
    assert taken.json()["owner"] == "a.operations"


def test_it_is_given_to_nobody_who_cannot_look_into_it(teller, desk):
    payment = desk.pay("MASM", UNKNOWN)
    person(Role.READONLY)

    for owner in ("a.readonly", "nobody.at.all"):
        answer = teller.post(f"transactions/{payment.number}/assign", {"owner": owner})
        assert (answer.status_code, list(error(answer)["fields"])) == (400, ["owner"])


def test_who_only_reads_takes_nothing_over(caller_as, desk):
    payment = desk.pay("MASM", UNKNOWN)

    answer = caller_as(Role.READONLY).post(
        f"transactions/{payment.number}/assign", {"owner": "me"}
    )

    assert answer.status_code == 403


def test_an_alarm_is_closed_once_with_what_was_found(teller, desk):
    payment = contradict(desk, desk.pay("LWB_POSTPAID", "2200330044"))

    first = teller.post(f"transactions/{payment.number}/close-alarm", {"reason": "A test."})
    second = teller.post(f"transactions/{payment.number}/close-alarm", {"reason": "A test."})

    assert first.json()["hasAlarm"] is False
    assert (second.status_code, error(second)["code"]) == (409, "NOT_POSSIBLE")
