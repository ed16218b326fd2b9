"""The stream over HTTP: the whole site on uvicorn, real sessions, a real Redis."""

import json
import signal
import threading
import time
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client

from billie.live import entries, publisher, topics
from tests.browser.arrivals import serving
from tests.conftest import START_SECONDS, wait_until
from tests.ports import free_port

WATCH = "/live/stream?topic=customer:CUS-1"
VIEW_CUSTOMER = "view_customer"
UVICORNS_PATIENCE = 30  # seconds that it would wait for open streams to end


def signed_in(*codenames):
    """Return the cookies of somebody with these permissions."""
    person = User.objects.create_user(f"person-{time.monotonic_ns()}")
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(person)
    return {name: morsel.value for name, morsel in client.cookies.items()}


@contextmanager
def listening(address, cookies, headers=None):
    """Open a stream and yield its events, one dict of fields each; heartbeats are left out."""
    with (
        httpx.Client(cookies=cookies, timeout=START_SECONDS) as browser,
        browser.stream("GET", address, headers=headers) as answer,
    ):
        assert answer.status_code == 200
        lines = answer.iter_lines()
        assert next(lines).startswith("retry: ")
        yield events(lines)


def events(lines):
    """Yield the events of a stream; the first place is given as an event without a name."""
    fields = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if name and value and not line.startswith(":"):
            fields[name] = value
        elif not line and fields:
            yield fields
            fields = {}


def asked(address, cookies=None):
    """Return the answer to what is refused at once, however long the site takes to begin."""
    return httpx.get(address, cookies=cookies, timeout=START_SECONDS)


def published(redis_client, *changed):
    """Announce changes and return the announcement's id."""
    assert publisher.publish(changed, redis_client)
    return redis_client.xrevrange(entries.STREAM, count=1)[0][0].decode()


def test_an_open_page_is_told_what_changed(asgi_server, redis_client):
    cookies = signed_in(VIEW_CUSTOMER)

    with listening(asgi_server + WATCH, cookies) as heard:
        opening = next(heard)
        entry_id = published(redis_client, "customer:CUS-1", "account:9")
        event = next(heard)

    assert set(opening) == {"id"}
    assert event == {"event": "changed", "id": entry_id, "data": '{"topics":["customer:CUS-1"]}'}


def test_a_page_resumes_where_its_last_event_was(asgi_server, redis_client):
    cookies = signed_in(VIEW_CUSTOMER)
    seen = published(redis_client, "dashboard")
    published(redis_client, "customer:CUS-1")

    with listening(asgi_server + WATCH, cookies, {"Last-Event-ID": seen}) as heard:
        event = next(heard)

    assert event["event"] == "changed"


def test_a_page_follows_on_from_when_it_was_rendered(asgi_server, redis_client):
    cookies = signed_in(VIEW_CUSTOMER)
    rendered_at = published(redis_client, "dashboard")
    published(redis_client, "customer:CUS-1")

    with listening(f"{asgi_server}{WATCH}&after={rendered_at}", cookies) as heard:
        event = next(heard)

    assert event["event"] == "changed"


@pytest.mark.parametrize("place", ["1-0", "nonsense", "-", "99999999999999-0"])
def test_a_place_that_redis_does_not_know_means_reloading(asgi_server, redis_client, place):
    cookies = signed_in(VIEW_CUSTOMER)
    published(redis_client, "dashboard")

    with listening(asgi_server + WATCH, cookies, {"Last-Event-ID": place}) as heard:
        event = next(heard)

    assert event["event"] == "reset"


def test_strangers_hear_nothing(asgi_server):
    answer = asked(asgi_server + WATCH)

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "NOT_SIGNED_IN"


@pytest.mark.parametrize("kind", sorted(topics.PERMISSIONS))
def test_each_topic_asks_for_its_permissions(asgi_server, redis_client, kind):
    topic = f"{kind}:X-1" if kind in topics.KEYED else kind
    needed = [permission.partition(".")[2] for permission in topics.PERMISSIONS[kind]]
    address = f"{asgi_server}/live/stream?topic={topic}"

    for missing in needed:
        others = [codename for codename in needed if codename != missing]
        refused = asked(address, signed_in(*others))
        assert refused.status_code == 403
    with listening(address, signed_in(*needed)) as heard:
        published(redis_client, topic)
        event = next(event for event in heard if "event" in event)

    assert json.loads(event["data"]) == {"topics": [topic]}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "topic=",
        "topic=*",
        "topic=customer",
        "topic=customer:",
        "topic=dashboard:1",
        "topic=customer:" + "x" * 400,
        "&".join(f"topic=account:{number}" for number in range(101)),
    ],
)
def test_what_is_no_topic_is_refused_in_words(asgi_server, query):
    answer = asked(f"{asgi_server}/live/stream?{query}", signed_in(VIEW_CUSTOMER))

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "NOT_A_TOPIC"


