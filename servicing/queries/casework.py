"""What staff wrote down about a customer beside notes: promises, flags, who has the accounts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from servicing.models import CollectionCase, CustomerFlag
from servicing.models.casework.flags import FlagKind, FlagState
from servicing.queries.flags import list_flags
from servicing.queries.promises import PromiseView, list_promises


@dataclass(frozen=True, slots=True, kw_only=True)
class Casework:
    """Promises and flags of a customer, newest first, and the open cases of their accounts."""

    promises: list[PromiseView] = field(default_factory=list)
    flags: list[CustomerFlag] = field(default_factory=list)
    cases: dict[str, CollectionCase] = field(default_factory=dict)
    active: dict[FlagKind, CustomerFlag] = field(default_factory=dict)

    @property
    def stop_contact(self) -> CustomerFlag | None:
        """The flag that rules contacts out today."""
        return self.active.get(FlagKind.STOP_CONTACT)


def get_casework(
    *, customer_ids: Iterable[str], loan_account_ids: Iterable[str], today: date
) -> Casework:
    """Return what was written down about a customer's identities and accounts, in four queries."""
    everyone = list(customer_ids)
    flags = list_flags(customer_ids=everyone)
    cases = CollectionCase.objects.filter(
        loan_account_id__in=list(loan_account_ids), closed_at=None
    )
    return Casework(
        promises=list_promises(customer_ids=everyone, today=today),
        flags=flags,
        cases={case.loan_account_id: case for case in cases.select_related("assigned_to")},
        active={
            FlagKind(flag.kind): flag for flag in flags if flag.state_on(today) == FlagState.ACTIVE
        },
    )
