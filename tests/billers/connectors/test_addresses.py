"""Where a connection may go to."""

import socket

import pytest

from billers.connectors.contract import NotSent, Phase
from billers.connectors.wire import Trouble
from billers.connectors.wire.addresses import NoWayThere, find_addresses
from tests.billers.connectors.conversations import hold, one_of_each
from tests.billers.connectors.settings import settings_for

PRIVATE = [
    "10.0.0.5", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "0.0.0.0",
    "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fd00::1", "ff02::1",
    "::ffff:10.0.0.5", "::ffff:169.254.169.254", "64:ff9b::a00:5", "2002:a00:5::1",
    "2130706433", "0x7f.1", "127.1",
]  # fmt: skip


def find(host, *networks, hosts=None):
    """Return the addresses of a host that is allowed."""
    return find_addresses(host, 443, allowed_hosts=hosts or {host}, allowed_networks=networks)


@pytest.mark.parametrize("host", PRIVATE)
def test_an_address_that_is_not_public_is_refused(host):
    with pytest.raises(NoWayThere) as closed:
        find(host)

    assert closed.value.trouble is Trouble.ADDRESS_NOT_ALLOWED


@pytest.mark.parametrize(
    ("host", "network"),
    [("10.20.0.9", "10.20.0.0/16"), ("::ffff:10.20.0.9", "10.20.0.0/16"), ("::1", "::1/128")],
)
def test_a_private_address_is_allowed_where_its_network_is_listed(host, network):
    assert find(host, network) == [host]


@pytest.mark.parametrize("host", ["8.8.8.8", "2001:4860:4860::8888"])
def test_a_public_address_is_allowed(host):
    assert find(host) == [host]


@pytest.mark.parametrize("allowed", ["Biller.Example", "biller.example."])
def test_a_host_is_compared_without_regard_to_case_and_a_last_dot(allowed, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [answer_for("8.8.8.8")])

    assert find("biller.example", hosts={allowed}) == ["8.8.8.8"]


@pytest.mark.parametrize("host", ["evil.example", "sub.biller.example", "biller.example.evil"])
def test_a_host_that_is_not_listed_is_not_even_looked_up(host, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("looked up"))

    with pytest.raises(NoWayThere) as closed:
        find(host, hosts={"biller.example"})

    assert closed.value.trouble is Trouble.HOST_NOT_ALLOWED


def test_of_several_addresses_only_the_allowed_are_used(monkeypatch):
    answers = [answer_for("10.0.0.5"), answer_for("8.8.8.8"), answer_for("8.8.8.8")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)

    assert find("biller.example") == ["8.8.8.8"]


def test_a_name_that_changes_its_address_after_the_check_is_not_followed(server, monkeypatch):
    conversation = one_of_each()[0]
    server.will(conversation.act)
    honest, asked = socket.getaddrinfo, []

    def rebinding(host, port, *arguments, **named):
        if host != "biller.example":
            return honest(host, port, *arguments, **named)
        asked.append(host)
        return [answer_for("127.0.0.1" if len(asked) == 1 else "169.254.169.254")]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    settings = settings_for(
        conversation.connector,
        f"http://biller.example:{server.port}",
        allowed_hosts={"biller.example"},
    )

    hold(conversation, server, settings=settings)

    assert asked == ["biller.example"]
    assert server.heard[0].headers["Host"] == f"biller.example:{server.port}"


def test_the_next_address_is_tried_where_one_does_not_listen(server, monkeypatch):
    conversation = next(c for c in one_of_each() if c.moves_money)
    server.will(conversation.act)
    honest = socket.getaddrinfo
    two = [answer_for("127.0.0.2"), answer_for("127.0.0.1")]
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **n: two if host == "biller.example" else honest(host, *a, **n),
    )
    settings = settings_for(
        conversation.connector,
        f"http://biller.example:{server.port}",
        allowed_hosts={"biller.example"},
    )

    answer = hold(conversation, server, settings=settings)

    assert answer.exchange.phase is Phase.ANSWERED
    assert len(server.heard) == 1
    server.stop()
    assert isinstance(hold(conversation, server, settings=settings).outcome, NotSent)


def answer_for(address):
    """Return what the resolver says of one address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return (family, socket.SOCK_STREAM, 6, "", (address, 443))
