"""What the ledger says on screen: transactions, fees, statement, overdue accounts, finance."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billie.staff.roles import Role
from ledger.models import CommandKind
from servicing.models import LoanAccount
from tests.billie.staff.people import person
from tests.ledger.operations.asking import ask, meant, send
from tests.ledger.simulation import business_today
from tests.servicing.pages.money.conftest import project, words

PAGES = (
    "/servicing/accounts/LA-1/transactions",
    "/servicing/accounts/LA-1/statement",
    "/servicing/overdue/",
    "/servicing/finance/",
)

BY_HAND = """
with made as (
  insert into entry (kind, business_date, description, created_at)
  values ('ADJUSTMENT', %s, 'by hand', now()) returning entry_id
)
insert into line select entry_id, code, amount
from made, (values ('1100', 1.00), ('1000', -1.00)) as both_sides (code, amount)
"""
"""An entry of the general ledger that no customer's account knows."""


@pytest.fixture
def loan(db, ledger_simulator) -> LoanAccount:
    """A late loan with a payment of 110.00 and a waiver of 5.00."""
    ledger_simulator.open_account(
        loan_account_id="LA-1",
        first_due=business_today() - timedelta(days=10),
        late_fees="15.00",
    )
    account = project("LA-1", days_past_due=10)
    olive = person(Role.OPERATIONS, username="olive")
    send(ask(meant(CommandKind.REPAYMENT, "LA-1", amount=Decimal(110)), olive))
    send(ask(meant(CommandKind.LATE_FEE, "LA-1", amount=Decimal(15)), olive))
    send(ask(meant(CommandKind.FEE_WAIVER, "LA-1", amount=Decimal(5)), olive))
    return account


def part(browser, tab):
    """Return what an open customer page asks for of a tab."""
    return words(browser.get(f"/servicing/customers/CUS-1/parts?part=account&tab={tab}"))


def test_transactions_are_listed_live_and_narrowed(loan, operations):
    address = "/servicing/accounts/LA-1/transactions"

    everything = words(operations.get(address))
    payments = words(operations.get(f"{address}?type=REPAYMENT"))
    nothing = words(operations.get(f"{address}?to_date=2020-01-01"))

    assert "Fee waiver" in everything.split("Owed after")[1]
    assert "\N{MINUS SIGN}110.00" in payments
    assert "Fee waiver" not in payments.split("Owed after")[1]
    assert "No transaction fits these filters" in nothing


def test_only_who_may_adjust_is_offered_to_take_a_transaction_back(loan, operations, readonly):
    address = "/servicing/accounts/LA-1/transactions"

    assert "/money/reversal?transaction=TXN-" in operations.get(address).content.decode()
    assert "/money/reversal" not in readonly.get(address).content.decode()


def test_a_place_that_is_none_leads_to_the_newest_transactions(loan, operations):
    address = "/servicing/accounts/LA-1/transactions"

    assert operations.get(f"{address}?cursor=nonsense").headers["Location"] == address


def test_the_account_shows_live_figures_and_says_so(loan, operations):
    page = words(operations.get("/servicing/customers/CUS-1"))

    assert "515.00 AUD" in page
    assert "Principal 505.00" in page or "Principal 500.00" in page
    assert "Live, as of" in page


def test_the_newest_transactions_come_when_the_page_is_open(loan, operations):
    page = operations.get("/servicing/customers/CUS-1?tab=transactions").content.decode()

    assert "Asking the ledger" in page
    assert "data-live-late" in page
    assert "\N{MINUS SIGN}110.00" in part(operations, "transactions")


def test_fees_are_told_by_what_became_of_them(loan, readonly):
    said = part(readonly, "fees")

    assert "Charged 130.00 AUD" in said
    assert "Paid 110.00 AUD" in said
    assert "Waived 5.00 AUD" in said
    assert "Outstanding 15.00 AUD" in said


def test_a_statement_adds_up_and_can_be_taken_along(loan, readonly):
    today = business_today()
    query = f"start={today.replace(month=1, day=1)}&end={today}"

    page = readonly.get(f"/servicing/accounts/LA-1/statement?{query}")

    said = words(page)
    assert "Payments received 110.00 AUD" in said
    assert "Fees charged 130.00 AUD" in said
    assert "Paid out, waived, corrected 495.00 AUD" in said
    assert "/api/ledger/statement/LA-1?from=" in page.content.decode()
    assert "format=pdf" in page.content.decode()


def test_a_statement_that_ends_before_it_begins_is_refused_at_its_field(loan, readonly):
    said = words(
        readonly.get("/servicing/accounts/LA-1/statement?start=2026-05-02&end=2026-05-01")
    )

    assert "This is before the beginning. Give a later day." in said
    assert "PDF" not in said


def test_overdue_accounts_come_from_the_ledger_beside_what_is_projected(
    loan, ledger_simulator, readonly
):
    ledger_simulator.open_account(
        loan_account_id="LA-2", first_due=business_today() - timedelta(days=40)
    )

    said = words(readonly.get("/servicing/overdue/"))
    late = words(readonly.get("/servicing/overdue/?min_days=30"))

    assert "400000001" in said
    assert "LA-2" in said
    assert "no event yet" in said
    assert "400000001" not in late.split("Reckoned")[1]


def test_the_finance_page_says_whether_the_books_agree(loan, supervisor):
    said = words(supervisor.get("/servicing/finance/"))

    assert "Active accounts 1" in said
    assert "The books agree." in said


def test_books_that_do_not_agree_are_said_loudly(loan, ledger_simulator, supervisor):
    with ledger_simulator.connect() as books:
        books.execute(BY_HAND, [business_today()])

    said = words(supervisor.get("/servicing/finance/"))

    assert "The books do not agree." in said
    assert "Do not close the period." in said
    assert "1.00" in said


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_when_the_ledger_is_gone(address, loan, ledger_simulator, supervisor):
    ledger_simulator.stop()

    answer = supervisor.get(address)

    assert answer.status_code == 200
    assert "The ledger cannot be reached." in words(answer)


def test_a_gone_ledger_leaves_the_projected_balance_and_never_a_zero(
    loan, ledger_simulator, operations
):
    ledger_simulator.stop()

    page = words(operations.get("/servicing/customers/CUS-1"))
    open_page = part(operations, "schedule")

    assert "600.00 AUD" in page
    assert "Projected, as of" in page
    assert "The ledger cannot be reached." in open_page


def test_live_figures_cost_the_database_nothing_for_each_account(
    loan, ledger_simulator, operations
):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            operations.get("/servicing/customers/CUS-1?account=LA-1")
        return len(asked)

    queries()
    few = queries()
    for number in range(2, 6):
        ledger_simulator.open_account(loan_account_id=f"LA-{number}")
        project(f"LA-{number}", account_number=f"40000000{number}")

    assert queries() == few
