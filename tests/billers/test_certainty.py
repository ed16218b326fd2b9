"""Connectors and simulated billers: nobody is surer of a payment than the biller's books."""

import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from billers.connectors.contract import (
    Accepted,
    Account,
    Bundle,
    Declined,
    Dialect,
    Invoice,
    Lookup,
    NotFound,
    NotSent,
    Order,
    RetryPolicy,
    Settings,
    Unknown,
    abilities_of,
)
from billers.connectors.registry import all_connectors
from billers.simulator.faults import FAULTS
from billers.simulator.people import NEVER_EXISTS

SECONDS = 0.4
PATHS = {
    Dialect.SOAP: {"service": "/soap/{biller}"},
    Dialect.ESB: {
        "accountDetails": "/esb/{biller}/accounts/{{account_number}}",
        "invoice": "/esb/{biller}/accounts/{{account_number}}",
        "payment": "/esb/{biller}/transactions",
        "confirmInvoice": "/esb/{biller}/transactions",
    },
    Dialect.TNM: {
        "bundles": "/tnm/api/internetbundles",
        "bundle": "/tnm/api/internetbundles/{{bundle_id}}",
        "purchaseBundle": (
            "/tnm/api/internetbundles/{{our_transaction_id}}/{{phone}}/{{bundle_id}}"
        ),
    },
}
WAYS_TO_PAY = ("pay", "confirm_invoice", "buy_bundle")
WAYS_TO_ASK = {"look_up": Account, "get_invoice": Invoice, "get_bundle": Bundle}

connectors = list(all_connectors().values())
paying = [kind for kind in connectors if abilities_of(kind) & set(WAYS_TO_PAY)]


def name_of(kind):
    return f"{kind.biller_type}-{kind.dialect}"


def connected(kind, billers):
    """Return a connector to the simulated billers."""
    paths = PATHS[kind.dialect].items()
    settings = Settings(
        base_url=billers.url,
        dialect=kind.dialect,
        paths={name: path.format(biller=kind.biller_type.lower()) for name, path in paths},
        timeout_seconds=1.0,
        retries=RetryPolicy(tries=1),
        allowed_hosts=frozenset({"127.0.0.1"}),
        allowed_networks=frozenset({"127.0.0.0/8"}),
    )
    return kind(settings=settings)


def order_for(connector):
    """Return an order as the biller wants it; the dialect is the reference."""
    order = {
        "our_transaction_id": str(connector.dialect),
        "account_number": "0881000200",
        "amount": Decimal("199.00"),
        "currency": "MWK",
        "bundle_id": "1001",
    }
    if hasattr(connector, "get_invoice"):
        invoice = connector.get_invoice(Lookup(account_number="0881000200")).outcome
        order |= {"amount": invoice.amount, "invoice_number": invoice.number}
    return Order(**order)


def give(connector, order):
    """Give the order, in the way that the biller takes money."""
    [way] = [name for name in WAYS_TO_PAY if hasattr(connector, name)]
    return getattr(connector, way)(order).outcome


@pytest.mark.parametrize("fault", FAULTS)
def test_nobody_is_surer_than_the_books(simulated_billers, fault):
    connectors = [connected(kind, simulated_billers) for kind in paying]
    orders = [order_for(connector) for connector in connectors]
    for kind in paying:
        simulated_billers.order(fault, biller=kind.biller_type, seconds=SECONDS)

    with ThreadPoolExecutor(len(paying)) as pool:
        outcomes = list(pool.map(give, connectors, orders))

    if FAULTS[fault].is_late:
        time.sleep(SECONDS)
    for kind, outcome in zip(paying, outcomes, strict=True):
        payments = simulated_billers.payments(kind.biller_type)
        booked = [payment for payment in payments if payment["reference"] == kind.dialect]
        check_certainty(name_of(kind), outcome, booked, denies=FAULTS[fault].denies)


def check_certainty(name, outcome, booked, *, denies):
    """Hold what a connector says against what the biller's books have under its reference."""
    if isinstance(outcome, Accepted):
        assert [payment["receipt"] for payment in booked] == [outcome.their_reference], name
        assert booked[0]["tokens"] == list(outcome.tokens), name
    elif isinstance(outcome, Declined | NotSent):
        assert booked == [] or denies, name
    else:
        assert isinstance(outcome, Unknown), name


@pytest.mark.parametrize("kind", paying, ids=name_of)
def test_a_payment_without_trouble_is_accepted(simulated_billers, kind):
    connector = connected(kind, simulated_billers)

    outcome = give(connector, order_for(connector))

    assert isinstance(outcome, Accepted)


@pytest.mark.parametrize("kind", paying, ids=name_of)
def test_a_documented_refusal_is_declined(simulated_billers, kind):
    connector = connected(kind, simulated_billers)
    order = order_for(connector)
    simulated_billers.order("refuse", biller=kind.biller_type)

    outcome = give(connector, order)

    assert isinstance(outcome, Declined)


@pytest.mark.parametrize("kind", connectors, ids=name_of)
def test_whoever_is_there_is_found_and_whoever_is_not_is_not(simulated_billers, kind):
    connector = connected(kind, simulated_billers)
    [(name, found)] = [(n, t) for n, t in WAYS_TO_ASK.items() if hasattr(connector, n)]
    ask = getattr(connector, name)

    there, nobody = (
        ask(number if name == "get_bundle" else Lookup(account_number=number)).outcome
        for number in ("1001", f"12{NEVER_EXISTS}")
    )

    assert isinstance(there, found)
    is_unsure = kind.biller_type == "LWB_POSTPAID"  # its code 2 also means a wrong key
    assert isinstance(nobody, NotFound) or is_unsure
