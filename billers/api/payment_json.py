"""Payments in JSON, by the names of the plan. `id` and `ourTransactionId` are a payment's number.

Credentials are in no answer, prepaid tokens in that to revealing them alone; what was sent and
received is redacted.
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billers.models import BillerTransaction, Evidence, Leg, Outcome, TransactionType
from billers.operations.choosing import Choices
from billers.queries.payments import PaymentView
from billers.states import Status
from billie.web.api_fields import KnownText, KnownWord, flag, instant, money, number
from billie.web.camel_case import CamelSerializer
from billie.web.words import masked_token


class BillPaymentSummarySerializer(CamelSerializer):
    """One payment as it stands."""

    id = serializers.CharField(source="number", read_only=True)
    biller_config_id = serializers.IntegerField(source="config_id", read_only=True)
    biller_type = serializers.CharField(read_only=True)
    biller_name = serializers.CharField(read_only=True)
    our_transaction_id = serializers.CharField(source="number", read_only=True)
    external_transaction_id = KnownText(help_text="The biller's receipt.")
    transaction_type = serializers.ChoiceField(TransactionType.choices, read_only=True)
    account_number = serializers.CharField(read_only=True)
    account_type = KnownText()
    customer_account_name = KnownText()
    credit_account = KnownText(help_text="The biller's account at core banking.")
    credit_account_type = KnownText()
    debit_account = KnownText(help_text="The customer's account at core banking.")
    debit_account_type = KnownText()
    amount = money(allow_null=False)
    currency = serializers.CharField(read_only=True)
    status = serializers.ChoiceField(Status.choices, read_only=True)
    outcome = KnownWord(
        Outcome.choices, source="pay_outcome", help_text="How the biller's own leg ended."
    )
    reversing_since = instant(help_text="Since when it is being taken back; it stays paid so far.")
    reverse_outcome = KnownWord(
        Outcome.choices, help_text="How taking it back ended at the biller."
    )
    refund_outcome = KnownWord(
        Outcome.choices, help_text="How giving the customer's money back ended at core banking."
    )
    has_conflict = flag(help_text="The evidence contradicts itself: two people decide.")
    has_alarm = flag(help_text="Something cannot be right, and nobody has looked into it.")
    has_tokens = serializers.SerializerMethodField()
    error_message = KnownText()
    error_code = KnownText()
    bundle_id = KnownText()
    invoice_number = KnownText()
    meter_number = KnownText()
    metadata = serializers.DictField(read_only=True)
    processed_at = instant()
    completed_at = instant()
    created_at = instant(allow_null=False)
    updated_at = instant(allow_null=False)
    initiated_by = serializers.CharField(source="initiated_by.username", read_only=True)
    owner = KnownText(source="owner.username", default=None)
    unknown_since = instant()
    next_action_at = instant(help_text="When Billie does something about it by itself.")

    def get_has_tokens(self, payment: BillerTransaction) -> bool:
        """Return whether there are prepaid tokens, which are shown when they are revealed."""
        return bool(payment.tokens)


class AttemptSerializer(CamelSerializer):
    """One call to the biller or to core banking; request and answer are redacted."""

    reference = serializers.CharField(read_only=True)
    leg = serializers.ChoiceField(Leg.choices, read_only=True)
    round = serializers.IntegerField(read_only=True)
    is_resend = flag()
    config_version = serializers.IntegerField(read_only=True)
    phase = KnownText()
    outcome = KnownWord(Outcome.choices)
    their_reference = KnownText()
    error_code = KnownText()
    error_message = KnownText()
    request_payload = KnownText(source="request")
    response_payload = KnownText(source="answer")
    http_status = number()
    latency_ms = number()
    started_at = instant(allow_null=False)
    finished_at = instant()


class TimelineSerializer(CamelSerializer):
    """One entry of a payment's story; before and after are alike where nothing moved."""

    at = instant(allow_null=False)
    before = KnownText()
    after = serializers.ChoiceField(Status.choices, read_only=True)
    why = serializers.CharField(read_only=True)
    who = serializers.CharField(read_only=True)


class EvidenceSerializer(CamelSerializer):
    """What somebody or something says of one leg."""

    at = instant(allow_null=False)
    leg = serializers.ChoiceField(Leg.choices, read_only=True)
    reference = KnownText()
    says = serializers.ChoiceField(Outcome.choices, read_only=True)
    told_by = serializers.ChoiceField(Evidence.Source.choices, source="source", read_only=True)
    words = serializers.CharField(read_only=True)
    their_reference = KnownText()


