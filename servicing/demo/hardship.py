"""A customer who is behind writes in, and is heard."""

from datetime import timedelta

from servicing.demo import words
from servicing.demo.loans import Loan
from servicing.demo.messages import Story
from servicing.demo.narrator import About

SECOND = timedelta(seconds=1)
REGISTRY = "customers::registry"


def ask_for_time(loan: Loan) -> Story:
    """Tell a short chat about money trouble, after which the customer is marked as vulnerable."""
    narrator = loan.narrator
    about = About(narrator.mint(), loan.customer_id)
    yield narrator.chat("conversation_started", {}, about=about, agent="chat::assistant")
    for asked, answered in words.HARDSHIP:
        narrator.wait(4 * SECOND, 20 * SECOND)
        said = {"utterance": asked, "created_at": narrator.now}
        yield narrator.chat("user_input", said, about=about, agent="chat::customer")
        narrator.wait(SECOND, 4 * SECOND)
        said = {"utterance": answered.format(name=loan.called), "created_at": narrator.now}
        yield narrator.chat("assistant_response", said, about=about, agent="chat::assistant")
    facts = ["Hours were cut", "Can pay half this week", f"Account {loan.account_number}"]
    summary = {"purpose": "Asks for time with a repayment", "facts": facts}
    yield narrator.chat("conversation_summary", summary, about=about, agent="chat::scribe")
    flag = {"customer_id": loan.customer_id, "vulnerable_flag": True, "changed_at": narrator.now}
    yield narrator.announce("customer.changed.v1", flag, about=about, agent=REGISTRY)
