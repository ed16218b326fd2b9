"""The bank's ESB: XML over HTTP, with the habits that were seen on it (WIRE 3.1).

HTTP 200 for success and for failure, an outer and an inner status, hyphens in requests and
underscores in answers, amounts without their decimals, balances with a leading space and four
decimals, HTML pages for what is not there, and the bank's access key in what is echoed.
"""

from dataclasses import replace

from billers.simulator import till
from billers.simulator.books import Books, Entry
from billers.simulator.calls import Call, Kind
from billers.simulator.carrying_out import SOMEBODY_ELSE, Done, carry_out
from billers.simulator.dialects.dialect import NotUnderstood
from billers.simulator.dialects.esb_accounts import account_fields
from billers.simulator.dialects.markup import DECLARATION, NotXml, element, elements, read_xml
from billers.simulator.exchange import Answer, Request, html_page
from billers.simulator.faults import Lie
from billers.simulator.roster import BILLERS, Put, Refusal
from billers.simulator.troubles import Trouble
from billie.kernel.money import NotAnAmount, read_positive_amount

ACCESS_KEY = "SIMULATED-ACCESS-KEY-5b1c"
ROOT = "post-payment-request"
FIELDS = (
    "our-transaction-id account-number amount type currency credit-account credit-account-type"
    " debit-account debit-account-type customer-account-number customer-account-name"
).split()
NEEDED = ("our-transaction-id", "account-number", "amount", "currency")


class Esb:
    """The ESB with seven of the billers behind it; all but TNM."""

    def __init__(self, books: Books) -> None:
        """Speak for billers with books."""
        self._books = books

    def read(self, request: Request) -> Call:
        """Return what a request asks for; see `Dialect`."""
        match (request.method, *request.segments):
            case ("GET", "esb", slug, "accounts", number) if _is_behind(slug):
                return Call(
                    biller=slug.upper(),
                    kind=Kind.LOOK_UP,
                    operation="account",
                    account=number,
                    account_type=_account_type(slug, request.query.get("type", "")),
                )
            case ("POST", "esb", slug, "transactions") if _is_behind(slug, to_pay=True):
                return _read_payment(slug.upper(), request)
        raise NotUnderstood("no such address", html_page(404, "Not Found"))

    def carry_out(self, call: Call, trouble: Trouble) -> Done:
        """Do it; see `Dialect`."""
        return carry_out(call, trouble, self._books)

    def write(self, call: Call, done: Done) -> Answer:
        """Return the answer; see `Dialect`."""
        if done.refusal:
            return _refused(call, done.refusal)
        if done.entry:
            return _answer(_word(done.lie, "success"), _transaction(call, done.entry, done.lie))
        return self._account(call, done.lie)

    def _account(self, call: Call, lie: Lie | None) -> Answer:
        number = SOMEBODY_ELSE if lie is Lie.ACCOUNT else call.account
        paid = -self._books.moved(call.biller, call.account)
        invoice = till.next_invoice(call.biller, call.account, self._books)
        if lie is Lie.AMOUNT:
            invoice = replace(invoice, amount=invoice.amount + 1)
        fields = account_fields(call.biller, number, paid=paid, invoice=invoice)
        status = "request failed" if lie is Lie.CONTRADICTION else "success"
        return _answer(_word(lie, status), f"<account>{elements(fields)}</account>")


def _is_behind(slug: str, *, to_pay: bool = False) -> bool:
    biller = BILLERS.get(slug.upper())
    return bool(biller and biller.is_behind_the_esb and (biller.takes_money or not to_pay))


def _account_type(slug: str, told: str) -> str:
    """Return the account type, for those who look at it; one that is missing does not exist."""
    return (told or "none told") if BILLERS[slug.upper()].account_types else ""


def _read_payment(biller: str, request: Request) -> Call:
    try:
        root = read_xml(request.body)
        fields = {str(child.tag): child.text or "" for child in root}
        order = [FIELDS.index(str(child.tag)) for child in root]
        amount = read_positive_amount(fields["amount"])
    except (NotXml, NotAnAmount, KeyError, ValueError) as error:
        raise _malformed(f"{error}") from error
    if root.tag != ROOT or order != sorted(set(order)):
        raise _malformed(f"the fields of a {ROOT} must stand in their order")
    if missing := [name for name in NEEDED if not fields.get(name)]:
        raise _malformed(f"{', '.join(missing)} is missing")
    return Call(
        biller=biller,
        kind=Kind.MONEY,
        operation="transaction",
        account=fields["account-number"],
        reference=fields["our-transaction-id"],
        amount=amount,
        currency=fields["currency"],
        account_type=_account_type(biller, fields.get("type", "")),
        key=request.headers.get("x-api-key", ""),
    )


def _malformed(why: str) -> NotUnderstood:
    words = f"malformed request: {why}"
    return NotUnderstood(words, _answer("request failed", element("message", words)))


def _answer(status: str, rest: str) -> Answer:
    text = f"{DECLARATION}<response>{element('status', status)}{rest}</response>"
    return Answer(body=text.encode())


def _word(lie: Lie | None, word: str) -> str:
    return "in progress" if lie is Lie.STRANGE_WORD else word


def _refused(call: Call, refusal: Refusal) -> Answer:
    if refusal.put is Put.PAGE:
        return html_page(404, refusal.words)
    if refusal.put is Put.STATUS:
        return _answer(refusal.words, "")
    if refusal.put is Put.MESSAGE:
        return _answer("request failed", element("message", refusal.words))
    if call.kind is Kind.LOOK_UP:
        words = f"Code {refusal.code}: {refusal.words}"
        return _answer("request failed", element("message", words))
    fields = (
        *_sent(call),
        ("their_transaction_id", ""),
        ("failure_reason", refusal.words),
        ("failure_code", refusal.code),
        ("status", "failed"),
        *_echo(call, f"<Code>{refusal.code}</Code><Description>{refusal.words}</Description>"),
        ("is_third_party_synced", "false"),
    )
    return _answer("request failed", f"<transaction>{elements(fields)}</transaction>")


def _transaction(call: Call, entry: Entry, lie: Lie | None) -> str:
    fields = (
        ("our_transaction_id", entry.reference),
        ("their_transaction_id", entry.receipt),
        ("account_number", entry.account),
        ("amount", int(entry.amount)),
        ("failure_reason", ""),
        ("failure_code", ""),
        ("status", "failed" if lie is Lie.CONTRADICTION else _word(lie, "success")),
        *_echo(call, f"<Code>0</Code><ReceiptNumber>{entry.receipt}</ReceiptNumber>"),
        ("is_third_party_synced", "true"),
        *(("token", token) for token in entry.tokens),
    )
    return f"<transaction>{elements(fields)}</transaction>"


def _sent(call: Call) -> tuple[tuple[str, object], ...]:
    return (
        ("our_transaction_id", call.reference),
        ("account_number", call.account),
        ("amount", int(call.amount)),
    )


def _echo(call: Call, answer: str) -> tuple[tuple[str, object], ...]:
    """Return what went on between the ESB and the biller, with the keys of both in clear."""
    asked = (
        ("AccessKey", ACCESS_KEY),
        ("ApiKey", call.key),
        ("Reference", call.reference),
        ("Account", call.account),
        ("Amount", call.amount),
    )
    return (
        ("http_status_code", 200),
        ("is_t24_synced", "false"),
        ("raw_request", f"<Payment>{elements(asked)}</Payment>"),
        ("raw_response", f"<Response>{answer}</Response>"),
    )
