"""Whether a biller takes a payment: the rules that all of them share."""

from datetime import timedelta

from billers.simulator.books import Books, Entry
from billers.simulator.calls import Call
from billers.simulator.faults import NOTHING, Fault
from billers.simulator.invoices import BUNDLES, Invoice, invoice_of, tokens_of
from billers.simulator.people import exists
from billers.simulator.roster import BILLERS, USED, Put, Refusal, Why

WRONG_AMOUNT = Refusal(
    name="wrong_amount",
    why=Why.CUSTOMER,
    code="17",
    words="amount is not the amount of the invoice",
    put=Put.MESSAGE,
)

NOTHING_TO_REVERSE = Refusal(
    name="nothing_to_reverse", why=Why.CUSTOMER, code="12", words="no such payment to reverse"
)


def take(call: Call, books: Books, fault: Fault = NOTHING) -> Entry | Refusal:
    """Take a payment, as late as a fault says, or say why not.

    A biller that has no word for a used reference takes the money once more, as it does for an
    invoice that is paid already: that nothing is paid twice is the client's business.
    """
    if refusal := _why_not(call, books):
        return refusal
    biller = BILLERS[call.biller]
    entry = Entry.of(
        call,
        receipt=f"{biller.receipts}{books.count(call.biller) + 1:08}",
        at=books.now() + timedelta(seconds=fault.delay),
        is_hidden=fault.hides,
        tokens=tokens_of(call.account, call.reference) if biller.gives_tokens else (),
    )
    books.enter(entry)
    return entry


def take_back(call: Call, books: Books, fault: Fault = NOTHING) -> Entry | Refusal:
    """Give a payment back, once and whole, or say why not."""
    biller = BILLERS[call.biller]
    if biller.refuses_used_references and books.find(call.biller, call.reference):
        return USED
    paid = books.find(call.biller, call.reverses)
    if not paid or not books.is_taken(paid) or books.reversal_of(paid):
        return NOTHING_TO_REVERSE
    if (paid.account, paid.amount) != (call.account, call.amount):
        return NOTHING_TO_REVERSE
    receipt = f"{biller.receipts}R{books.count(call.biller) + 1:08}"
    at = books.now() + timedelta(seconds=fault.delay)
    entry = Entry.of(call, receipt=receipt, at=at, is_hidden=fault.hides)
    books.enter(entry)
    return entry


def is_there(call: Call) -> bool:
    """Tell whether the account and the bundle that a call names exist, as far as it names any."""
    types = {"", *BILLERS[call.biller].account_types}
    has_account = not call.account or (exists(call.account) and call.account_type in types)
    return has_account and call.bundle_id in {"", *BUNDLES}


def next_invoice(biller: str, account: str, books: Books) -> Invoice:
    """Return the invoice that an account is asked to pay."""
    return invoice_of(BILLERS[biller], account, books.count(biller, account))


def _why_not(call: Call, books: Books) -> Refusal | None:
    biller = BILLERS[call.biller]
    if not call.account or not is_there(call):
        return biller.unknown_account
    if biller.refuses_used_references and books.find(call.biller, call.reference):
        return USED
    if call.invoice_number and not _was_invoiced(call, books):
        return biller.unknown_account
    if biller.fixes_the_amount and call.amount != next_invoice(*_whose(call), books).amount:
        return WRONG_AMOUNT
    return None


def _was_invoiced(call: Call, books: Books) -> bool:
    counts = range(books.count(*_whose(call)), -1, -1)  # most likely the newest
    invoices = (invoice_of(BILLERS[call.biller], call.account, count) for count in counts)
    return any(invoice.number == call.invoice_number for invoice in invoices)


def _whose(call: Call) -> tuple[str, str]:
    return call.biller, call.account
