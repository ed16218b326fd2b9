"""Somebody in front of a money form: the act, the account, the key, and what was typed."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest

from ledger.client import Health
from ledger.intents import Intent, IntentRefused
from ledger.models import MoneyCommand
from ledger.operations.reversals import propose_reversal
from servicing.models import LoanAccount
from servicing.pages.ledger_live import read_health, read_owing
from servicing.pages.money.forms import MoneyForm
from servicing.pages.money.kinds import REVERSAL, Act
from servicing.pages.owing import Owing
from servicing.queries.accounts import AccountView
from servicing.queries.customers import list_merged_ids
from servicing.queries.hardship import FEES, why_no_fees


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request of a money form; `key` names the intent through all of its steps."""

    request: HttpRequest
    act: Act
    view: AccountView
    key: str
    now: datetime

    @property
    def account(self) -> LoanAccount:
        """The account that the form is about."""
        return self.view.account

    @property
    def who(self) -> User:
        """Whoever sits there; strangers do not come this far."""
        return cast(User, self.request.user)

    @property
    def step(self) -> str:
        """What was asked for: "review", "confirm" or "edit"; empty to open the form."""
        return self.request.POST.get("step", "")

    @cached_property
    def form(self) -> MoneyForm:
        """The form as it was filled in, or as it opens."""
        is_sent = self.step in {"review", "confirm"}
        data = self.request.POST if is_sent else None
        typed = self.request.POST.dict() if self.step == "edit" else self.request.GET.dict()
        return self.act.form(
            data, account=self.account, instalments=self.view.instalments, initial=typed
        )

    @property
    def transaction_id(self) -> str:
        """The transaction that a reversal takes back, as its address names it."""
        return self.request.GET.get("transaction", "")

    @cached_property
    def objection(self) -> str:
        """Why somebody forbids the act on this account whatever is entered; empty if nobody does.

        A form that is about to open has no intent yet; only fees are forbidden before.
        """
        customer_id = self.account.customer_id
        if self.act.command not in FEES or not customer_id:
            return ""
        identities = [customer_id, *list_merged_ids(customer_id)]
        return why_no_fees(customer_ids=identities, now=self.now) or ""

    @cached_property
    def health(self) -> Health:
        """How well the ledger answers, as a question that has just failed shows in it."""
        return read_health()

    @property
    def is_ledger_gone(self) -> bool:
        """Whether nothing can be posted now; asks what is owed first."""
        return not self.owing.is_live and self.health.is_offline

    @cached_property
    def owing(self) -> Owing:
        """What is owed now; asks the ledger."""
        return read_owing([self.account])[self.account.pk]

    def intent(self) -> Intent:
        """Return what the form means, after its validation.

        :raises IntentRefused: if the ledger room cannot take it as it is
        :raises AlreadyReversed: for a reversal of what is being taken back already
        :raises LedgerProblem: if a transaction to reverse cannot be read
        """
        if self.act is REVERSAL:
            return propose_reversal(
                loan_account_id=self.account.pk,
                transaction_id=self.transaction_id,
                reason=self.form.cleaned_data["reason"],
                currency=self.account.currency,
            )
        customer = self.account.customer
        return Intent(
            kind=self.act.command,
            loan_account_id=self.account.pk,
            currency=self.account.currency,
            details=self.form.details(),
            account_number=self.account.account_number,
            customer_id=self.account.customer_id or "",
            customer_name=customer.full_name if customer else "",
            **self.form.values(),
        )

    def means(self, sent: MoneyCommand) -> bool:
        """Tell whether a command is what the form means, after its validation."""
        if self.act is REVERSAL:
            asked = (self.transaction_id, self.form.cleaned_data["reason"])
            return asked == (sent.reverses_transaction_id, sent.reason)
        return self.intent().content_hash == sent.content_hash

    def blame(self, refused: IntentRefused) -> None:
        """Put each sentence of a refusal to its field, or on top where there is no such field."""
        for name, sentence in refused.fields.items():
            self.form.add_error(name if name in self.form.fields else None, sentence)
