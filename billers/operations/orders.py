"""What is sent for a payment: the order to its biller, and the transfers around it."""

from django.conf import settings

from billers.connectors.contract import Order, Reversal
from billers.connectors.core_banking import Transfer
from billers.models import Attempt, BillerTransaction, Evidence, Leg, Outcome


def order_of(payment: BillerTransaction, attempt: Attempt) -> Order:
    """Return the order that an attempt sends to the biller."""
    return Order(
        our_transaction_id=attempt.reference,
        account_number=payment.account_number,
        amount=payment.amount,
        currency=payment.currency,
        account_type=payment.account_type,
        credit_account=payment.credit_account,
        credit_account_type=payment.credit_account_type,
        debit_account=payment.debit_account,
        debit_account_type=payment.debit_account_type,
        customer_account_number=payment.account_number,
        customer_account_name=payment.customer_account_name,
        invoice_number=payment.invoice_number,
        bundle_id=payment.bundle_id,
        phone=payment.account_number if payment.bundle_id else "",
        is_resend=attempt.is_resend,
    )


def reversal_of(payment: BillerTransaction, attempt: Attempt) -> Reversal:
    """Return what an attempt asks the biller to take back.

    Why staff want it back is no business of the biller's, so it is not told.
    """
    return Reversal(
        our_transaction_id=attempt.reference,
        original_transaction_id=_accepted_reference(payment),
        account_number=payment.account_number,
        amount=payment.amount,
        currency=payment.currency,
        their_reference=payment.external_transaction_id,
        reason=f"Reversal of {payment.number}",
        is_resend=attempt.is_resend,
    )


def _accepted_reference(payment: BillerTransaction) -> str:
    """Return under which reference the biller has the money, as it said; else the latest sent."""
    accepted = payment.evidence.filter(leg=Leg.PAY, says=Outcome.ACCEPTED)
    said = accepted.exclude(source=Evidence.Source.PEOPLE).order_by("pk").last()
    if said is not None:
        return said.reference
    sent = payment.attempts.filter(leg=Leg.PAY, is_resend=False).order_by("pk").last()
    return sent.reference if sent else ""


def transfer_of(payment: BillerTransaction, attempt: Attempt) -> Transfer:
    """Return the transfer that an attempt asks core banking for (WIRE 4)."""
    # payments from before that was kept were all held where the settings say
    suspense = payment.suspense_account or settings.T24_SUSPENSE_ACCOUNT
    ways = {
        Leg.HOLD: (payment.debit_account, suspense),
        Leg.CAPTURE: (suspense, payment.credit_account),
        Leg.RELEASE: (suspense, payment.debit_account),
        Leg.REFUND: (payment.credit_account, payment.debit_account),
    }
    debit, credit = ways[Leg(attempt.leg)]
    return Transfer(
        reference=attempt.reference,
        debit_account=debit,
        credit_account=credit,
        amount=payment.amount,
        currency=payment.currency,
    )
