"""The second person for a change of a biller: what they sign, and what becomes of it then.

A request is bound to the version it was made from, to every value and, by its fingerprint, to the
sealed credentials. Whatever changes the biller in between makes it lapse.
"""

from django.utils import timezone

from billers.models import BillerConfig, ConfigChange
from billers.operations.checking_configs import ConfigRefused
from billers.operations.config_content import new_config
from billers.operations.configuring import (
    ConfigWasChanged,
    Signature,
    keep_change,
    keep_new,
    lock_config,
)
from billers.operations.proposing import credentials_after, find_base
from billers.operations.showing_changes import shown_of
from billers.queries.requests import CONFIGURATION_KIND
from billie.staff.approval_content import Shown
from billie.staff.approval_kinds import ApprovalKind
from billie.staff.approval_refusals import SubjectChanged
from billie.staff.models import Approval


def _read_facts(approval: Approval) -> Shown:
    change = ConfigChange.objects.get(approval_id=approval.pk)
    return shown_of(change, BillerConfig.objects.filter(biller_type=change.biller_type).first())


def _on_approved(approval: Approval) -> None:
    """Let a change count, in the transaction of the decision; then forget its credentials."""
    change = ConfigChange.objects.select_for_update().get(approval_id=approval.pk)
    signature = Signature(
        by=change.asked_by,
        now=timezone.now() if approval.decided_at is None else approval.decided_at,
        approved_by=approval.decided_by,
        approval=approval.reference,
    )
    try:
        _keep(change, signature)
    except (ConfigRefused, ConfigWasChanged) as refused:
        raise SubjectChanged(str(refused)) from refused
    _erase(approval)


def _keep(change: ConfigChange, signature: Signature) -> None:
    if (base := find_base(change)) is None:
        keep_new(new_config(change.values, change.credentials), signature)
        return
    config = lock_config(base.pk, version=change.base_version)
    has_new = bool(change.credentials or change.dropped)
    credentials = credentials_after(config.credentials, change) if has_new else None
    keep_change(config, change.values, signature, credentials)


def _erase(approval: Approval) -> None:
    """Forget the credentials of a change that is decided; the biller has them, or nobody."""
    ConfigChange.objects.filter(approval_id=approval.pk).update(credentials={})


CONFIG_CHANGE = ApprovalKind(
    code=CONFIGURATION_KIND,
    words="Change biller",
    permission="billers.approve_billerconfig",
    read_facts=_read_facts,
    on_approved=_on_approved,
    on_closed=_erase,
)
