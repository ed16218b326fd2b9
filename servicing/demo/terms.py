"""What a loan costs and how it is repaid: amounts in major units of the account's currency."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from random import Random

CENT = Decimal("0.01")
FEE_RATE = Decimal("0.20")
PERIODS = {"weekly": "week", "fortnightly": "fortnight", "monthly": "month"}
NET_PAY = {"weekly": (620, 1180), "fortnightly": (1240, 2360), "monthly": (2700, 5100)}


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Amount lent, establishment fee, and number and frequency of repayments."""

    amount: Decimal
    fee: Decimal
    payments: int
    frequency: str

    @classmethod
    def draw(cls, chance: Random) -> "Terms":
        """Return the terms of a small loan: 200 to 2 000 in steps of 50, 4 to 12 repayments."""
        amount = Decimal(chance.randrange(200, 2001, 50))
        frequency = chance.choices(list(PERIODS), (45, 40, 15))[0]
        return cls(
            amount=amount,
            fee=(amount * FEE_RATE).quantize(CENT),
            payments=chance.randint(4, 12) if frequency == "weekly" else chance.randint(4, 8),
            frequency=frequency,
        )

    @property
    def payable(self) -> Decimal:
        """What the customer repays in all, without late fees."""
        return self.amount + self.fee

    @property
    def period(self) -> str:
        """The span between two repayments, as a word."""
        return PERIODS[self.frequency]

    def pay_packet(self, chance: Random) -> int:
        """Return a believable net income for one period, in whole units."""
        low, high = NET_PAY[self.frequency]
        return chance.randrange(low, high, 10)

    def instalment_amounts(self) -> list[Decimal]:
        """Return equal amounts that add up to what is payable; the last takes the odd cents."""
        each = (self.payable / self.payments).quantize(CENT, ROUND_DOWN)
        return [each] * (self.payments - 1) + [self.payable - each * (self.payments - 1)]

    def due_dates(self, opened: date) -> list[date]:
        """Return the day of each repayment of a loan opened on a day."""
        if self.frequency == "monthly":
            return [_months_after(opened, count) for count in range(1, self.payments + 1)]
        step = timedelta(days=7 if self.frequency == "weekly" else 14)
        return [opened + step * count for count in range(1, self.payments + 1)]


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))
