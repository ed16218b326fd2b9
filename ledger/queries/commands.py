"""Money commands: one of them, the list, and those that need a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from billie.web.keyset import DEFAULT_LIMIT, Page, paginate
from ledger.models import BatchRow, CommandBatch, CommandKind, CommandMove, MoneyCommand
from ledger.states import OPEN, State

PEOPLE = ("requested_by", "approved_by")
LATE = timedelta(minutes=2)
"""After which a command that is being sent is not on a usual way any more."""

MANY_LOOKS = 4
"""After so many looks in vain an unknown command is worth a person's, though it goes on."""

MOST_OPEN = 500


class CommandNotKnown(LookupError):
    """There is no money command with this number."""


class BatchNotKnown(LookupError):
    """There is no bulk waiver with this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandFilters:
    """How the list can be narrowed; what is None or empty does not narrow it."""

    loan_account_id: str = ""
    customer_id: str = ""
    kind: str = ""
    state: str = ""
    requested_by: int | None = None
    batch: int | None = None

    def conditions(self) -> dict[str, Any]:
        """Return the filters as lookups."""
        asked = {
            "loan_account_id": self.loan_account_id,
            "customer_id": self.customer_id,
            "kind": self.kind,
            "state": self.state,
            "requested_by_id": self.requested_by,
            "batch_row__batch_id": self.batch,
        }
        return {lookup: value for lookup, value in asked.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """A bulk waiver with its accounts in order, each with its command or why there is none."""

    batch: CommandBatch
    rows: list[BatchRow]

    @property
    def counts(self) -> dict[str, int]:
        """How many accounts stand where: by state of their command, not asked for, refused."""
        counts = {"TO_DO": 0, "NOT_POSSIBLE": 0, **dict.fromkeys(State.values, 0)}
        for row in self.rows:
            counts[_standing(row)] += 1
        return counts

    @property
    def is_finished(self) -> bool:
        """Whether every account has a command that ended, or a refusal."""
        counts = self.counts
        ended = counts["NOT_POSSIBLE"] + counts[State.POSTED] + counts[State.REFUSED]
        return ended == len(self.rows)


def get_command(*, command_id: int) -> MoneyCommand:
    """Return a command with the people behind it.

    :raises CommandNotKnown: if there is none with this number
    """
    command = MoneyCommand.objects.select_related(*PEOPLE).filter(pk=command_id).first()
    if command is None:
        raise CommandNotKnown(command_id)
    return command


def list_moves(*, command_id: int) -> list[CommandMove]:
    """Return the moves of a command, the first one first."""
    return list(CommandMove.objects.filter(command_id=command_id).order_by("id"))


def page_commands(
    *, filters: CommandFilters, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[MoneyCommand]:
    """Return a page of commands, the newest first.

    :raises billie.web.keyset.CursorNotValid: if the cursor was changed
    """
    commands = MoneyCommand.objects.filter(**filters.conditions()).select_related(*PEOPLE)
    return paginate(commands, order=["-id"], cursor=cursor, limit=limit)


def list_open_commands(*, now: datetime, limit: int = MOST_OPEN) -> list[MoneyCommand]:
    """Return the commands that did not go through, the oldest first.

    Those that were not sent wait for a person, those that are unknown are settled by themselves,
    and so are those that are being sent for longer than the ledger may take.
    """
    return list(_failed_or_unknown(now).select_related(*PEOPLE).order_by("id")[:limit])


def list_open_commands_of(*, customer_ids: Collection[str]) -> list[MoneyCommand]:
    """Return what is not settled yet on a customer's accounts, the oldest first."""
    commands = MoneyCommand.objects.filter(customer_id__in=customer_ids, state__in=OPEN)
    return list(commands.order_by("id")[:MOST_OPEN])


def list_commands_around(
    *, customer_ids: Collection[str], number: int, is_backward: bool, limit: int
) -> list[MoneyCommand]:
    """Return commands on a customer's accounts below a number, newest first.

    Going backward, those from that number on, oldest first. Write-offs are left out: events tell
    of each of their steps.
    """
    commands = MoneyCommand.objects.filter(customer_id__in=customer_ids)
    side, order = ("gte", "id") if is_backward else ("lt", "-id")
    found = commands.filter(**{f"id__{side}": number}).exclude(kind=CommandKind.WRITE_OFF)
    return list(found.select_related(*PEOPLE).order_by(order)[:limit])


def count_commands_needing_people() -> int:
    """Return how many commands wait for a person, or are unknown for long; at most 500."""
    waiting = Q(state=State.DRAFT) | Q(state=State.UNKNOWN, looks__gte=MANY_LOOKS)
    return MoneyCommand.objects.filter(waiting)[:MOST_OPEN].count()


def get_batch(*, batch_id: int) -> BatchView:
    """Return a bulk waiver as far as it has come.

    :raises BatchNotKnown: if there is none with this number
    """
    batch = CommandBatch.objects.select_related("requested_by").filter(pk=batch_id).first()
    if batch is None:
        raise BatchNotKnown(batch_id)
    rows = batch.rows.select_related("command").order_by("place")
    return BatchView(batch=batch, rows=list(rows))


def list_batches(*, limit: int) -> list[CommandBatch]:
    """Return the newest bulk waivers, the newest first."""
    return list(CommandBatch.objects.select_related("requested_by").order_by("-id")[:limit])


def _failed_or_unknown(now: datetime) -> "QuerySet[MoneyCommand]":
    stuck = Q(state=State.SENDING, requested_at__lte=now - LATE)
    return MoneyCommand.objects.filter(Q(state__in=[State.DRAFT, State.UNKNOWN]) | stuck)


def _standing(row: BatchRow) -> str:
    if row.command is not None:
        return str(row.command.state)
    return "NOT_POSSIBLE" if row.refusal else "TO_DO"
