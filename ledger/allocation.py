"""Where money goes on a loan: fees first, then principal, then it is overpaid (WIRE 2).

Pure. The preview of a command and the ledger simulator reckon with the same functions.
"""

from dataclasses import dataclass
from decimal import Decimal

from billie.kernel.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is owed on an account, in major units of its currency."""

    principal: Decimal
    fees: Decimal

    @property
    def total(self) -> Decimal:
        """Principal and fees together."""
        return self.principal + self.fees

    def changed(self, *, principal: Decimal = ZERO, fees: Decimal = ZERO) -> "Owed":
        """Return what is owed after these deltas."""
        return Owed(principal=self.principal + principal, fees=self.fees + fees)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """How a repayment is spread."""

    fees: Decimal
    principal: Decimal
    overpayment: Decimal


def allocate(amount: Decimal, owed: Owed) -> Allocation:
    """Spread a repayment over what is owed; balances below zero take nothing."""
    fees = min(amount, max(owed.fees, ZERO))
    principal = min(amount - fees, max(owed.principal, ZERO))
    return Allocation(fees=fees, principal=principal, overpayment=amount - fees - principal)
