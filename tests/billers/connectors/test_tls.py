"""TLS on real sockets: a server proves its name, though it is called by the address of it."""

import datetime
import ssl
import threading
from contextlib import suppress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from billers.connectors.contract import NotSent
from billers.connectors.wire import Trouble, calling
from tests.billers.connectors.conversations import hold, one_of_each
from tests.billers.connectors.server import Server
from tests.billers.connectors.settings import settings_for

PAYMENT = next(c for c in one_of_each() if c.moves_money)


class SecureServer(Server):
    """A server that proves to be `localhost`, to whoever trusts its certificate."""

    def __init__(self, context):
        """Take the server's side of TLS."""
        self._context = context
        super().__init__()

    def _serve(self, connection):
        with suppress(OSError):
            super()._serve(self._context.wrap_socket(connection, server_side=True))


@pytest.fixture
def certificate(tmp_path):
    """A certificate for `localhost` that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def secure_server(certificate):
    """A server that speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = SecureServer(context)
    server.will(PAYMENT.act)
    yield server
    server.stop()


@pytest.fixture
def trusted(certificate, monkeypatch):
    """The machine trusts the certificate, as an administrator would have it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    calling.trusted_certificates.cache_clear()
    yield
    calling.trusted_certificates.cache_clear()


def pay(server, host):
    """Pay a bill at a server, by a name of it."""
    address = f"https://{host}:{server.port}"
    return hold(PAYMENT, server, settings=settings_for(PAYMENT.connector, address))


def test_a_server_that_proves_its_name_is_paid(secure_server, trusted):
    answer = pay(secure_server, "localhost")

    assert type(answer.outcome).__name__ == "Accepted"
    assert secure_server.heard[0].headers["Host"] == f"localhost:{secure_server.port}"


def test_a_server_that_proves_another_name_is_told_nothing(secure_server, trusted):
    answer = pay(secure_server, "127.0.0.1")

    assert answer.outcome == NotSent(words=Trouble.TLS_FAILED.value)
    assert secure_server.heard == []


def test_a_server_that_nobody_trusts_is_told_nothing(secure_server):
    answer = pay(secure_server, "localhost")

    assert answer.outcome == NotSent(words=Trouble.TLS_FAILED.value)
    assert secure_server.heard == []


def test_many_threads_can_call_at_once(secure_server, trusted):
    outcomes = []
    threads = [
        threading.Thread(target=lambda: outcomes.append(pay(secure_server, "localhost").outcome))
        for _ in range(12)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [type(outcome).__name__ for outcome in outcomes] == ["Accepted"] * 12
