"""Payments over the API: the list, one of them, and what is done with one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from billers.models import BillerTransaction
from billie.staff.models import AuditEntry
from billie.staff.roles import Role
from tests.billers.api.conftest import error

UNKNOWN, DECLINED = "22003366613", "22003366601"
LIST = "/api/billers/transactions"


def test_the_list_is_narrowed_and_goes_on_by_key(teller, desk):
    numbers = [desk.pay("LWB_POSTPAID", f"220033004{last}").number for last in range(3)]

    first = teller.get(LIST, limit=2, billerType="lwb_postpaid")
    second = teller.client.get(first["next"]).json()
    none = teller.get(LIST, status="FAILED")

    assert [row["id"] for row in first["results"] + second["results"]] == numbers[::-1]
    assert (second["next"], none["results"]) == (None, [])


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"status": "LOST"}, "status"),
        ({"minAmount": "many"}, "minAmount"),
        ({"stauts": "FAILED"}, "stauts"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "to"),
        ({"cursor": "WyJ"}, "cursor"),
        ({"limit": "1000"}, "limit"),
    ],
    ids=str,
)
def test_a_filter_that_cannot_be_meant_is_refused_at_its_name(teller, parameters, field):
    answer = teller.ask(LIST, **parameters)

    assert answer.status_code == 400
    assert list(error(answer)["fields"]) == [field]


def test_a_payment_is_shown_with_its_story_and_no_secret(teller, desk):
    payment = desk.pay("SRWB_POSTPAID", UNKNOWN)

    shown = teller.get(f"{LIST}/{payment.number.lower()}")

    assert [attempt["leg"] for attempt in shown["attempts"]] == ["PAY"]
    assert [entry["after"] for entry in shown["timeline"]] == ["PENDING", "PROCESSING", "UNKNOWN"]
    assert shown["choices"]["retry"]["possible"] is False
    assert shown["choices"]["resolve"] == {"possible": True, "whyNot": None}
    assert "made-up-hush" not in str(shown)


def test_a_number_that_nobody_minted_leads_nowhere(teller):
    answer = teller.ask(f"{LIST}/TXN-0")

    assert answer.status_code == 404
    assert error(answer) == {
        "code": "TRANSACTION_NOT_FOUND",
        "message": "There is no payment with this number.",
        "fields": {},
        "nextStep": "List them with GET /api/billers/transactions.",
    }


def test_a_failed_payment_is_tried_again_once(teller, desk):
    payment = desk.pay("LWB_POSTPAID", DECLINED)

    first = teller.post(f"transactions/{payment.number}/retry")
    second = teller.post(f"transactions/{payment.number}/retry")

    assert (first.status_code, first.json()["status"]) == (202, "PENDING")
    assert (second.status_code, error(second)["code"]) == (409, "NOT_POSSIBLE")
    assert error(second)["message"] == "Only a payment that failed can be tried again."


def test_while_money_may_have_moved_nothing_is_tried_again(teller, desk):
    payment = desk.pay("LWB_POSTPAID", UNKNOWN)

    answer = teller.post(f"transactions/{payment.number}/retry")

    assert answer.status_code == 409
    assert "settled first" in error(answer)["message"]
    assert BillerTransaction.objects.get().status == "UNKNOWN"


def test_what_was_not_sent_is_cancelled_for_a_reason(teller, desk):
    payment = desk.ask("LWB_POSTPAID", "2200330044")

    silent = teller.post(f"transactions/{payment.number}/cancel")
    answer = teller.post(f"transactions/{payment.number}/cancel", {"reason": "Keyed in twice."})
    again = teller.post(f"transactions/{payment.number}/cancel", {"reason": "Once more."})

    assert (silent.status_code, list(error(silent)["fields"])) == (400, ["reason"])
    assert (answer.status_code, answer.json()["status"]) == (200, "CANCELLED")
    assert (again.status_code, error(again)["code"]) == (409, "NOT_POSSIBLE")
    assert payment.timeline.last().why == "Keyed in twice."


def test_an_unknown_payment_is_resolved_by_two_people(teller, desk):
    payment = desk.wait(desk.pay("MASM", UNKNOWN))
    body = {"outcome": "PAID", "reason": "It is in their books."}

    answer = teller.post(f"transactions/{payment.number}/resolve", body)
    again = teller.post(f"transactions/{payment.number}/resolve", body)

    assert answer.status_code == 202
    assert answer.json()["state"] == "PENDING"
    assert answer.json()["link"] == f"/billers/transactions/{payment.number}"
    assert again.status_code == 409
    assert BillerTransaction.objects.get().status == "UNKNOWN"


def test_what_is_known_is_not_resolved(teller, desk):
    payment = desk.pay("LWB_POSTPAID", "2200330044")

    body = {"outcome": "NOT_PAID", "reason": "I think so."}
    answer = teller.post(f"transactions/{payment.number}/resolve", body)

    assert (answer.status_code, error(answer)["message"]) == (409, "Its outcome is known.")


def test_figures_are_those_of_the_period(teller, desk):
    desk.pay("LWB_POSTPAID", "2200330044")
    desk.pay("BWB_POSTPAID", DECLINED)

    stats = teller.get(f"{LIST}/stats", days=7)

    assert stats["total"]["successRate"] == "0.5000"
    assert stats["total"]["byStatus"] == {"COMPLETED": 1, "FAILED": 1}
    assert stats["total"]["byOutcome"] == {"ACCEPTED": 1, "DECLINED": 1}
    assert stats["total"]["value"] == {"MWK": "1500.50"}
    assert [row["billerType"] for row in stats["byBiller"]] == ["BWB_POSTPAID", "LWB_POSTPAID"]
    assert len(stats["byDay"]) == 7
    assert stats["before"]["payments"] == 0


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"days": "8"}, "NOT_VALID"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "NOT_VALID"),
        ({"from": "2020-01-01", "to": "2026-02-01"}, "PERIOD_TOO_LONG"),
        ({"from": "0001-01-01", "to": "0001-01-02"}, None),
    ],
    ids=str,
)
def test_a_period_that_cannot_be_meant_is_refused(teller, parameters, code):
    answer = teller.ask(f"{LIST}/stats", **parameters)

    assert (answer.status_code, code and error(answer)["code"]) == (400 if code else 200, code)


def test_an_export_has_what_is_filtered_and_is_written_down(teller, desk):
    paid = desk.pay("LWB_POSTPAID", "2200330044", customer_account_name="=HYPERLINK(1)")
    desk.pay("BWB_POSTPAID", DECLINED)

    answer = teller.client.get(f"{LIST}/export", {"status": "COMPLETED"})
    lines = b"".join(answer.streaming_content).decode().splitlines()

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0].startswith("id,createdAt,billerType")
    assert [line.split(",")[0] for line in lines[1:]] == [paid.number]
    assert ",'=HYPERLINK(1)," in lines[1]
    entry = AuditEntry.objects.get(action="PAYMENTS_EXPORTED")
    assert (entry.actor, entry.after["filters"]) == (desk.teller, {"status": "COMPLETED"})


def test_an_export_of_any_filter_is_the_list_of_that_filter(teller, desk):
    numbers = [desk.pay("LWB_POSTPAID", f"220033004{last}").number for last in range(2)]
    today = timezone.localdate(desk.at)

    answer = teller.client.get(
        f"{LIST}/export",
        {"q": "2200", "from": today - timedelta(days=1), "to": today, "needsAttention": "false"},
    )
    lines = b"".join(answer.streaming_content).decode().splitlines()

    assert [line.split(",")[0] for line in lines[1:]] == numbers[::-1]


def test_only_some_may_take_payments_out(caller_as):
    answer = caller_as(Role.READONLY).ask(f"{LIST}/export")

    assert (answer.status_code, error(answer)["code"]) == (403, "PERMISSION_MISSING")
