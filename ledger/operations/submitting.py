"""Asking and sending in one: what a program does that comes again with its key until it knows."""

from datetime import datetime

from django.contrib.auth.models import User

from ledger.intents import Intent
from ledger.models import MoneyCommand
from ledger.operations.redriving import resend_command
from ledger.operations.requesting import request_command
from ledger.operations.sending import send_command
from ledger.states import State


def submit_command(*, intent: Intent, key: str, by: User, now: datetime) -> MoneyCommand:
    """Ask for an intent, send it if it needs nobody else, and return what became of it.

    Under a key that is known, what can be done next is done: a command that was not sent is sent,
    an unknown one is settled. Raises what `request_command` and `resend_command` raise.
    """
    command = request_command(intent=intent, key=key, by=by, now=now)
    if command.state == State.SENDING:
        return send_command(command_id=command.pk, now=now)
    return resend_command(command_id=command.pk, by=by, now=now)
