"""`/metrics` for Prometheus: figures of the whole system, from whichever process is asked.

# Note [Why nothing is counted in memory]
Several web processes and a consumer run; each would know only its own part, and a restart would
forget it. So figures are read from the database and Redis when they are asked for. Rooms give a
function to `register`; the files here know none of them.
"""

import hmac
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from ipaddress import ip_address

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector, CollectorRegistry

STATEMENT_MILLISECONDS = 5000

Collect = Callable[[datetime], Iterable[Metric]]

_sources: dict[str, Collect] = {}
_outside: set[str] = set()

log = structlog.get_logger(__name__)


def register(name: str, collect: Collect, *, is_outside: bool = False) -> None:
    """Add a source of figures; it is called at each scrape with the present instant.

    One that `is_outside` asks other servers, and so is called outside of any transaction.
    """
    _sources[name] = collect
    if is_outside:
        _outside.add(name)


class _Everything(Collector):
    """All sources at one instant; one that fails takes none of the others along."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterable[Metric]:
        up = GaugeMetricFamily(
            "billie_metrics_source_up", "Whether a source of figures answered.", labels=["source"]
        )
        seconds = GaugeMetricFamily(
            "billie_metrics_source_seconds", "How long a source took.", labels=["source"]
        )
        for name, collect in _sources.items():
            began = time.perf_counter()
            found = _collected(name, collect, self._now)
            yield from found or ()
            up.add_metric([name], 0.0 if found is None else 1.0)
            seconds.add_metric([name], time.perf_counter() - began)
        yield up
        yield seconds


def _collected(name: str, collect: Collect, now: datetime) -> list[Metric] | None:
    """Return a source's figures, None if it failed; it may read for a few seconds, no longer."""
    try:
        if name in _outside:
            return list(collect(now))
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {STATEMENT_MILLISECONDS}")
            return list(collect(now))
    except Exception:
        log.exception("metrics_source_failed", source=name)
        return None


def render(now: datetime) -> bytes:
    """Return all figures in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Everything(now))
    return generate_latest(registry)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer a scrape; see `may_scrape` for whose."""
    if not may_scrape(request):
        return HttpResponse(
            "Send Authorization: Bearer with METRICS_TOKEN, or scrape from a private network.\n",
            status=403,
            content_type="text/plain; charset=utf-8",
        )
    return HttpResponse(render(timezone.now()), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def may_scrape(request: HttpRequest) -> bool:
    """Return whether a request may see the figures.

    With METRICS_TOKEN set, whoever sends it as a bearer token. Without it, machines on the same
    host or a private network that ask directly: what a proxy forwards comes from anywhere.
    """
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        wanted = f"Bearer {settings.METRICS_TOKEN}"
        return hmac.compare_digest(given.encode(), wanted.encode())
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_loopback or address.is_private
