"""How large the benchmark's portfolio is, and when it begins."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

BEGAN_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
BEGINNING = f"timestamptz '{BEGAN_AT}'"
ACCOUNTS_EACH, CHATS_EACH, LINES_EACH, POSTS_EACH, NOTES_EACH = 1.5, 0.5, 10, 2, 0.25


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many rows of each kind there are; all follow from the customers."""

    customers: int

    @property
    def accounts(self) -> int:
        """Three accounts for two customers."""
        return int(self.customers * ACCOUNTS_EACH)

    @property
    def conversations(self) -> int:
        """One conversation for two customers."""
        return int(self.customers * CHATS_EACH)

    @property
    def rows(self) -> dict[str, int]:
        """The number of rows by kind."""
        return {
            "customers": self.customers,
            "accounts": self.accounts,
            "instalments": sum((4, 4, 2)) * self.accounts // 3,
            "conversations": self.conversations,
            "utterances": self.conversations * LINES_EACH,
            "noticeboard_posts": self.conversations * POSTS_EACH,
            "notes": int(self.customers * NOTES_EACH),
            "stored_events": self.customers + 3 * self.accounts + self.conversations,
        }


def moment_after(size: Size) -> datetime:
    """Return an instant a few minutes after the newest conversation."""
    return BEGAN_AT + timedelta(minutes=2 * size.conversations + 10)
