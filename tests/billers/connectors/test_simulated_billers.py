"""Connectors and simulated billers, written apart, understand each other over real sockets.

What a connector says is certain is held against the simulated biller's books.
"""

from decimal import Decimal

import pytest

from billers.connectors.contract import (
    MOVE_MONEY,
    Accepted,
    Declined,
    Dialect,
    Lookup,
    NotFound,
    NotSent,
    Order,
    Reversal,
    Unknown,
    abilities_of,
)
from billers.connectors.registry import all_connectors
from billers.simulator.exchange import Ending
from billers.simulator.faults import FAULTS
from tests.billers.connectors.settings import paths_for, settings_for

NOBODY = "1066404"
DENIED = {
    "late_refused": "refused, and taken nevertheless: only a statement tells",
    "used": "taken, and told to be a collision of references: only a statement tells",
}
SHORT_SECONDS = 1.0  # in which an order is out, even on a machine that does other things as well
TOO_LONG_SECONDS = 1.5
PREFIXES = {Dialect.SOAP: "", Dialect.ESB: "", Dialect.TNM: "/tnm"}

every_connector = pytest.mark.parametrize(
    "connector", all_connectors().values(), ids=lambda c: f"{c.biller_type}-{c.dialect}"
)
EVERY_ONE_THAT_TAKES_MONEY = [
    (connector, next(iter(abilities_of(connector) & (MOVE_MONEY - {"reverse"}))))
    for connector in all_connectors().values()
    if abilities_of(connector) & MOVE_MONEY
]
every_way_to_pay = pytest.mark.parametrize(
    ("connector", "ability"),
    EVERY_ONE_THAT_TAKES_MONEY,
    ids=[
        f"{connector.biller_type}-{connector.dialect}"
        for connector, _ in EVERY_ONE_THAT_TAKES_MONEY
    ],
)


def reach(connector, billers, **changes):
    """Return a connector that is ready to speak with the simulated billers."""
    paths = {
        name: path.replace("/services/", "/soap/") for name, path in paths_for(connector).items()
    }
    address = f"{billers.url}{PREFIXES[connector.dialect]}"
    return connector(settings=settings_for(connector, address, paths=paths, **changes))


def order_at(speaker, account="0888000444", **more):
    """Return an order that the biller can take: an invoice's, a bundle's, or of any amount."""
    asked = {"our_transaction_id": "BIL-1", "account_number": account, "currency": "MWK"}
    abilities = abilities_of(speaker)
    if "get_invoice" in abilities:
        invoice = speaker.get_invoice(Lookup(account_number=account)).outcome
        asked |= {"amount": invoice.amount, "invoice_number": invoice.number}
    elif "list_bundles" in abilities:
        bundle = speaker.list_bundles().outcome[0]
        asked |= {"amount": bundle.price, "bundle_id": bundle.bundle_id, "phone": account}
    else:
        asked |= {"amount": Decimal("145.50")}
    return Order(**asked | more)


@every_way_to_pay
def test_a_payment_is_accepted_and_is_in_the_books(connector, ability, simulated_billers):
    speaker = reach(connector, simulated_billers)
    order = order_at(speaker)

    outcome = getattr(speaker, ability)(order).outcome

    (entry,) = simulated_billers.payments(connector.biller_type.lower())
    assert isinstance(outcome, Accepted)
    assert outcome.their_reference == entry["receipt"]
    assert Decimal(entry["amount"]) == order.amount


@every_connector
def test_whoever_exists_is_found_and_nobody_is_not(connector, simulated_billers):
    speaker = reach(connector, simulated_billers)
    ask = getattr(speaker, "look_up", None) or getattr(speaker, "get_invoice", None)
    if ask is None:
        found, missing = speaker.get_bundle("1001"), speaker.get_bundle("9999")
    else:
        found = ask(Lookup(account_number="0888000444"))
        missing = ask(Lookup(account_number=NOBODY))

    assert type(found.outcome).__name__ in ("Account", "Invoice", "Bundle")
    assert not isinstance(missing.outcome, type(found.outcome))


