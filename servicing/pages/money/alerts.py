"""What the attention strip of a customer says of money commands that are not settled. Pure."""

from collections.abc import Iterable, Mapping

from billie.web.chips import Tone
from ledger.models import MoneyCommand
from ledger.states import State
from servicing.pages.cockpit import Alert
from servicing.pages.money.addresses import command_address
from servicing.pages.money.outcomes import act_of

TOLD: Mapping[str, tuple[str, Tone, str]] = {
    State.UNKNOWN: ("not known yet whether it was posted", "bad", "help"),
    State.DRAFT: ("not sent", "bad", "cloud_off"),
}
"""A command that is being sent needs nobody, and what waits for approval is told as such."""


def command_alerts(commands: Iterable[MoneyCommand]) -> list[Alert]:
    """Return what needs action."""
    return [_alert(command) for command in commands if command.state in TOLD]


def _alert(command: MoneyCommand) -> Alert:
    words, tone, icon = TOLD[command.state]
    name = command.account_number or command.loan_account_id
    return Alert(
        words=f"{name}: {act_of(command).noun}, {words}",
        tone=tone,
        icon=icon,
        href=command_address(command.pk),
        amount=command.amount,
        currency=command.currency,
    )
