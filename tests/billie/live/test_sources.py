"""Rooms hear of the first page that watches something of theirs, and of the last that leaves."""

from typing import Any

import pytest
from django.conf import settings

from billie.live import sources
from billie.live.hub import Hub
from tests.billie.live.loops import tell


class Notebook:
    """A source that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def begin(self, key: str) -> None:
        self.told.append(f"begin {key}")

    def end(self, key: str) -> None:
        self.told.append(f"end {key}")


@pytest.mark.usefixtures("redis_client")
def test_a_source_hears_of_the_first_page_and_of_the_last(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sources, "_registered", [])
    notebook = Notebook()
    sources.register_source("account", notebook)
    both = frozenset({"account:LA-1", "account:LA-2", "dashboard", "customer:CUS-1"})

    async def story() -> Any:
        hub = Hub(settings.REDIS_URL)
        async with hub.subscribed(frozenset({"account:LA-1"}), ""):
            async with hub.subscribed(both, ""):
                pass
            notebook.told.append("one left")

    tell(story)

    assert notebook.told == ["begin LA-1", "begin LA-2", "end LA-2", "one left", "end LA-1"]