@every_way_to_pay
@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in DENIED])
def test_what_is_certain_is_what_the_books_say(connector, ability, fault, simulated_billers):
    order = order_at(reach(connector, simulated_billers))
    speaker = reach(connector, simulated_billers, **patience_for(FAULTS[fault]))
    biller = connector.biller_type.lower()
    simulated_billers.order(fault, biller=biller, seconds=TOO_LONG_SECONDS)

    outcome = getattr(speaker, ability)(order).outcome

    is_taken = FAULTS[fault].takes and not FAULTS[fault].refuses
    if is_taken:
        assert not isinstance(outcome, Declined | NotSent)
    else:
        assert not isinstance(outcome, Accepted)
    if isinstance(outcome, Accepted):
        assert len(simulated_billers.payments(biller)) == 1
    calls = [call for call in simulated_billers.calls(biller) if call["kind"] == "money"]
    assert len(calls) <= 1  # one that was given up is written down only when it is over


def patience_for(fault):
    """Return how long is waited for an answer that will not come, or not in time."""
    is_vain = fault.waits or fault.ending is Ending.SILENT
    return {"timeout_seconds": SHORT_SECONDS} if is_vain else {}


@every_way_to_pay
def test_a_payment_for_nobody_is_not_accepted(connector, ability, simulated_billers):
    speaker = reach(connector, simulated_billers)
    order = Order(
        our_transaction_id="BIL-1",
        account_number=NOBODY,
        amount=Decimal("1.00"),
        currency="MWK",
        invoice_number=NOBODY,
        bundle_id="9999",
    )

    outcome = getattr(speaker, ability)(order).outcome

    assert isinstance(outcome, Declined | Unknown)
    assert simulated_billers.payments(connector.biller_type.lower()) == []


@pytest.mark.parametrize(
    ("connector", "ability"),
    [(c, a) for c, a in EVERY_ONE_THAT_TAKES_MONEY if c.resend_is_safe],
    ids=lambda value: str(getattr(value, "__module__", value)),
)
@pytest.mark.parametrize(
    ("fault", "is_received"), [("answer_lost", True), ("reset_before", False)]
)
def test_a_safe_resend_is_taken_once(connector, ability, fault, is_received, simulated_billers):
    speaker = reach(connector, simulated_billers)
    biller = connector.biller_type.lower()
    simulated_billers.order(fault, biller=biller)
    getattr(speaker, ability)(order_at(speaker))

    outcome = getattr(speaker, ability)(order_at(speaker, is_resend=True)).outcome

    assert len(simulated_billers.payments(biller)) == 1
    assert isinstance(outcome, Unknown if is_received else Accepted)
    assert getattr(outcome, "was_received", False) is is_received


@pytest.mark.parametrize(
    "connector",
    [c for c in all_connectors().values() if "query_status" in abilities_of(c)],
    ids=lambda c: c.biller_type,
)
def test_a_status_query_tells_what_the_lost_answer_would_have(connector, simulated_billers):
    speaker = reach(connector, simulated_billers)
    order = order_at(speaker)
    ability = next(iter(abilities_of(connector) & (MOVE_MONEY - {"reverse"})))
    before = speaker.query_status(order).outcome
    simulated_billers.order("answer_lost", biller=connector.biller_type.lower())
    lost = getattr(speaker, ability)(order).outcome

    after = speaker.query_status(order).outcome

    assert isinstance(before, NotFound)
    assert isinstance(lost, Unknown)
    assert isinstance(after, Accepted)


@pytest.mark.parametrize(
    "connector",
    [c for c in all_connectors().values() if "reverse" in abilities_of(c)],
    ids=lambda c: c.biller_type,
)
def test_a_payment_is_taken_back_once(connector, simulated_billers):
    speaker = reach(connector, simulated_billers)
    order = order_at(speaker)
    paid = speaker.pay(order).outcome
    reversal = {
        "original_transaction_id": order.our_transaction_id,
        "their_reference": paid.their_reference,
        "account_number": order.account_number,
        "amount": order.amount,
        "currency": order.currency,
    }

    first = speaker.reverse(Reversal(our_transaction_id="BIL-R1", **reversal)).outcome
    second = speaker.reverse(Reversal(our_transaction_id="BIL-R2", **reversal)).outcome

    assert isinstance(first, Accepted)
    assert not isinstance(second, Accepted)
