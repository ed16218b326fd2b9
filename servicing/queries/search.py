"""Search: from whatever somebody says to customers, accounts and conversations (UX 1).

The words are recognised first, and only what they can be is asked for: an e-mail address looks
into one index and no other.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower, Reverse

from servicing.models import Conversation, Customer, LoanAccount
from servicing.projections import phone_digits
from servicing.queries.customers import with_customers
from servicing.queries.names import find_by_name
from servicing.queries.parked import find_parked

MOST_IN_A_GROUP = 8
SHORTEST_NAME = 2
LONGEST_TEXT = 200
FEWEST_DIGITS = 6
_PHONE = re.compile(r"\+?[\d\s().\-/]+")
_NOT_SHOWN = ("facts", "assessments", "application_data", "statement_capture")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found, each group at most `limit` long, each row with `is_parked`.

    `has_more` names the groups that were cut.
    """

    customers: list[Customer] = field(default_factory=list)
    accounts: list[LoanAccount] = field(default_factory=list)
    conversations: list[Conversation] = field(default_factory=list)
    has_more: frozenset[str] = frozenset()


def search(*, text: str, limit: int = MOST_IN_A_GROUP) -> Found:
    """Find customers, accounts and conversations by an id, number, e-mail, phone or name.

    Identifiers with a digit in them and e-mail addresses are found by their beginning, phone
    numbers however they are written and by any six digits that they begin or end with, names with
    typos. The number of queries does not depend on how much there is.
    """
    words = " ".join(text[:LONGEST_TEXT].replace("\x00", "").split())
    if len(words) < SHORTEST_NAME:
        return Found()
    customers = _customers(words, limit + 1)
    accounts = _accounts(words, limit + 1)
    conversations = _conversations(words, limit + 1)
    groups: dict[str, list[Any]] = {
        "customers": customers,
        "accounts": accounts,
        "conversations": conversations,
    }
    has_more = frozenset(name for name, rows in groups.items() if len(rows) > limit)
    for rows in groups.values():
        del rows[limit:]
    _mark_parked(groups)
    return Found(**groups, has_more=has_more)


def _mark_parked(groups: Mapping[str, Iterable[Any]]) -> None:
    named = {
        f"{name.removesuffix('s')}:{row.pk}": row for name, rows in groups.items() for row in rows
    }
    parked = find_parked(named)
    for aggregate, row in named.items():
        row.is_parked = aggregate in parked


def _customers(words: str, limit: int) -> list[Customer]:
    if "@" in words:
        by_mail = Customer.objects.annotate(mail=Lower("email_address"))
        return list(by_mail.filter(mail__startswith=words.lower())[:limit])
    found = {row.pk: row for row in _by_id(Customer.objects.all(), words, limit)}
    found |= {row.pk: row for row in _customers_by_phone(words, limit)}
    if len(found) < limit and _may_be_a_name(words):
        found |= {row.pk: row for row in find_by_name(words, limit=limit)}
    return list(found.values())[:limit]


def _may_be_a_name(words: str) -> bool:
    return any(map(str.isalpha, words)) and not _has_digit(words)


def _has_digit(words: str) -> bool:
    return any(map(str.isdigit, words))


def _customers_by_phone(words: str, limit: int) -> Iterable[Customer]:
    """Return customers whose number begins with this one, or ends with the digits typed."""
    typed = "".join(filter(str.isdigit, words))
    if not _PHONE.fullmatch(words) or len(typed) < FEWEST_DIGITS:
        return ()
    number = f"+{typed[2:]}" if typed.startswith("00") else words
    beginning = phone_digits(number, settings.DEFAULT_PHONE_REGION)
    numbers = Customer.objects.annotate(backwards=Reverse("phone_digits"))
    return numbers.filter(
        Q(phone_digits__startswith=beginning) | Q(backwards__startswith=typed[::-1])
    )[:limit]


def _accounts(words: str, limit: int) -> list[LoanAccount]:
    accounts = with_customers(LoanAccount.objects.all())
    return _named_after_customers(_by_id(accounts, words, limit, "account_number"))


def _conversations(words: str, limit: int) -> list[Conversation]:
    conversations = with_customers(Conversation.objects.defer(*_NOT_SHOWN))
    return _named_after_customers(_by_id(conversations, words, limit, "application_number"))


def _named_after_customers(rows: list[Any]) -> list[Any]:
    """Return the rows, each with `customer_name`."""
    for row in rows:
        row.customer_name = row.customer.full_name if row.customer else ""
    return rows


def _by_id(rows: QuerySet[Any], words: str, limit: int, *others: str) -> list[Any]:
    """Return the rows with this identifier or of this customer, then those that begin so.

    `others` are columns with further identifiers. A beginning must have a digit, or half a name
    would find every identifier that starts with the same letters.
    """
    if " " in words or "@" in words:
        return []
    typed = {words, words.upper()}
    exact, begun = Q(customer_id__in=typed), Q()
    for column in ("pk", *others):
        exact |= Q(**{f"{column}__in": typed})
        for form in typed:
            begun |= Q(**{f"{column}__startswith": form})
    found = {row.pk: row for row in rows.filter(exact)[:limit]}
    if len(found) < limit and _has_digit(words):
        found |= {row.pk: row for row in rows.filter(begun)[:limit] if row.pk not in found}
    return list(found.values())[:limit]
