"""Two people settle payments that nothing else does, as the billers' books tell."""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.utils import timezone

from billers.models import BillerTransaction
from billers.operations.resolving import request_resolution
from billie.staff.approvals import approve


def settle(told: Mapping[str, str]) -> None:
    """Ask for each payment, by number, to be settled as told of its open leg, and agree to it."""
    teller = User.objects.get(username="operations")
    another = User.objects.get(username="supervisor")
    for number, says in told.items():
        payment = BillerTransaction.objects.get(number=number)
        asked = request_resolution(
            payment_id=payment.pk, says=says, words="Read in the biller's own books.",
            by=teller, now=timezone.now(),
        )  # fmt: skip
        approve(
            approval_id=asked.pk, by=another, words="I read it there too.",
            seen=asked.content_hash, now=timezone.now(),
        )  # fmt: skip
