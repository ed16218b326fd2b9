"""The simulated boards speak SOAP as their WSDLs say, and refuse what these do not allow."""

import pytest
from lxml import etree

from billers.simulator.dialects.wsdl import load_services
from tests.billers.simulator.asking import ENVELOPE, post_payment, soap

BOARDS = sorted(load_services())
WATER_BOARDS = ["bwb_postpaid", "lwb_postpaid", "srwb_postpaid"]
REFERENCE = "REF1"


def follows_its_wsdl(board, seen):
    """Tell whether what stands in an answer's body is what the WSDL's schema promises."""
    [inner] = seen.root.find(f"{{{ENVELOPE}}}Body")
    return load_services()[board].schema.validate(inner)


@pytest.mark.parametrize("board", BOARDS)
def test_a_service_hands_out_its_wsdl(simulated_billers, board):
    seen = simulated_billers.ask(f"/soap/{board}?wsdl")

    assert etree.fromstring(seen.body).tag == "{http://schemas.xmlsoap.org/wsdl/}definitions"


@pytest.mark.parametrize("board", WATER_BOARDS)
def test_an_account_and_its_payment_follow_the_wsdl(simulated_billers, board):
    account = soap(simulated_billers, board, "GetAccountDetails", AccountNumber="4711")
    paid = post_payment(simulated_billers, board, account="4711", amount="99.90")

    assert follows_its_wsdl(board, account)
    assert follows_its_wsdl(board, paid)
    assert account.text("AccountNumber") == "4711"
    assert (paid.text("Status"), paid.text("Code")) == ("SUCCESS", "0")
    assert paid.text("Amount") == "99.90"
    [payment] = simulated_billers.payments(board)
    assert payment["receipt"] == paid.text("TheirTransactionId")


@pytest.mark.parametrize("board", ["lwb_postpaid", "srwb_postpaid"])
def test_a_board_that_offers_it_tells_what_became_of_a_payment(simulated_billers, board):
    before = soap(simulated_billers, board, "GetPaymentStatus", OurTransactionId=REFERENCE)
    paid = post_payment(simulated_billers, board)
    after = soap(simulated_billers, board, "GetPaymentStatus", OurTransactionId=REFERENCE)

    assert before.text("Status") == "NOT_FOUND"
    assert after.text("Status") == "SUCCESS"
    assert after.text("TheirTransactionId") == paid.text("TheirTransactionId")
    assert follows_its_wsdl(board, before)
    assert follows_its_wsdl(board, after)


def test_a_board_that_has_no_status_query_does_not_know_it(simulated_billers):
    seen = soap(simulated_billers, "bwb_postpaid", "GetPaymentStatus", OurTransactionId=REFERENCE)

    assert seen.status == 500
    assert seen.text("faultcode") == "soap:Client"


@pytest.mark.parametrize("board", ["register_general", "srwb_prepaid"])
def test_an_invoice_is_found_and_confirmed(simulated_billers, board):
    invoice = soap(simulated_billers, board, "GetInvoice", AccountNumber="4711")

    confirmed = soap(
        simulated_billers,
        board,
        "ConfirmInvoice",
        OurTransactionId=REFERENCE,
        InvoiceNumber=invoice.text("InvoiceNumber"),
        AccountNumber="4711",
        Amount=invoice.text("Amount"),
        Currency="MWK",
    )

    assert follows_its_wsdl(board, invoice)
    assert follows_its_wsdl(board, confirmed)
    assert invoice.text("Status") == "pending"
    assert confirmed.text("Status") == "SUCCESS"
    [payment] = simulated_billers.payments(board)
    assert payment["tokens"] == [token.text for token in confirmed.root.iter("{*}Token")]
    assert bool(payment["tokens"]) is (board == "srwb_prepaid")


def test_an_invoice_that_was_never_sent_is_not_taken(simulated_billers):
    seen = soap(
        simulated_billers,
        "srwb_prepaid",
        "ConfirmInvoice",
        OurTransactionId=REFERENCE,
        InvoiceNumber="SPI000",
        AccountNumber="4711",
        Amount="10.00",
        Currency="MWK",
    )

    assert seen.text("Status") == "FAILED"
    assert simulated_billers.payments("srwb_prepaid") == []


def test_a_payment_is_taken_back_once(simulated_billers):
    post_payment(simulated_billers, "lwb_postpaid", account="4711", amount="80.00")
    fields = {
        "OriginalTransactionId": REFERENCE,
        "AccountNumber": "4711",
        "Amount": "80.00",
        "Currency": "MWK",
    }

    first, second = (
        soap(simulated_billers, "lwb_postpaid", "ReversePayment", OurTransactionId=ours, **fields)
        for ours in ("BACK1", "BACK2")
    )

    assert first.text("Status") == "SUCCESS"
    assert second.text("Status") == "FAILED"
    assert follows_its_wsdl("lwb_postpaid", second)
    assert simulated_billers.book("lwb_postpaid")["total"] == "0.00"


@pytest.mark.parametrize(
    ("board", "status", "code"),
    [
        ("bwb_postpaid", "FAILED", "5"),
        ("lwb_postpaid", "FAILED", "2"),
        ("srwb_postpaid", "NOT_FOUND", "404"),
    ],
)
def test_an_account_that_is_nobodys_has_a_code(simulated_billers, board, status, code):
    seen = soap(simulated_billers, board, "GetAccountDetails", AccountNumber="1266404")

    assert (seen.text("Status"), seen.text("Code")) == (status, code)
    assert follows_its_wsdl(board, seen)


def test_a_used_reference_is_refused_by_soap_too(simulated_billers):
    post_payment(simulated_billers, "lwb_postpaid")

    again = post_payment(simulated_billers, "lwb_postpaid")

    assert (again.text("Status"), again.text("Code")) == ("FAILED", "11")
    assert len(simulated_billers.payments("lwb_postpaid")) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<a/>",
        b'<!DOCTYPE e [<!ENTITY a SYSTEM "file:///etc/hostname">]><e>&a;</e>',
        f'<s:Envelope xmlns:s="{ENVELOPE}"><s:Body/></s:Envelope>'.encode(),
        f'<s:Envelope xmlns:s="{ENVELOPE}"><s:Body><Pay/></s:Body></s:Envelope>'.encode(),
    ],
)
def test_what_is_no_envelope_for_it_is_a_fault(simulated_billers, body):
    seen = simulated_billers.ask("/soap/lwb_postpaid", method="POST", body=body)

    assert seen.status == 500
    assert seen.text("faultcode") == "soap:Client"


@pytest.mark.parametrize("amount", ["ten", "-5", "5.001", "1e3"])
def test_an_amount_that_the_wsdl_does_not_allow_is_not_taken(simulated_billers, amount):
    seen = post_payment(simulated_billers, "lwb_postpaid", amount=amount)

    assert seen.status == 500
    assert simulated_billers.payments("lwb_postpaid") == []
