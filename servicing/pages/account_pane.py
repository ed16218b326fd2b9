"""What the customer page shows of one loan: its state, the next payment, how far it is repaid.

Pure: rows and the business day go in, what the template shows comes out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from servicing.models.loans import AccountStatus, Instalment, InstalmentStatus, LoanAccount

CLOSED = frozenset({AccountStatus.PAID_OFF, AccountStatus.WRITTEN_OFF})
NOTHING = Decimal(0)


def is_closed(account: LoanAccount) -> bool:
    """Tell whether a loan is over."""
    return account.account_status in CLOSED


def is_waiting(account: LoanAccount) -> bool:
    """Tell whether a loan waits for its disbursement."""
    return account.account_status == AccountStatus.PENDING_DISBURSEMENT


def is_late(account: LoanAccount) -> bool:
    """Tell whether an open loan is behind with its payments, whichever field says so."""
    return not is_closed(account) and (
        (account.days_past_due or 0) > 0
        or account.is_in_arrears
        or account.account_status == AccountStatus.IN_ARREARS
    )


@dataclass(frozen=True, kw_only=True)
class NextPayment:
    """The instalment that is expected next; `days` until it is due, negative once past.

    Missed ones are overdue and no longer expected, unless nothing else is left.
    """

    instalment: Instalment
    days: int | None

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.days is not None and self.days < 0

    @property
    def words(self) -> str:
        """How far away its day is, as it is read aloud."""
        if not self.days:
            return "" if self.days is None else "today"
        days = f"{abs(self.days)} day{'' if abs(self.days) == 1 else 's'}"
        return f"{days} late" if self.is_late else f"in {days}"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a loan is repaid: amounts in its currency, instalments as numbers."""

    paid: Decimal
    total: Decimal
    instalments_paid: int
    instalments: int

    @property
    def percent(self) -> int:
        """The share that is paid, rounded down, 0 to 100."""
        return int(min(max(self.paid / self.total, NOTHING), Decimal(1)) * 100)


@dataclass(frozen=True, kw_only=True)
class AccountPane:
    """The chosen account with its schedule, as the middle of the page shows it."""

    account: LoanAccount
    instalments: Sequence[Instalment]
    next_payment: NextPayment | None
    progress: Progress | None
    is_closed: bool
    is_waiting: bool

    @property
    def agreement_url(self) -> str:
        """The signed agreement's address; empty unless it is one that a browser may open."""
        address = self.account.signed_loan_agreement_url
        return address if address.startswith(("https://", "http://")) else ""


def account_pane(
    account: LoanAccount, instalments: Iterable[Instalment], *, today: date
) -> AccountPane:
    """Return what is shown of one account; `today` is the business day."""
    schedule = sorted(instalments, key=lambda row: row.payment_number)
    closed = is_closed(account)
    return AccountPane(
        account=account,
        instalments=schedule,
        next_payment=None if closed else _next_payment(schedule, today),
        progress=_progress(account, schedule),
        is_closed=closed,
        is_waiting=is_waiting(account),
    )


def _next_payment(schedule: Sequence[Instalment], today: date) -> NextPayment | None:
    open_rows = [row for row in schedule if row.status != InstalmentStatus.PAID]
    expected = [row for row in open_rows if row.status != InstalmentStatus.MISSED]
    instalment = next(iter(expected or open_rows), None)
    if instalment is None:
        return None
    due = instalment.due_date
    return NextPayment(instalment=instalment, days=(due - today).days if due else None)


def _progress(account: LoanAccount, schedule: Sequence[Instalment]) -> Progress | None:
    total = account.total_payable or account.schedule_total
    paid = account.total_paid
    if paid is None and total is not None and account.current_balance is not None:
        paid = total - account.current_balance
    if not total or paid is None or is_waiting(account):
        return None
    return Progress(
        paid=max(paid, NOTHING),
        total=total,
        instalments_paid=sum(row.status == InstalmentStatus.PAID for row in schedule),
        instalments=account.number_of_payments or len(schedule),
    )
