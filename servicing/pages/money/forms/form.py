"""What every money form has in common."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from billie.web.fields import AmountField
from servicing.models import Instalment, LoanAccount


class MoneyForm(forms.Form):
    """A form about money on one account.

    `own` are the fields that every intent has by itself; all others are details of the order.
    `beside` are fields that stand on the line of the one before them, `one_of_several` those of
    which none is needed by itself, yet one of all.
    """

    own = frozenset({"amount", "reason"})
    beside: ClassVar[frozenset[str]] = frozenset()
    one_of_several: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        data: Any = None,
        *,
        account: LoanAccount,
        instalments: Iterable[Instalment] = (),
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id="money-%s")
        for field in self.fields.values():
            if isinstance(field, AmountField):
                field.currency = account.currency
        self.prepare(account, list(instalments))

    def prepare(self, account: LoanAccount, instalments: list[Instalment]) -> None:
        """Fill in what is known of the account; forms that want to override it."""

    def lines(self) -> list[list[forms.BoundField]]:
        """Return the fields as they stand on the page, line by line."""
        lines: list[list[forms.BoundField]] = []
        for field in self:
            if field.name in self.beside:
                lines[-1].append(field)
            else:
                lines.append([field])
        return lines

    def values(self) -> dict[str, Any]:
        """Return amount and reason as an intent takes them; after validation."""
        return {name: self.cleaned_data[name] for name in self.own if name in self.cleaned_data}

    def details(self) -> dict[str, Any]:
        """Return the rest of the order without what was left empty; after validation."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in self.own and value not in (None, "")
        }
