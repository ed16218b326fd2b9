"""Events that arrive while a browser looks, through the consumer and a server as they run."""

import json
import socket
import subprocess
import sys
from contextlib import contextmanager

from tests.conftest import START_SECONDS, wait_until

INBOX = "inbox:billie-servicing"


def publish(redis_client, typ, payload, **envelope):
    """Put an event into the inbox as publishers do."""
    fields = {"typ": typ, "payload": json.dumps(payload), "agt": "tests", "seq": "1", **envelope}
    redis_client.xadd(INBOX, fields)


@contextmanager
def consuming(environment):
    """Run the consumer, as it runs in production, until the end of the block."""
    command = [sys.executable, "manage.py", "consume_events"]
    consumer = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        consumer.terminate()
        consumer.wait(timeout=START_SECONDS)


@contextmanager
def serving(environment, port, patience=3):
    """Run the web server at a port of this machine; yield its process.

    `patience` is for how many seconds it waits for requests to end when it is told to stop.
    """
    command = [sys.executable, "-m", "uvicorn", "billie.asgi:application", "--port", str(port)]
    command += ["--timeout-graceful-shutdown", str(patience), "--log-level", "error"]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: is_listening(port))
        yield server
    finally:
        server.terminate()
        server.wait(timeout=START_SECONDS)


def is_listening(port):
    """Tell whether somebody answers at a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
