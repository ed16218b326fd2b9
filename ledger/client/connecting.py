"""The connection to the ledger: address, encryption, token, keep-alive, one for each process.

# Note [Reads are retried by gRPC, money orders by nobody here]
The retry policy below names the reads, so gRPC repeats them with back-off and jitter inside the
deadline of the call. A method that it does not name is sent once; what gRPC may still do with such
a call is to move it to another connection when it is certain that no server has seen it.

# Note [A client belongs to the process that made it]
A connection must not be used on both sides of a fork. Celery forks its workers, so a client is
kept under the number of its process, and a child makes one of its own.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import grpc
import orjson
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ledger.client.calling import LedgerClient
from ledger.client.line import Deadlines, Line
from ledger.client.wire_orders import WRITINGS
from ledger.stubs import accounting_ledger_pb2 as pb

LARGEST_ANSWER = 16 * 1024 * 1024
RETRY_POLICY = {
    "maxAttempts": 3,
    "initialBackoff": "0.1s",
    "maxBackoff": "1s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE"],
}
FILES = {
    "LEDGER_CA_FILE": "the certificates to trust",
    "LEDGER_CERT_FILE": "our certificate",
    "LEDGER_KEY_FILE": "our private key",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Everything that tells one connection from another."""

    address: str
    tls: str
    ca_file: str
    cert_file: str
    key_file: str
    token: str
    keepalive_seconds: int
    deadlines: Deadlines


def get_client() -> LedgerClient:
    """Return this process's client of the ledger that the settings name; it is made once.

    :raises ImproperlyConfigured: if a certificate or key that the settings name cannot be read
    """
    return _client(os.getpid(), connection_of_settings())


def forget_clients() -> None:
    """Let go of all connections, so that the next call makes a new one."""
    _client.cache_clear()


def connection_of_settings() -> Connection:
    """Return what the settings say of the connection."""
    return Connection(
        address=settings.LEDGER_ADDRESS,
        tls=settings.LEDGER_TLS,
        ca_file=settings.LEDGER_CA_FILE,
        cert_file=settings.LEDGER_CERT_FILE,
        key_file=settings.LEDGER_KEY_FILE,
        token=settings.LEDGER_TOKEN,
        keepalive_seconds=settings.LEDGER_KEEPALIVE_SECONDS,
        deadlines=Deadlines(
            read_seconds=settings.LEDGER_READ_SECONDS, write_seconds=settings.LEDGER_WRITE_SECONDS
        ),
    )


def find_missing_files(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each file that the connection needs and does not have."""
    for name, path in _needed_files(connection).items():
        if not path:
            yield f"{name} is not set; LEDGER_TLS={connection.tls} needs {FILES[name]}."
        elif not os.access(path, os.R_OK):
            yield f"{name} names a file that cannot be read; it should hold {FILES[name]}."


def _needed_files(connection: Connection) -> dict[str, str]:
    files: dict[str, str] = {}
    if connection.tls != "off" and connection.ca_file:
        files["LEDGER_CA_FILE"] = connection.ca_file
    if connection.tls == "mtls":
        files["LEDGER_CERT_FILE"] = connection.cert_file
        files["LEDGER_KEY_FILE"] = connection.key_file
    return files


@lru_cache(maxsize=8)
def _client(process: int, connection: Connection) -> LedgerClient:
    channel = open_channel(connection)
    return LedgerClient(Line(channel, deadlines=connection.deadlines, token=connection.token))


def open_channel(connection: Connection) -> grpc.Channel:
    """Return a channel to the ledger; nothing is sent before the first call.

    :raises ImproperlyConfigured: if a file that the connection needs is missing
    """
    if missing := list(find_missing_files(connection)):
        raise ImproperlyConfigured(" ".join(missing))
    options = _options(connection)
    if connection.tls == "off":
        return grpc.insecure_channel(connection.address, options)
    contents = {name: Path(path).read_bytes() for name, path in _needed_files(connection).items()}
    credentials = grpc.ssl_channel_credentials(
        root_certificates=contents.get("LEDGER_CA_FILE"),
        private_key=contents.get("LEDGER_KEY_FILE"),
        certificate_chain=contents.get("LEDGER_CERT_FILE"),
    )
    return grpc.secure_channel(connection.address, credentials, options)


def _options(connection: Connection) -> list[tuple[str, str | int]]:
    return [
        ("grpc.service_config", orjson.dumps(_service_config()).decode()),
        ("grpc.keepalive_time_ms", connection.keepalive_seconds * 1000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.http2.max_pings_without_data", 0),
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.min_reconnect_backoff_ms", 1_000),
        ("grpc.max_reconnect_backoff_ms", 1_000),
        ("grpc.max_receive_message_length", LARGEST_ANSWER),
    ]


def _service_config() -> dict[str, object]:
    (service,) = pb.DESCRIPTOR.services_by_name.values()
    names = [{"service": service.full_name, "method": name} for name in sorted(retried_methods())]
    return {"methodConfig": [{"name": names, "retryPolicy": RETRY_POLICY}]}


def retried_methods() -> set[str]:
    """Return the calls that gRPC may repeat: all that ask and answer, and move no money."""
    (service,) = pb.DESCRIPTOR.services_by_name.values()
    asking = {method.name for method in service.methods if not method.server_streaming}
    return asking - {writing.rpc for writing in WRITINGS.values()}
