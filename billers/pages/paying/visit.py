"""Somebody in front of a payment form: the way to pay, the biller, the key, and what was typed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse

from billers.models import BillerConfig
from billers.operations.intents import PaymentIntent
from billers.pages.paying.forms import AccountForm, DetailsForm
from billers.pages.paying.keys import Seen, open_seen, seal_seen
from billers.pages.paying.ways import AMOUNT, BUNDLE, Way
from billers.pages.people import who


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request of a payment form; `key` names the payment through all of its steps."""

    request: HttpRequest
    way: Way
    config: BillerConfig
    key: str
    now: datetime

    @property
    def person(self) -> User:
        """Whoever sits there."""
        return who(self.request)

    @property
    def address(self) -> str:
        """The address of this form, with its key."""
        return self.request.get_full_path()

    @property
    def fresh_address(self) -> str:
        """The address of the same form with a key of its own."""
        return f"{reverse(f'billers:{self.way.route}')}?biller={self.config.biller_type}"

    def account_form(self, *, is_sent: bool) -> AccountForm:
        """Return the form that asks whose bill it is."""
        typed = self.request.POST if self.request.method == "POST" else self.request.GET
        return AccountForm(
            self.request.POST if is_sent else None,
            config=self.config,
            label=self.way.account_label,
            initial=typed.dict(),
        )

    @cached_property
    def seen(self) -> Seen | None:
        """What the biller said on the step before, None if that is not known any more."""
        return open_seen(self.request.POST.get("seen", ""), user=self.person, key=self.key)

    def sealed(self, seen: Seen) -> str:
        """Return what the biller said, for the next step."""
        return seal_seen(seen, user=self.person, key=self.key)

    def details_form(self, seen: Seen, *, is_sent: bool) -> DetailsForm:
        """Return the form that asks how much, or which."""
        return DetailsForm(
            self.request.POST if is_sent else None,
            way=self.way,
            config=self.config,
            seen=seen,
            initial=self.request.POST.dict(),
        )

    def intent(self, seen: Seen, form: DetailsForm) -> PaymentIntent:
        """Return what is meant, after the validation of the form."""
        given = form.cleaned_data
        bundle_id = given.get("bundle_id", "")
        return PaymentIntent(
            transaction_type=self.way.transaction_type,
            account_number=seen.account_number,
            account_type=seen.account_type,
            customer_account_name=seen.name,
            amount=self._amount(seen, form, bundle_id),
            currency=seen.currency or self.config.default_currency,
            owed=Decimal(seen.balance) if seen.balance else None,
            invoice_number=seen.invoice_number,
            bundle_id=bundle_id,
            debit_account=given.get("debit_account", ""),
            credit_account=given.get("credit_account", "") if given.get("debit_account") else "",
            is_deliberate=self.request.POST.get("deliberate") == "yes",
        )

    def _amount(self, seen: Seen, form: DetailsForm, bundle_id: str) -> Decimal:
        if self.way is AMOUNT:
            amount: Decimal = form.cleaned_data["amount"]
            return amount
        if self.way is BUNDLE:
            prices = {each: price for each, _name, price in seen.bundles}
            return Decimal(prices[bundle_id])
        return Decimal(seen.amount)