def test_logging_out_ends_the_stream(asgi_server, redis_client, monkeypatch):
    monkeypatch.setattr("billie.live.views.SESSION_CHECK_SECONDS", 0.1)
    monkeypatch.setattr("billie.live.views.HEARTBEAT_SECONDS", 0.2)
    cookies = signed_in(VIEW_CUSTOMER)
    tab = Client()
    tab.cookies.load(cookies)

    with listening(asgi_server + WATCH, cookies) as heard:
        next(heard)
        tab.logout()
        rest = [event.get("event") for event in heard]

    assert rest[-1] == "signed-out"


def test_losing_a_permission_ends_the_stream(asgi_server, redis_client, monkeypatch):
    monkeypatch.setattr("billie.live.views.SESSION_CHECK_SECONDS", 0.1)
    monkeypatch.setattr("billie.live.views.HEARTBEAT_SECONDS", 0.2)
    cookies = signed_in(VIEW_CUSTOMER)

    with listening(asgi_server + WATCH, cookies) as heard:
        next(heard)
        User.objects.get().user_permissions.clear()
        rest = [event.get("event") for event in heard]

    assert rest[-1] == "signed-out"


def test_a_quiet_stream_gives_signs_of_life(asgi_server, redis_client, monkeypatch):
    monkeypatch.setattr("billie.live.views.HEARTBEAT_SECONDS", 0.1)
    cookies = signed_in(VIEW_CUSTOMER)

    with (
        httpx.Client(cookies=cookies, timeout=START_SECONDS) as browser,
        browser.stream("GET", asgi_server + WATCH) as answer,
    ):
        lines = answer.iter_lines()
        beats = [line for line, _ in zip(lines, range(12), strict=False) if line.startswith(":")]

    assert len(beats) >= 3


def test_streams_are_neither_stored_nor_held_back_on_their_way(asgi_server, redis_client):
    with (
        httpx.Client(cookies=signed_in(VIEW_CUSTOMER), timeout=START_SECONDS) as browser,
        browser.stream("GET", asgi_server + WATCH) as answer,
    ):
        headers = answer.headers

    assert headers["content-type"] == "text/event-stream"
    assert headers["cache-control"] == "no-store"
    assert headers["x-accel-buffering"] == "no"


def test_open_streams_hold_no_database_connections(asgi_server, redis_client):
    cookies = signed_in(VIEW_CUSTOMER)
    with ExitStack() as pages:
        for _ in range(5):
            next(pages.enter_context(listening(asgi_server + WATCH, cookies)))

        wait_until(lambda: connections_of_the_site() == 0)


def test_streams_have_no_threads_of_their_own(asgi_server, redis_client):
    cookies = signed_in(VIEW_CUSTOMER)
    with ExitStack() as pages:
        next(pages.enter_context(listening(asgi_server + WATCH, cookies)))
        before = set(threading.enumerate())  # of which some may end, whatever they were for
        for _ in range(5):
            next(pages.enter_context(listening(asgi_server + WATCH, cookies)))

        assert set(threading.enumerate()) - before == set()


def test_a_server_with_open_streams_stops_at_once(program_environment, redis_client):
    cookies = signed_in(VIEW_CUSTOMER)
    port = free_port()

    with (
        serving(program_environment, port, patience=UVICORNS_PATIENCE) as server,
        listening(f"http://127.0.0.1:{port}{WATCH}", cookies) as heard,
    ):
        next(heard)
        told_to_stop_at = time.monotonic()
        server.send_signal(signal.SIGTERM)
        rest = [event["event"] for event in heard]
        server.wait(timeout=START_SECONDS)
        stopped_at = time.monotonic()

    assert rest == ["closing"]
    assert stopped_at - told_to_stop_at < UVICORNS_PATIENCE / 3


def connections_of_the_site():
    """Return how many others than this test are connected to its database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]
