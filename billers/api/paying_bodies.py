"""What is sent to pay a bill: one strict body for each way. Amounts are decimal strings."""

from rest_framework import serializers

from billers.api.fields import (
    LONGEST_ACCOUNT,
    LONGEST_CORE_ACCOUNT,
    biller_type,
    currency,
    text,
)
from billers.operations.resolving import SAYABLE
from billie.web.api_amounts import AmountField
from billie.web.api_strictness import StrictSerializer, choice

LONGEST_WORDS = 1000
SHOWN = "What was shown; if the biller wants another amount now, nothing is paid."


class WaySerializer(StrictSerializer):
    """What all ways to pay have in common."""

    debit_account = text(LONGEST_CORE_ACCOUNT, help_text="The customer's account at core banking.")
    credit_account = text(LONGEST_CORE_ACCOUNT, help_text="The biller's own; may be left out.")
    is_deliberate = serializers.BooleanField(
        required=False, default=False, help_text="true: a second payment of the same bill is meant"
    )


class PaymentBodySerializer(WaySerializer):
    """An amount for an account."""

    biller_type = biller_type()
    account_number = serializers.CharField(max_length=LONGEST_ACCOUNT)
    account_type = text(20, help_text="For billers that have several, such as M for MASM.")
    amount = AmountField()
    currency = currency(required=False, help_text="The biller's own; may be left out.")
    customer_account_name = text(200, help_text="As the look-up showed it.")


class InvoiceBodySerializer(WaySerializer):
    """An invoice to be paid; its amount is asked from the biller again."""

    biller_type = biller_type()
    invoice_number = serializers.CharField(max_length=LONGEST_ACCOUNT)
    account_type = text(20)
    amount = AmountField(required=False, help_text=SHOWN)


class BundleBodySerializer(WaySerializer):
    """A bundle for a phone; its price is asked from the biller again."""

    biller_type = biller_type(required=False, default="TNM_BUNDLES")
    bundle_id = serializers.CharField(max_length=LONGEST_ACCOUNT)
    phone_number = serializers.CharField(max_length=LONGEST_ACCOUNT)
    amount = AmountField(required=False, help_text=SHOWN)


class TransferBodySerializer(StrictSerializer):
    """Money to be moved between two accounts at core banking."""

    debit_account = serializers.CharField(max_length=LONGEST_CORE_ACCOUNT)
    credit_account = serializers.CharField(max_length=LONGEST_CORE_ACCOUNT)
    amount = AmountField()
    currency = currency(required=False, default="MWK")


class LookupBodySerializer(StrictSerializer):
    """Whose account is to be looked up."""

    biller_type = biller_type()
    account_number = serializers.CharField(max_length=LONGEST_ACCOUNT)
    account_type = text(20)


class NoWordsSerializer(StrictSerializer):
    """A body that says nothing."""


class ReasonSerializer(StrictSerializer):
    """Why, in words."""

    reason = serializers.CharField(max_length=LONGEST_WORDS)


class RevealSerializer(StrictSerializer):
    """Why tokens are shown again; the first time needs no reason."""

    reason = text(LONGEST_WORDS, help_text="Needed if they were shown before.")


class ResolutionSerializer(ReasonSerializer):
    """What happened with a payment that nobody knows of, and how that is known."""

    outcome = choice(
        [(code, said.words) for sayable in SAYABLE.values() for code, said in sayable.items()]
    )
