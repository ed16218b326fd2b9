"""Books outlive the process, and are nobody else's meanwhile."""

from datetime import UTC, datetime

import pytest

from billers.simulator.books import Books
from billers.simulator.journal import BooksInUse, BooksUnreadable, Journal
from tests.billers.simulated_billers import billers_in_a_thread
from tests.billers.simulator.asking import pay, post_payment, soap, transfer

PAYERS = ["bwb_postpaid", "srwb_prepaid", "lwb_postpaid"]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "books.jsonl"


def test_the_same_books_are_there_after_a_start(file):
    with billers_in_a_thread(books=file) as billers:
        for biller in PAYERS:
            pay(billers, biller, reference="A1", amount="12.50")
        transfer(billers, reference="A1", amount="99.99")
        before = [billers.book(biller) for biller in (*PAYERS, "core_banking")]

    with billers_in_a_thread(books=file) as billers:
        after = [billers.book(biller) for biller in (*PAYERS, "core_banking")]
        again = pay(billers, "bwb_postpaid", reference="A1")
        new = pay(billers, "bwb_postpaid", reference="A2")

    assert before == after
    assert again.text("failure_code") == "11"
    assert new.text("their_transaction_id") == "BW00000002"


def test_a_payment_taken_back_stays_taken_back(file):
    fields = {"AccountNumber": "4711", "Amount": "80.00", "Currency": "MWK"}
    back = {"OriginalTransactionId": "A1", **fields}
    with billers_in_a_thread(books=file) as billers:
        post_payment(billers, "lwb_postpaid", reference="A1", account="4711", amount="80.00")
        soap(billers, "lwb_postpaid", "ReversePayment", OurTransactionId="B1", **back)

    with billers_in_a_thread(books=file) as billers:
        again = soap(billers, "lwb_postpaid", "ReversePayment", OurTransactionId="B2", **back)
        total = billers.book("lwb_postpaid")["total"]

    assert again.text("Status") == "FAILED"
    assert total == "0.00"


def test_a_line_that_was_cut_by_a_crash_is_dropped(file):
    with billers_in_a_thread(books=file) as billers:
        pay(billers, "bwb_postpaid", reference="A1")
    with file.open("ab") as tail:
        tail.write(b'{"book": "BWB_POSTPAID", "refer')

    with billers_in_a_thread(books=file) as billers:
        pay(billers, "bwb_postpaid", reference="A2")
        kept = [payment["reference"] for payment in billers.payments("bwb_postpaid")]

    assert kept == ["A1", "A2"]
    assert file.read_bytes().count(b"\n") == 2


def test_books_are_one_simulators_at_a_time(file):
    first = Journal(file)

    with pytest.raises(BooksInUse, match="Another simulator has the books"):
        Journal(file)

    first.close()
    Journal(file).close()


@pytest.mark.parametrize("content", [b"not JSON\n", b"[1, 2]\n", b'{"other": "file"}\n', b"5\n"])
def test_another_kind_of_file_is_left_alone(file, content):
    file.write_bytes(content)

    with pytest.raises(BooksUnreadable, match="does not hold a simulator's books"):
        Journal(file)

    assert file.read_bytes() == content


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    with pytest.raises(BooksUnreadable, match="cannot be opened"):
        Journal(tmp_path)


def test_forgotten_books_leave_an_empty_file(file):
    with billers_in_a_thread(books=file) as billers:
        pay(billers, "bwb_postpaid", reference="A1")
        billers.control("/_books", method="DELETE")
        pay(billers, "bwb_postpaid", reference="A1")

    reopened = Books(Journal(file), lambda: datetime.now(UTC))
    assert [entry.receipt for entry in reopened.taken("BWB_POSTPAID")] == ["BW00000001"]
