"""Kinds of payload fields: the types that event classes are written in.

Each is a type for the strict decoder and stands for a tolerant reader (see `patience`). Lengths
are those of the columns that the values end in.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from servicing.events.readers import KEY_LENGTH, LARGEST_COUNT

Key = Annotated[str, Meta(min_length=1, max_length=KEY_LENGTH, title="identifier")]
Word = Annotated[str, Meta(max_length=64, title="word of a list")]
Name = Annotated[str, Meta(max_length=200, title="short text")]
Email = Annotated[str, Meta(max_length=320, title="e-mail address")]
Phone = Annotated[str, Meta(max_length=50, title="phone number")]
Link = Annotated[str, Meta(max_length=2000, title="address of a page")]
Prose = str
Money = Decimal
Count = Annotated[int, Meta(ge=0, le=LARGEST_COUNT, title="whole number")]
Day = date
Instant = Annotated[datetime, Meta(tz=True, title="instant")]
Flag = bool
Json = Any
Whole = dict[str, Any]  # not a field of the payload but all of it
Keys = tuple[Key, ...]
Facts = tuple[Json, ...]


class Part(msgspec.Struct, frozen=True, gc=False):
    """A piece of a payload, such as an address or one instalment."""
