"""Ports for servers that a test starts a while later, or starts again."""

import itertools
import os
import random
import socket
from collections.abc import Iterator
from pathlib import Path

GIVEN_BY_THE_SYSTEM = Path("/proc/sys/net/ipv4/ip_local_port_range")
USUALLY_FROM = 32_768
WORKERS, EACH = 8, 1_000


def free_port() -> int:
    """Return a port of this machine at which nobody listens, and which nobody is given by chance.

    Whoever connects, or asks for any port at all, is given one from the range of the system, and
    could so be given the port of a server that is about to start. Ours lie below that range, for
    each worker of pytest-xdist others, and none comes again before all the rest.
    """
    return next(port for port in _ours if _is_free(port))


def _ports() -> Iterator[int]:
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS
    beyond = _first_of_the_system() - worker * EACH
    ports = list(range(beyond - EACH, beyond))
    random.shuffle(ports)
    return itertools.cycle(ports)


def _first_of_the_system() -> int:
    if not GIVEN_BY_THE_SYSTEM.exists():
        return USUALLY_FROM
    return max(int(GIVEN_BY_THE_SYSTEM.read_text().split()[0]), WORKERS * EACH + 1_024)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


_ours = _ports()
