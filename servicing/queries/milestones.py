"""Which events are told in a customer's timeline, as what kind, and with which of their facts.

Utterances, notices and what an application is filled in with are read in the conversation, what a
payment does to instalments in the schedule; they are not told.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from servicing import events
from servicing.projections import words

Fact = str | int | bool | date | Decimal | list[str]


class Kind(StrEnum):
    """What the timeline can be narrowed to."""

    ACCOUNT = "account"
    PAYMENT = "payment"
    ARREARS = "arrears"
    CONVERSATION = "conversation"
    DECISION = "decision"
    CUSTOMER = "customer"
    NOTE = "note"
    COMMAND = "command"


class Milestone(NamedTuple):
    """How an event is told: its kind, the amount it is about, and the facts that come with it."""

    kind: Kind
    amount: str = ""
    facts: tuple[str, ...] = ()


_UPDATED = (
    "current_balance",
    "status",
    "last_payment_date",
    "triggered_by_transaction_id",
    "triggered_by_transaction_type",
)
_SAID = ("account_number", "status", "loan_fee", "loan_total_payable", "opened_date")
_LATE = ("dpd", "bucket", "is_in_arrears")
_DECIDED = ("decision", "outcome", "reason", "retry_eligible", "blocked_until")
_ASKED = ("request_number", "loan_account_id", "reason", "requested_by_name")
_GRANTED = ("request_number", "comment", "approved_by_name", "transaction_id")
_REFUSED = ("request_number", "comment", "reason", "rejected_by_name")
_WITHDRAWN = ("request_number", "comment", "reason", "cancelled_by_name")
_MERGED = ("canonical_id", "merged_canonical_id", "journey_id")

MILESTONES: Mapping[type[events.Event], Milestone] = {
    # event                               kind               amount                  facts
    events.AccountCreated:                Milestone(Kind.ACCOUNT, "loan_amount", _SAID),
    events.AccountUpdated:                Milestone(Kind.ACCOUNT, "last_payment_amount", _UPDATED),
    events.AccountStatusChanged:          Milestone(Kind.ACCOUNT, "", ("new_status",)),
    events.AccountClosed:                 Milestone(
        Kind.ACCOUNT, "final_balance", ("closure_reason", "closed_date", "total_paid")
    ),
    events.ScheduleCreated:               Milestone(
        Kind.ACCOUNT, "total_amount", ("n_payments", "payment_frequency")
    ),
    events.LoanAgingUpdated:              Milestone(Kind.ARREARS, "total_overdue_amount", _LATE),
    events.ConversationStarted:           Milestone(
        Kind.CONVERSATION, "", ("application_number",)
    ),
    events.IdentityRiskAssessed:          Milestone(Kind.CONVERSATION),
    events.ServiceabilityAssessed:        Milestone(Kind.CONVERSATION),
    events.AccountConductAssessed:        Milestone(Kind.CONVERSATION),
    events.PostIdentityRiskChecked:       Milestone(Kind.CONVERSATION),
    events.CreditAssessmentCompleted:     Milestone(Kind.CONVERSATION),
    events.FraudRiskAssessed:             Milestone(Kind.CONVERSATION),
    events.StatementConsentCompleted:     Milestone(Kind.CONVERSATION),
    events.StatementConsentCancelled:     Milestone(Kind.CONVERSATION),
    events.StatementRetrievalCompleted:   Milestone(Kind.CONVERSATION),
    events.FinalDecisionMade:             Milestone(Kind.DECISION, "", _DECIDED),
    events.CustomerCreated:               Milestone(Kind.CUSTOMER),
    events.CustomerChanged:               Milestone(Kind.CUSTOMER),
    events.CustomerVerified:              Milestone(Kind.CUSTOMER),
    events.IdentityMerged:                Milestone(Kind.CUSTOMER, "", _MERGED),
    events.WriteOffRequested:             Milestone(Kind.ACCOUNT, "amount", _ASKED),
    events.WriteOffApproved:              Milestone(Kind.ACCOUNT, "", _GRANTED),
    events.WriteOffRejected:              Milestone(Kind.ACCOUNT, "", _REFUSED),
    events.WriteOffCancelled:             Milestone(Kind.ACCOUNT, "", _WITHDRAWN),
}  # fmt: skip

_TYPES = {typ: MILESTONES[cls] for typ, cls in events.CATALOGUE.items() if cls in MILESTONES}

UPDATE = "account.updated.v1"
PAYMENT_MARKS = ("last_payment_", "REPAYMENT")
"""An update of an account that has one of these in its text is told as a payment."""

_INSTANTS = ("timestamp", "changed_at", "verified_at")
_OUR_WORDS: Mapping[str, words.Words] = {
    "status": words.ACCOUNT_STATUS,
    "new_status": words.ACCOUNT_STATUS,
    "closure_reason": words.CLOSURE_REASON,
    "payment_frequency": words.PAYMENT_FREQUENCY,
    "bucket": words.ARREARS_BUCKET,
    "decision": words.DECISION,
    "outcome": words.DECISION,
    "triggered_by_transaction_type": {},
}


def types_of(kinds: Iterable[str]) -> list[str]:
    """Return the event types that may be told as one of these kinds."""
    wanted = set(kinds)
    if Kind.PAYMENT not in wanted:
        return [typ for typ, told in _TYPES.items() if told.kind in wanted]
    return [typ for typ, told in _TYPES.items() if told.kind in wanted or typ == UPDATE]


def subject_of(typ: str) -> str:
    """Return what kind of aggregate events of a type are about."""
    cls = events.CATALOGUE[typ]
    if issubclass(cls, events.AccountEvent):
        return "account"
    if issubclass(cls, events.WriteOffEvent):
        return "writeoff"
    return "conversation" if issubclass(cls, events.ConversationEvent) else "customer"


def kind_of(event: events.Event, fields: str) -> Kind:
    """Return the kind that an event with these fields is told as."""
    if isinstance(event, events.AccountUpdated) and any(mark in fields for mark in PAYMENT_MARKS):
        return Kind.PAYMENT
    return MILESTONES[type(event)].kind


def amount_of(event: events.Event) -> Decimal | None:
    """Return the amount that an event is about, in the account's currency."""
    name = MILESTONES[type(event)].amount
    return getattr(event, name) if name else None


def happened_at(event: events.Event, envelope: events.Envelope) -> datetime:
    """Return when it happened, as far as known."""
    told = (getattr(event, name, None) for name in _INSTANTS)
    return next(filter(None, told), envelope.occurred_at)


def facts_of(event: events.Event) -> dict[str, Fact]:
    """Return what is told with an event, by the wire's names, its words in ours where known.

    Of a customer's details only the names of those that were told, as `told`.
    """
    facts = {name: _ours(name, getattr(event, name)) for name in MILESTONES[type(event)].facts}
    if isinstance(event, events.CustomerDetails):
        unchanging = {"customer_id", *_INSTANTS}
        names = (name for name in event.__struct_fields__ if name not in unchanging)
        facts["told"] = [name for name in names if getattr(event, name) is not None]
    return {name: value for name, value in facts.items() if value is not None}


def _ours(name: str, value: Fact | None) -> Fact | None:
    table = _OUR_WORDS.get(name)
    if table is None or not isinstance(value, str):
        return value
    return table.get(words.bare(value), words.bare(value))
