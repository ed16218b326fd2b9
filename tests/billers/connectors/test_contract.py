"""What may be asked at all, and that what is answered cannot be changed."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from billers.connectors.contract import (
    ABILITIES,
    MOVE_MONEY,
    Accepted,
    Account,
    Lookup,
    Order,
    OrderIsUnsound,
    Reversal,
    abilities_of,
)

ORDER = {
    "our_transaction_id": "BIL-1",
    "account_number": "410022",
    "amount": Decimal("100.00"),
    "currency": "MWK",
}
REVERSAL = ORDER | {"original_transaction_id": "BIL-0"}


@pytest.mark.parametrize(
    "amount",
    [
        Decimal("0.00"), Decimal("-1.00"), Decimal("1.001"), Decimal("NaN"), Decimal("Infinity"),
        Decimal("1000000000000.00"), 100.0, 100, "100.00", None,
    ],
    ids=repr,
)  # fmt: skip
@pytest.mark.parametrize(("kind", "asked"), [(Order, ORDER), (Reversal, REVERSAL)])
def test_an_amount_is_a_decimal_above_zero_with_two_places(kind, asked, amount):
    with pytest.raises(OrderIsUnsound, match="amount"):
        kind(**asked | {"amount": amount})


@pytest.mark.parametrize("amount", ["0.01", "100", "100.5", "999999999999.99"])
def test_an_amount_that_can_be_paid_is_taken(amount):
    assert Order(**ORDER | {"amount": Decimal(amount)}).amount == Decimal(amount)


@pytest.mark.parametrize("reference", ["", "a b", "a/b", "-a", "é", "a" * 65, "a\n", None, 7])
@pytest.mark.parametrize(("kind", "asked"), [(Order, ORDER), (Reversal, REVERSAL)])
def test_a_reference_survives_addresses_and_markup(kind, asked, reference):
    with pytest.raises(OrderIsUnsound, match="our_transaction_id"):
        kind(**asked | {"our_transaction_id": reference})


@pytest.mark.parametrize("text", ["a\0b", "a\nb", " a", "a ", "a" * 201, "a\u2028b", "\ud800", 7])
@pytest.mark.parametrize(
    "field", ["account_number", "customer_account_name", "bundle_id", "phone"]
)
def test_a_text_is_read_as_it_was_meant(field, text):
    with pytest.raises(OrderIsUnsound, match=field):
        Order(**ORDER | {field: text})


@pytest.mark.parametrize("kind", [Order, Lookup])
def test_an_account_must_be_named(kind):
    asked = (ORDER if kind is Order else {}) | {"account_number": ""}

    with pytest.raises(OrderIsUnsound, match="account_number is missing"):
        kind(**asked)


def test_what_was_said_cannot_be_changed():
    order = Order(**ORDER)

    with pytest.raises(FrozenInstanceError):
        order.amount = Decimal("1.00")


def test_tokens_and_names_are_not_written_into_logs():
    accepted = Accepted(their_reference="R", tokens=("12345678901234567890",))
    account = Account(number="1", name="Chikondi Example", currency="MWK")

    shown = f"{accepted!r} {account!r} {Order(**ORDER, phone='0888000444')!r}"

    assert "12345678901234567890" not in shown
    assert "Chikondi" not in shown
    assert "0888000444" not in shown


def test_an_ability_is_a_method():
    class Telegraph:
        def pay(self):
            """Take an amount."""

        look_up = None

    assert abilities_of(Telegraph()) == abilities_of(Telegraph) == {"pay"}


def test_what_moves_money_is_an_ability():
    assert set(ABILITIES) > MOVE_MONEY
