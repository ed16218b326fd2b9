"""What is sent to move money: one strict body for each kind. Amounts are decimal strings."""

from typing import Any

from rest_framework import serializers

from billie.web.api_amounts import AmountField
from billie.web.api_strictness import StrictSerializer, choice
from ledger.intent_details import PRIORITIES, WRITE_OFF_REASONS
from ledger.intents import LONGEST_REASON
from ledger.models import KEY_LENGTH, CommandKind
from ledger.operations.requesting import LONGEST_KEY, SHORTEST_KEY

LONGEST_TEXT, LONGEST_NOTES, LONGEST_LOCATION = 200, 1000, 500


def text(longest: int = LONGEST_TEXT, **options: Any) -> serializers.CharField:
    """Return a field for a text that may be left out or empty."""
    empty: dict[str, Any] = {"required": False, "allow_blank": True, "max_length": longest}
    return serializers.CharField(**{**empty, **options})


def needed_text(longest: int = LONGEST_TEXT, **options: Any) -> serializers.CharField:
    """Return a field for a text that must say something."""
    return serializers.CharField(max_length=longest, **options)


def number(**options: Any) -> serializers.IntegerField:
    """Return a field for a whole number above zero."""
    return serializers.IntegerField(min_value=1, max_value=2**31 - 1, **options)


class MoneySerializer(StrictSerializer):
    """What all bodies that move money have in common."""

    loan_account_id = needed_text(KEY_LENGTH, trim_whitespace=False)
    currency = serializers.RegexField(
        "^[A-Z]{3}$", required=False, help_text="The account's own; may be left out."
    )
    idempotency_key = serializers.CharField(
        required=False,
        min_length=SHORTEST_KEY,
        max_length=LONGEST_KEY,
        trim_whitespace=False,
        help_text="In place of the Idempotency-Key header.",
    )


class RepaymentSerializer(MoneySerializer):
    """Money that came in: it goes to fees first, then to principal."""

    amount = AmountField()
    payment_method = text()
    payment_reference = text()
    payment_id = text()
    notes = text(LONGEST_NOTES)
    target_payment_number = number(required=False)
    schedule_id = text()


class LateFeeSerializer(MoneySerializer):
    """A fee for paying late."""

    amount = AmountField()
    days_past_due = number()
    reason = text(LONGEST_REASON)


class DishonourFeeSerializer(MoneySerializer):
    """A fee for a payment that the bank sent back; `referenceId` names that payment."""

    amount = AmountField()
    reason = text(LONGEST_REASON)
    reference_id = text()


class FeeWaiverSerializer(MoneySerializer):
    """Fees that are let off, at most those that are owed."""

    amount = AmountField()
    reason = needed_text(LONGEST_REASON)
    notes = text(LONGEST_NOTES)


class AdjustmentSerializer(MoneySerializer):
    """A correction of principal and fees, or with a transaction's id its exact opposite."""

    principal_delta = AmountField(is_signed=True, required=False)
    fee_delta = AmountField(is_signed=True, required=False)
    reverses_transaction_id = text(KEY_LENGTH, help_text="In place of the two deltas.")
    reason = needed_text(LONGEST_REASON)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Let either both deltas stand or the transaction that is reversed."""
        deltas = {"principal_delta": "principalDelta", "fee_delta": "feeDelta"}
        is_reversal = bool(given.get("reverses_transaction_id"))
        wrong = [words for name, words in deltas.items() if (name in given) == is_reversal]
        sentence = (
            "Leave this out: a reversal is the opposite of its transaction."
            if is_reversal
            else "Say by how much it changes; 0.00 leaves it as it is."
        )
        if wrong:
            raise serializers.ValidationError({words: [sentence] for words in wrong})
        return given


class WriteOffOrderSerializer(MoneySerializer):
    """All that is owed is given up; `amount` is what was shown, and may be left out."""

    amount = AmountField(required=False)
    reason = choice([(word, word) for word in WRITE_OFF_REASONS])
    priority = choice([(word, word) for word in PRIORITIES], required=False)
    notes = text(LONGEST_NOTES)


class DisbursementSerializer(MoneySerializer):
    """The loan is paid out."""

    amount = AmountField()
    bank_reference = needed_text()
    payment_method = needed_text()
    attachment_location = text(LONGEST_LOCATION)
    notes = text(LONGEST_NOTES)


BODIES: dict[CommandKind, type[MoneySerializer]] = {
    CommandKind.REPAYMENT: RepaymentSerializer,
    CommandKind.LATE_FEE: LateFeeSerializer,
    CommandKind.DISHONOUR_FEE: DishonourFeeSerializer,
    CommandKind.FEE_WAIVER: FeeWaiverSerializer,
    CommandKind.ADJUSTMENT: AdjustmentSerializer,
    CommandKind.WRITE_OFF: WriteOffOrderSerializer,
    CommandKind.DISBURSEMENT: DisbursementSerializer,
}
