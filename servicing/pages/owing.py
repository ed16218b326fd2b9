"""What is owed on an account, and where the figure is from: live, or as last projected. Pure.

A ledger that cannot be reached never shows as a zero balance: the projected figure stands, and
says that it is projected, and as of when (WIRE 2).
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ledger.answers import Balance
from servicing.models import LoanAccount

LIVE, PROJECTED = "Live", "Projected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What is owed on an account; principal and fees are known only when it is live."""

    source: str
    as_of: datetime | None
    total: Decimal | None = None
    principal: Decimal | None = None
    fees: Decimal | None = None

    @property
    def is_live(self) -> bool:
        """Whether the ledger itself said so."""
        return self.source == LIVE


def projected(account: LoanAccount) -> Owing:
    """Return what the event stream last said."""
    return Owing(source=PROJECTED, as_of=account.as_of, total=account.current_balance)


def live(balance: Balance) -> Owing:
    """Return what the ledger says."""
    return Owing(
        source=LIVE,
        as_of=balance.as_of,
        total=balance.total,
        principal=balance.principal,
        fees=balance.fees,
    )
