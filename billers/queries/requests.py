"""Requests for a second person's decision that are open about a payment."""

from django.db.models import Q

from billers.models import BillerTransaction
from billie.staff.approval_states import ApprovalState
from billie.staff.models import Approval

SUBJECT = "bill payment"


def list_open_requests(*, payment: BillerTransaction) -> list[Approval]:
    """Return what waits for a decision about a payment, the oldest first.

    What is asked may stand behind a colon after the payment's key.
    """
    about_it = Q(subject_id=str(payment.pk)) | Q(subject_id__startswith=f"{payment.pk}:")
    pending = Approval.objects.filter(about_it, state=ApprovalState.PENDING, subject_type=SUBJECT)
    return list(pending.select_related("requester").order_by("pk"))
