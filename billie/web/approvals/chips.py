"""How the states of requests look on screen."""

from billie.staff.approval_states import ApprovalState
from billie.web.chips import CHIPS, Chip

APPROVAL_STATE = {
    ApprovalState.PENDING.value: Chip("Waiting", "warn", "hourglass_top"),
    ApprovalState.APPROVED.value: Chip("Approved", "good", "check_circle"),
    ApprovalState.REJECTED.value: Chip("Rejected", "bad", "block"),
    ApprovalState.CANCELLED.value: Chip("Cancelled", "quiet", "undo"),
    ApprovalState.LAPSED.value: Chip("Lapsed", "bad", "difference"),
    ApprovalState.EXPIRED.value: Chip("Expired", "quiet", "event_busy"),
}


def register() -> None:
    """Make the chips known to the `chip` tag."""
    CHIPS["approval_state"] = APPROVAL_STATE
