"""Kinds of requests that need a second person; the room that acts on one registers it.

A kind is registered when its room starts (`AppConfig.ready`). The engine in
`billie.staff.approvals` then asks it for the facts and tells it what was decided.
"""

from collections.abc import Callable
from dataclasses import dataclass

from billie.staff.approval_content import Shown
from billie.staff.models import Approval


class FactsNotReadable(Exception):
    """What was shown cannot be compared with what is so now; nothing was decided.

    A kind raises it when its source cannot be asked. The message says what could not be read,
    `next_step` what to do about it.
    """

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.next_step = next_step or "Nothing was decided. Wait a moment, then decide again."


class KindNotKnown(LookupError):
    """No room that runs here has registered this kind of request."""


class KindIsTaken(ValueError):
    """Two rooms want to register the same kind."""


def nothing_to_do(approval: Approval) -> None:
    """Do nothing: what a kind does that has nothing to do at this point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalKind:
    """What the engine must know about one kind of request.

    `words` name the act as on its button ("Write off"); `permission` is what approvers need
    beside `staff.decide_approval`. With `one_at_a_time` a subject has at most one open request.

    `read_facts` returns what would be shown now. It may use the network and is called outside any
    transaction; it raises `FactsNotReadable` when it cannot know. `on_approved` and `on_closed`
    (rejected, cancelled, lapsed, expired) run inside the decision's transaction while the row is
    locked: database only. `on_approved` may raise `billie.staff.approval_refusals.SubjectChanged`
    for a change that it sees only there. `after_approved` runs after the commit, outside any
    transaction, and may use the network; a process may die before it, so whatever it starts must
    also be found by a sweeper.
    """

    code: str
    words: str
    permission: str
    read_facts: Callable[[Approval], Shown]
    on_approved: Callable[[Approval], None] = nothing_to_do
    on_closed: Callable[[Approval], None] = nothing_to_do
    after_approved: Callable[[Approval], None] = nothing_to_do
    one_at_a_time: bool = True


_kinds: dict[str, ApprovalKind] = {}


def register_kind(kind: ApprovalKind) -> None:
    """Add a kind of request; harmless twice with the same one.

    :raises KindIsTaken: if another one has its code
    """
    if _kinds.setdefault(kind.code, kind) != kind:
        raise KindIsTaken(f"{kind.code} is registered as another kind.")


def forget_kind(code: str) -> None:
    """Take a kind out again, as tests do with their own."""
    _kinds.pop(code, None)


def get_kind(code: str) -> ApprovalKind:
    """Return a kind by its code.

    :raises KindNotKnown: if nobody has registered it
    """
    if code not in _kinds:
        raise KindNotKnown(f"{code} is no kind of request that this version of Billie knows.")
    return _kinds[code]


def find_kind(code: str) -> ApprovalKind | None:
    """Return a kind by its code, None for one that nobody has registered."""
    return _kinds.get(code)


def list_kinds() -> list[ApprovalKind]:
    """Return all kinds, by their words."""
    return sorted(_kinds.values(), key=lambda kind: kind.words)
