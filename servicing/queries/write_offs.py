"""Write-off requests of a customer or an account, as the stream last described them."""

from collections import defaultdict
from collections.abc import Iterable

from servicing.models import WriteOffRequest

MOST_REQUESTS = 50


def list_write_offs(*, loan_account_ids: Iterable[str]) -> dict[str, list[WriteOffRequest]]:
    """Return the newest requests to write these accounts off, by account, newest first."""
    found: dict[str, list[WriteOffRequest]] = defaultdict(list)
    requests = WriteOffRequest.objects.filter(loan_account_id__in=list(loan_account_ids))
    for request in requests.order_by("-requested_at", "pk")[:MOST_REQUESTS]:
        found[str(request.loan_account_id)].append(request)
    return dict(found)
