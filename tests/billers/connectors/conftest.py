"""What every test of connectors can ask for."""

import pytest

from tests.billers.connectors.server import Server


@pytest.fixture
def server():
    """A server to be told how to answer."""
    server = Server()
    yield server
    server.stop()
