"""Topics: the names of what can change, and who may watch it."""

from collections.abc import Iterable

# A topic is a word ("dashboard") or a kind and a key ("customer:CUS-1"). Watching one needs all
# of these permissions; the rooms that own them are known here by name only.
PERMISSIONS = {
    "account": ("servicing.view_loanaccount",),
    "approvals": ("staff.view_approval",),
    "commands": ("ledger.view_moneycommand",),
    "collections": ("servicing.view_collectioncase",),
    "conversation": ("servicing.view_conversation",),
    "customer": ("servicing.view_customer",),
    "dashboard": ("servicing.view_customer", "servicing.view_loanaccount"),
    "operations": ("servicing.view_operations",),
    "payment": ("billers.view_billertransaction",),
    "payments": ("billers.view_billertransaction",),
}
KEYED = frozenset({"account", "conversation", "customer", "payment"})
ANY = "*"  # in place of a key: all of the kind, as in "payment:*"
EVERYTHING = "*"  # published when it is not known what changed: all pages reload their parts

MOST_TOPICS = 100
LONGEST_TOPIC = 300


class NotATopic(ValueError):
    """A topic that nothing publishes; the message says what is wrong with it."""


def customer(customer_id: str) -> str:
    """Return the topic of a customer: the person, and what belongs to them."""
    return f"customer:{customer_id}"


def account(loan_account_id: str) -> str:
    """Return the topic of a loan account and its instalments."""
    return f"account:{loan_account_id}"


def conversation(conversation_id: str) -> str:
    """Return the topic of a conversation and its messages."""
    return f"conversation:{conversation_id}"


def payment(number: str) -> str:
    """Return the topic of a bill payment."""
    return f"payment:{number}"


def any_of(kind: str) -> str:
    """Return the topic that stands for all topics of a kind."""
    return f"{kind}:{ANY}"


def watched_in(watched: frozenset[str], announced: Iterable[str]) -> set[str]:
    """Return which of the announced topics are watched, by name or as one of a kind."""
    return {
        topic
        for topic in announced
        if topic in watched or any_of(topic.partition(":")[0]) in watched
    }


APPROVALS = "approvals"
COMMANDS = "commands"
COLLECTIONS = "collections"
DASHBOARD = "dashboard"
OPERATIONS = "operations"
PAYMENTS = "payments"


def check(topics: Iterable[str]) -> frozenset[str]:
    """Return the topics that a browser asked for, each once.

    :raises NotATopic: if there is none, there are too many, or one of them is not a topic
    """
    wanted = frozenset(topics)
    if not wanted:
        raise NotATopic("Name at least one topic, as in ?topic=customer:CUS-1.")
    if len(wanted) > MOST_TOPICS:
        raise NotATopic(f"At most {MOST_TOPICS} topics can be watched at once.")
    for topic in wanted:
        kind, _, key = topic.partition(":")
        if kind not in PERMISSIONS or bool(key) != (kind in KEYED) or len(topic) > LONGEST_TOPIC:
            raise NotATopic(f"{topic[:LONGEST_TOPIC]!r} is not a topic.")
    return wanted


def permissions_for(topics: Iterable[str]) -> frozenset[str]:
    """Return every permission that somebody needs to watch all of these topics."""
    return frozenset(
        permission for topic in topics for permission in PERMISSIONS[topic.partition(":")[0]]
    )
