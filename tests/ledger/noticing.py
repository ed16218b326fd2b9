"""When this process's client knows what became of its ledger."""

from threading import Event

import grpc
from django.conf import settings

from ledger.client import get_client
from tests.conftest import START_SECONDS


def wait_until_noticed(address: str) -> None:
    """Wait until our client knows that the ledger at an address is gone, if it is connected there.

    Its connection is broken at once, but the client hears of it a moment later. An order begun in
    that moment is unknown (decision 9), so a test of one that was not sent begins after it.
    """
    if address != settings.LEDGER_ADDRESS:
        return
    channel = get_client()._line._channel
    is_noticed = Event()

    def look(state: grpc.ChannelConnectivity) -> None:
        if state is not grpc.ChannelConnectivity.READY:
            is_noticed.set()

    channel.subscribe(look)
    try:
        assert is_noticed.wait(START_SECONDS), "the client believes in a ledger that is gone"
    finally:
        channel.unsubscribe(look)
