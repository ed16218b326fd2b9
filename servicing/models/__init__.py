"""The rows of this room: event store, read models, casework."""

from servicing.models.casework import (
    CollectionCase,
    CollectionContact,
    ContactNote,
    CustomerFlag,
    PromiseToPay,
)
from servicing.models.conversations import Conversation, NoticeboardPost, Utterance
from servicing.models.customers import Customer
from servicing.models.event_store import (
    DeadLetter,
    EventTally,
    ParkedAggregate,
    StoredEvent,
    StreamBookmark,
)
from servicing.models.loans import Instalment, LoanAccount
from servicing.models.payments import Payment
from servicing.models.write_offs import WriteOffRequest

__all__ = [
    "CollectionCase",
    "CollectionContact",
    "ContactNote",
    "Conversation",
    "Customer",
    "CustomerFlag",
    "DeadLetter",
    "EventTally",
    "Instalment",
    "LoanAccount",
    "NoticeboardPost",
    "ParkedAggregate",
    "Payment",
    "PromiseToPay",
    "StoredEvent",
    "StreamBookmark",
    "Utterance",
    "WriteOffRequest",
]
