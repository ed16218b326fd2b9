"""Who can look into payments, and whose a payment is."""

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from billers.models import BillerTransaction

BACKEND = "django.contrib.auth.backends.ModelBackend"
RESOLVE = "billers.resolve_payment"


def list_resolvers() -> list[User]:
    """Return everybody who may look into payments, by name."""
    people = User.objects.with_perm(RESOLVE, backend=BACKEND)
    return list(people.filter(is_active=True).order_by("first_name", "last_name", "username"))


def narrow_to_owner(
    payments: "QuerySet[BillerTransaction]", username: str
) -> "QuerySet[BillerTransaction]":
    """Leave the payments of one person: what nobody took over is whose who took it on."""
    owned = Q(owner__username=username)
    return payments.filter(owned | Q(owner=None, initiated_by__username=username))
