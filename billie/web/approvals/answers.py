"""What the engine's refusals mean to callers: one table, for programs and pages."""

from billie.staff import approval_refusals as refusals
from billie.staff.approval_kinds import FactsNotReadable, KindNotKnown
from billie.staff.models import Approval
from billie.web.api_errors import ErrorAnswer

READ = "Read the request again with GET /api/approvals/{id}."

ANSWERS: dict[type[Exception], ErrorAnswer] = {
    Approval.DoesNotExist: ErrorAnswer(
        status=404,
        code="APPROVAL_NOT_KNOWN",
        message="There is no request with this number.",
        next_step="List them with GET /api/approvals.",
    ),
    refusals.WordsMissing: ErrorAnswer(
        status=400, code="NOT_VALID", field="words", next_step="Send why, in words."
    ),
    refusals.WordsTooLong: ErrorAnswer(
        status=400, code="NOT_VALID", field="words", next_step="Send fewer words."
    ),
    refusals.ApproverIsRequester: ErrorAnswer(
        status=403, code="APPROVER_IS_REQUESTER", next_step="Ask somebody else to decide."
    ),
    refusals.CancelledByOther: ErrorAnswer(
        status=403, code="NOT_THE_REQUESTER", next_step="Reject it instead."
    ),
    refusals.OverApproverLimit: ErrorAnswer(
        status=403, code="OVER_APPROVER_LIMIT", next_step="Ask an administrator to decide."
    ),
    refusals.AlreadyRequested: ErrorAnswer(
        status=409, code="APPROVAL_ALREADY_REQUESTED", next_step=READ
    ),
    refusals.ApprovalNotOpen: ErrorAnswer(status=409, code="APPROVAL_NOT_OPEN", next_step=READ),
    refusals.ApprovalExpired: ErrorAnswer(status=409, code="APPROVAL_EXPIRED", next_step=READ),
    refusals.NotAsSeen: ErrorAnswer(
        status=409, code="APPROVAL_NOT_AS_SEEN", field="seen", next_step=READ
    ),
    refusals.SubjectChanged: ErrorAnswer(status=409, code="APPROVAL_LAPSED", next_step=READ),
    FactsNotReadable: ErrorAnswer(
        status=503, code="FACTS_NOT_READABLE", next_step="Nothing was decided. Try again later."
    ),
    KindNotKnown: ErrorAnswer(
        status=409,
        code="APPROVAL_KIND_NOT_KNOWN",
        message="Nothing that runs here knows how to act on this kind of request.",
        next_step="Tell an administrator: a room is missing, or is of an older version.",
    ),
}


def status_of(refusal: Exception) -> int:
    """Return the HTTP status that a refusal is answered with."""
    return next(ANSWERS[kind].status for kind in type(refusal).__mro__ if kind in ANSWERS)
