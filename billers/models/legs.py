"""The words of payments: which act, which step of it, and how a step ended."""

from django.db import models


class TransactionType(models.TextChoices):
    """Which act a row records (DESIGN 5)."""

    ACCOUNT_DETAILS = "ACCOUNT_DETAILS", "Account look-up"
    POST_TRANSACTION = "POST_TRANSACTION", "Payment"
    GET_INVOICE = "GET_INVOICE", "Invoice look-up"
    CONFIRM_INVOICE = "CONFIRM_INVOICE", "Invoice payment"
    BUNDLE_DETAILS = "BUNDLE_DETAILS", "Bundle look-up"
    CONFIRM_BUNDLE = "CONFIRM_BUNDLE", "Bundle purchase"


class Leg(models.TextChoices):
    """The steps of a payment, each a call of its own (DESIGN 5)."""

    HOLD = "HOLD", "Hold the customer's money"
    PAY = "PAY", "Pay the biller"
    CAPTURE = "CAPTURE", "Move the held money on to the biller"
    RELEASE = "RELEASE", "Give the held money back"
    REVERSE = "REVERSE", "Take the payment back at the biller"
    REFUND = "REFUND", "Give the customer's money back"
    QUERY = "QUERY", "Ask the biller what became of it"


class Outcome(models.TextChoices):
    """What a money call came to (WIRE 5)."""

    ACCEPTED = "ACCEPTED", "Accepted"
    DECLINED = "DECLINED", "Declined"
    NOT_SENT = "NOT_SENT", "Not sent"
    UNKNOWN = "UNKNOWN", "Not known"
