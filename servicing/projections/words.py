"""The words of the wire and ours: one table for each list of words in WIRE 1.3 and 1.4."""

from collections.abc import Mapping

from servicing.models.conversations import Decision
from servicing.models.customers import EkycStatus
from servicing.models.loans import AccountStatus, ArrearsBucket, ClosureReason, InstalmentStatus
from servicing.models.write_offs import WriteOffPriority, WriteOffReason
from servicing.projections.rows import Rows

Words = Mapping[str, str]

ACCOUNT_STATUS: Words = {
    "PENDING": AccountStatus.ACTIVE.value,
    "PENDING_DISBURSEMENT": AccountStatus.PENDING_DISBURSEMENT.value,
    "ACTIVE": AccountStatus.ACTIVE.value,
    "SUSPENDED": AccountStatus.IN_ARREARS.value,
    "CLOSED": AccountStatus.PAID_OFF.value,  # unless closed with WRITTEN_OFF, see `statuses`
}
CLOSURE_REASON: Words = {reason.value: reason.value for reason in ClosureReason}
INSTALMENT_STATUS: Words = {
    "PENDING": InstalmentStatus.SCHEDULED.value,
    "SCHEDULED": InstalmentStatus.SCHEDULED.value,
    "PARTIAL": InstalmentStatus.PARTIAL.value,
    "PAID": InstalmentStatus.PAID.value,
    "OVERDUE": InstalmentStatus.MISSED.value,
    "MISSED": InstalmentStatus.MISSED.value,
}
ARREARS_BUCKET: Words = {bucket.value.upper(): bucket.value for bucket in ArrearsBucket}
PAYMENT_FREQUENCY: Words = {
    "WEEKLY": "weekly",
    "FORTNIGHTLY": "fortnightly",
    "MONTHLY": "monthly",
}
EKYC_STATUS: Words = {
    "SUCCESSFUL": EkycStatus.SUCCESSFUL.value,
    "SUCCESS": EkycStatus.SUCCESSFUL.value,
    "APPROVED": EkycStatus.SUCCESSFUL.value,
    "PASSED": EkycStatus.SUCCESSFUL.value,
    "VERIFIED": EkycStatus.SUCCESSFUL.value,
    "FAILED": EkycStatus.FAILED.value,
    "FAIL": EkycStatus.FAILED.value,
    "DECLINED": EkycStatus.FAILED.value,
    "REJECTED": EkycStatus.FAILED.value,
    "PENDING": EkycStatus.PENDING.value,
    "IN_PROGRESS": EkycStatus.PENDING.value,
    "IN_REVIEW": EkycStatus.PENDING.value,
}
WRITE_OFF_REASON: Words = {word.value.upper(): word.value for word in WriteOffReason}
WRITE_OFF_PRIORITY: Words = {word.value.upper(): word.value for word in WriteOffPriority}
DECISION: Words = {decision.value: decision.value for decision in Decision}


def bare(word: str) -> str:
    """Return a word without the name of its list: "AccountStatus.ACTIVE" is "ACTIVE"."""
    return word.rpartition(".")[2].strip().upper()


def look_up(words: Words, word: str | None, *, field: str, rows: Rows) -> str | None:
    """Return our word for one of the wire's; an unknown one is dropped, with a warning."""
    if word is None:
        return None
    ours = words.get(bare(word))
    if ours is None:
        rows.warn(f"{field} dropped: unknown word {word[:40]!r}")
    return ours
