"""The process: a port on this machine, until it is told to stop."""

import asyncio
import errno
import socket
from collections.abc import Callable

from billers.simulator.connection import Connection
from billers.simulator.control import Control
from billers.simulator.simulator import Simulator

BACKLOG = 512


class PortTaken(Exception):
    """Another program has the port."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes any that is free.

    :raises PortTaken: if another program listens there, or the host is not this machine's
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # also right after a kill
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(f"Port {port} is in use by another program.") from error
        raise PortTaken(f"{host}:{port} cannot be listened on: {error.strerror}.") from error
    return listener


async def run(
    simulator: Simulator,
    listener: socket.socket,
    *,
    stopping: asyncio.Event,
    is_up: Callable[[], object] = lambda: None,
) -> None:
    """Serve until `stopping` is set; whoever still waits then is hung up on."""
    control = Control(simulator)
    is_open: set[Connection] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(control.serve, is_open), sock=listener)
    is_up()
    await stopping.wait()
    server.close()
    for connection in tuple(is_open):
        connection.hang_up()
    await asyncio.sleep(0)  # for the connections to close
