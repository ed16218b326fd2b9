"""`/metrics`: who may ask, and what happens when a source fails."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client, override_settings
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.parser import text_string_to_metric_families

from billie.watch import metrics

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def _two_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    def good(now: datetime) -> Iterator[Metric]:
        yield GaugeMetricFamily("billie_test_instant", "The instant.", value=now.timestamp())

    def bad(now: datetime) -> Iterator[Metric]:
        yield GaugeMetricFamily("billie_test_half", "Never seen.", value=1)
        raise RuntimeError("the source is gone")

    monkeypatch.setattr(metrics, "_sources", {"bad": bad, "good": good})


def _samples(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.usefixtures("_two_sources")
def test_a_source_that_fails_takes_none_of_the_others_along() -> None:
    samples = _samples(metrics.render(NOW).decode())

    assert samples["billie_test_instant", ()] == NOW.timestamp()
    assert samples["billie_metrics_source_up", ("good",)] == 1
    assert samples["billie_metrics_source_up", ("bad",)] == 0
    assert ("billie_test_half", ()) not in samples


@pytest.mark.parametrize(
    ("peer", "forwarded", "status"),
    [
        ("127.0.0.1", "", 200),
        ("::1", "", 200),
        ("10.1.2.3", "", 200),
        ("192.168.1.9", "", 200),
        ("8.8.8.8", "", 403),
        ("10.1.2.3", "8.8.8.8", 403),
        ("", "", 403),
    ],
)
def test_without_a_token_only_private_networks_ask_directly(
    peer: str, forwarded: str, status: int
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert Client().get("/metrics", REMOTE_ADDR=peer, headers=headers).status_code == status


@override_settings(METRICS_TOKEN="swordfish")
@pytest.mark.parametrize(
    ("header", "status"),
    [("Bearer swordfish", 200), ("Bearer sword", 403), ("swordfish", 403), ("", 403), ("é", 403)],
)
def test_with_a_token_only_who_sends_it_may_ask_from_anywhere(header: str, status: int) -> None:
    headers = {"Authorization": header, "X-Forwarded-For": "8.8.8.8"}

    assert Client().get("/metrics", headers=headers).status_code == status
