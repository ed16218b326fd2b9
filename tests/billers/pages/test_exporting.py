"""The list's filters, in the words of the interface that exports."""

from datetime import date
from decimal import Decimal

from billers.pages.exporting import export_query
from billers.queries.payments import PaymentFilters


def test_what_is_exported_is_what_is_filtered():
    filters = PaymentFilters(
        biller_type="LWB_POSTPAID",
        from_date=date(2026, 11, 1),
        from_amount=Decimal("100.00"),
        needs_attention=False,
        search="TXN-7K",
    )

    query = export_query(filters)

    assert query == (
        "billerType=LWB_POSTPAID&from=2026-11-01&minAmount=100.00&needsAttention=false&q=TXN-7K"
    )


def test_without_filters_everything_is_exported():
    assert export_query(PaymentFilters()) == ""
