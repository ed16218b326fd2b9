"""A plain corpus for benchmarks: quick to make, about as many events of each kind."""

from collections.abc import Callable, Iterator
from itertools import count, islice
from random import Random

from servicing.demo import names
from servicing.demo.chances import chance_from
from servicing.demo.messages import Message

NEIGHBOURS = 50
"""How many customers are busy at the same time."""


def mixed(*, events: int, seed: int) -> Iterator[Message]:
    """Yield `events` messages: customers, accounts, schedules of four, updates, and chat.

    Customers come in groups, and the members of a group take turns, so that a batch holds a few
    events of many aggregates. The same arguments give the same bytes.
    """
    return islice(_endless(chance_from(seed)), events)


def _endless(chance: Random) -> Iterator[Message]:
    for first in count(0, NEIGHBOURS):
        for make in KINDS:
            for number in range(first, first + NEIGHBOURS):
                yield make(chance, number)


def _customer(chance: Random, number: int) -> Message:
    first, last = chance.choice(names.FIRST), chance.choice(names.LAST)
    phone = chance.choice(names.FICTION_MOBILES)
    suburb, state, postcode = chance.choice(names.SUBURBS)
    return _message(
        number,
        "customer.changed.v1",
        f'{{"customer_id":"CUS-{number:08}","first_name":"{first}","last_name":"{last}",'
        f'"email_address":"person{number}@example.com","mobile_phone_number":"{phone}",'
        f'"date_of_birth":"{chance.randrange(1955, 2005)}-03-14","ekyc_status":"successful",'
        f'"residential_address":{{"street_number":"{number % 200 + 1}","suburb":"{suburb}",'
        f'"state":"{state}","postcode":"{postcode}"}}}}',
    )


def _account(chance: Random, number: int) -> Message:
    amount = chance.randrange(200, 2001, 50)
    fee = amount // 5
    return _message(
        number,
        "account.created.v1",
        f'{{"account_id":"LOAN-{number:08}","account_number":"4{number:08}",'
        f'"customer_id":"CUS-{number:08}","status":"ACTIVE","loan_amount":"{amount}.00",'
        f'"current_balance":"{amount + fee}.00","loan_fee":"{fee}.00",'
        f'"loan_total_payable":"{amount + fee}.00","opened_date":"2026-02-02"}}',
    )


def _schedule(chance: Random, number: int) -> Message:
    each = chance.randrange(60, 600)
    payments = ",".join(
        f'{{"payment_number":{place},"due_date":"2026-0{place + 2}-02","amount":"{each}.00"}}'
        for place in range(1, 5)
    )
    return _message(
        number,
        "account.schedule.created.v1",
        f'{{"account_id":"LOAN-{number:08}","schedule_id":"SCH-{number:08}","n_payments":4,'
        f'"payment_frequency":"monthly","payments":[{payments}],"created_date":"2026-02-02"}}',
    )


def _update(chance: Random, number: int) -> Message:
    """Return an update of this account or of one opened before."""
    other = chance.randrange(number + 1)
    return _message(
        other,
        "account.updated.v1",
        f'{{"account_id":"LOAN-{other:08}","current_balance":"{chance.randrange(0, 2000)}.50",'
        f'"last_payment_date":"2026-03-0{chance.randrange(1, 10)}",'
        f'"last_payment_amount":"{chance.randrange(50, 600)}.00",'
        f'"triggered_by_transaction_type":"REPAYMENT"}}',
        mark=number,
    )


def _started(chance: Random, number: int) -> Message:
    return _message(number, "conversation_started", f'{{"application_number":"APP-{number:08}"}}')


def _asked(chance: Random, number: int) -> Message:
    amount = chance.randrange(200, 2001, 50)
    return _said(number, "user_input", f"Hi, I need {amount} dollars for a new fridge")


def _answered(chance: Random, number: int) -> Message:
    rate = chance.choice(("weekly", "fortnightly", "monthly"))
    return _said(number, "assistant_response", f"I can help with that. Do you get paid {rate}?")


def _said(number: int, typ: str, words: str) -> Message:
    instant = f"2026-02-02T0{number % 10}:{number % 60:02}:00+00:00"
    return _message(number, typ, f'{{"utterance":"{words}","created_at":"{instant}"}}')


def _message(number: int, typ: str, payload: str, *, mark: int | None = None) -> Message:
    """Return a message; `mark` tells apart events of one type about the same aggregate."""
    return {
        "typ": typ,
        "payload": payload,
        "conv": f"conversation-{number:08}",
        "usr": f"CUS-{number:08}",
        "agt": "bench::publisher",
        "seq": "1",
        "cls": "msg",
        "rec": "[]",
        "cause": f"cause-{number if mark is None else mark:08}-{typ}",
    }


KINDS: tuple[Callable[[Random, int], Message], ...] = (
    _customer,
    _account,
    _schedule,
    _update,
    _started,
    _asked,
    _answered,
)
