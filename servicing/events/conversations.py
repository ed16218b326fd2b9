"""Events of an application chat (WIRE 1.4). The envelope names conversation and customer."""

from collections.abc import Mapping
from typing import ClassVar

from servicing.events.customers import CustomerDetails
from servicing.events.envelope import Envelope
from servicing.events.event import Event
from servicing.events.kinds import Facts, Flag, Instant, Json, Key, Name, Prose, Whole, Word

_APPLICATION = {"application_number": "applicationNumber"}


class ConversationEvent(Event, frozen=True):
    """An event of one conversation, and possibly the first of it."""

    def aggregate(self, envelope: Envelope) -> str:
        """Return the conversation."""
        return f"conversation:{envelope.conversation_id}"

    def missing(self, envelope: Envelope) -> str:
        """Return a sentence when no conversation is named."""
        return "" if envelope.conversation_id else "the envelope names no conversation"


class ConversationStarted(ConversationEvent, frozen=True):
    """A chat began."""

    ALIASES: ClassVar[Mapping[str, str]] = _APPLICATION

    application_number: Key | None = None


class Utterance(ConversationEvent, frozen=True):
    """Somebody said something."""

    utterance: Prose | None = None
    created_at: Instant | None = None
    rationale: Prose | None = None
    answer_input_type: Name | None = None
    end_conversation: Flag | None = None
    additional_data: Json = None


class UserInput(Utterance, frozen=True):
    """The customer said something."""


class AssistantResponse(Utterance, frozen=True):
    """The assistant said something."""


class CustomerBlock(CustomerDetails, frozen=True, kw_only=True):
    """What an application says about its customer; without an id it is the conversation's."""

    customer_id: Key | None = None


class ApplicationDetailChanged(ConversationEvent, frozen=True):
    """The application was filled in further; `data` is the whole payload."""

    ALIASES: ClassVar[Mapping[str, str]] = _APPLICATION

    data: Whole
    application_number: Key | None = None
    customer: CustomerBlock | None = None

    def customer_id(self, envelope: Envelope) -> str:
        """Return the customer whom the customer block describes, or nothing."""
        if self.customer is None:
            return ""
        return self.customer.customer_id or envelope.customer_id

    def also(self, envelope: Envelope) -> str:
        """Return the customer whom the customer block describes."""
        customer_id = self.customer_id(envelope)
        return f"customer:{customer_id}" if customer_id else ""


class Assessment(ConversationEvent, frozen=True):
    """A system assessed the application; `data` is kept whole."""

    data: Whole


class IdentityRiskAssessed(Assessment, frozen=True):
    """The risk of a false identity was assessed."""


class ServiceabilityAssessed(Assessment, frozen=True):
    """It was assessed whether the customer can afford the loan."""


class AccountConductAssessed(Assessment, frozen=True):
    """The conduct of the customer's bank accounts was assessed."""


class PostIdentityRiskChecked(Assessment, frozen=True):
    """The checks after the identity risk are done."""


class CreditAssessmentCompleted(Assessment, frozen=True):
    """The credit assessment is done."""


class FraudRiskAssessed(Assessment, frozen=True):
    """The risk of fraud was assessed."""


class NoticePosted(ConversationEvent, frozen=True):
    """An agent pinned a note to the conversation; `agent_name` is "team::topic"."""

    agent_name: Name | None = None
    post: Prose | None = None
    timestamp: Instant | None = None


class FinalDecisionMade(ConversationEvent, frozen=True):
    """The application was decided."""

    decision: Word | None = None
    outcome: Word | None = None
    reason: Prose | None = None
    retry_eligible: Flag | None = None
    blocked_until: Instant | None = None


class ConversationSummarised(ConversationEvent, frozen=True):
    """What the conversation is about, and the facts found in it; replaces the summary before."""

    purpose: Prose | None = None
    facts: Facts | None = None


class SummaryChanged(ConversationEvent, frozen=True):
    """The head of a conversation changed."""

    ALIASES: ClassVar[Mapping[str, str]] = {**_APPLICATION, "customer_id": "customerId"}

    application_number: Key | None = None
    status: Word | None = None
    customer_id: Key | None = None


class StatementEvent(ConversationEvent, frozen=True):
    """A step of fetching the customer's bank statements; `data` is kept whole."""

    data: Whole


class StatementConsentInitiated(StatementEvent, frozen=True):
    """The customer was asked for consent."""


class StatementConsentCompleted(StatementEvent, frozen=True):
    """The customer consented."""


class StatementConsentCancelled(StatementEvent, frozen=True):
    """The customer did not consent."""


class StatementRetrievalCompleted(StatementEvent, frozen=True):
    """The statements were fetched."""


class StatementChecksCompleted(StatementEvent, frozen=True):
    """The statements were checked."""


class AffordabilityReportDownloaded(StatementEvent, frozen=True):
    """The affordability report was fetched."""


class BasiqJobCreated(StatementEvent, frozen=True):
    """The statement provider began a job."""
