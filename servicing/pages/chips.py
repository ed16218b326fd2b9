"""How this room's codes look on screen: words, tone and icon of each status chip."""

from billie.web.chips import CHIPS, Chip

ACCOUNT_STATUS = {
    "pending_disbursement": Chip("Pending disbursement", "info", "schedule"),
    "active": Chip("Active", "good", "check_circle"),
    "in_arrears": Chip("In arrears", "bad", "warning"),
    "paid_off": Chip("Paid off", "quiet", "task_alt"),
    "written_off": Chip("Written off", "quiet", "block"),
}
ARREARS_BUCKET = {
    "current": Chip("Current", "quiet", "check_circle"),
    "early_arrears": Chip("Early arrears", "warn", "schedule"),
    "late_arrears": Chip("Late arrears", "bad", "warning"),
    "default": Chip("Default", "bad", "dangerous"),
    "closed": Chip("Closed", "quiet", "lock"),
}
INSTALMENT_STATUS = {
    "scheduled": Chip("Scheduled", "quiet", "event"),
    "partial": Chip("Partly paid", "warn", "contrast"),
    "paid": Chip("Paid", "good", "check_circle"),
    "missed": Chip("Missed", "bad", "event_busy"),
}
EKYC_STATUS = {
    "successful": Chip("eKYC successful", "good", "verified_user"),
    "failed": Chip("eKYC failed", "bad", "gpp_bad"),
    "pending": Chip("eKYC pending", "info", "hourglass_top"),
}
DECISION = {
    "APPROVED": Chip("Approved", "good", "check_circle"),
    "DECLINED": Chip("Declined", "bad", "cancel"),
    "REFERRED": Chip("Referred", "warn", "supervisor_account"),
}
# WIRE 1.4: by decision, otherwise by the age of the last message.
CONVERSATION_STATUS = {
    "approved": DECISION["APPROVED"],
    "declined": DECISION["DECLINED"],
    "referred": DECISION["REFERRED"],
    "active": Chip("Active", "info", "forum"),
    "paused": Chip("Paused", "info", "pause_circle"),
    "soft_end": Chip("Ended for now", "quiet", "bedtime"),
    "hard_end": Chip("Ended", "quiet", "stop_circle"),
}
EVENT_OUTCOME = {
    "APPLIED": Chip("Applied", "good", "check_circle"),
    "IGNORED": Chip("Not needed here", "quiet", "do_not_disturb_on"),
    "UNHANDLED": Chip("Type not known here", "quiet", "help"),
    "FAILED": Chip("Failed", "bad", "error"),
    "WAITING": Chip("Waiting", "warn", "hourglass_top"),
    "MALFORMED": Chip("Cannot be read", "bad", "broken_image"),
    "DISCARDED": Chip("Discarded", "quiet", "delete"),
}
DEAD_LETTER_KIND = {
    "MALFORMED": Chip("Cannot be read", "quiet", "broken_image"),
    "OVERSIZED": Chip("Too large", "quiet", "expand"),
    "FAILED": Chip("Failed when applied", "quiet", "error"),
}
DEAD_LETTER_STATUS = {
    "OPEN": Chip("Open", "bad", "mark_email_unread"),
    "REPLAYED": Chip("Replayed", "good", "replay"),
    "DISCARDED": Chip("Discarded", "quiet", "delete"),
}
PARKED_STATE = {
    "RETRYING": Chip("Being retried", "info", "sync"),
    "PARKED": Chip("Waits for a person", "bad", "pause_circle"),
}


def register() -> None:
    """Make this room's chips known to the `chip` tag."""
    CHIPS.update(
        account_status=ACCOUNT_STATUS,
        arrears_bucket=ARREARS_BUCKET,
        instalment_status=INSTALMENT_STATUS,
        ekyc_status=EKYC_STATUS,
        decision=DECISION,
        conversation_status=CONVERSATION_STATUS,
        event_outcome=EVENT_OUTCOME,
        dead_letter_kind=DEAD_LETTER_KIND,
        dead_letter_status=DEAD_LETTER_STATUS,
        parked_state=PARKED_STATE,
    )
