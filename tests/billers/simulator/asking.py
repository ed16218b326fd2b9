"""Payments, look-ups and transfers as raw requests, written by hand for each dialect."""

from typing import Any

from tests.billers.plain_client import Seen
from tests.billers.simulated_billers import SimulatedBillers

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
API_KEY = {"X-Api-Key": "made-up"}


def look_up(billers: SimulatedBillers, biller: str, account: str, kind: str = "") -> Seen:
    """Look an account up through the ESB."""
    return billers.ask(f"/esb/{biller}/accounts/{account}" + (f"?type={kind}" if kind else ""))


def payment_xml(reference: str, account: str, amount: str, **more: str) -> bytes:
    """Return a payment as the ESB wants it; `more` stands between amount and currency."""
    extra = "".join(f"<{name}>{text}</{name}>" for name, text in more.items())
    return (
        "<post-payment-request>"
        f"<our-transaction-id>{reference}</our-transaction-id>"
        f"<account-number>{account}</account-number><amount>{amount}</amount>{extra}"
        "<currency>MWK</currency></post-payment-request>"
    ).encode()


def pay(
    billers: SimulatedBillers,
    biller: str,
    *,
    reference: str = "REF1",
    account: str = "100200",
    amount: str = "150.00",
    **more: str,
) -> Seen:
    """Pay through the ESB."""
    body = payment_xml(reference, account, amount, **more)
    path = f"/esb/{biller}/transactions"
    return billers.ask(path, method="POST", body=body)


def soap(billers: SimulatedBillers, board: str, operation: str, **fields: str) -> Seen:
    """Call an operation of a board's SOAP service."""
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in fields.items())
    space = f"urn:billie:biller:{board}"
    body = (
        f'<s:Envelope xmlns:s="{ENVELOPE}"><s:Body><{operation} xmlns="{space}">{inner}'
        f"</{operation}></s:Body></s:Envelope>"
    )
    return billers.ask(f"/soap/{board}", method="POST", body=body.encode())


def post_payment(
    billers: SimulatedBillers,
    board: str,
    *,
    reference: str = "REF1",
    account: str = "100200",
    amount: str = "150.00",
) -> Seen:
    """Pay a board by SOAP."""
    fields = {"OurTransactionId": reference, "AccountNumber": account, "Amount": amount}
    return soap(billers, board, "PostPayment", **fields, Currency="MWK")


def buy(
    billers: SimulatedBillers,
    *,
    reference: str = "REF1",
    phone: str = "+265881000200",
    bundle: str = "1001",
) -> Seen:
    """Buy a bundle."""
    return billers.ask(f"/tnm/api/internetbundles/{reference}/{phone}/{bundle}")


def transfer(
    billers: SimulatedBillers,
    *,
    reference: str = "REF1",
    debit: str = "100200",
    credit: str = "SUSPENSE",
    amount: str = "150.00",
    **more: Any,
) -> Seen:
    """Move money at core banking."""
    body = {
        "header": {"uniqueIdentifier": reference},
        "body": {
            "transactionType": "AC",
            "debitAccountNumber": debit,
            "debitAmount": amount,
            "debitCurrency": "MWK",
            "creditAccountNumber": credit,
            "creditCurrencyId": "MWK",
            **more,
        },
    }
    path = "/t24/transaction/1.0/initiate/transaction"
    return billers.ask(path, method="POST", body=body, headers=API_KEY)


def balance(billers: SimulatedBillers, account: str) -> Seen:
    """Ask core banking for a balance."""
    return billers.ask(f"/t24/accounts/account/v1/balances/{account}", headers=API_KEY)


def find_transfer(billers: SimulatedBillers, reference: str) -> Seen:
    """Search core banking for a transfer by a reference of ours."""
    path = f"/t24/transaction/1.0/search/transaction?uniqueIdentifier={reference}"
    return billers.ask(path, headers=API_KEY)
