"""The page of what needs attention: its troubles, whose they are, and what is done from there."""

from billers.operations.alarms import close_alarm
from billers.operations.resolving import request_resolution
from billie.staff.roles import Role
from tests.billers.operations.test_alarms import ANOTHER, contradict
from tests.billie.staff.people import person

PAGE = "/billers/attention/"
UNKNOWN = "22003366613"


def test_an_alarm_is_shown_with_its_words_and_closed_on_its_page(desk, teller):
    payment = contradict(desk, desk.pay("LWB_POSTPAID", "2200330044"))
    act = f"/billers/transactions/{payment.number}/close-alarm"

    listed = teller.open(PAGE)
    detail = teller.open(f"/billers/transactions/{payment.number}")
    asked = teller.open(act)
    refused = teller.browser.post(act, {"why": ""})
    done = teller.browser.post(act, {"why": "A test of theirs."}, follow=True).content.decode()

    assert ANOTHER in listed
    assert ANOTHER in detail
    assert "Close the alarm" in detail
    assert ANOTHER in asked
    assert refused.status_code == 422
    assert "Alarm looked into: A test of theirs." in done
    assert "Nothing needs attention" in teller.open(PAGE)


def test_an_alarm_that_is_closed_meanwhile_is_not_closed_again(desk, teller):
    payment = contradict(desk, desk.pay("LWB_POSTPAID", "2200330044"))
    close_alarm(payment_id=payment.pk, by=desk.teller, why="A test.", now=desk.at)

    answer = teller.open(f"/billers/transactions/{payment.number}/close-alarm")

    assert "There is no alarm. Nothing was done." in answer


def test_a_payment_is_taken_over_from_the_list(desk, teller):
    payment = desk.pay("MASM", UNKNOWN)
    other = person(Role.SUPERVISOR, first_name="Sam", last_name="Phiri")
    payment.owner = other
    payment.save()

    before = teller.open(PAGE)
    answer = teller.browser.post(
        f"/billers/transactions/{payment.number}/assign",
        {"to": "me", "next": f"{PAGE}?owner=me"},
        follow=True,
    )

    assert "Take over" in before
    assert answer.redirect_chain[-1][0] == f"{PAGE}?owner=me"
    assert payment.number in answer.content.decode()
    assert f"You look into {payment.number} now." in answer.content.decode()


def test_a_payment_is_given_to_a_colleague_on_its_own_page(desk, teller):
    payment = desk.pay("MASM", UNKNOWN)
    person(Role.SUPERVISOR, first_name="Sam", last_name="Phiri")
    address = f"/billers/transactions/{payment.number}"

    shown = teller.open(address)
    given = teller.browser.post(f"{address}/assign", {"to": "a.supervisor"}, follow=True)
    nobody = teller.browser.post(f"{address}/assign", {"to": ""}, follow=True)

    assert '<option value="a.supervisor">Sam Phiri</option>' in shown
    assert "a.operations gave it to Sam Phiri to look into." in given.content.decode()
    assert "Choose who is to look into it." in nobody.content.decode()
    assert payment.number not in teller.open(f"{PAGE}?owner=me")


def test_the_way_back_never_leads_to_another_site(desk, teller):
    payment = desk.pay("MASM", UNKNOWN)

    answer = teller.browser.post(
        f"/billers/transactions/{payment.number}/assign",
        {"to": "me", "next": "https://elsewhere.example/"},
    )

    assert answer.headers["Location"] == f"/billers/transactions/{payment.number}"


def test_who_only_reads_is_offered_nothing(desk, readonly):
    payment = contradict(desk, desk.pay("MASM", UNKNOWN))

    listed = readonly.get(PAGE).content.decode()
    detail = readonly.get(f"/billers/transactions/{payment.number}").content.decode()

    assert "Take over" not in listed + detail
    assert 'name="to"' not in detail


def test_the_page_is_narrowed_by_trouble(desk, teller):
    desk.pay("MASM", UNKNOWN)
    alarmed = contradict(desk, desk.pay("LWB_POSTPAID", "2200330044"))

    shown = teller.open(f"{PAGE}?trouble=ALARM&biller_type=LWB_POSTPAID")
    none = teller.open(f"{PAGE}?trouble=CONFLICT")

    assert alarmed.number in shown
    assert shown.count('data-key="payment-') == 1
    assert "Nothing there needs attention" in none


def test_a_request_that_waits_is_linked_from_the_payment_for_those_who_may_see_it(
    desk, teller, readonly
):
    payment = desk.pay("MASM", UNKNOWN)
    asked = request_resolution(
        payment_id=payment.pk, says="PAID", words="In their books.", by=desk.teller, now=desk.at
    )
    address = f"/billers/transactions/{payment.number}"

    shown = teller.open(address)
    hidden = readonly.get(address).content.decode()

    assert f'href="/approvals/{asked.pk}"' in shown
    assert "waits for a second person" in shown
    assert "waits for a second person" not in hidden
