"""How the codes of money look on screen: words, tone and icon of each status chip."""

from billie.web.chips import CHIPS, Chip

COMMAND_STATE = {
    "DRAFT": Chip("Not sent", "warn", "cloud_off"),
    "AWAITING_APPROVAL": Chip("Waits for approval", "info", "hourglass_top"),
    "SENDING": Chip("Being sent", "info", "sync"),
    "POSTED": Chip("Posted", "good", "check_circle"),
    "REFUSED": Chip("Refused", "bad", "cancel"),
    "UNKNOWN": Chip("Not known yet", "warn", "help"),
}
TRANSACTION_TYPE = {
    "DISBURSEMENT": Chip("Disbursement", "info", "send_money"),
    "ESTABLISHMENT_FEE": Chip("Establishment fee", "quiet", "receipt_long"),
    "REPAYMENT": Chip("Payment", "good", "payments"),
    "LATE_FEE": Chip("Late fee", "warn", "more_time"),
    "DISHONOUR_FEE": Chip("Dishonour fee", "warn", "credit_card_off"),
    "FEE_WAIVER": Chip("Fee waiver", "info", "money_off"),
    "ADJUSTMENT": Chip("Adjustment", "info", "tune"),
    "WRITE_OFF": Chip("Write-off", "bad", "block"),
    "UNSPECIFIED": Chip("Kind not known", "quiet", "help"),
}


def register() -> None:
    """Make these chips known to the `chip` tag."""
    CHIPS.update(command_state=COMMAND_STATE, transaction_type=TRANSACTION_TYPE)
