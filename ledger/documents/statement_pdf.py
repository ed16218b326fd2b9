"""A statement as PDF, to be printed or sent: A4, one table, as many pages as it needs.

What comes from outside is escaped before it is set, as reportlab reads markup in texts.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from html import escape
from typing import Any
from unicodedata import combining, normalize

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from ledger.answers import Statement

REGULAR, BOLD = "Vera", "VeraBd"  # come with reportlab, and are put into the file
INK, LINE = colors.HexColor("#1f2937"), colors.HexColor("#d1d5db")
MARGIN = 18 * mm
LONGEST_TEXT = 400  # a row must fit on a page
FACTS_WIDTHS = (42 * mm, 132 * mm)
LINE_WIDTHS = (24 * mm, 78 * mm, 24 * mm, 24 * mm, 24 * mm)
HEADINGS = ("Date", "Description", "Charge", "Payment", "Balance")

TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=8.5, leading=11, textColor=INK)
TITLE = ParagraphStyle("title", parent=TEXT, fontName=BOLD, fontSize=15, leading=20)
STRONG = ParagraphStyle("strong", parent=TEXT, fontName=BOLD)
RIGHT = ParagraphStyle("right", parent=TEXT, alignment=2)
RIGHT_STRONG = ParagraphStyle("right strong", parent=STRONG, alignment=2)


def statement_pdf(
    statement: Statement, *, currency: str, customer_name: str, made_at: datetime
) -> bytes:
    """Return a statement as a file. `made_at` is shown in the zone that it is given in."""
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=f"Statement {statement.account_number}",
        author="Billie",
        lang="en-GB",
    )
    story: list[Flowable] = [
        _text("Statement of account", TITLE),
        Spacer(0, 4 * mm),
        _facts(statement, currency, customer_name, made_at),
        Spacer(0, 6 * mm),
        _lines(statement),
    ]
    document.build(story, onFirstPage=_foot, onLaterPages=_foot)
    return file.getvalue()


@cache
def _font(name: str) -> Any:
    """Return a font, which reportlab knows by its name from then on."""
    font: Any = TTFont(name, f"{name}.ttf")
    pdfmetrics.registerFont(font)
    return font


def _facts(statement: Statement, currency: str, customer_name: str, made_at: datetime) -> Table:
    facts = {
        "Account": statement.account_number or statement.loan_account_id,
        "Customer": customer_name or statement.customer_id,
        "Period": f"{_day(statement.period_start)} to {_day(statement.period_end)}",
        "Currency": currency,
        "Opening balance": _figure(statement.opening_balance),
        "Fees charged": _figure(statement.fees_charged),
        "Payments received": _figure(statement.payments_received),
        "Closing balance": _figure(statement.closing_balance),
        "Made": f"{_day(made_at)}, {made_at:%H:%M %Z}",
    }
    rows = [[_text(name, STRONG), _text(fact)] for name, fact in facts.items()]
    return Table(rows, colWidths=FACTS_WIDTHS, hAlign="LEFT", style=_style())


def _lines(statement: Statement) -> Table:
    head = [_text(word, RIGHT_STRONG if at > 1 else STRONG) for at, word in enumerate(HEADINGS)]
    rows = [head, *_rows(statement)]
    return Table(rows, colWidths=LINE_WIDTHS, repeatRows=1, hAlign="LEFT", style=_style())


def _rows(statement: Statement) -> Iterator[list[Paragraph]]:
    yield _row(statement.period_start, "Opening balance", None, None, statement.opening_balance)
    for line in statement.lines:
        yield _row(line.day, line.description, line.charge, line.payment, line.balance)
    yield _row(statement.period_end, "Closing balance", None, None, statement.closing_balance)


def _row(day: date, words: str, *amounts: Decimal | None) -> list[Paragraph]:
    return [_text(_day(day)), _text(words), *(_text(_figure(each), RIGHT) for each in amounts)]


def _style() -> TableStyle:
    return TableStyle(
        [
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ]
    )


def _foot(canvas: Any, document: Any) -> None:
    canvas.setFont(REGULAR, 7.5)
    canvas.setFillColor(INK)
    canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, f"Page {document.page}")


def _text(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    known = _font(style.fontName).face.charToGlyph
    words = text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]} …"
    plain = "".join(each if ord(each) in known else _without_marks(each) for each in words)
    return Paragraph(escape(plain, quote=False), style)


def _without_marks(letter: str) -> str:
    """Return what is left of a letter that the font lacks, without its accents."""
    return "".join(each for each in normalize("NFKD", letter) if not combining(each))


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _figure(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"
