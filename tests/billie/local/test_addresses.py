"""Addresses are read and rewritten, nothing is connected."""

from pathlib import Path

import pytest

from billie.local import addresses


def test_a_home_can_be_chosen(monkeypatch):
    monkeypatch.setenv("BILLIE_HOME", "/var/tmp/elsewhere")

    assert addresses.home() == Path("/var/tmp/elsewhere")
    assert addresses.redis_url() == "unix:///var/tmp/elsewhere/s/redis.sock?db=0"


def test_every_checkout_has_a_home_of_its_own(monkeypatch):
    monkeypatch.delenv("BILLIE_HOME", raising=False)
    here = addresses.home()

    monkeypatch.setattr(addresses, "REPO", Path("/another/checkout"))

    assert addresses.home() != here


def test_a_database_address_keeps_its_password_and_its_options():
    url = "postgresql://desk:p%40ss@db.example:5433/loans?sslmode=require"

    found = addresses.django_database(url)

    assert found["NAME"] == "loans"
    assert (found["USER"], found["PASSWORD"]) == ("desk", "p@ss")
    assert (found["HOST"], found["PORT"]) == ("db.example", "5433")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_database_address_may_name_a_socket():
    found = addresses.django_database("postgresql://billie@/billie?host=/var/tmp/x/s")

    assert found["HOST"] == "/var/tmp/x/s"
    assert found["OPTIONS"] == {}


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("redis://:secret@host:6379/0", "redis://:secret@host:6379/9"),
        ("redis://host:6379", "redis://host:6379/9"),
        ("unix:///s/redis.sock?db=0", "unix:///s/redis.sock?db=9"),
        ("unix:///s/redis.sock", "unix:///s/redis.sock?db=9"),
    ],
)
def test_another_numbered_database_of_the_same_redis(url, other):
    assert addresses.with_redis_database(url, 9) == other


def test_celery_has_its_own_name_for_a_socket():
    assert addresses.celery_url("redis://host:6379/3") == "redis://host:6379/3"
    assert (
        addresses.celery_url("unix:///s/redis.sock?db=3")
        == "redis+socket:///s/redis.sock?virtual_host=3"
    )


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("127.0.0.1:50051", ("127.0.0.1", 50051)),
        ("localhost:50051", ("127.0.0.1", 50051)),
        ("[::1]:7", ("[::1]", 7)),
        ("ledger.example:50051", None),
        ("10.0.0.7:50051", None),
        ("localhost", None),
        ("localhost:port", None),
    ],
)
def test_an_address_tells_whether_it_is_on_this_machine(address, place):
    assert addresses.loopback_of(address) == place
