"""What streams tell of payments: read once for all of them, and never older than the last move."""

import asyncio

import orjson
from django.db import connections

from billers.api.moves import Moves
from billers.models import BillerTransaction
from billie.live import topics
from tests.billie.live.loops import tell


def words_of(spelled):
    return [row["errorMessage"] for row in orjson.loads(spelled)["transactions"]]


def say(payment, words):
    """Change a payment, and tell nobody."""
    BillerTransaction.objects.filter(pk=payment.pk).update(error_message=words)
    connections.close_all()


def test_a_payment_is_kept_as_it_was_read_until_it_moves(desk):
    payment = desk.ask("LWB_POSTPAID", "2200330044")
    topic = topics.payment(payment.number)

    async def story():
        moves = Moves()
        spelled = [await moves.spell((topic,))]
        say(payment, "Moved.")
        spelled.append(await moves.spell((topic,)))
        moves.changed([topic])
        return [*spelled, await moves.spell((topic,))]

    assert [words_of(spelled) for spelled in tell(story)] == [[None], [None], ["Moved."]]


def test_a_payment_that_moves_while_it_is_read_is_read_again(desk):
    payment = desk.ask("LWB_POSTPAID", "2200330044")
    topic = topics.payment(payment.number)

    async def story():
        moves = Moves()
        asking = asyncio.create_task(moves.spell((topic,)))
        await asyncio.sleep(0.001)  # the reading has begun, and may be over in the database
        say(payment, "Moved.")
        moves.changed([topic])
        return await asking

    assert words_of(tell(story)) == ["Moved."]


def test_when_announcements_were_lost_everything_is_read_again(desk):
    payment = desk.ask("LWB_POSTPAID", "2200330044")
    topic = topics.payment(payment.number)

    async def story():
        moves = Moves()
        await moves.spell((topic,))
        say(payment, "Moved.")
        moves.lost()
        return await moves.spell((topic,))

    assert words_of(tell(story)) == ["Moved."]


def test_many_payments_come_the_newest_first_and_what_is_none_is_left_out(desk):
    payments = [desk.ask("LWB_POSTPAID", f"22003300{number:02}") for number in range(10, 13)]
    asked = tuple(sorted(topics.payment(payment.number) for payment in payments))

    async def story():
        return await Moves().spell(("payment:TXN-NONE", *asked))

    shown = [row["createdAt"] for row in orjson.loads(tell(story))["transactions"]]

    assert len(shown) == 3
    assert shown == sorted(shown, reverse=True)
