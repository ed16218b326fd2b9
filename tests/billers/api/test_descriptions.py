"""What /api/schema says of this room's endpoints is what they answer, field by field."""

import pytest

from billie.staff.roles import Role
from tests.servicing.api.test_descriptions import check

READS = {
    "/api/billers/configs": {},
    "/api/billers/transactions": {},
    "/api/billers/attention": {},
    "/api/billers/overview": {},
    "/api/billers/transactions/stats": {},
    "/api/billers/invoice": {"billerType": "register_general", "accountNumber": "RG1"},
    "/api/billers/bundles": {},
    "/api/billers/t24/balance": {"account": "1007001"},
}


def described(document, path, method, status):
    content = document["paths"][path][method]["responses"][status]["content"]
    return content["application/json"]["schema"]


@pytest.fixture
def admin(caller_as):
    return caller_as(Role.ADMIN)


@pytest.mark.parametrize("path", READS)
def test_what_is_read_is_as_described(bank, admin, path):
    bank.pay("LWB_POSTPAID", "2200330044")
    bank.pay("LWB_POSTPAID", "22003366613", debit_account="1007001")
    document = admin.get("/api/schema")

    answer = admin.get(path, **READS[path])

    check(document, described(document, path, "get", "200"), answer)


def test_a_payment_is_as_described_with_all_that_is_kept(bank, admin):
    payment = bank.pay("LWB_POSTPAID", "22003366613", debit_account="1007001")
    document = admin.get("/api/schema")

    answer = admin.get(f"/api/billers/transactions/{payment.number}")

    check(document, described(document, "/api/billers/transactions/{id}", "get", "200"), answer)


def test_what_is_paid_is_answered_as_described(bank, admin):
    document = admin.get("/api/schema")
    body = {"billerType": "masm", "accountNumber": "1", "accountType": "M", "amount": "150.00"}
    transfer = {"debitAccount": "1007001", "creditAccount": "1007002", "amount": "1.00"}

    paid = admin.pay("payment", body)
    moved = admin.pay("t24/transfer", transfer)

    check(document, described(document, "/api/billers/payment", "post", "202"), paid.json())
    check(document, described(document, "/api/billers/t24/transfer", "post", "201"), moved.json())
