"""How the codes of bill payments look on screen: words, tone and icon of each status chip."""

from billie.web.chips import CHIPS, Chip

BILL_STATUS = {
    "PENDING": Chip("Waiting to be sent", "info", "schedule"),
    "PROCESSING": Chip("Being paid", "info", "sync"),
    "UNKNOWN": Chip("Not known yet", "warn", "help"),
    "COMPLETED": Chip("Paid", "good", "check_circle"),
    "FAILED": Chip("Not paid", "bad", "cancel"),
    "CANCELLED": Chip("Cancelled", "quiet", "block"),
    "REVERSED": Chip("Reversed", "quiet", "undo"),
}
BILL_OUTCOME = {
    "ACCEPTED": Chip("Accepted", "good", "check"),
    "DECLINED": Chip("Declined", "bad", "close"),
    "NOT_SENT": Chip("Not sent", "quiet", "cloud_off"),
    "UNKNOWN": Chip("Not known", "warn", "help"),
}
BILL_PHASE = {
    "NOTHING_SENT": Chip("Nothing left us", "quiet", "cloud_off"),
    "SENT": Chip("Sent, no whole answer", "warn", "signal_disconnected"),
    "ANSWERED": Chip("Answered", "quiet", "mark_chat_read"),
}
BILL_TROUBLE = {
    "CONFLICT": Chip("Evidence contradicts itself", "bad", "compare_arrows"),
    "ALARM": Chip("Alarm", "bad", "notification_important"),
    "STUCK_MONEY": Chip("Held money did not move", "bad", "lock_clock"),
    "UNKNOWN": Chip("Not known yet", "warn", "help"),
    "STANDING_STILL": Chip("Stands still", "warn", "hourglass_bottom"),
}


def register() -> None:
    """Make these chips known to the `chip` tag."""
    CHIPS.update(
        bill_status=BILL_STATUS,
        bill_outcome=BILL_OUTCOME,
        bill_phase=BILL_PHASE,
        bill_trouble=BILL_TROUBLE,
    )
