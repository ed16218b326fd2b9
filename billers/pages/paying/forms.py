"""What is asked on the pages of a payment: whose bill, and then how much or which."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from billers import switchboard
from billers.models import BillerConfig
from billers.operations.intents import EXACT, wrong_account
from billers.pages.paying.keys import Seen
from billers.pages.paying.ways import AMOUNT, BUNDLE, Way
from billie.web import words
from billie.web.fields import AmountField, choice_field, text_field

FIELDS = {
    "accountNumber": "account_number",
    "amount": "amount",
    "bundleId": "bundle_id",
    "debitAccount": "debit_account",
    "creditAccount": "credit_account",
}
"""Where the sentences of a refusal belong, by the names that operations give."""


class AccountForm(forms.Form):
    """Whose bill it is."""

    def __init__(
        self, data: Any, *, config: BillerConfig, label: str, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial, auto_id="pay-%s")
        self.config = config
        self.fields["account_number"] = text_field(
            label,
            most=100,
            help_text=config.validation_rules.get("accountNumberHint", ""),
            error_messages={"required": "Say which one is to be paid."},
        )
        if types := config.features.get("accountTypes"):
            self.fields["account_type"] = choice_field(
                "Account type", [(each, each) for each in types], initial=types[0]
            )

    def clean_account_number(self) -> str:
        """Refuse what cannot be a number there, before the biller is asked."""
        number: str = self.cleaned_data["account_number"]
        if wrong := wrong_account(number, self.config):
            raise forms.ValidationError(wrong["accountNumber"])
        return number


class DetailsForm(forms.Form):
    """How much or which bundle, and from which account at the bank; an invoice says the amount."""

    def __init__(
        self, data: Any, *, way: Way, config: BillerConfig, seen: Seen, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial, auto_id="pay-%s")
        self.seen = seen
        if way is AMOUNT:
            is_exact = config.validation_rules.get("amount") == EXACT
            self.fields["amount"] = AmountField(
                label="Amount",
                currency=config.default_currency,
                help_text="Exactly what is owed." if is_exact else _limits(config),
                initial=seen.balance if is_exact else None,
            )
        if way is BUNDLE:
            self.fields["bundle_id"] = forms.ChoiceField(
                label="Bundle",
                choices=[(each, name) for each, name, _price in seen.bundles],
                widget=forms.RadioSelect,
                error_messages={"required": "Choose a bundle."},
            )
        if switchboard.has_core_banking():
            self._add_accounts(config)

    @property
    def core_fields(self) -> list[forms.BoundField]:
        """The accounts at the bank, none where core banking is not configured."""
        return [self[name] for name in ("debit_account", "credit_account") if name in self.fields]

    @property
    def priced(self) -> list[tuple[Any, Decimal]]:
        """The bundles to choose from, each with its price."""
        prices = [Decimal(price) for _id, _name, price in self.seen.bundles]
        return list(zip(self["bundle_id"], prices, strict=True))

    def blame(self, sentences: Mapping[str, str], message: str) -> None:
        """Put each sentence of a refusal to its field, or on top where there is no such field."""
        for name, sentence in sentences.items():
            known = FIELDS.get(name, "")
            self.add_error(known if known in self.fields else None, sentence)
        if not sentences:
            self.add_error(None, message)

    def _add_accounts(self, config: BillerConfig) -> None:
        self.fields["debit_account"] = text_field(
            "From the customer's account",
            most=64,
            required=False,
            help_text="The money is held there first, and given back if the bill is not paid. "
            "Leave it empty when the customer pays in cash.",
        )
        self.fields["credit_account"] = text_field(
            "To the biller's account",
            most=64,
            required=False,
            help_text=f"Usually {config.credit_account}." if config.credit_account else "",
        )


def _limits(config: BillerConfig) -> str:
    least, most = (config.validation_rules.get(name) for name in ("minAmount", "maxAmount"))
    currency = config.default_currency
    parts = [
        f"{word} {words.amount(Decimal(limit))} {currency}"
        for word, limit in (("from", least), ("to", most))
        if limit
    ]
    sentence = " ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else ""