class MaskedTokenSerializer(CamelSerializer):
    """A prepaid token as everybody may read it."""

    masked = serializers.CharField(read_only=True)


class TokenRevealSerializer(CamelSerializer):
    """One showing of the tokens in clear; every one but the first is a reprint, for a reason."""

    at = instant(allow_null=False)
    by = serializers.CharField(source="by.username", read_only=True)
    is_reprint = flag()
    reason = KnownText(source="why")


class RevealedSerializer(CamelSerializer):
    """The prepaid tokens of a payment in clear: not to be kept, nor written into any log."""

    id = serializers.CharField(source="payment.number", read_only=True)
    tokens = serializers.ListField(child=serializers.CharField(), read_only=True)
    is_reprint = flag(source="reveal.is_reprint")
    revealed_at = instant(source="reveal.at", allow_null=False)
    revealed_by = serializers.CharField(source="reveal.by.username", read_only=True)


class ChoiceSerializer(CamelSerializer):
    """Whether something can be done now, and if not, why."""

    possible = serializers.BooleanField(read_only=True)
    why_not = serializers.CharField(allow_null=True, read_only=True)


class ChoicesSerializer(CamelSerializer):
    """What can be done with a payment now."""

    retry = ChoiceSerializer(read_only=True)
    cancel = ChoiceSerializer(read_only=True)
    reverse = ChoiceSerializer(read_only=True)
    resolve = ChoiceSerializer(read_only=True)
    close_alarm = ChoiceSerializer(read_only=True)
    assign = ChoiceSerializer(read_only=True)
    reveal_token = ChoiceSerializer(read_only=True)


class BillPaymentSerializer(BillPaymentSummarySerializer):
    """One payment with its calls, its story, the evidence, and what can be done with it."""

    attempts = serializers.SerializerMethodField()
    timeline = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()
    tokens = serializers.SerializerMethodField()
    token_reveals = serializers.SerializerMethodField()
    choices = serializers.SerializerMethodField()

    @extend_schema_field(AttemptSerializer(many=True))
    def get_attempts(self, payment: BillerTransaction) -> Any:
        """Return the calls, the first one first."""
        return AttemptSerializer(self.context["view"].attempts, many=True).data

    @extend_schema_field(TimelineSerializer(many=True))
    def get_timeline(self, payment: BillerTransaction) -> Any:
        """Return the story, from its beginning."""
        return TimelineSerializer(self.context["view"].timeline, many=True).data

    @extend_schema_field(EvidenceSerializer(many=True))
    def get_evidence(self, payment: BillerTransaction) -> Any:
        """Return what was said, the first one first."""
        return EvidenceSerializer(self.context["view"].evidence, many=True).data

    @extend_schema_field(MaskedTokenSerializer(many=True))
    def get_tokens(self, payment: BillerTransaction) -> Any:
        """Return the prepaid tokens, masked."""
        return [{"masked": masked_token(token)} for token in payment.tokens.values()]

    @extend_schema_field(TokenRevealSerializer(many=True))
    def get_token_reveals(self, payment: BillerTransaction) -> Any:
        """Return who was shown the tokens, the first one first."""
        return TokenRevealSerializer(self.context["view"].reveals, many=True).data

    @extend_schema_field(ChoicesSerializer)
    def get_choices(self, payment: BillerTransaction) -> Any:
        """Return what can be done, and why the rest cannot."""
        found: Choices = self.context["choices"]
        reasons = {
            "retry": found.retry,
            "cancel": found.cancel,
            "reverse": found.reverse,
            "resolve": found.resolve,
            "closeAlarm": found.close_alarm,
            "assign": found.assign,
            "revealToken": found.reveal_token,
        }
        return {act: {"possible": not why, "whyNot": why or None} for act, why in reasons.items()}


def to_json(payment: BillerTransaction) -> Any:
    """Return a payment in JSON."""
    return BillPaymentSummarySerializer(payment).data


def to_whole_json(view: PaymentView, choices: Choices) -> Any:
    """Return a payment with everything that is kept of it in JSON."""
    context = {"view": view, "choices": choices}
    return BillPaymentSerializer(view.payment, context=context).data
