"""Applications: the free JSON that assessing systems send about a conversation (WIRE 1.4)."""

from typing import Any

from servicing import events
from servicing.events import Envelope
from servicing.projections.conversations import attend
from servicing.projections.customers import describe
from servicing.projections.rows import Rows

CUSTOMER_BLOCK = "customer"  # lives in the customer's row
ASSESSMENT_SLOT = {
    events.IdentityRiskAssessed: "identityRisk",
    events.ServiceabilityAssessed: "serviceability",
    events.AccountConductAssessed: "accountConduct",
    events.PostIdentityRiskChecked: "postIdentityRisk",
    events.CreditAssessmentCompleted: "creditAssessmentComplete",
    events.FraudRiskAssessed: "fraudCheck",
}
STATEMENT_SLOT = {
    events.StatementConsentInitiated: "consentInitiated",
    events.StatementConsentCompleted: "consentComplete",
    events.StatementConsentCancelled: "consentCancelled",
    events.StatementRetrievalCompleted: "retrievalComplete",
    events.StatementChecksCompleted: "checksComplete",
    events.AffordabilityReportDownloaded: "affordabilityReportDownloaded",
    events.BasiqJobCreated: "basiqJobCreated",
}


def change_application(
    event: events.ApplicationDetailChanged, envelope: Envelope, rows: Rows
) -> None:
    """Merge what the application says now, and let its customer block describe the customer."""
    conversation = attend(envelope, rows)
    if event.application_number:
        conversation.application_number = event.application_number
    told = {name: value for name, value in event.data.items() if name != CUSTOMER_BLOCK}
    conversation.application_data = merged(conversation.application_data, told)
    if event.customer is None:
        return
    customer_id = event.customer_id(envelope)
    if not customer_id:
        rows.warn("the customer block was dropped: nobody is named")
        return
    if not envelope.customer_id:
        conversation.customer_id = rows.canonical_id(customer_id)
    describe(rows.customer(customer_id), event.customer, rows)


def keep_assessment(event: events.Assessment, envelope: Envelope, rows: Rows) -> None:
    """Keep an assessment whole; the newest of a kind wins."""
    conversation = attend(envelope, rows)
    slot = ASSESSMENT_SLOT[type(event)]
    conversation.assessments = {**conversation.assessments, slot: event.data}


def keep_step(event: events.StatementEvent, envelope: Envelope, rows: Rows) -> None:
    """Merge a step of the statement capture into its slot, with the instant it happened."""
    conversation = attend(envelope, rows)
    capture, slot = conversation.statement_capture, STATEMENT_SLOT[type(event)]
    step = merged(capture.get(slot, {}), {"at": envelope.occurred_at.isoformat()} | event.data)
    conversation.statement_capture = {**capture, slot: step}


def merged(before: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Return free JSON with newer facts in it: objects are merged, all else is replaced.

    Null means absent, as everywhere: it takes nothing away.
    """
    result = dict(before)
    for name, value in told.items():
        old = result.get(name)
        if isinstance(old, dict) and isinstance(value, dict):
            result[name] = merged(old, value)
        elif value is not None or name not in result:
            result[name] = value
    return result
