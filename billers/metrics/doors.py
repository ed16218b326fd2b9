"""Calls to billers with their times, their callbacks, what holds them back, and the sweeper."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric

from billers.models import BillerConfig
from billers.operations.breaker_states import list_breakers
from billers.operations.tallying import CALLBACKS, CALLS, find_latest_sweep
from billers.queries.held_back import list_active_billers
from billie.watch.tallies import counter, histogram


def collect_paused(now: datetime) -> Iterator[Metric]:
    """Yield which billers are paused by unresolved money, and how much that is."""
    paused = GaugeMetricFamily(
        "billie_biller_paused", "Whether nothing new is started there.", labels=["biller"]
    )
    unresolved = GaugeMetricFamily(
        "billie_biller_unresolved_value",
        "Money there of which nobody knows what became, in major units.",
        labels=["biller", "currency"],
    )
    for standing in list_active_billers(breakers={}):
        config = standing.config
        paused.add_metric([config.biller_type], float(standing.is_paused))
        unresolved.add_metric(
            [config.biller_type, config.default_currency], float(standing.unresolved)
        )
    yield from (paused, unresolved)


def collect_calls(now: datetime) -> Iterator[Metric]:
    """Yield what is kept in Redis: calls, callbacks, breakers and the last sweep."""
    yield histogram(
        "billie_biller_call_seconds",
        "How long calls to billers and to core banking took, by leg or act and by how they ended.",
        labels=["biller", "call", "outcome"],
        key=CALLS,
    )
    yield counter(
        "billie_bill_callbacks",
        "Callbacks that came, by whether they are believed.",
        labels=["biller", "verdict"],
        key=CALLBACKS,
    )
    yield _breakers(now)
    sweep = GaugeMetricFamily(
        "billie_bill_sweep_age_seconds", "How long ago payments were swept up last.", labels=[]
    )
    if (swept_at := find_latest_sweep()) is not None:
        sweep.add_metric([], (now - swept_at).total_seconds())
    yield sweep


def _breakers(now: datetime) -> Metric:
    is_open = GaugeMetricFamily(
        "billie_biller_breaker_open",
        "Whether calls are held back, since too many failed.",
        labels=["operation"],
    )
    billers = BillerConfig.objects.filter(is_active=True).order_by("pk")
    types = billers.values_list("biller_type", flat=True)
    for operation, until in list_breakers(biller_types=types, now=now).items():
        is_open.add_metric([operation], float(until is not None))
    return is_open
