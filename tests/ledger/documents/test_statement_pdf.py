"""A statement as PDF: any text is set as it is written, on as many pages as it takes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ledger.answers import Statement, StatementLine
from ledger.documents.statement_csv import plain_text
from ledger.documents.statement_pdf import statement_pdf

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def statement(*descriptions: str) -> Statement:
    nothing = Decimal("0.00")
    return Statement(
        loan_account_id="LA-1",
        account_number="4000001",
        customer_id="CUS-1",
        period_start=date(2026, 3, 1),
        period_end=date(2026, 3, 31),
        disbursed_principal=nothing,
        establishment_fee=nothing,
        total_repayable=nothing,
        opening_balance=nothing,
        fees_charged=nothing,
        payments_received=nothing,
        closing_balance=nothing,
        lines=tuple(
            StatementLine(
                day=date(2026, 3, 2),
                transaction_id="T-1",
                description=description,
                charge=None,
                payment=Decimal("-1234.50"),
                balance=nothing,
            )
            for description in descriptions
        ),
        generated_at=None,
    )


def made(statement: Statement, customer_name: str = "Mei Chan") -> bytes:
    return statement_pdf(statement, currency="AUD", customer_name=customer_name, made_at=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "<img src='file:///etc/passwd'/>",
        "</para><b>",
        "&nbsp;&#0;",
        "\0\x07",
        "Ťâñ 陳美 🦘",
        "x" * 5000,
    ],
)
def test_any_text_can_stand_in_a_statement(text: str):
    assert made(statement(text), customer_name=text).startswith(b"%PDF-")


def test_a_long_statement_has_several_pages():
    assert made(statement(*["Repayment"] * 200)).count(b"/Type /Page\n") > 3


@pytest.mark.parametrize("text", ["=1+1", "+61", "-2", "@SUM(A1)", "\tx", "  =1"])
def test_a_text_that_looks_like_a_formula_is_marked_as_text(text: str):
    assert plain_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Repayment", "", "a=b", "2-3"])
def test_other_texts_stay_as_they_are(text: str):
    assert plain_text(text) == text
