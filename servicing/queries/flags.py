"""Flags of customers: which hold on a day, and which were set before."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from billie.web import words
from billie.web.keyset import DEFAULT_LIMIT, Page, paginate
from servicing.models import Customer, CustomerFlag
from servicing.models.casework.flags import FlagKind

MOST_FLAGS = 50
ALLOWED_CHANNELS = ("LETTER", "INTERNAL")
"""What staff may still write down about somebody who must not be contacted."""


class FlagNotKnown(LookupError):
    """There is no flag with this number."""


def list_flags(*, customer_ids: Iterable[str], limit: int = MOST_FLAGS) -> list[CustomerFlag]:
    """Return the newest flags of a customer's identities, newest first."""
    return list(_of(customer_ids).order_by("-id")[:limit])


def page_flags(
    *, customer_ids: Iterable[str], cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[CustomerFlag]:
    """Return a page of flags of a customer's identities, newest first.

    :raises billie.web.keyset.CursorNotValid: if the cursor was changed
    """
    return paginate(_of(customer_ids), order=["-id"], cursor=cursor, limit=limit)


def get_flag(*, flag_id: int) -> CustomerFlag:
    """Return one flag.

    :raises FlagNotKnown: if there is none with this number
    """
    flag = CustomerFlag.objects.select_related("set_by", "released_by").filter(pk=flag_id).first()
    if flag is None:
        raise FlagNotKnown(flag_id)
    return flag


def find_flag(*, customer_ids: Iterable[str], kind: FlagKind, day: date) -> CustomerFlag | None:
    """Return the flag of a kind that holds for one of a customer's identities on a day."""
    flags = CustomerFlag.objects.filter(_holds_on(day), customer_id__in=list(customer_ids))
    return flags.filter(kind=kind).order_by("-id").first()


def flags_by_customer(
    *, customer_ids: Iterable[str], day: date
) -> dict[str, dict[FlagKind, CustomerFlag]]:
    """Return the flags that hold on a day by customer and kind, in two queries.

    A flag of an identity that was merged into one of these customers is theirs.
    """
    wanted = set(customer_ids)
    tombstones = Customer.objects.filter(merged_into_id__in=wanted)
    owner = dict(tombstones.values_list("pk", "merged_into_id"))
    found: dict[str, dict[FlagKind, CustomerFlag]] = defaultdict(dict)
    flags = CustomerFlag.objects.filter(_holds_on(day), customer_id__in=[*wanted, *owner])
    for flag in flags.order_by("id"):
        customer_id = owner.get(flag.customer_id) or flag.customer_id
        found[customer_id][FlagKind(flag.kind)] = flag
    return dict(found)


def until_words(flag: CustomerFlag) -> str:
    """Return how long a flag holds, to complete a sentence: "until 3 Dec 2026"."""
    return f"until {words.day(flag.until_date)}" if flag.until_date else "until further notice"


def _holds_on(day: date) -> Q:
    return Q(released_at=None, from_date__lte=day) & (Q(until_date=None) | Q(until_date__gte=day))


def _of(customer_ids: Iterable[str]) -> "QuerySet[CustomerFlag]":
    flags = CustomerFlag.objects.filter(customer_id__in=list(customer_ids))
    return flags.select_related("set_by", "released_by")
