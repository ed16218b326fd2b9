"""What a bulk waiver would do on each account, before any of it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import User

from billie.kernel.money import ZERO, Money
from ledger.answers import Balance
from ledger.client import LedgerProblem, get_client
from ledger.guards import AccountName, account_names
from ledger.intents import Intent, IntentRefused
from ledger.models import CommandKind
from ledger.operations.bulk_waivers import check_accounts
from ledger.operations.checking import check_allowed
from ledger.operations.limits import why_approval

WITHIN_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverPreview:
    """One account: the fees before and after, or why nothing can be waived there.

    Figures are None where the ledger could not tell them.
    """

    loan_account_id: str
    name: AccountName
    amount: Decimal | None
    fees_before: Decimal | None
    fees_after: Decimal | None
    why_approval: str = ""
    refusal: str = ""


def preview_bulk_waiver(
    *,
    amounts: Mapping[str, Decimal | None],
    currency: str,
    reason: str,
    by: User,
    now: datetime,
) -> list[WaiverPreview]:
    """Return what waiving these amounts would do, in the order given; None means all fees.

    All balances are asked for at once, under one deadline. Nothing is changed.

    :raises BatchRefused: if there is no account, or there are more than 500
    """
    check_accounts(amounts)
    names = account_names(amounts)
    balances = get_client().get_balances(
        loan_account_ids=list(amounts), within_seconds=WITHIN_SECONDS
    )
    asking = _Asking(currency=currency, reason=reason, by=by, now=now)
    return [
        asking.preview(account, amount, balances[account], names[account])
        for account, amount in amounts.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """What all accounts of a bulk waiver have in common."""

    currency: str
    reason: str
    by: User
    now: datetime

    def preview(
        self,
        account: str,
        amount: Decimal | None,
        balance: Balance | LedgerProblem,
        name: AccountName,
    ) -> WaiverPreview:
        """Return what waiving an amount, or all fees, would do on one account."""
        if isinstance(balance, LedgerProblem):
            return WaiverPreview(
                loan_account_id=account,
                name=name,
                amount=amount,
                fees_before=None,
                fees_after=None,
                refusal=balance.message,
            )
        waived = balance.fees if amount is None else amount
        why, refusal = "", self._find_refusal(waived, balance, name)
        if not refusal:
            try:
                why = self._why_approval(account, waived)
            except IntentRefused as refused:
                refusal = str(refused)
        return WaiverPreview(
            loan_account_id=account,
            name=name,
            amount=waived,
            fees_before=balance.fees,
            fees_after=None if refusal else balance.fees - waived,
            why_approval=why,
            refusal=refusal,
        )

    def _find_refusal(self, waived: Decimal, balance: Balance, name: AccountName) -> str:
        currency = name.currency or settings.LOAN_CURRENCY
        if balance.fees <= ZERO:
            return "No fees are owed on this account."
        if waived > balance.fees:
            return f"Only {Money(balance.fees, self.currency)} of fees are owed."
        return "" if currency == self.currency else f"This account is in {currency}."

    def _why_approval(self, account: str, waived: Decimal) -> str:
        """Return why the waiver needs a second person, empty if it needs none.

        :raises IntentRefused: if it cannot be meant, or somebody objects
        """
        intent = Intent(
            kind=CommandKind.FEE_WAIVER,
            loan_account_id=account,
            currency=self.currency,
            amount=waived,
            reason=self.reason,
        )
        check_allowed(intent, by=self.by, now=self.now)
        return why_approval(intent)
