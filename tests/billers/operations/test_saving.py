"""Rows of payments are written by what changed of them, and nothing that changed is forgotten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billers.models import BillerTransaction


@pytest.fixture
def payment(lone_bank):
    """A payment as somebody reads it."""
    return BillerTransaction.objects.get(pk=lone_bank.ask("MASM", "2200330044").pk)


def stored(payment):
    return BillerTransaction.objects.get(pk=payment.pk)


def test_what_did_not_change_is_not_written_over(payment):
    BillerTransaction.objects.filter(pk=payment.pk).update(error_code="SOMEBODY_ELSES")

    payment.error_message = "It is late."
    payment.save()

    assert (stored(payment).error_code, stored(payment).error_message) == (
        "SOMEBODY_ELSES",
        "It is late.",
    )


def test_where_nothing_changed_nothing_is_asked_of_the_database(payment):
    with CaptureQueriesContext(connection) as asked:
        payment.save()

    assert len(asked) == 0


def test_what_is_changed_back_is_written_again(payment):
    payment.queries = 3
    payment.save()

    payment.queries = 0
    payment.save()

    assert stored(payment).queries == 0


def test_metadata_that_is_changed_in_place_is_written(payment):
    payment.metadata["desk"] = "3"
    payment.save()

    payment.metadata["desk"] = "4"
    payment.save()

    assert stored(payment).metadata == {"desk": "4"}


def test_a_column_that_is_read_later_hides_no_change(payment):
    partly = BillerTransaction.objects.only("number").get(pk=payment.pk)
    partly.number = "TXN-AAAAAAAAAA"

    assert partly.error_code == ""  # read from the database only now
    partly.save()

    assert stored(payment).number == "TXN-AAAAAAAAAA"


def test_told_which_columns_to_write_the_others_are_still_to_be_written(payment):
    payment.queries, payment.error_code = 2, "LATE"
    payment.save(update_fields=["queries"])
    before = stored(payment).error_code

    payment.save()

    assert (before, stored(payment).error_code) == ("", "LATE")


def test_one_that_is_read_again_forgets_what_was_not_written(payment):
    payment.error_code = "LATE"
    payment.refresh_from_db()
    payment.save()

    assert stored(payment).error_code == ""
