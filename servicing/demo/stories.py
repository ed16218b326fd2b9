"""Many lives at once, as one stream of messages in the order of their time."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import TypeAlias

from servicing.demo.chances import chance_from
from servicing.demo.lives import tell_life
from servicing.demo.messages import Message, Story, Told
from servicing.demo.narrator import Narrator
from servicing.demo.timelines import (
    LiveTimeline,
    PastTimeline,
    business_date,
    business_instant,
)

DAYS = 180
LIVES_AT_ONCE = 6
WITH_A_HISTORY = 0.3
Waiting: TypeAlias = tuple[datetime, int, Told, Story]


def messages(*, seed: int, customers: int, start: datetime, days: int = DAYS) -> Iterator[Message]:
    """Yield the messages of some made-up customers, several of whom are active at any time.

    The same arguments give the same bytes. The stories begin at `start` (an aware instant) or
    later, and end where they stand `days` days after it: loans are half paid, chats half held.
    Other arguments tell of other people, so that two corpora never contradict each other.
    """
    for _, message in told(seed=seed, customers=customers, start=start, days=days):
        yield message


def told(*, seed: int, customers: int, start: datetime, days: int = DAYS) -> Iterator[Told]:
    """Yield what `messages` yields, each with its instant in the story."""
    end = start + timedelta(days=days)
    corpus = f"{seed}/{customers}/{start.isoformat()}/{days}"
    waiting: list[Waiting] = []
    for begin, number in sorted(_beginnings(seed, customers, start=start, end=end)):
        yield from _until(begin, waiting)
        timeline = PastTimeline(begin=begin, until=end)
        story = tell_life(Narrator(seed=f"{corpus}/{number}", timeline=timeline))
        _wait_for_next(number, story, waiting)
    yield from _until(end, waiting)


def trickle(*, seed: int, present: Callable[[], datetime]) -> Iterator[list[Message]]:
    """Yield moments, each the messages to publish at once, of ever new customers, for ever.

    Most of them apply now, at the speed of telling, a message a moment. The others come with a
    history that ends now, in a single moment: whoever acts on their loans acts after it. `present`
    gives the current instant. The seed and the instant of the first moment decide who they are, so
    a second trickle tells of other people.
    """
    chance = chance_from(f"{seed}/{present().isoformat()}")
    lives = [_fresh_life(chance, present) for _ in range(LIVES_AT_ONCE)]
    while True:
        place = chance.randrange(LIVES_AT_ONCE)
        if moment := next(lives[place], None):
            yield moment
        else:
            lives[place] = _fresh_life(chance, present)


def _fresh_life(chance: Random, present: Callable[[], datetime]) -> Iterator[list[Message]]:
    seed = str(chance.getrandbits(64))
    if chance.random() > WITH_A_HISTORY:
        for _, message in tell_life(Narrator(seed=seed, timeline=LiveTimeline(present=present))):
            yield [message]
        return
    now = present()
    timeline = PastTimeline(begin=now - timedelta(days=chance.uniform(10, 150)), until=now)
    yield [message for _, message in tell_life(Narrator(seed=seed, timeline=timeline))]


def _beginnings(
    seed: int, customers: int, *, start: datetime, end: datetime
) -> Iterator[tuple[datetime, int]]:
    """Yield when each customer first writes: spread over the whole span, at hours people keep."""
    for number in range(customers):
        chance = chance_from(f"{seed}/{number}")
        day = business_date(start + (end - start) * ((number + chance.random()) / customers))
        instant = business_instant(day, hour=chance.randint(7, 21), minute=chance.randrange(60))
        yield min(max(instant, start), end), number


def _until(end: datetime, waiting: list[Waiting]) -> Iterator[Told]:
    """Yield in order what the waiting lives have to tell up to an instant."""
    while waiting and waiting[0][0] <= end:
        _, number, next_told, story = heappop(waiting)
        yield next_told
        _wait_for_next(number, story, waiting)


def _wait_for_next(number: int, story: Story, waiting: list[Waiting]) -> None:
    if next_told := next(story, None):
        heappush(waiting, (next_told.at, number, next_told, story))
