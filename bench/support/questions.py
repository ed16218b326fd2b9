"""What staff ask of a large portfolio, each question drawn by chance."""

from collections.abc import Callable, Iterator
from datetime import datetime
from random import Random
from typing import Any

from servicing.models import Conversation, Customer, LoanAccount
from servicing.queries.accounts import AccountFilters, get_account_view, list_accounts
from servicing.queries.conversations import get_conversation_view, list_conversations
from servicing.queries.customers import get_customer_view, list_customers
from servicing.queries.search import search
from servicing.queries.timeline import get_timeline

Question = Callable[[Random], Any]
List = Callable[..., Any]
BUSIEST = 50
DEEP_PAGES, DEEP_LIMIT = 250, 200


class Samples:
    """Keys and words to ask with, drawn once from the portfolio."""

    def __init__(self, chance: Random, customers: int) -> None:
        numbers = chance.sample(range(1, customers + 1), 2_000)
        self.customer_ids = [f"CUS-{100_000 + number}" for number in numbers]
        self.busiest_ids = [f"CUS-{100_000 + number}" for number in range(1, BUSIEST + 1)]
        self.customers = list(Customer.objects.filter(pk__in=self.customer_ids))
        self.accounts = list(LoanAccount.objects.filter(customer_id__in=self.customer_ids))
        self.conversations = list(
            Conversation.objects.filter(customer_id__in=self.customer_ids).values_list(
                "pk", "application_number"
            )
        )


def by_primary_key(samples: Samples) -> Question:
    """Return the cheapest question: one row by its primary key, through the ORM."""
    return lambda chance: Customer.objects.get(pk=chance.choice(samples.customer_ids))


def without_doors(samples: Samples, now: datetime) -> Iterator[tuple[str, Question]]:
    """Yield what is asked of `servicing.queries`, by name; lists at their top and far down."""
    yield from of_one(samples).items()
    yield from of_search(samples).items()
    for name, ask in lists(now).items():
        yield f"list of {name}", lambda chance, ask=ask: ask()
        if cursors := deep_cursors(ask):
            yield (
                f"list of {name}, {DEEP_PAGES * DEEP_LIMIT:,} rows down",
                lambda chance, ask=ask, cursors=cursors: ask(cursor=chance.choice(cursors)),
            )


def of_one(samples: Samples) -> dict[str, Question]:
    """Return questions about one customer, account or conversation."""
    return {
        "customer": lambda chance: _customer(chance.choice(samples.customer_ids)),
        "busiest customers": lambda chance: _customer(chance.choice(samples.busiest_ids)),
        "account": lambda chance: get_account_view(
            loan_account_id=chance.choice(samples.accounts).pk
        ),
        "conversation": lambda chance: get_conversation_view(
            conversation_id=chance.choice(samples.conversations)[0]
        ),
    }


def _customer(customer_id: str) -> None:
    """Ask for all that the customer page shows."""
    view = get_customer_view(customer_id=customer_id)
    get_timeline(customer_ids=[customer_id, *view.merged_ids])


def of_search(samples: Samples) -> dict[str, Question]:
    """Return searches, as somebody types who has a customer on the phone."""

    def ask(words: Callable[[Random], str]) -> Question:
        return lambda chance: search(text=words(chance))

    def name(chance: Random) -> str:
        return str(chance.choice(samples.customers).full_name)

    return {
        "search by name": ask(name),
        "search by name with a typo": ask(lambda chance: misspelt(name(chance), chance)),
        "search by one name with a typo": ask(
            lambda chance: misspelt(chance.choice(name(chance).split()), chance)
        ),
        "search by the beginning of a name": ask(
            lambda chance: name(chance)[: chance.randint(2, 5)]
        ),
        "search by nonsense": ask(lambda chance: "".join(chance.choices("bcdfghkxzaeiou", k=9))),
        "search by phone": ask(
            lambda chance: spoken(chance.choice(samples.customers).mobile_phone_number, chance)
        ),
        "search by e-mail": ask(lambda chance: chance.choice(samples.customers).email_address),
        "search by customer ID": ask(lambda chance: chance.choice(samples.customer_ids)),
        "search by account number": ask(
            lambda chance: chance.choice(samples.accounts).account_number
        ),
        "search by the beginning of an account number": ask(
            lambda chance: chance.choice(samples.accounts).account_number[: chance.randint(3, 8)]
        ),
        "search by application number": ask(
            lambda chance: chance.choice(samples.conversations)[1]
        ),
    }


def misspelt(words: str, chance: Random) -> str:
    """Return words with one letter left out, doubled, changed, or swapped with the next."""
    place = chance.randrange(1, len(words) - 1)
    before, letter, after = words[:place], words[place], words[place + 1 :]
    return chance.choice(
        (
            before + after,
            before + letter + letter + after,
            before + chance.choice("aeinorst") + after,
            before + after[0] + letter + after[1:],
        )
    )


def spoken(number: str, chance: Random) -> str:
    """Return a mobile number as people write it."""
    return chance.choice(
        (number, f"+61 {number[1:4]} {number[4:7]} {number[7:]}", f"{number[:4]} {number[4:]}")
    )


def lists(now: datetime) -> dict[str, List]:
    """Return the list pages; each takes a cursor and a limit."""

    def accounts(**filters: Any) -> List:
        return lambda **place: list_accounts(filters=AccountFilters(**filters), **place)

    def conversations(**filters: Any) -> List:
        return lambda **place: list_conversations(now=now, **filters, **place)

    return {
        "customers": list_customers,
        "customers, vulnerable": lambda **place: list_customers(vulnerable=True, **place),
        "customers, eKYC failed": lambda **place: list_customers(ekyc_status="failed", **place),
        "accounts": accounts(),
        "accounts in arrears": accounts(in_arrears=True),
        "accounts in default": accounts(bucket="default"),
        "accounts 30 to 60 days past due": accounts(days_from=30, days_to=60),
        "accounts written off": accounts(status="written_off"),
        "accounts late, of one status": accounts(status="in_arrears", bucket="early_arrears"),
        "conversations": conversations(),
        "conversations referred": conversations(decision="REFERRED"),
        "conversations ended": conversations(status="hard_end"),
        "conversations active": conversations(status="active"),
    }


def deep_cursors(ask: List) -> list[str]:
    """Return places 50 000 rows down a list, none when it is not that long."""
    cursors = list(_cursors(ask))
    return cursors[-20:] if len(cursors) == DEEP_PAGES else []


def _cursors(ask: List) -> Iterator[str]:
    cursor: str | None = None
    for _ in range(DEEP_PAGES):
        cursor = ask(cursor=cursor, limit=DEEP_LIMIT).next_cursor
        if cursor is None:
            return
        yield cursor
