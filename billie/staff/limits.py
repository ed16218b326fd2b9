"""Up to which amount each role may approve, as one table by currency.

`None` stands for any amount; a role that is not in the table approves nothing that has an amount.
A kwacha is worth so much less than a dollar that one figure cannot serve both.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias

from billie.staff.roles import Role

Limits: TypeAlias = Mapping[Role, Decimal | None]

LIMITS: Mapping[str, Limits] = {
    "AUD": {Role.SUPERVISOR: Decimal("5000.00"), Role.ADMIN: None},
    "MWK": {Role.SUPERVISOR: Decimal("5000000.00"), Role.ADMIN: None},
}
ELSEWHERE: Limits = LIMITS["AUD"]
"""In every other currency."""


def is_within_limit(roles: Iterable[str], amount: Decimal | None, currency: str) -> bool:
    """Return whether someone with these roles may approve an amount; without one there is none."""
    return amount is None or any(role in roles_for(amount, currency) for role in roles)


def roles_for(amount: Decimal | None, currency: str) -> list[Role]:
    """Return the roles that may approve an amount, the least first."""
    limits = _limits_in(currency)
    if amount is None:
        return list(limits)
    return [role for role, limit in limits.items() if limit is None or amount <= limit]


def greatest_limit(roles: Iterable[str], currency: str) -> Decimal | None:
    """Return the greatest limit of these roles, None for any amount, zero for no right at all."""
    of_role = _limits_in(currency)
    limits = [of_role[Role(role)] for role in roles if role in of_role]
    if not limits:
        return Decimal(0)
    return None if None in limits else max(limit for limit in limits if limit is not None)


def _limits_in(currency: str) -> Limits:
    return LIMITS.get(currency, ELSEWHERE)
