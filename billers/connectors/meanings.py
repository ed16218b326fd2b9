"""What a biller's codes and words of refusal mean: rows for the tables in provider files."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from billers.connectors.contract import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A refusal in our words, safe to show to staff, and who can mend it.

    `is_used_reference` marks the one that speaks of our reference and not of the order: the biller
    has seen it before.
    """

    words: str
    fault: Fault
    is_used_reference: bool = False


REFERENCE_USED = Meaning(
    words="The biller has seen this reference before.", fault=Fault.OURS, is_used_reference=True
)

NO_SUCH_ACCOUNT = Meaning(words="The biller has no such account.", fault=Fault.CUSTOMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A refusal that a biller's tables know; `code` is as the biller wrote it, or empty."""

    code: str
    meaning: Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """All that one biller is known to refuse with.

    `words` are phrases in lower case, for billers that send no code.
    """

    codes: Mapping[str, Meaning]
    words: Mapping[str, Meaning]

    def find(self, *, codes: Iterable[str], text: str) -> Refusal | None:
        """Return what was refused, or None when the tables do not know it or know two things.

        Codes decide where there are any: a text around an unknown code is not interpreted.
        """
        found = {code for code in codes if code}
        if found:
            refusals = [
                Refusal(code=code, meaning=self.codes[code])
                for code in sorted(found)
                if code in self.codes
            ]
            return refusals[0] if len(refusals) == len(found) == 1 else None
        plain = re.sub(r"\s+", " ", text).casefold()
        meanings = [meaning for phrase, meaning in self.words.items() if phrase in plain]
        alike = meanings and all(meaning == meanings[0] for meaning in meanings)
        return Refusal(code="", meaning=meanings[0]) if alike else None
