"""What may stand behind the question mark of this room's addresses."""

from datetime import date, timedelta
from typing import Any

from rest_framework import serializers

from billie.web.api_strictness import choice
from billie.web.camel_case import CamelSerializer
from ledger.answers import TransactionType
from ledger.operations.exporting import FileFormat

USUAL_PERIOD = timedelta(days=90)
JSON = "json"


class PeriodParameters(CamelSerializer):
    """A period of business days, both included."""

    from_date = serializers.DateField(required=False, help_text="First day, as 2026-09-01")
    to_date = serializers.DateField(required=False, help_text="Last day, as 2026-11-30")

    def get_fields(self) -> Any:
        """Return the fields by the words of the wire, which Python keeps for itself."""
        fields = super().get_fields()
        period = {"from": fields.pop("fromDate"), "to": fields.pop("toDate")}
        return {**fields, **period}


class TransactionParameters(PeriodParameters):
    """How the list of transactions can be narrowed."""

    type = choice(
        [(kind.value, kind.value) for kind in TransactionType if kind != "UNSPECIFIED"],
        required=False,
        help_text="Transactions of this kind",
    )


class StatementParameters(PeriodParameters):
    """Which period a statement is about, and what it is answered as."""

    format = choice(
        [(JSON, "JSON"), *((each.value, each.value.upper()) for each in FileFormat)],
        required=False,
        default=JSON,
        help_text="A file is recorded in the audit trail as taken out.",
    )


def usual_period(asked: dict[str, Any], *, today: date) -> tuple[date, date]:
    """Return the period that is asked for; left out, it ends today and has 90 days."""
    to_date = asked.get("to_date", today)
    return asked.get("from_date", to_date - USUAL_PERIOD), to_date
