"""Payments as CSV, however many: written by PostgreSQL itself and passed on piece by piece.

# Note [Why the database writes the file]
COPY reads the rows in their order and sends each as it is written, as a cursor on the server
would, so neither side holds more than a piece. Spelling half a million rows in Python takes many
times longer than the database needs.

# Note [A cell that begins like a formula]
Spreadsheets work out a cell that begins with =, +, - or @, also behind blanks. Account numbers and
names come from outside, so such a cell gets an apostrophe in front, which spreadsheets leave out.
"""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Expression, F, Func, TextField, Value
from django.db.models.functions import Cast

from billers.queries.payments import ORDER, PaymentFilters, filter_payments

PIECE_BYTES = 64 * 1024


class _Harmless(Func):
    """A text that no spreadsheet takes for a formula."""

    template = (
        r"(case when %(expressions)s ~ '^[[:space:]]*[=+@-]' then '''' else '' end"
        r" || %(expressions)s)"
    )
    arity = 1
    output_field = TextField()


def _text(name: str) -> Expression:
    return _Harmless(F(name))


def _instant(name: str) -> Expression:
    return Func(
        F(name),
        Value('YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        template="to_char(%(expressions)s)",
        arg_joiner=" at time zone 'UTC', ",
        output_field=TextField(),
    )


COLUMNS: dict[str, Expression | F] = {
    "id": F("number"),
    "createdAt": _instant("created_at"),
    "billerType": F("biller_type"),
    "billerName": _text("biller_name"),
    "transactionType": F("transaction_type"),
    "accountNumber": _text("account_number"),
    "accountType": _text("account_type"),
    "customerAccountName": _text("customer_account_name"),
    "amount": Cast("amount", TextField()),
    "currency": F("currency"),
    "status": F("status"),
    "outcome": F("pay_outcome"),
    "externalTransactionId": _text("external_transaction_id"),
    "invoiceNumber": _text("invoice_number"),
    "bundleId": _text("bundle_id"),
    "errorCode": _text("error_code"),
    "errorMessage": _text("error_message"),
    "processedAt": _instant("processed_at"),
    "completedAt": _instant("completed_at"),
    "initiatedBy": _text("initiated_by__username"),
}


def export_payments(filters: PaymentFilters) -> Iterator[bytes]:
    """Yield the payments that filters leave as CSV in UTF-8, the newest first.

    :raises PeriodBackwards: before anything is yielded, if the period would end before it begins
    """
    columns = {f"csv_{name}": expression for name, expression in COLUMNS.items()}
    rows = filter_payments(filters).order_by(*ORDER).annotate(**columns).values_list(*columns)
    statement, parameters = rows.query.sql_with_params()
    return _pieces(statement, parameters)


def _pieces(statement: str, parameters: tuple[object, ...]) -> Iterator[bytes]:
    head = (",".join(COLUMNS) + "\r\n").encode()
    gathered, size = [head], len(head)
    with connection.cursor() as cursor:
        copying = f"copy ({statement}) to stdout (format csv)"
        with cursor.copy(copying, parameters) as copy:
            for row in copy:
                gathered.append(bytes(row))
                size += len(row)
                if size >= PIECE_BYTES:
                    yield b"".join(gathered)
                    gathered, size = [], 0
    yield b"".join(gathered)
