"""The hub against a real Redis: what a page is told, and that nothing is lost in between."""

import asyncio
import time

from django.conf import settings

from billie.live import entries, publisher
from billie.live.hub import Hub
from billie.live.subscription import Kind
from tests.billie.live.loops import tell

ONE = frozenset({"customer:CUS-1"})
PATIENCE = 60.0  # a machine that does other things as well takes its time
SOON = 0.3  # in which nothing is heard


def announce(redis, *topics):
    """Publish and return the id of the announcement."""
    assert publisher.publish(topics, redis)
    return redis.xrevrange(entries.STREAM, count=1)[0][0].decode()


def told(topics, after, during, patience=PATIENCE):
    """Subscribe, do something, and return the first thing that the page is told."""

    async def story():
        hub = Hub(settings.REDIS_URL)
        async with hub.subscribed(topics, after) as subscription:
            during()
            return await subscription.next(patience)

    return tell(story)


def test_a_page_hears_of_its_topics_only(redis_client):
    message = told(ONE, "", lambda: announce(redis_client, "customer:CUS-1", "customer:CUS-2"))

    assert (message.kind, message.topics) == (Kind.CHANGED, ("customer:CUS-1",))


def test_a_page_hears_nothing_of_others(redis_client):
    others = ("customer:CUS-2", "dashboard")

    message = told(ONE, "", lambda: announce(redis_client, *others), SOON)

    assert message is None


def test_a_page_that_comes_back_hears_what_it_missed(redis_client):
    seen = announce(redis_client, "customer:CUS-2")
    announce(redis_client, "customer:CUS-1")
    newest = announce(redis_client, "customer:CUS-3")

    message = told(ONE, seen, lambda: None)

    assert message == (Kind.CHANGED, newest, ("customer:CUS-1",))


def test_a_page_that_missed_nothing_hears_nothing(redis_client):
    announce(redis_client, "customer:CUS-1")
    seen = announce(redis_client, "customer:CUS-2")

    assert told(ONE, seen, lambda: None, SOON) is None


def test_a_page_that_was_away_too_long_reloads(redis_client):
    seen = announce(redis_client, "customer:CUS-2")
    newest = announce(redis_client, "customer:CUS-2")
    redis_client.xtrim(entries.STREAM, maxlen=1, approximate=False)

    message = told(ONE, seen, lambda: None)

    assert (message.kind, message.entry_id) == (Kind.RESET, newest)


def test_a_page_that_is_very_far_behind_reloads(redis_client, monkeypatch):
    monkeypatch.setattr("billie.live.history.MOST_BEHIND", 2)
    seen = announce(redis_client, "customer:CUS-2")
    for _ in range(3):
        announce(redis_client, "customer:CUS-2")

    assert told(ONE, seen, lambda: None).kind is Kind.RESET


def test_a_page_from_before_a_lost_redis_reloads(redis_client):
    seen = announce(redis_client, "customer:CUS-1")
    redis_client.delete(entries.STREAM)
    time.sleep(0.005)  # ids have milliseconds
    announce(redis_client, "customer:CUS-2")

    assert told(ONE, seen, lambda: None).kind is Kind.RESET


def test_a_place_that_redis_has_not_reached_yet_reloads(redis_client):
    announce(redis_client, "customer:CUS-1")

    assert told(ONE, "99999999999999-0", lambda: None).kind is Kind.RESET


def test_everything_changed_reloads_every_page(redis_client):
    message = told(ONE, "", lambda: publisher.publish_everything(redis_client))

    assert message.kind is Kind.RESET


def test_what_a_slow_page_has_waiting_does_not_grow(redis_client):
    def burst():
        for number in range(200):
            announce(redis_client, "customer:CUS-1", f"account:{number}")

    async def story():
        hub = Hub(settings.REDIS_URL)
        async with hub.subscribed(ONE, "") as subscription:
            burst()
            newest = entries.place(announce(redis_client, "customer:CUS-1"))
            while entries.place(subscription.entry_id) < newest:
                await asyncio.sleep(0.01)
            return await subscription.next(PATIENCE), await subscription.next(SOON)

    first, second = tell(story)

    assert first.topics == ("customer:CUS-1",)
    assert second is None


def test_no_change_is_lost_by_pages_that_come_and_go(redis_client):
    rounds = 60

    async def story():
        hub = Hub(settings.REDIS_URL)
        seen, heard = announce(redis_client, "dashboard"), set()

        async def publish():
            for number in range(rounds):
                announce(redis_client, f"account:{number}")
                await asyncio.sleep(0.005)

        publishing = asyncio.create_task(publish())
        topics = frozenset(f"account:{number}" for number in range(rounds))
        while len(heard) < rounds:
            async with hub.subscribed(topics, seen) as subscription:
                message = await subscription.next(PATIENCE)
                assert message.kind is Kind.CHANGED
                heard.update(message.topics)
                seen = message.entry_id
            await asyncio.sleep(0.012)
        await publishing
        return heard

    assert len(tell(story)) == rounds


def test_an_announcement_that_somebody_else_wrote_is_passed_over(redis_client):
    def nonsense():
        redis_client.xadd(entries.STREAM, {"topics": "[[1"})
        redis_client.xadd(entries.STREAM, {"other": "x"})
        redis_client.xadd(entries.STREAM, {"topics": '{"a": 1}'})
        announce(redis_client, "customer:CUS-1")

    assert told(ONE, "", nonsense).kind is Kind.CHANGED


def test_the_stream_of_announcements_stays_short(redis_client):
    for number in range(entries.MOST_ENTRIES + 500):
        publisher.publish([f"customer:{number}"], redis_client)

    assert redis_client.xlen(entries.STREAM) < entries.MOST_ENTRIES + 200


def test_two_hundred_pages_are_told_at_once(redis_client):
    pages = 300

    async def story():
        hub = Hub(settings.REDIS_URL)

        async def page(number):
            async with hub.subscribed(frozenset({f"customer:{number}", "dashboard"}), "") as mine:
                ready.release()
                return await mine.next(PATIENCE)

        ready = asyncio.Semaphore(0)
        opened = [asyncio.create_task(page(number)) for number in range(pages)]
        for _ in range(pages):
            await ready.acquire()
        announce(redis_client, "dashboard")
        return await asyncio.gather(*opened)

    messages = tell(story)

    assert [message.topics for message in messages] == [("dashboard",)] * pages


class Listening:
    """Notes what the hub tells it."""

    def __init__(self):
        self.heard = []

    def changed(self, topics):
        self.heard.append(sorted(topics))

    def lost(self):
        self.heard.append("lost")


def test_who_listens_hears_of_everything_before_a_page_does(redis_client):
    listener = Listening()

    async def story():
        hub = Hub(settings.REDIS_URL)
        hub.listen(listener)
        async with hub.subscribed(ONE, "") as subscription:
            announce(redis_client, "customer:CUS-2")
            announce(redis_client, "customer:CUS-1", "dashboard")
            await subscription.next(PATIENCE)
            before_the_page = list(listener.heard)
            publisher.publish_everything(redis_client)
            await subscription.next(PATIENCE)
            return before_the_page

    assert tell(story) == [["customer:CUS-2"], ["customer:CUS-1", "dashboard"]]
    assert listener.heard[-1] == "lost"
