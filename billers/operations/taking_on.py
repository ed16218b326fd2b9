"""Taking a payment on and giving it to a worker: what doors call.

The amount of an invoice and the price of a bundle are asked from the biller, never believed from
whoever wants to pay; what they were shown is compared with it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from billers.connectors.contract import Fault, NoAnswer, NotFound
from billers.models import BillerConfig, BillerTransaction, TransactionType
from billers.operations.intents import PaymentIntent, takes_exactly_what_is_owed, wrong_account
from billers.operations.looking_up import Looked, get_bundle, get_invoice, look_up_account
from billers.operations.requesting import request_payment
from billers.operations.retrying import retry_payment
from billers.operations.task_names import ADVANCE
from billie.enqueueing import enqueue


class NothingFound(Exception):
    """The biller answered, and has no such account, invoice or bundle."""


class BillerSilent(Exception):
    """The biller gave no usable answer to a question; no money was asked for."""


class SetUpRefused(BillerSilent):
    """The biller refuses our set-up; an administrator mends that."""


class QuestionRefused(BillerSilent):
    """The biller refuses the question as it was put."""


class AmountChanged(Exception):
    """The biller wants another amount than the one that was shown."""

    def __init__(self, shown: Decimal, wanted: Decimal, currency: str) -> None:
        super().__init__(f"It was {shown} {currency} when it was shown, and is {wanted} now.")
        self.more = {"amount": str(wanted), "currency": currency}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody wants to pay whose amount the biller says; `amount` is what they were shown.

    `item` is the number of the invoice's account, or the id of the bundle.
    """

    item: str
    account_number: str
    amount: Decimal | None = None
    account_type: str = ""
    debit_account: str = ""
    credit_account: str = ""
    is_deliberate: bool = False


def take_on_payment(
    *, config: BillerConfig, intent: PaymentIntent, by: User, now: datetime, key: str = ""
) -> BillerTransaction:
    """Take a payment on and give it to a worker; a key is one payment, however often it comes.

    :raises PaymentRefused: one of its subclasses, when nothing was stored
    """
    payment = request_payment(config=config, intent=intent, by=by, now=now, key=key)
    enqueue(ADVANCE, payment_id=payment.pk)
    return payment


def pay_amount(
    *, config: BillerConfig, intent: PaymentIntent, by: User, now: datetime, key: str = ""
) -> BillerTransaction:
    """Take on the payment of an amount; where it has to be what is owed, the biller is asked.

    :raises PaymentRefused: one of its subclasses, when nothing was stored
    :raises NothingFound: if the biller has no such account
    :raises BillerSilent: if it gave no usable answer
    """
    is_sound = not wrong_account(intent.account_number, config)
    if takes_exactly_what_is_owed(config, intent) and is_sound:
        looked = look_up_account(
            config=config,
            account_number=intent.account_number,
            account_type=intent.account_type,
            by=by,
            now=now,
        )
        intent = replace(intent, owed=found_in(looked).balance)
    return take_on_payment(config=config, intent=intent, by=by, now=now, key=key)


def take_up_again(*, payment_id: int, by: User, now: datetime) -> BillerTransaction:
    """Begin the next round of a failed payment and give it to a worker.

    :raises NotPossible: if money may have moved, or the same bill is being paid already
    """
    payment = retry_payment(payment_id=payment_id, by=by, now=now)
    enqueue(ADVANCE, payment_id=payment.pk)
    return payment


def pay_invoice(
    *, config: BillerConfig, choice: Choice, by: User, now: datetime, key: str = ""
) -> BillerTransaction:
    """Take on the payment of an invoice, of the amount that the biller wants now.

    :raises PaymentRefused: one of its subclasses, when nothing was stored
    :raises NothingFound: if the biller has no such invoice
    :raises BillerSilent: if it gave no usable answer
    :raises AmountChanged: if it wants another amount than was shown
    """
    looked = get_invoice(
        config=config,
        account_number=choice.item,
        account_type=choice.account_type,
        by=by,
        now=now,
    )
    invoice = found_in(looked)
    _check_amount(choice, invoice.amount, invoice.currency)
    intent = PaymentIntent(
        transaction_type=TransactionType.CONFIRM_INVOICE,
        account_number=invoice.account_number or choice.item,
        customer_account_name=invoice.name,
        invoice_number=invoice.number,
        amount=invoice.amount,
        currency=invoice.currency,
        **_common(choice),
    )
    return take_on_payment(config=config, intent=intent, by=by, now=now, key=key)


def purchase_bundle(
    *, config: BillerConfig, choice: Choice, by: User, now: datetime, key: str = ""
) -> BillerTransaction:
    """Take on the purchase of a bundle, at the price that the biller wants now.

    :raises PaymentRefused: one of its subclasses, when nothing was stored
    :raises NothingFound: if the biller has no such bundle
    :raises BillerSilent: if it gave no usable answer
    :raises AmountChanged: if it wants another price than was shown
    """
    bundle = found_in(get_bundle(config=config, bundle_id=choice.item, by=by, now=now))
    _check_amount(choice, bundle.price, bundle.currency)
    intent = PaymentIntent(
        transaction_type=TransactionType.CONFIRM_BUNDLE,
        account_number=choice.account_number,
        bundle_id=bundle.bundle_id,
        amount=bundle.price,
        currency=bundle.currency,
        **_common(choice),
    )
    return take_on_payment(config=config, intent=intent, by=by, now=now, key=key)


def found_in(looked: Looked) -> Any:
    """Return what a biller found.

    :raises NothingFound: if it has no such thing
    :raises BillerSilent: if it gave no usable answer
    """
    found = looked.found
    if isinstance(found, NotFound):
        raise NothingFound(found.words)
    if isinstance(found, NoAnswer):
        raise BY_FAULT[found.fault](found.words)
    return found


BY_FAULT = {
    Fault.CUSTOMER: QuestionRefused,
    Fault.OURS: SetUpRefused,
    Fault.THEIRS: BillerSilent,
}


def _check_amount(choice: Choice, wanted: Decimal, currency: str) -> None:
    if choice.amount is not None and choice.amount != wanted:
        raise AmountChanged(choice.amount, wanted, currency)


def _common(choice: Choice) -> dict[str, Any]:
    return {
        "account_type": choice.account_type,
        "debit_account": choice.debit_account,
        "credit_account": choice.credit_account,
        "is_deliberate": choice.is_deliberate,
    }
