"""Why a request was not made or not decided; each message is for staff, with what to do next."""

from billie.staff.approval_content import Shown
from billie.staff.models import Approval


class ApprovalRefused(Exception):
    """Something was not done; the message says why, in words for staff."""

    next_step = ""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.next_step = next_step or self.next_step


class WordsMissing(ApprovalRefused):
    """Whoever asks or decides says why, in words."""

    next_step = "Write why, for who was not here."


class WordsTooLong(ApprovalRefused):
    """The words do not fit."""

    next_step = "Shorten them and send them again."


class AlreadyRequested(ApprovalRefused):
    """The same is asked for already, and waits for a decision."""

    next_step = "Wait for its decision, or have whoever asked cancel it first."

    def __init__(self, message: str, approval_id: int) -> None:
        super().__init__(message)
        self.approval_id = approval_id


class ApprovalNotOpen(ApprovalRefused):
    """The request is decided, cancelled or lapsed by now."""

    next_step = "Nothing is left to decide. Read who closed it and why; if need be, ask anew."


class ApprovalExpired(ApprovalRefused):
    """Nobody decided in time; what was shown may be long out of date."""

    next_step = "Whoever asked can ask anew, with the figures of today."


class ApproverIsRequester(ApprovalRefused):
    """Nobody decides on what they asked for themselves."""


class CancelledByOther(ApprovalRefused):
    """Only whoever asked can take a request back."""

    next_step = "Reject it instead, and say why."


class OverApproverLimit(ApprovalRefused):
    """The amount is above what the approver's role may approve."""


class NotAsSeen(ApprovalRefused):
    """The approver was shown something else than what is asked for."""

    next_step = "Open the request again, read what it shows now, and decide on that."


class SubjectChanged(ApprovalRefused):
    """What the request is about is no longer as it was shown, so the request lapsed.

    `found` is what was there instead. A kind raises it in `on_approved` without an approval.
    """

    next_step = "Nothing was done. Whoever asked can ask anew, with the figures of now."

    def __init__(
        self, message: str, *, found: Shown | None = None, approval: Approval | None = None
    ) -> None:
        super().__init__(message)
        self.found = found
        self.approval = approval
