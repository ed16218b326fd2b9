"""Made-up people. Nobody is meant: mail goes to example domains, phones ring nowhere."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from servicing.demo import names


@dataclass(frozen=True, kw_only=True)
class Address:
    """A postal address; the fields are those of WIRE 1.3."""

    unit_number: str | None
    street_number: str
    street_name: str
    street_type: str
    suburb: str
    state: str
    postcode: str

    def as_payload(self) -> dict[str, str | None]:
        """Return the address as events carry it, with its full text."""
        unit = f"{self.unit_number}/" if self.unit_number else ""
        street = f"{unit}{self.street_number} {self.street_name} {self.street_type}"
        return {
            "unit_number": self.unit_number,
            "street_number": self.street_number,
            "street_name": self.street_name,
            "street_type": self.street_type,
            "suburb": self.suburb,
            "state": self.state,
            "postcode": self.postcode,
            "country": "Australia",
            "full_address": f"{street}, {self.suburb} {self.state} {self.postcode}",
        }


@dataclass(frozen=True, kw_only=True)
class Person:
    """A customer to be, with what an application asks for."""

    first_name: str
    last_name: str
    preferred_name: str | None
    email: str
    phone: str
    date_of_birth: date
    home: Address
    mailing: Address | None
    flags: dict[str, bool]


def make_person(chance: Random, *, today: date) -> Person:
    """Return a made-up adult living in Australia, of 19 to 72 years on the given day."""
    first, last = chance.choice(names.FIRST), chance.choice(names.LAST)
    return Person(
        first_name=first,
        last_name=last,
        preferred_name=names.SHORT.get(first) if chance.random() < 0.6 else None,
        email=_email(chance, first, last),
        phone=make_phone(chance),
        date_of_birth=today - timedelta(days=chance.randint(19 * 366, 72 * 365)),
        home=make_address(chance),
        mailing=make_address(chance) if chance.random() < 0.08 else None,
        flags={flag: True for flag, odds in names.FLAGS.items() if chance.random() < odds},
    )


def misspell(chance: Random, person: Person) -> Person:
    """Return the same person as typed in a hurry: a slip in the name, another mail."""
    place = chance.randrange(1, len(person.last_name) - 1)
    left, right = person.last_name[place], person.last_name[place + 1 :]
    slip = person.last_name[:place] + right[:1] + left + right[1:]
    return replace(person, last_name=slip, email=_email(chance, person.first_name, slip))


def make_phone(chance: Random) -> str:
    """Return a number that Australia reserves for fiction, as people write it.

    The regulator sets aside thirty mobile numbers, and 5550 and 7010 in each area code.
    """
    if chance.random() < 0.55:
        number = chance.choice(names.FICTION_MOBILES)
        return chance.choice(
            (f"+61{number[1:]}", number, f"{number[:4]} {number[4:7]} {number[7:]}")
        )
    area, exchange, line = (
        chance.choice("2378"),
        chance.choice(("5550", "7010")),
        chance.randrange(10_000),
    )
    return chance.choice((f"+61{area}{exchange}{line:04}", f"(0{area}) {exchange} {line:04}"))


def make_address(chance: Random) -> Address:
    """Return an address in a real suburb and a street that we named ourselves."""
    suburb, state, postcode = chance.choice(names.SUBURBS)
    return Address(
        unit_number=str(chance.randint(1, 40)) if chance.random() < 0.3 else None,
        street_number=str(chance.randint(1, 220)),
        street_name=chance.choice(names.STREETS),
        street_type=chance.choice(names.STREET_TYPES),
        suburb=suburb,
        state=state,
        postcode=postcode,
    )


def _email(chance: Random, first: str, last: str) -> str:
    words = (first + "." + last).lower().replace("'", "").replace(" ", "")
    return f"{words}{chance.randrange(1, 1000)}@{chance.choice(('example.com', 'example.org'))}"
