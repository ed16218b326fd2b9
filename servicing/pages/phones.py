"""Phone numbers as one reads them out."""

import phonenumbers
from django.conf import settings


def spoken_phone(number: str) -> str:
    """Return a phone number in groups of digits with its country; what is none stays as it is."""
    try:
        parsed = phonenumbers.parse(number, settings.DEFAULT_PHONE_REGION)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
