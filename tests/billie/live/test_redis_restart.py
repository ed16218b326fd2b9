"""The hub when its Redis dies and comes back, empty or not."""

import asyncio
import subprocess
import time

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as CannotConnect

from billie.live import publisher
from billie.live.hub import Hub
from billie.live.subscription import Kind
from billie.local import addresses, programs
from tests.billie.live.loops import tell

ONE = frozenset({"customer:CUS-1"})
LONGER_THAN_SEVERAL_TRIES = 1.0
PATIENCE = 60.0  # a machine that does other things as well takes its time


class OwnRedis:
    """A Redis of this test alone, which may die."""

    def __init__(self, folder):
        self.socket = folder / "r.sock"
        self.url = f"unix://{self.socket}"
        self.program = programs.valkey_program(addresses.home(), programs.server_user(folder))
        self.process = None

    def start(self):
        arguments = ["--port", "0", "--unixsocket", str(self.socket), "--save", ""]
        self.process = subprocess.Popen(
            [str(self.program), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                return self.client().ping()
            except (CannotConnect, OSError):
                time.sleep(0.02)
        raise AssertionError("the test's own Redis did not start")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def client(self):
        return Redis.from_url(self.url, retry=None)


@pytest.fixture
def own_redis(tmp_path):
    redis = OwnRedis(tmp_path)
    redis.start()
    yield redis
    redis.kill()


def test_after_a_restart_of_redis_pages_reload_and_hear_on(own_redis):
    async def story():
        hub = Hub(own_redis.url)
        async with hub.subscribed(ONE, "") as page:
            publisher.publish(ONE, own_redis.client())
            told = [await page.next(PATIENCE)]
            await asyncio.to_thread(own_redis.kill)
            told.append(await page.next(PATIENCE))
            await asyncio.to_thread(own_redis.start)
            told.append(await page.next(PATIENCE))
            publisher.publish(ONE, own_redis.client())
            told.append(await page.next(PATIENCE))
            return [message.kind for message in told]

    kinds = tell(story)

    assert kinds == [Kind.CHANGED, Kind.PAUSED, Kind.RESET, Kind.CHANGED]


def test_a_page_opened_while_redis_is_away_knows_that_it_sees_no_changes(own_redis):
    async def story():
        own_redis.kill()
        hub = Hub(own_redis.url)
        async with hub.subscribed(ONE, "5-0") as page:
            told = [await page.next(PATIENCE)]
            await asyncio.to_thread(own_redis.start)
            told.append(await page.next(PATIENCE))
            return [message.kind for message in told]

    assert tell(story) == [Kind.PAUSED, Kind.RESET]


def test_a_page_is_told_once_that_redis_is_away_however_often_it_is_tried(own_redis):
    async def story():
        hub = Hub(own_redis.url)
        async with hub.subscribed(ONE, "") as page:
            await asyncio.to_thread(own_redis.kill)
            told = await page.next(PATIENCE)
            return told.kind, await page.next(LONGER_THAN_SEVERAL_TRIES)

    assert tell(story) == (Kind.PAUSED, None)


def test_a_change_is_saved_though_it_cannot_be_announced(own_redis):
    client = own_redis.client()
    own_redis.kill()

    assert publisher.publish(ONE, client) is False
