"""Finding money commands by what somebody reads out: a reference of ours, theirs, or the ledger's.

Each is one look-up in an index of its own.
"""

import re

from django.db.models import Q
from django.db.models.fields.json import KT

from ledger.models import MoneyCommand

MOST_FOUND = 8
GREATEST_ID = 2**63 - 1
_REFERENCE = re.compile(r"(?:CMD|WO)-0*(?P<number>\d{1,19})(?:-(?P<rest>[0-9A-F]{0,6}))?")


def find_commands(*, text: str, limit: int = MOST_FOUND) -> list[MoneyCommand]:
    """Return commands with this reference, transaction id or payment reference, newest first.

    A reference of ours may be cut short; the others are found as a whole.
    """
    words = text.strip().replace("\0", "")
    if not words:
        return []
    commands = MoneyCommand.objects.annotate(their_reference=KT("details__payment_reference"))
    found = commands.filter(_named(words)).select_related("requested_by")
    return list(found.order_by("-id")[:limit])


def _named(words: str) -> Q:
    """Return what is asked of the indexes; each arm repeats its index's own condition."""
    named = Q(details__has_key="payment_reference", their_reference=words) | (
        ~Q(transaction_id="") & Q(transaction_id__in=[words, words.upper()])
    )
    if found := _REFERENCE.fullmatch(words.upper()):
        number, rest = int(found["number"]), found["rest"] or ""
        if number <= GREATEST_ID:
            named |= Q(pk=number, idempotency_key__startswith=rest.lower())
    return named
