"""SOAP 1.1 as the water boards and the Registrar General speak it (WIRE 3.1).

Requests are checked against the WSDL's schema, and answers follow it.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from billers.simulator import till
from billers.simulator.books import Books, Entry
from billers.simulator.calls import Call, Kind
from billers.simulator.carrying_out import SOMEBODY_ELSE, Done, carry_out
from billers.simulator.dialects.dialect import NotUnderstood
from billers.simulator.dialects.markup import DECLARATION, NotXml, element, elements, read_xml
from billers.simulator.dialects.wsdl import Service, load_services
from billers.simulator.exchange import Answer, Request, html_page
from billers.simulator.faults import Lie
from billers.simulator.people import person_of
from billers.simulator.roster import Put, Refusal
from billers.simulator.troubles import Trouble
from billie.kernel.money import NotAnAmount, read_positive_amount

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
CONTENT_TYPE = "text/xml; charset=utf-8"
KINDS: Mapping[str, Kind] = {
    "GetAccountDetails": Kind.LOOK_UP,
    "GetInvoice": Kind.LOOK_UP,
    "PostPayment": Kind.MONEY,
    "ConfirmInvoice": Kind.MONEY,
    "ReversePayment": Kind.MONEY,
    "GetPaymentStatus": Kind.STATUS,
}
Fields = dict[str, object]


class Soap:
    """The services of those who have a WSDL."""

    def __init__(self, books: Books) -> None:
        """Speak for billers with books."""
        self._books = books
        self._services = load_services()

    def read(self, request: Request) -> Call:
        """Return what a request asks for; see `Dialect`."""
        match (request.method, *request.segments):
            case ("GET", "soap", slug) if slug in self._services:
                text = self._services[slug].text
                raise NotUnderstood("wants the WSDL", Answer(body=text, content_type=CONTENT_TYPE))
            case ("POST", "soap", slug) if slug in self._services:
                return self._call(slug, request.body)
        raise NotUnderstood("no such service", html_page(404, "Not Found"))

    def carry_out(self, call: Call, trouble: Trouble) -> Done:
        """Do it; see `Dialect`."""
        return carry_out(call, trouble, self._books)

    def write(self, call: Call, done: Done) -> Answer:
        """Return the answer; see `Dialect`."""
        service = self._services[call.biller.lower()]
        if done.refusal:
            fields = _refused(call, done.refusal)
        elif done.entry:
            fields = _told(done.entry, is_pending=done.is_pending)
        else:
            fields = _TELLERS[call.operation](call, done.lie, self._books)
        return _envelope(service, call.operation, _with(done.lie, fields))

    def _call(self, slug: str, body: bytes) -> Call:
        fields, operation = _read(self._services[slug], body)
        reference = fields.get("OurTransactionId", "")
        known = self._books.find(slug.upper(), reference)
        return Call(
            biller=slug.upper(),
            kind=KINDS[operation],
            operation=operation,
            account=fields.get("AccountNumber") or (known.account if known else ""),
            reference=reference,
            amount=_amount(fields),
            currency=fields.get("Currency", "MWK"),
            invoice_number=fields.get("InvoiceNumber", ""),
            reverses=fields.get("OriginalTransactionId", ""),
        )


def _read(service: Service, body: bytes) -> tuple[dict[str, str], str]:
    try:
        envelope = read_xml(body)
    except NotXml as error:
        raise _fault(f"not an envelope: {error}") from error
    inner = envelope.find(f"{{{ENVELOPE}}}Body")
    if inner is None or len(inner) != 1:
        raise _fault("an envelope has one body with one element in it")
    if not service.schema.validate(inner[0]):
        raise _fault(f"not as the WSDL says: {service.schema.error_log}")
    operation = str(inner[0].tag).rpartition("}")[2]
    if operation not in service.answers or operation not in KINDS:
        raise _fault(f"no such operation: {operation}")
    return {str(field.tag).rpartition("}")[2]: field.text or "" for field in inner[0]}, operation


def _amount(fields: Mapping[str, str]) -> Decimal:
    if "Amount" not in fields:
        return Decimal(0)
    try:
        return read_positive_amount(fields["Amount"])
    except NotAnAmount as error:
        raise _fault(f"Amount: {error}") from error


def _fault(why: str) -> NotUnderstood:
    fault = elements((("faultcode", "soap:Client"), ("faultstring", why)))
    body = _wrapped(f"<soap:Fault>{fault}</soap:Fault>")
    return NotUnderstood(why, Answer(status=500, body=body, content_type=CONTENT_TYPE))


def _envelope(service: Service, operation: str, fields: Fields) -> Answer:
    inner = ""
    for name in service.answers[operation]:
        value = fields.get(name)
        for text in value if isinstance(value, tuple) else [value]:
            inner += "" if text is None else element(name, text)
    name = f"{operation}Response"
    body = _wrapped(f'<{name} xmlns="{service.namespace}">{inner}</{name}>')
    return Answer(body=body, content_type=CONTENT_TYPE)


def _wrapped(inner: str) -> bytes:
    return (
        f'{DECLARATION}<soap:Envelope xmlns:soap="{ENVELOPE}"><soap:Body>{inner}</soap:Body>'
        "</soap:Envelope>"
    ).encode()


def _told(entry: Entry, *, is_pending: bool) -> Fields:
    return {
        "OurTransactionId": entry.reference,
        "AccountNumber": entry.account,
        "Amount": f"{entry.amount:.2f}",
        "Currency": entry.currency,
        "Status": "PENDING" if is_pending else "SUCCESS",
        "TheirTransactionId": None if is_pending else entry.receipt,
        "Code": "0",
        "Message": "received, not posted yet" if is_pending else "payment received",
        "Token": () if is_pending else entry.tokens,
    }


def _refused(call: Call, refusal: Refusal) -> Fields:
    is_nobody = refusal.put is Put.PAGE and call.kind is Kind.LOOK_UP
    return {
        "OurTransactionId": call.reference or None,
        "AccountNumber": call.account or None,
        "Amount": f"{call.amount:.2f}" if call.amount else None,
        "Currency": call.currency if call.amount else None,
        "Status": "NOT_FOUND" if is_nobody else "FAILED",
        "Code": refusal.code or None,
        "Message": refusal.words,
    }


def _account(call: Call, lie: Lie | None, books: Books) -> Fields:
    person = person_of(call.account)
    return {
        "AccountNumber": SOMEBODY_ELSE if lie is Lie.ACCOUNT else call.account,
        "CustomerName": person.name,
        "Balance": f"{person.opening + books.moved(call.biller, call.account):.2f}",
        "Status": "ACTIVE",
        "Code": "0",
    }


def _invoice(call: Call, lie: Lie | None, books: Books) -> Fields:
    invoice = till.next_invoice(call.biller, call.account, books)
    return {
        "InvoiceNumber": invoice.number,
        "AccountNumber": SOMEBODY_ELSE if lie is Lie.ACCOUNT else call.account,
        "CustomerName": person_of(call.account).name,
        "Amount": f"{invoice.amount + (lie is Lie.AMOUNT):.2f}",
        "Currency": invoice.currency,
        "Status": invoice.status,
        "Service": invoice.service,
        "Code": "0",
    }


def _nothing(call: Call, lie: Lie | None, books: Books) -> Fields:
    return {"OurTransactionId": call.reference, "Status": "NOT_FOUND", "Message": "not received"}


_TELLERS: Mapping[str, Callable[[Call, Lie | None, Books], Fields]] = {
    "GetAccountDetails": _account,
    "GetInvoice": _invoice,
    "GetPaymentStatus": _nothing,
}


def _with(lie: Lie | None, fields: Fields) -> Fields:
    if lie is Lie.STRANGE_WORD:
        return {**fields, "Status": "ESCALATED"}
    if lie is Lie.CONTRADICTION:
        return {**fields, "Code": "5", "Message": "invalid customer number"}
    return fields
