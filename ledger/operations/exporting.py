"""Statements as files: who took one out of the house is written down."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.contrib.auth.models import User
from django.utils import timezone

from billie.staff import audit
from ledger.documents.statement_csv import statement_csv
from ledger.documents.statement_pdf import statement_pdf
from ledger.queries.statements import StatementView, get_statement_view

NOT_FOR_A_FILE_NAME = re.compile(r"[^A-Za-z0-9_-]+")


class FileFormat(StrEnum):
    """What a statement can be taken out as."""

    PDF = "pdf"
    CSV = "csv"


MEDIA_TYPES = {FileFormat.PDF: "application/pdf", FileFormat.CSV: "text/csv; charset=utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file to be given out."""

    name: str
    media_type: str
    content: bytes


def export_statement(
    *,
    loan_account_id: str,
    from_date: date,
    to_date: date,
    file_format: FileFormat,
    by: User,
    now: datetime,
) -> Document:
    """Return a statement as a file, and record that somebody took it.

    :raises PeriodBackwards: if the period would end before it begins
    :raises LedgerProblem: if the ledger does not know the account or cannot be asked
    """
    view = get_statement_view(
        loan_account_id=loan_account_id, from_date=from_date, to_date=to_date
    )
    content = _content(view, file_format, now)
    audit.record(
        action="STATEMENT_EXPORTED",
        subject=("loan account", loan_account_id),
        now=now,
        actor=by,
        after={
            "format": file_format.value,
            "from": from_date.isoformat(),
            "to": to_date.isoformat(),
            "lines": len(view.statement.lines),
        },
    )
    return Document(
        name=_file_name(view, file_format),
        media_type=MEDIA_TYPES[file_format],
        content=content,
    )


def _content(view: StatementView, file_format: FileFormat, now: datetime) -> bytes:
    if file_format is FileFormat.CSV:
        return statement_csv(view.statement, currency=view.currency)
    return statement_pdf(
        view.statement,
        currency=view.currency,
        customer_name=view.customer_name,
        made_at=timezone.localtime(now),
    )


def _file_name(view: StatementView, file_format: FileFormat) -> str:
    statement = view.statement
    account = statement.account_number or statement.loan_account_id
    parts = ["statement", account, str(statement.period_start), str(statement.period_end)]
    return NOT_FOR_A_FILE_NAME.sub("-", "-".join(parts)) + f".{file_format.value}"
