"""Patterns of account numbers: an administrator writes one, and customers' numbers are held to it.

They are RE2's (https://github.com/google/re2/wiki/Syntax). It reads each character once, so no
pattern can keep a page waiting, as `(a+)+` would elsewhere; therefore it has no look-around and no
back-references.
"""

from typing import Any

import re2

_QUIET = re2.Options()
_QUIET.log_errors = False


class PatternIsUnusable(ValueError):
    """A text is no pattern; the message says why, to follow a colon."""


def check_pattern(pattern: str) -> None:
    """Let a text pass that numbers can be held to.

    :raises PatternIsUnusable: if it is none
    """
    _compiled(pattern)


def fits(pattern: str, number: str) -> bool:
    """Tell whether the whole of a number is as a pattern wants it.

    :raises PatternIsUnusable: if the pattern is none
    """
    compiled = _compiled(pattern)
    try:
        return compiled.fullmatch(number) is not None
    except UnicodeEncodeError:  # half a character, which no pattern means
        return False


def _compiled(pattern: str) -> Any:
    """Return a pattern ready for use; RE2 keeps those that were used lately."""
    try:
        return re2.compile(pattern, _QUIET)
    except re2.error as error:
        [words] = error.args
        raise PatternIsUnusable(words.decode(errors="replace")) from None
    except UnicodeEncodeError:
        raise PatternIsUnusable("half a character stands in it") from None
