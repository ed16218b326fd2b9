"""The bank's service bus: XML over HTTP, hyphens in requests and underscores in answers.

Parts to put a biller together of: `EsbLooksUp`, `EsbPays`, `EsbInvoices`.
"""

from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import quote

from lxml import etree

from billers.connectors.connector import Connector
from billers.connectors.contract import (
    Account,
    Dialect,
    Fault,
    Invoice,
    Lookup,
    MoneyOutcome,
    NoAnswer,
    NotFound,
    Order,
    Reply,
)
from billers.connectors.dialects.decimals import find_amount
from billers.connectors.dialects.esb_accounts import Found, read_account
from billers.connectors.dialects.esb_answers import read_payment
from billers.connectors.verdicts import Said, Unreadable, sent_as
from billers.connectors.wire import Answer, Request
from billers.connectors.wire.paths import fill

ACCOUNT = "account"


class EsbConnector(Connector):
    """A biller behind the bank's service bus.

    `roles` say what its attributes are; `description_role` what its description is.
    `account_type` is sent with every request where a biller has types, unless another is asked.
    """

    dialect = Dialect.ESB
    roles: ClassVar[Mapping[str, str]] = {}
    description_role: ClassVar[str] = ""
    account_type: ClassVar[str] = ""
    sells_tokens: ClassVar[bool] = False

    def read_name(self, found: Found) -> str:
        """Return the customer's name of an account."""
        return found.name

    def is_account(self, *, asked: str, answered: str) -> bool:
        """Tell whether an answer is about the account that was asked for."""
        return answered.casefold() in ("", asked.casefold())

    def find_account(self, path_name: str, lookup: Lookup) -> "Reply[Found | NotFound | NoAnswer]":
        """Ask for an account."""

        def write() -> Request:
            path = fill(self.settings.paths[path_name], {"account_number": lookup.account_number})
            account_type = lookup.account_type or self.account_type
            asked_type = f"?type={quote(account_type, safe='')}" if self.account_type else ""
            return Request(method="GET", path=f"{path}{asked_type}")

        def read(answer: Answer) -> Found | NotFound | NoAnswer:
            found = read_account(answer, self.roles, self.tables, self.wire.redactor)
            if isinstance(found, Found) and not self.is_account(
                asked=lookup.account_number, answered=found.number
            ):
                raise Unreadable("The biller answered for another account.")
            return found

        return self.ask_question(write=write, read=read)

    def post_payment(self, path_name: str, order: Order, *, account: str) -> Reply[MoneyOutcome]:
        """Send a payment for an account, which may be the number of an invoice."""

        def write() -> Request:
            return Request(
                method="POST",
                path=fill(self.settings.paths[path_name], {}),
                body=self.payment_of(order, account=account),
                headers={"Content-Type": "application/xml; charset=utf-8"},
            )

        def read(answer: Answer) -> Said:
            return read_payment(answer, self.tables, self.wire.redactor)

        sent = sent_as(order, account=account, needs_tokens=self.sells_tokens)
        return self.send_order(sent, write=write, read=read)

    def payment_of(self, order: Order, *, account: str) -> bytes:
        """Return the request's markup; the order of its elements is the bus's."""
        children = {
            "our-transaction-id": order.our_transaction_id,
            "account-number": account,
            "amount": f"{order.amount:.2f}",
            "type": order.account_type or self.account_type,
            "currency": order.currency,
            "credit-account": order.credit_account,
            "credit-account-type": order.credit_account_type or ACCOUNT,
            "debit-account": order.debit_account,
            "debit-account-type": order.debit_account_type or ACCOUNT,
            "customer-account-number": order.customer_account_number,
            "customer-account-name": order.customer_account_name,
        }
        if not self.account_type:
            del children["type"]
        root = etree.Element("post-payment-request")
        for name, text in children.items():
            etree.SubElement(root, name).text = text
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


class EsbLooksUp(EsbConnector):
    """Looks an account up."""

    path_names = {"accountDetails": frozenset({"account_number"})}

    def look_up(self, lookup: Lookup) -> Reply[Account | NotFound | NoAnswer]:
        """Return what the biller knows of an account."""
        reply = self.find_account("accountDetails", lookup)
        found = reply.outcome
        if not isinstance(found, Found):
            return Reply(found, reply.exchange)
        facts = dict(found.facts)
        if self.description_role and found.description:
            facts[self.description_role] = found.description
        balance = find_amount(facts.get("balance", ""))
        if balance is not None:
            del facts["balance"]
        account = Account(
            number=found.number or lookup.account_number,
            name=self.read_name(found),
            description=found.description,
            balance=balance,
            currency=self.settings.currency,
            details=facts,
        )
        return Reply(account, reply.exchange)


class EsbPays(EsbConnector):
    """Takes an amount for an account."""

    path_names = {"payment": frozenset()}

    def pay(self, order: Order) -> Reply[MoneyOutcome]:
        """Send a payment, once."""
        return self.post_payment("payment", order, account=order.account_number)


class EsbInvoices(EsbConnector):
    """Finds an invoice and takes its amount; on the bus an invoice looks like an account."""

    path_names = {"invoice": frozenset({"account_number"}), "confirmInvoice": frozenset()}

    def get_invoice(self, lookup: Lookup) -> Reply[Invoice | NotFound | NoAnswer]:
        """Return what is to be paid."""
        reply = self.find_account("invoice", lookup)
        found = reply.outcome
        if not isinstance(found, Found):
            return Reply(found, reply.exchange)
        amount = find_amount(found.facts.get("amount", ""))
        if amount is None:
            words = "The biller answered with an invoice that has no amount."
            return Reply(NoAnswer(words=words, fault=Fault.THEIRS), reply.exchange)
        invoice = Invoice(
            number=found.number or lookup.account_number,
            account_number=lookup.account_number,
            name=self.read_name(found),
            amount=amount,
            currency=found.facts.get("currency") or self.settings.currency,
            status=found.facts.get("status", ""),
            service=found.facts.get("service", ""),
        )
        return Reply(invoice, reply.exchange)

    def confirm_invoice(self, order: Order) -> Reply[MoneyOutcome]:
        """Send the amount of an invoice, once."""
        account = order.invoice_number or order.account_number
        return self.post_payment("confirmInvoice", order, account=account)
