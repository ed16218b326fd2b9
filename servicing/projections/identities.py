"""Identities: one customer id becomes another's (WIRE 1.3).

# Note [Tombstones point straight at who is meant]
`merged_into` never names a tombstone: when a customer who took others in is merged away, those are
pointed at the new one too. So whoever meets an old id is one look away from the right customer.
"""

from servicing.events import Envelope, IdentityMerged
from servicing.models import Customer
from servicing.projections.rows import Rows


def merge_identities(event: IdentityMerged, envelope: Envelope, rows: Rows) -> None:
    """Give all that belongs to the other ids to the canonical one."""
    for other_id in event.other_ids():
        _merge(event.canonical_id, other_id, rows)


def _merge(canonical_id: str, other_id: str, rows: Rows) -> None:
    if canonical_id == other_id:
        rows.warn("a customer cannot be merged with itself")
        return
    canonical, other = rows.customer(canonical_id), rows.customer(other_id)
    if canonical.merged_into_id == other_id:
        canonical.merged_into_id = None  # the merge is reversed: the newest word counts
    target_id = canonical.merged_into_id or canonical_id
    _warn_of_another(other, target_id, rows)
    other.merged_into_id = target_id
    for tombstone_id in rows.tombstone_ids_of(other_id):
        rows.customer(tombstone_id).merged_into_id = target_id
    for account_id in rows.account_ids_of(other_id):
        rows.account(account_id).customer_id = target_id
    for conversation_id in rows.conversation_ids_of(other_id):
        rows.conversation(conversation_id).customer_id = target_id
    for request_id in rows.write_off_ids_of(other_id):
        rows.write_off(request_id).customer_id = target_id


def _warn_of_another(other: Customer, target_id: str, rows: Rows) -> None:
    before = other.merged_into_id
    if before and before != target_id:
        rows.warn(f"{other.customer_id[:60]} was merged before: what went elsewhere stays there")
