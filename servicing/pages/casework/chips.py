"""How the codes of casework look on screen."""

from billie.web.chips import CHIPS, Chip

PROMISE_STATE = {
    "OPEN": Chip("Open", "info", "handshake"),
    "KEPT": Chip("Kept", "good", "check_circle"),
    "BROKEN": Chip("Broken", "bad", "heart_broken"),
    "CANCELLED": Chip("Cancelled", "quiet", "block"),
}
FLAG_KIND = {
    "HARDSHIP": Chip("Hardship", "warn", "front_hand"),
    "STOP_CONTACT": Chip("Stop contact", "bad", "phone_disabled"),
}
FLAG_STATE = {
    "PLANNED": Chip("Planned", "info", "event"),
    "ACTIVE": Chip("Active", "warn", "flag"),
    "OVER": Chip("Over", "quiet", "event_available"),
    "RELEASED": Chip("Released", "quiet", "lock_open"),
}
CONTACT_OUTCOME = {
    "PROMISE": Chip("Promised to pay", "good", "handshake"),
    "NO_ANSWER": Chip("No answer", "quiet", "phone_missed"),
    "WRONG_NUMBER": Chip("Wrong number", "warn", "wrong_location"),
    "REFUSED": Chip("Refuses to pay", "bad", "do_not_disturb_on"),
    "HARDSHIP": Chip("In hardship", "warn", "front_hand"),
    "PAID": Chip("Says it is paid", "info", "payments"),
    "OTHER": Chip("Something else", "quiet", "more_horiz"),
}


def register() -> None:
    """Make these chips known to the `chip` tag."""
    CHIPS.update(
        promise_state=PROMISE_STATE,
        flag_kind=FLAG_KIND,
        flag_state=FLAG_STATE,
        contact_outcome=CONTACT_OUTCOME,
    )
