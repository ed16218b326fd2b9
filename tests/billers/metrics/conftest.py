"""The desk of the operations' tests, watched by Prometheus."""

from collections.abc import Callable
from datetime import datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from billie.watch import metrics
from tests.billers.operations.conftest import bank, desk

__all__ = ["bank", "desk"]

Scraped = dict[tuple[str, ...], float]


@pytest.fixture
def scrape(desk) -> Callable[..., Scraped]:
    """Scrapes the figures, by name and labels in the order of the labels' names."""

    def at(now: datetime | None = None) -> Scraped:
        text = metrics.render(now or desk.at).decode()
        return {
            (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    return at
