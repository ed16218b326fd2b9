"""Figures of money on loans for Prometheus (DESIGN 7), in its units: seconds and counts."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Case, Count, F, Min, Sum, When
from django.db.models.functions import Abs, Coalesce
from prometheus_client.core import GaugeMetricFamily, Metric

from billie.watch.tallies import histogram
from ledger.client import HealthState, get_client
from ledger.client.tallies import KEY as CALLS
from ledger.models import CommandKind, MoneyCommand
from ledger.states import OPEN

MOVED = Case(
    When(kind=CommandKind.ADJUSTMENT, then=Abs(F("principal_delta")) + Abs(F("fee_delta"))),
    default=F("amount"),
)
SINCE = Coalesce(F("sent_at"), F("requested_at"))


def collect_commands(now: datetime) -> Iterator[Metric]:
    """Yield count, value and oldest age of the money commands that are not settled."""
    labels = ["state"]
    count = GaugeMetricFamily("billie_money_commands", "Money commands to settle.", labels=labels)
    oldest = GaugeMetricFamily(
        "billie_money_commands_oldest_seconds",
        "Since when the oldest of them was sent, or asked for; 0 if there is none.",
        labels=labels,
    )
    value = GaugeMetricFamily(
        "billie_money_commands_value",
        "What they would move, in major units.",
        labels=["state", "currency"],
    )
    commands = MoneyCommand.objects.filter(state__in=OPEN)
    found = {
        row["state"]: row
        for row in commands.values("state").annotate(count=Count("*"), since=Min(SINCE))
    }
    for state in sorted(OPEN):
        row = found.get(state.value)
        count.add_metric([state.value], float(row["count"]) if row else 0.0)
        oldest.add_metric([state.value], (now - row["since"]).total_seconds() if row else 0.0)
    for sums in commands.values("state", "currency").annotate(value=Sum(MOVED)):
        value.add_metric([sums["state"], sums["currency"]], float(sums["value"] or 0))
    yield from (count, oldest, value)


def collect_calls(now: datetime) -> Iterator[Metric]:
    """Yield how the ledger answers, as asked now, and how calls to it ended and how fast."""
    health = get_client().health()
    state = GaugeMetricFamily(
        "billie_ledger_state", "1 for the state that the ledger is in.", labels=["state"]
    )
    for known in HealthState:
        state.add_metric([known.value], float(known is health.state))
    yield state
    if health.latency_seconds is not None:
        yield GaugeMetricFamily(
            "billie_ledger_answer_seconds",
            "How long the ledger took to say how it is.",
            value=health.latency_seconds,
        )
    yield _calls()


def _calls() -> Metric:
    """Return the calls of all processes; a status other than OK is gRPC's word, or NOT_SENT."""
    return histogram(
        "billie_ledger_call_seconds",
        "How long calls to the ledger took.",
        labels=["method", "status"],
        key=CALLS,
    )
