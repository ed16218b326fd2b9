"""Web services by SOAP 1.1, document/literal, on WSDLs of our own.

Parts to put a biller together of: `SoapLooksUp`, `SoapPays`, `SoapInvoices`, `SoapTellsStatus`,
`SoapReverses`. All operations of a biller are at one path.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

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
    Reversal,
    StatusOutcome,
)
from billers.connectors.dialects.decimals import find_amount
from billers.connectors.dialects.soap_answers import (
    Fields,
    find_trouble,
    read_payment,
    read_status,
    text,
)
from billers.connectors.dialects.soap_messages import Messages, messages_of
from billers.connectors.verdicts import Said, Unreadable, judge_status, sent_as
from billers.connectors.wire import Answer, Request
from billers.connectors.wire.paths import fill
from billie.kernel.money import CENT

Value = TypeVar("Value")


class SoapConnector(Connector):
    """A biller with a web service; `wsdl` is a file in `billers/connectors/wsdl/`."""

    dialect = Dialect.SOAP
    path_names = {"service": frozenset()}
    wsdl: ClassVar[str]
    sells_tokens: ClassVar[bool] = False

    @property
    def messages(self) -> Messages:
        """The messages of this biller's WSDL."""
        return messages_of(self.wsdl)

    def request_of(self, operation: str, fields: Mapping[str, Any]) -> Request:
        """Return the request of an operation.

        :raises ValueDoesNotFit: if the schema does not take it
        """
        return Request(
            method="POST",
            path=fill(self.settings.paths["service"], {}),
            body=self.messages.write(operation, fields),
            headers={
                "Content-Type": "text/xml; charset=utf-8",
                "SOAPAction": f'"{self.messages.action_of(operation)}"',
            },
        )

    def order(
        self, operation: str, ask: Order | Reversal, fields: Mapping[str, Any], *, account: str
    ) -> Reply[MoneyOutcome]:
        """Send an operation that moves money, once."""

        def read(answer: Answer) -> Said:
            told = self.messages.read(operation, answer)
            return read_payment(told, self.tables, self.wire.redactor)

        return self.send_order(
            sent_as(ask, account=account, needs_tokens=self.sells_tokens),
            write=lambda: self.request_of(operation, fields),
            read=read,
        )

    def find(self, operation: str, lookup: Lookup) -> Reply[Fields | NotFound | NoAnswer]:
        """Ask for what belongs to an account."""

        def read(answer: Answer) -> Fields | NotFound | NoAnswer:
            told = self.messages.read(operation, answer)
            trouble = find_trouble(told, self.tables)
            if trouble is None and text(told, "AccountNumber") not in ("", lookup.account_number):
                raise Unreadable("The biller answered for another account.")
            return told if trouble is None else trouble

        fields = {"AccountNumber": lookup.account_number}
        return self.ask_question(write=lambda: self.request_of(operation, fields), read=read)


class SoapLooksUp(SoapConnector):
    """Looks an account up."""

    def look_up(self, lookup: Lookup) -> Reply[Account | NotFound | NoAnswer]:
        """Return what the biller knows of an account."""
        reply = self.find("GetAccountDetails", lookup)
        told = reply.outcome
        if isinstance(told, NotFound | NoAnswer):
            return Reply(told, reply.exchange)
        show = self.wire.redactor.show
        account = Account(
            number=lookup.account_number,
            name=show(text(told, "CustomerName")),
            balance=find_amount(text(told, "Balance")),
            currency=self.settings.currency,
            status=show(text(told, "Status")),
        )
        return Reply(account, reply.exchange)


class SoapPays(SoapConnector):
    """Takes an amount for an account."""

    def pay(self, order: Order) -> Reply[MoneyOutcome]:
        """Send a payment, once."""
        return self.order("PostPayment", order, fields_of(order), account=order.account_number)


class SoapInvoices(SoapConnector):
    """Finds an invoice and takes its amount."""

    def get_invoice(self, lookup: Lookup) -> Reply[Invoice | NotFound | NoAnswer]:
        """Return what is to be paid."""
        reply = self.find("GetInvoice", lookup)
        told = reply.outcome
        if isinstance(told, NotFound | NoAnswer):
            return Reply(told, reply.exchange)
        show = self.wire.redactor.show
        amount = find_amount(text(told, "Amount"))
        if amount is None or not text(told, "InvoiceNumber"):
            words = "The biller answered with an invoice that has no number or no amount."
            return Reply(NoAnswer(words=words, fault=Fault.THEIRS), reply.exchange)
        invoice = Invoice(
            number=show(text(told, "InvoiceNumber")),
            account_number=lookup.account_number,
            name=show(text(told, "CustomerName")),
            amount=amount,
            currency=text(told, "Currency") or self.settings.currency,
            status=show(text(told, "Status")),
            service=show(text(told, "Service")),
        )
        return Reply(invoice, reply.exchange)

    def confirm_invoice(self, order: Order) -> Reply[MoneyOutcome]:
        """Send the amount of an invoice, once."""
        fields = {"InvoiceNumber": order.invoice_number, **fields_of(order)}
        return self.order("ConfirmInvoice", order, fields, account=order.account_number)


class SoapTellsStatus(SoapConnector):
    """Tells what became of an order."""

    def query_status(self, order: Order) -> Reply[StatusOutcome]:
        """Ask for an order by our reference; nothing is sent again."""
        sent = sent_as(order, account=order.account_number, needs_tokens=self.sells_tokens)

        def read(answer: Answer) -> StatusOutcome:
            told = self.messages.read("GetPaymentStatus", answer)
            return judge_status(sent, read_status(told, self.tables, self.wire.redactor))

        fields = {"OurTransactionId": order.our_transaction_id}
        return self.ask_question(
            write=lambda: self.request_of("GetPaymentStatus", fields), read=read
        )


class SoapReverses(SoapConnector):
    """Takes a payment back."""

    def reverse(self, reversal: Reversal) -> Reply[MoneyOutcome]:
        """Send a reversal, once."""
        fields = {
            "OurTransactionId": reversal.our_transaction_id,
            "OriginalTransactionId": reversal.original_transaction_id,
            "TheirTransactionId": reversal.their_reference,
            "AccountNumber": reversal.account_number,
            "Amount": reversal.amount,
            "Currency": reversal.currency,
            "Reason": reversal.reason,
        }
        return self.order("ReversePayment", reversal, fields, account=reversal.account_number)


def fields_of(order: Order) -> dict[str, Any]:
    """Return what every order says, by the names of the WSDLs."""
    return {
        "OurTransactionId": order.our_transaction_id,
        "AccountNumber": order.account_number,
        "Amount": order.amount.quantize(CENT),
        "Currency": order.currency,
        "CreditAccount": order.credit_account,
        "CreditAccountType": order.credit_account_type,
        "DebitAccount": order.debit_account,
        "DebitAccountType": order.debit_account_type,
        "CustomerAccountNumber": order.customer_account_number,
        "CustomerAccountName": order.customer_account_name,
    }
