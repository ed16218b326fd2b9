"""Phone numbers in one form, so that a number is found however it was written."""

import re
from functools import lru_cache

import phonenumbers

# Written so, a mobile number needs no library, which takes 50 µs where this takes one.
_MOBILE = {"AU": re.compile(r"(?:\+?61|0)(4\d{8})"), "MW": re.compile(r"(?:\+?265|0)([89]\d{8})")}
_CODE = {"AU": "61", "MW": "265"}
_SEPARATORS = str.maketrans("", "", " -.()/\u00a0")
_NOT_DIGITS = re.compile(r"[^0-9]+")
LONGEST = 50  # characters, of the column


@lru_cache(maxsize=20_000)
def phone_digits(number: str, region: str) -> str:
    """Return the digits of a number in E.164, without the plus: "0412 345 678" is "61412345678".

    `region` is the country (ISO 3166, two letters) of a number written without one. What is no
    phone number gives the digits that are there.
    """
    compact = number.translate(_SEPARATORS)
    mobile = _MOBILE.get(region)
    if mobile and (found := mobile.fullmatch(compact)) and compact.isascii():
        return _CODE[region] + found[1]
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return _NOT_DIGITS.sub("", number)[:LONGEST]
    return f"{parsed.country_code}{phonenumbers.national_significant_number(parsed)}"[:LONGEST]
