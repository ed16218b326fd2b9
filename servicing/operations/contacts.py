"""What came of a contact about an account in arrears: written down once, with its note."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from servicing.models import CollectionCase, CollectionContact, PromiseToPay
from servicing.models.casework.collections import ContactOutcome
from servicing.operations.collections import hand_over, lock_case, tell_pages
from servicing.operations.notes import write_note
from servicing.operations.once import KeyWasUsed, digest
from servicing.operations.promised import Promised
from servicing.operations.promises import PromiseRefused, take_promise

FARTHEST_DAYS = 90
BY_PHONE = frozenset({ContactOutcome.NO_ANSWER, ContactOutcome.WRONG_NUMBER})
PHONE = "PHONE"


class OutcomeRefused(Exception):
    """An outcome was not kept; `fields` has a sentence for each entry that is wrong."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacted:
    """What came of a contact; with `promised` exactly when the customer promised to pay."""

    outcome: str
    channel: str
    note: str = ""
    next_contact_date: date | None = None
    promised: Promised | None = None


def record_outcome(
    *, loan_account_id: str, contacted: Contacted, by: User, now: datetime, once: str = ""
) -> CollectionContact:
    """Keep what came of a contact, with a contact note, and a promise if there is one.

    An account that nobody has is taken by who writes this down. `once` is the key of the form.

    :raises AccountNotKnown: if no event has named the account (`servicing.queries.accounts`)
    :raises NotInArrears: if there is nothing to collect (`servicing.operations.collections`)
    :raises OutcomeRefused: if the entries do not fit each other, or this cannot be promised
    :raises NoteRefused: as if contact with the customer is stopped (`servicing.operations.notes`)
    :raises PromiseIsOpen: if there is an open promise (`servicing.operations.promises`)
    :raises KeyWasUsed: if something else was kept with this key (`servicing.operations.once`)
    """
    key = digest(once, by)
    if (first := _find_first(key, loan_account_id, contacted)) is not None:
        return first
    if problems := _problems_of(contacted, timezone.localdate(now)):
        raise OutcomeRefused(problems)
    try:
        with transaction.atomic():
            case = lock_case(loan_account_id, now=now)
            contact = _keep(case, contacted, by=by, now=now, key=key)
    except IntegrityError:  # the same form was faster
        if (first := _find_first(key, loan_account_id, contacted)) is not None:
            return first
        raise
    tell_pages(case)
    return contact


def _keep(
    case: CollectionCase, contacted: Contacted, *, by: User, now: datetime, key: str | None
) -> CollectionContact:
    outcome = ContactOutcome(contacted.outcome)
    note = write_note(
        customer_id=case.loan_account.customer_id or "",
        loan_account_id=case.loan_account_id,
        channel=contacted.channel,
        text=f"{outcome.label}. {contacted.note}".removesuffix(". ") or outcome.label,
        by=by,
        now=now,
    )
    promise = _promise(contacted.promised, by=by, now=now)
    next_contact = contacted.next_contact_date
    if next_contact is None and promise is not None:
        next_contact = promise.last_date + timedelta(days=1)
    contact = CollectionContact.objects.create(
        case=case,
        at=now,
        by=by,
        outcome=outcome,
        next_contact_date=next_contact,
        note=note,
        promise=promise,
        once=key,
    )
    if case.assigned_to is None:
        hand_over(case, by, now=now)
    case.latest_outcome, case.latest_contact_at = outcome, now
    case.next_contact_date = next_contact
    case.save()
    return contact


def _promise(promised: Promised | None, *, by: User, now: datetime) -> PromiseToPay | None:
    if promised is None:
        return None
    try:
        return take_promise(promised=promised, by=by, now=now)
    except PromiseRefused as refused:
        fields = {f"promise.{name}": sentence for name, sentence in refused.fields.items()}
        raise OutcomeRefused(fields) from refused


def _problems_of(contacted: Contacted, today: date) -> dict[str, str]:
    found = {
        "outcome": _wrong_outcome(contacted),
        "channel": _wrong_channel(contacted),
        "next_contact_date": _wrong_day(contacted.next_contact_date, today),
    }
    return {name: problem for name, problem in found.items() if problem}


def _wrong_outcome(contacted: Contacted) -> str:
    if contacted.outcome not in ContactOutcome.values:
        return "Choose what came of the contact from the list."
    is_promise = contacted.outcome == ContactOutcome.PROMISE
    if is_promise and contacted.promised is None:
        return "Say how much was promised and until when."
    if not is_promise and contacted.promised is not None:
        return "A promise comes with the outcome that something was promised."
    return ""


def _wrong_channel(contacted: Contacted) -> str:
    if contacted.outcome in BY_PHONE and contacted.channel != PHONE:
        return "Only a phone call can go unanswered or to a wrong number."
    return ""


def _wrong_day(day: date | None, today: date) -> str:
    if day is None:
        return ""
    if day < today:
        return "This day is over. Give today or a later day."
    if day > today + timedelta(days=FARTHEST_DAYS):
        return f"Give a day within the next {FARTHEST_DAYS} days."
    return ""


def _find_first(
    key: str | None, loan_account_id: str, contacted: Contacted
) -> CollectionContact | None:
    """Return the contact that was kept with the same key, if it says the same."""
    if key is None:
        return None
    kept = CollectionContact.objects.select_related("case", "note", "promise")
    first = kept.filter(once=key).first()
    if first is None:
        return None
    same = (
        first.case.loan_account_id == loan_account_id
        and first.outcome == contacted.outcome
        and first.note.channel == contacted.channel
        and contacted.note.strip() in first.note.text
    )
    if not same:
        raise KeyWasUsed("Something else was written down from this form before. Open it again.")
    return first
