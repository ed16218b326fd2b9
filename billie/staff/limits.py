"""Up to which amount each role may approve, as one table.

The figure counts in whichever currency a request has. `None` stands for any amount; a role that
is not in the table approves nothing that has an amount.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from billie.staff.roles import Role

LIMITS: Mapping[Role, Decimal | None] = {
    Role.SUPERVISOR: Decimal("5000.00"),
    Role.ADMIN: None,
}


def is_within_limit(roles: Iterable[str], amount: Decimal | None) -> bool:
    """Return whether someone with these roles may approve an amount; without one there is none."""
    return amount is None or any(role in roles_for(amount) for role in roles)


def roles_for(amount: Decimal | None) -> list[Role]:
    """Return the roles that may approve an amount, the least first."""
    if amount is None:
        return list(LIMITS)
    return [role for role, limit in LIMITS.items() if limit is None or amount <= limit]


def greatest_limit(roles: Iterable[str]) -> Decimal | None:
    """Return the greatest limit of these roles, None for any amount, zero for no right at all."""
    limits = [LIMITS[Role(role)] for role in roles if role in LIMITS]
    if not limits:
        return Decimal(0)
    return None if None in limits else max(limit for limit in limits if limit is not None)
