"""Requests for a second person's decision that are open about a payment, or about a biller."""

from django.contrib.auth.models import User
from django.db.models import Q

from billers.models import BillerTransaction, ConfigChange
from billie.staff.approval_states import ApprovalState
from billie.staff.models import Approval

SUBJECT = "bill payment"
CONFIGURATION = "biller"
CONFIGURATION_KIND = "billers.change_configuration"


def list_open_requests(*, payment: BillerTransaction) -> list[Approval]:
    """Return what waits for a decision about a payment, the oldest first.

    What is asked may stand behind a colon after the payment's key.
    """
    about_it = Q(subject_id=str(payment.pk)) | Q(subject_id__startswith=f"{payment.pk}:")
    pending = Approval.objects.filter(about_it, state=ApprovalState.PENDING, subject_type=SUBJECT)
    return list(pending.select_related("requester").order_by("pk"))


def change_key(biller_type: str, version: int) -> str:
    """Return the key of what a change of a biller is about: its type at a version, 0 if new.

    One that was made from an earlier version can only lapse, so it stands in nobody's way.
    """
    return f"{biller_type}:{version}"


def find_open_change(*, biller_type: str, version: int) -> Approval | None:
    """Return the change of a biller at a version that waits for a second person, if one does."""
    pending = Approval.objects.filter(
        kind=CONFIGURATION_KIND,
        subject_type=CONFIGURATION,
        subject_id=change_key(biller_type, version),
        state=ApprovalState.PENDING,
    )
    return pending.select_related("requester").first()


def find_change(*, change_id: int, by: User) -> ConfigChange | None:
    """Return a change of a biller by its author, None if that person has made no such."""
    return ConfigChange.objects.filter(pk=change_id, asked_by=by).first()
