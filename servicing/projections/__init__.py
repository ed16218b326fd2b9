"""THE EVENT TABLE: what every event does here, and which rows it needs for that."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from servicing import events
from servicing.events import Envelope, Event
from servicing.projections import (
    accounts,
    aging,
    applications,
    conversations,
    customers,
    identities,
    names,
    schedules,
    write_offs,
)
from servicing.projections.phones import phone_digits
from servicing.projections.rows import Rows, Wanted, build_row, column_names

Handler = Callable[[Any, Envelope, Rows], None]
Names = Callable[[Any, Envelope, Wanted], None]


class On(NamedTuple):
    """What an event does: `handler` changes rows, `names` says beforehand which."""

    handler: Handler
    names: Names


EVENT_TABLE: Mapping[type[Event], On] = {
    # event                               what it does                        rows it needs
    events.AccountCreated:                On(accounts.open_account,           names.owned_account),
    events.AccountUpdated:                On(accounts.update_account,         names.payment),
    events.AccountStatusChanged:          On(accounts.change_account_status,  names.account),
    events.AccountClosed:                 On(accounts.close_account,          names.owned_account),
    events.ScheduleCreated:               On(schedules.set_schedule,          names.schedule),
    events.ScheduleUpdated:               On(schedules.change_instalments,    names.schedule),
    events.LoanAgingUpdated:              On(aging.update_aging,              names.account),

    events.CustomerCreated:               On(customers.create_customer,       names.customer),
    events.CustomerChanged:               On(customers.change_customer,       names.customer),
    events.CustomerVerified:              On(customers.verify_customer,       names.customer),
    events.IdentityMerged:                On(identities.merge_identities,     names.identities),

    events.ConversationStarted:           On(conversations.start,             names.conversation),
    events.UserInput:                     On(conversations.speak,             names.conversation),
    events.AssistantResponse:             On(conversations.speak,             names.conversation),
    events.NoticePosted:                  On(conversations.post_notice,       names.conversation),
    events.FinalDecisionMade:             On(conversations.decide,            names.conversation),
    events.ConversationSummarised:        On(conversations.summarise,         names.conversation),
    events.SummaryChanged:                On(conversations.change_summary,    names.summary),
    events.ApplicationDetailChanged:      On(applications.change_application, names.application),

    events.IdentityRiskAssessed:          On(applications.keep_assessment,    names.conversation),
    events.ServiceabilityAssessed:        On(applications.keep_assessment,    names.conversation),
    events.AccountConductAssessed:        On(applications.keep_assessment,    names.conversation),
    events.PostIdentityRiskChecked:       On(applications.keep_assessment,    names.conversation),
    events.CreditAssessmentCompleted:     On(applications.keep_assessment,    names.conversation),
    events.FraudRiskAssessed:             On(applications.keep_assessment,    names.conversation),

    events.StatementConsentInitiated:     On(applications.keep_step,          names.conversation),
    events.StatementConsentCompleted:     On(applications.keep_step,          names.conversation),
    events.StatementConsentCancelled:     On(applications.keep_step,          names.conversation),
    events.StatementRetrievalCompleted:   On(applications.keep_step,          names.conversation),
    events.StatementChecksCompleted:      On(applications.keep_step,          names.conversation),
    events.AffordabilityReportDownloaded: On(applications.keep_step,          names.conversation),
    events.BasiqJobCreated:               On(applications.keep_step,          names.conversation),

    events.WriteOffRequested:             On(write_offs.request_write_off,    names.new_write_off),
    events.WriteOffApproved:              On(write_offs.approve_write_off,    names.write_off),
    events.WriteOffRejected:              On(write_offs.reject_write_off,     names.write_off),
    events.WriteOffCancelled:             On(write_offs.cancel_write_off,     names.write_off),
}  # fmt: skip

# An event that needs nothing done here, with the reason. There is none today.
IGNORED: Mapping[type[Event], str] = {}


def apply(event: Event, envelope: Envelope, rows: Rows) -> None:
    """Fold one event over the rows that its `names` asked for.

    :raises KeyError: when the event is not in the table
    """
    handler = EVENT_TABLE[type(event)].handler
    rows.begin(envelope)
    handler(event, envelope, rows)


__all__ = [
    "EVENT_TABLE",
    "IGNORED",
    "On",
    "Rows",
    "Wanted",
    "apply",
    "build_row",
    "column_names",
    "phone_digits",
]
