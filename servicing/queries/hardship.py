"""What hardship forbids on a customer's accounts; the ledger room asks (`ledger.guards`)."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from ledger.intents import Intent
from ledger.models import CommandKind
from servicing.models import LoanAccount
from servicing.models.casework.flags import FlagKind
from servicing.queries.customers import list_merged_ids
from servicing.queries.flags import find_flag, until_words

FEES = frozenset({CommandKind.LATE_FEE, CommandKind.DISHONOUR_FEE})


def object_to_fees(intent: Intent, by: User, now: datetime) -> str | None:
    """Return why no late or dishonour fee is charged to a customer in hardship."""
    if intent.kind not in FEES:
        return None
    accounts = LoanAccount.objects.filter(pk=intent.loan_account_id)
    customer_id = accounts.values_list("customer_id", flat=True).first()
    if not customer_id:
        return None
    return why_no_fees(customer_ids=[customer_id, *list_merged_ids(customer_id)], now=now)


def why_no_fees(*, customer_ids: Collection[str], now: datetime) -> str | None:
    """Return why a customer with these identities is charged no fees, None if they may be."""
    day = timezone.localdate(now)
    flag = find_flag(customer_ids=customer_ids, kind=FlagKind.HARDSHIP, day=day)
    if flag is None:
        return None
    return (
        f"This customer is in hardship {until_words(flag)}: no late or dishonour fees are charged."
        " A supervisor can release the flag on the customer's page."
    )
