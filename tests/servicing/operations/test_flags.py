"""Hardship and stop contact: set with a reason, released with another, and what they forbid."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import Error, IntegrityError, connection, transaction

from billie.staff.models import AuditEntry
from billie.staff.roles import Role
from ledger.guards import account_names, find_objection
from ledger.intents import Intent
from ledger.models import CommandKind
from servicing.models import Customer, CustomerFlag, LoanAccount
from servicing.models.casework.flags import FlagState
from servicing.operations.flags import (
    Flagged,
    FlagIsOver,
    FlagIsSet,
    FlagRefused,
    release_flag,
    set_flag,
)
from servicing.operations.notes import ContactIsStopped, amend_note, write_note
from servicing.operations.once import KeyWasUsed
from servicing.queries.customers import CustomerNotKnown
from servicing.queries.flags import FlagNotKnown, flags_by_customer
from tests.billie.staff.people import person

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # noon in Sydney
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def author(db: None) -> User:
    Customer.objects.create(customer_id="CUS-1", full_name="Mei Chan")
    Customer.objects.create(customer_id="CUS-OLD", merged_into_id="CUS-1")
    LoanAccount.objects.create(
        loan_account_id="LA-1", customer_id="CUS-1", account_number="40", account_status="active"
    )
    return person(Role.OPERATIONS)


def flag(author: User, **changed: Any) -> CustomerFlag:
    said: dict[str, Any] = {
        "kind": "HARDSHIP",
        "from_date": TODAY,
        "until_date": TODAY + 30 * DAY,
        "reason": "Lost her job.",
    }
    around: dict[str, Any] = {"customer_id": "CUS-1", "by": author, "now": NOW, "once": ""}
    said |= {name: value for name, value in changed.items() if name not in around}
    around |= {name: value for name, value in changed.items() if name in around}
    return set_flag(flagged=Flagged(**said), **around)


def write(author: User, channel: str) -> Any:
    return write_note(customer_id="CUS-1", text="Spoke.", channel=channel, by=author, now=NOW)


def fee(kind: CommandKind = CommandKind.LATE_FEE) -> Intent:
    details = {"days_past_due": 9} if kind == CommandKind.LATE_FEE else {}
    return Intent(
        kind=kind, loan_account_id="LA-1", currency="AUD", amount=Decimal("15.00"), details=details
    )


def test_a_flag_is_kept_with_its_days_its_reason_and_who_set_it(author):
    kept = flag(author, reason=" Lost her job.\r\nAsks for time. ")

    kept.refresh_from_db()
    assert (kept.customer_id, kept.kind) == ("CUS-1", "HARDSHIP")
    assert kept.reason == "Lost her job.\nAsks for time."
    assert (kept.set_by, kept.set_at) == (author, NOW)
    assert AuditEntry.objects.get(action="FLAG_SET").after["untilDate"] == "2026-04-01"


def test_a_flag_of_an_identity_that_was_merged_is_the_living_customers(author):
    assert flag(author, customer_id="CUS-OLD").customer_id == "CUS-1"


def test_a_flag_holds_from_its_first_day_to_the_end_of_its_last(author):
    kept = flag(author, from_date=TODAY + DAY, until_date=TODAY + 3 * DAY)

    states = [kept.state_on(TODAY + n * DAY) for n in range(5)]

    assert states == [
        FlagState.PLANNED,
        FlagState.ACTIVE,
        FlagState.ACTIVE,
        FlagState.ACTIVE,
        FlagState.OVER,
    ]


def test_a_flag_without_an_end_holds_until_it_is_released(author):
    kept = flag(author, until_date=None)

    assert kept.state_on(date(2036, 1, 1)) == FlagState.ACTIVE


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "TIRED"}, "kind"),
        ({"from_date": date(2028, 1, 1), "until_date": None}, "from_date"),
        ({"until_date": TODAY - DAY, "from_date": TODAY - 9 * DAY}, "until_date"),
        ({"until_date": TODAY, "from_date": TODAY + DAY}, "until_date"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
    ],
)
def test_a_flag_that_makes_no_sense_is_refused_at_its_field(author, changed, field):
    with pytest.raises(FlagRefused) as refused:
        flag(author, **changed)

    assert list(refused.value.fields) == [field]


def test_nobody_can_flag_a_customer_who_is_not_known(author):
    with pytest.raises(CustomerNotKnown):
        flag(author, customer_id="CUS-9")


def test_two_flags_of_a_kind_never_hold_on_the_same_day(author):
    flag(author)

    with pytest.raises(FlagIsSet):
        flag(author, from_date=TODAY + 30 * DAY, until_date=None)

    flag(author, from_date=TODAY + 31 * DAY, until_date=None)
    flag(author, kind="STOP_CONTACT")
    assert CustomerFlag.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_set_one_flag(author):
    together = Barrier(2)

    def set_at_once(reason: str) -> object:
        together.wait()
        try:
            return flag(author, reason=reason)
        except FlagIsSet as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(set_at_once, ["Lost her job.", "Is ill."]))

    assert CustomerFlag.objects.count() == 1
    assert sum(isinstance(one, FlagIsSet) for one in outcomes) == 1


def test_a_form_sent_twice_sets_one_flag_and_another_under_its_key_is_refused(author):
    first = flag(author, once="a-key")

    assert flag(author, once="a-key") == first
    with pytest.raises(KeyWasUsed):
        flag(author, once="a-key", reason="Something else.")


def test_a_released_flag_keeps_its_history_and_makes_room_for_another(author):
    supervisor = person(Role.SUPERVISOR)
    kept = flag(author)

    release_flag(flag_id=kept.pk, reason="Works again.", by=supervisor, now=NOW + DAY)

    kept.refresh_from_db()
    assert (kept.released_by, kept.released_at) == (supervisor, NOW + DAY)
    assert kept.release_reason == "Works again."
    assert kept.state_on(TODAY + DAY) == FlagState.RELEASED
    assert AuditEntry.objects.get(action="FLAG_RELEASED").actor == supervisor
    assert flag(author).pk != kept.pk


def test_a_flag_is_released_once_with_words_and_not_after_its_days(author):
    kept = flag(author)
    over = flag(author, kind="STOP_CONTACT", until_date=TODAY)

    with pytest.raises(FlagRefused):
        release_flag(flag_id=kept.pk, reason=" ", by=author, now=NOW)
    with pytest.raises(FlagIsOver):
        release_flag(flag_id=over.pk, reason="Late.", by=author, now=NOW + DAY)
    with pytest.raises(FlagNotKnown):
        release_flag(flag_id=0, reason="Nobody's.", by=author, now=NOW)
    release_flag(flag_id=kept.pk, reason="Works again.", by=author, now=NOW)
    with pytest.raises(FlagIsOver):
        release_flag(flag_id=kept.pk, reason="Again.", by=author, now=NOW)


@pytest.mark.parametrize(
    "change", [{"reason": "Other words."}, {"from_date": date(2026, 1, 1)}, {"set_by": None}]
)
def test_what_was_set_is_never_changed(author, change):
    kept = flag(author)

    with pytest.raises(Error), transaction.atomic():
        CustomerFlag.objects.filter(pk=kept.pk).update(**change)


def test_a_flag_is_never_deleted(author):
    kept = flag(author)

    with pytest.raises(Error), transaction.atomic():
        kept.delete()


def test_a_flag_is_not_released_by_nobody(author):
    kept = flag(author)

    with pytest.raises(IntegrityError), transaction.atomic():
        CustomerFlag.objects.filter(pk=kept.pk).update(released_at=NOW)


@pytest.mark.parametrize("channel", ["PHONE", "SMS", "EMAIL", "CHAT"])
def test_a_contact_that_was_ruled_out_cannot_be_written_down(author, channel):
    flag(author, kind="STOP_CONTACT")

    with pytest.raises(ContactIsStopped, match=r"stopped until 1 Apr 2026\. Write a letter"):
        write(author, channel)


@pytest.mark.parametrize("channel", ["LETTER", "INTERNAL"])
def test_letters_and_internal_notes_can_still_be_written_down(author, channel):
    flag(author, kind="STOP_CONTACT")

    assert write(author, channel).pk


def test_hardship_stops_no_contact(author):
    flag(author, kind="HARDSHIP")

    assert write(author, "PHONE").pk


def test_a_call_before_the_stop_can_be_amended_but_a_letter_not_be_made_a_call(author):
    call, letter = write(author, "PHONE"), write(author, "LETTER")
    flag(author, kind="STOP_CONTACT")

    amended = amend_note(note_id=call.pk, text="Spoke.", channel="PHONE", by=author, now=NOW)

    assert amended.amends_id == call.pk
    with pytest.raises(ContactIsStopped):
        amend_note(note_id=letter.pk, text="Called.", channel="PHONE", by=author, now=NOW)


@pytest.mark.parametrize("kind", [CommandKind.LATE_FEE, CommandKind.DISHONOUR_FEE])
@pytest.mark.parametrize("customer_id", ["CUS-1", "CUS-OLD"])
def test_hardship_forbids_fees_on_the_customers_accounts(author, kind, customer_id):
    flag(author, customer_id=customer_id)

    objection = find_objection(fee(kind), author, NOW)

    assert objection is not None
    assert objection.startswith("This customer is in hardship until 1 Apr 2026: no late or")


def test_fees_are_possible_before_and_after_hardship_and_other_acts_always(author):
    flag(author, from_date=TODAY + DAY, until_date=TODAY + 2 * DAY)
    payment = Intent(
        kind=CommandKind.REPAYMENT, loan_account_id="LA-1", currency="AUD", amount=Decimal("15.00")
    )

    assert find_objection(fee(), author, NOW) is None
    assert find_objection(fee(), author, NOW + DAY) is not None
    assert find_objection(payment, author, NOW + DAY) is None
    assert find_objection(fee(), author, NOW + 3 * DAY) is None


def test_the_ledger_is_told_whose_an_account_is(author):
    names = account_names(["LA-1", "LA-9"])

    assert (names["LA-1"].account_number, names["LA-1"].customer_name) == ("40", "Mei Chan")
    assert (names["LA-1"].currency, names["LA-1"].status) == ("AUD", "active")
    assert names["LA-9"].customer_id == ""


def test_the_flags_of_many_customers_are_found_with_those_of_their_merged_identities(author):
    CustomerFlag.objects.create(
        customer_id="CUS-OLD",
        kind="STOP_CONTACT",
        from_date=TODAY,
        reason="Asked for it.",
        set_by=author,
        set_at=NOW,
    )
    flag(author)

    found = flags_by_customer(customer_ids=["CUS-1", "CUS-2"], day=TODAY)

    assert {key: set(kinds) for key, kinds in found.items()} == {
        "CUS-1": {"HARDSHIP", "STOP_CONTACT"}
    }
