"""A loan that the ledger and the projections both know, and the way through its forms."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from servicing.models import Customer, LoanAccount
from tests.ledger.simulation import Simulation

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def loan(db: None, ledger_simulator: Simulation) -> LoanAccount:
    """A loan of which 500.00 principal and 100.00 fees are owed."""
    ledger_simulator.open_account(loan_account_id="LA-1", account_number="400000001")
    return project("LA-1")


def project(loan_account_id: str, **fields: Any) -> LoanAccount:
    """Keep what the event stream would have said of an account, and of its customer."""
    customer, _ = Customer.objects.get_or_create(
        customer_id="CUS-1", defaults={"full_name": "Maya Okoro", "as_of": NOW}
    )
    values = {
        "account_number": "400000001",
        "customer": customer,
        "account_status": "active",
        "current_balance": Decimal("600.00"),
        "as_of": NOW,
        **fields,
    }
    return LoanAccount.objects.create(loan_account_id=loan_account_id, **values)


class Form:
    """One money form in one browser: opened once, then sent in its steps."""

    def __init__(self, browser: Client, act: str, account: str, **query: str) -> None:
        self.browser = browser
        opened: Any = browser.get(f"/servicing/accounts/{account}/money/{act}", query)
        self.address = str(opened.headers.get("Location", ""))
        self.opened: Any = browser.get(self.address) if self.address else opened

    def review(self, **fields: str) -> Any:
        """Send what was entered, and return the page that shows what would happen."""
        return self.browser.post(self.address, {**fields, "step": "review"})

    def confirm(self, page: HttpResponse, **changed: str) -> Any:
        """Send the page of the review on, as its button does."""
        return self.browser.post(self.address, {**hidden(page), **changed, "step": "confirm"})

    def done(self, **fields: str) -> Any:
        """Go through all steps, and return the page of the command."""
        answer = self.confirm(self.review(**fields))
        assert answer.status_code == 302, words(answer)
        return self.browser.get(answer.headers["Location"])


@pytest.fixture
def open_form() -> Callable[..., Form]:
    """Open a form as somebody."""
    return Form


def hidden(page: HttpResponse) -> dict[str, str]:
    """Return what a page carries in hidden fields."""
    html = page.content.decode()
    fields = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', html)
    return dict(fields)


def words(page: HttpResponse) -> str:
    """Return what a page says, without its markup and without icons."""
    html = re.sub(r'<span class="b-icon[^>]*>[^<]*</span>', " ", page.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#x27;", "'")
