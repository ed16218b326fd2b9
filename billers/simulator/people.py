"""Made-up people and their accounts, derived from a number: the same one is always the same.

Every number exists, apart from those that end in 66404.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import blake2b

NEVER_EXISTS = "66404"
CENT = Decimal("0.01")
FIRST_NAMES = (
    "Chisomo Dalitso Ethel Fatsani Grace Hastings Innocent Jolofina Kondwani Limbani"
    " Madalitso Naomi Olive Pemphero Rabecca Samalani Tamanda Upile Vitumbiko Wezi"
).split()
SURNAMES = (
    "Aiwalafalls Bweza Chinyanja Dambowood Fodyatown Gombeza Jumbelake Kalongonda Lilombwe"
    " Mandalake Nyimbohill Phirilonga Sapitwell Tambalamoon Ulemuford Zomberidge"
).split()
PLACES = (
    "Area Eleven, Bwaila Lane, Chirunga Hill, Kachere West, Likuni Road, Matawale Close,"
    " Nkolokosa Rise, Soche Terrace"
).split(", ")
FIRST_DAY = date(2025, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The holder of an account; `opening` is what is owed before anything is paid here."""

    number: str
    first_name: str
    surname: str
    place: str
    phone: str
    property_reference: str
    opening: Decimal
    billed_on: date

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.first_name} {self.surname}"


def exists(number: str) -> bool:
    """Tell whether an account number is anybody's."""
    return bool(number.strip()) and not number.endswith(NEVER_EXISTS)


def person_of(number: str) -> Person:
    """Return the holder of an account number."""
    return Person(
        number=number,
        first_name=FIRST_NAMES[drawn("first name", number, len(FIRST_NAMES))],
        surname=SURNAMES[drawn("surname", number, len(SURNAMES))],
        place=f"Plot {1 + drawn('plot', number, 900)}, {PLACES[drawn('place', number, 8)]}",
        phone=f"+26588{drawn('phone', number, 10_000_000):07}",
        property_reference=f"P{drawn('property', number, 1_000_000):06}",
        opening=amount_of("opening", number, 0, 60_000),
        billed_on=FIRST_DAY + timedelta(days=drawn("billed on", number, 365)),
    )


def drawn(what: str, number: str, below: int) -> int:
    """Return a whole number from 0, always the same for the same number and purpose."""
    digest = blake2b(f"{what}|{number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % below


def amount_of(what: str, number: str, least: int, most: int) -> Decimal:
    """Return an amount with two decimals, always the same for the same number and purpose."""
    tambala = 100 * least + drawn(what, number, 100 * (most - least) + 1)
    return tambala * CENT
