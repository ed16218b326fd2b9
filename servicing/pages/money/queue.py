"""Money commands that need people, and the list of all of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from billie.kernel.money import ZERO, Money
from billie.live import publisher, topics
from billie.staff.access import may, requires_permission
from billie.web.keyset import Page
from billie.web.list_pages import show_list
from billie.web.panel import render_page
from ledger.models import CommandKind, MoneyCommand
from ledger.queries.commands import (
    CommandFilters,
    list_open_commands,
    page_commands,
)
from ledger.states import State
from servicing.pages.ledger_live import read_health
from servicing.pages.money.command import VIEW
from servicing.pages.money.filters import CommandListFilters, QueueFilters
from servicing.pages.money.rows import CommandRow, show_commands

MOST_SHOWN = 100


class Group(NamedTuple):
    """Commands that wait for the same."""

    key: str
    title: str
    about: str
    calm: str
    rows: list[CommandRow]
    value: str


@requires_permission(VIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """Show what did not go through, what waits for approval, and what is being sent."""
    live_after = publisher.current_position()
    filters = QueueFilters(request.GET)
    groups = _groups(filters.asked(request.user.pk), timezone.now())
    context: dict[str, Any] = {
        "title": "Money commands",
        "filters": filters,
        "is_filtered": bool(filters.chosen()),
        "groups": groups,
        "may_waive": may(request, "ledger.waive_fee"),
        "health": read_health(),
        "topics": topics.COMMANDS,
        "address": request.get_full_path(),
        "live_after": live_after,
        "count_words": f"{sum(len(group.rows) for group in groups)} shown.",
    }
    if "part" in request.GET:
        return render(request, "servicing/money/queue_parts.html", context)
    return render_page(request, "servicing/money/queue.html", context)


@requires_permission(VIEW)
def commands(request: HttpRequest) -> HttpResponse:
    """List all money commands, the newest first."""
    filters = CommandListFilters(request.GET)
    asked = filters.asked(request.user.pk)
    return show_list(
        request,
        template="servicing/money/commands.html",
        title="All money commands",
        filters=filters,
        ask=lambda _chosen, cursor: _shown(page_commands(filters=asked, cursor=cursor)),
    )


def _shown(page: Page[MoneyCommand]) -> Page[CommandRow]:
    return Page(
        rows=show_commands(page.rows),
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
    )


def _groups(asked: CommandFilters, now: datetime) -> list[Group]:
    stuck = [row for row in list_open_commands(now=now) if _fits(row, asked)]
    stuck_ids = {row.pk for row in stuck}
    sending = [row for row in _in_state(asked, State.SENDING) if row.pk not in stuck_ids]
    return [
        _group(
            "stuck",
            "Not sent, or not known yet",
            "The oldest first. What is not known is settled by itself; what was not sent waits"
            " for somebody to send it again or to drop it.",
            "Everything that was sent has been answered.",
            stuck[:MOST_SHOWN],
        ),
        _group(
            "approval",
            "Waiting for approval",
            "Nothing is posted before a second person approves.",
            "Nothing waits for approval.",
            _in_state(asked, State.AWAITING_APPROVAL),
        ),
        _group(
            "sending",
            "Being sent",
            "On their way to the ledger now.",
            "Nothing is on its way.",
            sending,
        ),
    ]


def _in_state(asked: CommandFilters, state: State) -> Sequence[MoneyCommand]:
    filters = CommandFilters(kind=asked.kind, requested_by=asked.requested_by, state=state)
    return page_commands(filters=filters, limit=MOST_SHOWN).rows


def _fits(command: MoneyCommand, asked: CommandFilters) -> bool:
    is_kind = asked.kind in {"", command.kind}
    return is_kind and asked.requested_by in {None, command.requested_by_id}


def _group(key: str, title: str, about: str, calm: str, commands: Sequence[MoneyCommand]) -> Group:
    return Group(key, title, about, calm, show_commands(commands), _value(commands))


def _value(commands: Iterable[MoneyCommand]) -> str:
    """Return how much money some commands are about, by currency."""
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for command in commands:
        if command.kind == CommandKind.ADJUSTMENT:
            moved = abs(command.principal_delta or ZERO) + abs(command.fee_delta or ZERO)
        else:
            moved = command.amount or ZERO
        sums[command.currency] += moved
    return ", ".join(str(Money(amount, currency)) for currency, amount in sorted(sums.items()))
