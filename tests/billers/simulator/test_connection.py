"""The connection speaks HTTP properly until it is told not to."""

import socket
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.billers.plain_client import PATIENCE_SECONDS
from tests.billers.simulator.asking import payment_xml

HEALTH = b"GET /_health HTTP/1.1\r\nHost: billers\r\n\r\n"
OK = b'{"status":"ok"}'


def connected(billers):
    """Return a raw connection, closed after the block."""
    address = urlsplit(billers.url)
    peer = address.hostname, address.port
    return closing(socket.create_connection(peer, timeout=PATIENCE_SECONDS))


def read_until(connection, end, times=1):
    """Return what came, up to the nth time that `end` did."""
    got = b""
    while got.count(end) < times:
        more = connection.recv(65536)
        assert more, got
        got += more
    return got


def read_all(connection):
    """Return what comes until the connection closes."""
    got = b""
    while more := connection.recv(65536):
        got += more
    return got


def post(path, body, headers=b""):
    """Return a POST as bytes."""
    head = f"POST {path} HTTP/1.1\r\nHost: b\r\nContent-Length: {len(body)}\r\n".encode()
    return head + headers + b"\r\n" + body


def test_a_connection_stays_open_for_the_next_request(simulated_billers):
    with connected(simulated_billers) as connection:
        for _ in range(3):
            connection.sendall(HEALTH)
            assert read_until(connection, OK).startswith(b"HTTP/1.1 200")


def test_requests_sent_at_once_are_answered_in_their_order(simulated_billers):
    missing = b"GET /nothing HTTP/1.1\r\nHost: b\r\n\r\n"

    with connected(simulated_billers) as connection:
        connection.sendall(missing + HEALTH + HEALTH)
        got = read_until(connection, OK, times=2)

    assert got.index(b"404") < got.index(b"200")


def test_a_request_that_comes_in_pieces_is_put_together(simulated_billers):
    whole = post("/esb/masm/transactions", payment_xml("A1", "80021", "5.00", type="M"))

    with connected(simulated_billers) as connection:
        for start in range(0, len(whole), 7):
            connection.sendall(whole[start : start + 7])
        got = read_until(connection, b"</response>")

    assert b"<status>success</status>" in got


def test_a_body_in_chunks_is_put_together(simulated_billers):
    body = payment_xml("A1", "80021", "5.00", type="M")
    head = b"POST /esb/masm/transactions HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"

    with connected(simulated_billers) as connection:
        connection.sendall(head + chunks)
        got = read_until(connection, b"</response>")

    assert b"<status>success</status>" in got


def test_who_wants_to_close_is_let_go(simulated_billers):
    with connected(simulated_billers) as connection:
        connection.sendall(HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        got = read_all(connection)

    assert got.endswith(OK)


@pytest.mark.parametrize("bytes_sent", [b"what is this\r\n\r\n", b"\x16\x03\x01\x02\x00" * 99])
def test_what_is_no_http_is_refused_and_hung_up_on(simulated_billers, bytes_sent):
    with connected(simulated_billers) as connection:
        connection.sendall(bytes_sent)
        got = read_all(connection)

    assert got.startswith(b"HTTP/1.1 400")


def test_a_request_that_is_too_large_is_refused(simulated_billers):
    with connected(simulated_billers) as connection:
        connection.sendall(post("/esb/masm/transactions", b" " * (1 << 20) + b"x"))
        got = read_all(connection)

    assert got.startswith(b"HTTP/1.1 413")


def test_an_answer_can_come_twice_on_one_connection(simulated_billers):
    simulated_billers.order("answered_twice")
    payment = payment_xml("A1", "80021", "5.00", type="M")

    with connected(simulated_billers) as connection:
        connection.sendall(post("/esb/masm/transactions", payment))
        got = read_until(connection, b"</response>", times=2)

    assert got.count(b"HTTP/1.1 200") == 2
    assert len(simulated_billers.payments("masm")) == 1


def test_a_client_that_leaves_has_paid_all_the_same(simulated_billers):
    simulated_billers.order("slow", seconds=0.2)
    payment = payment_xml("A1", "80021", "5.00", type="M")

    with connected(simulated_billers) as connection:
        connection.sendall(post("/esb/masm/transactions", payment))

    while not simulated_billers.payments("masm"):
        assert simulated_billers.control("/_health") == {"status": "ok"}


def test_half_an_answer_promises_the_whole_of_it(simulated_billers):
    simulated_billers.order("answer_cut")
    payment = payment_xml("A1", "80021", "5.00", type="M")

    with connected(simulated_billers) as connection:
        connection.sendall(post("/esb/masm/transactions", payment))
        head, _, body = read_all(connection).partition(b"\r\n\r\n")

    promised = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert 0 < len(body) < promised
