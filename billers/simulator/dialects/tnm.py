"""TNM's own XML over GET: even the purchase is a GET, so who asks twice buys twice (WIRE 3.1)."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from billers.simulator.books import Books, Entry
from billers.simulator.calls import Call, Kind
from billers.simulator.carrying_out import Done, carry_out
from billers.simulator.dialects.dialect import NotUnderstood
from billers.simulator.dialects.markup import DECLARATION, element, elements
from billers.simulator.exchange import Answer, Request, html_page
from billers.simulator.faults import Lie
from billers.simulator.invoices import BUNDLES, Bundle
from billers.simulator.roster import Refusal
from billers.simulator.troubles import Trouble

BILLER = "TNM_BUNDLES"
MALAWI = ZoneInfo("Africa/Blantyre")
NIL = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
NO_DATA = '<Data i:nil="true"/>'


class Tnm:
    """The shop for internet bundles."""

    def __init__(self, books: Books) -> None:
        """Sell, and keep books."""
        self._books = books

    def read(self, request: Request) -> Call:
        """Return what a request asks for; see `Dialect`."""
        match (request.method, *request.segments):
            case ("GET", "tnm", "api", "internetbundles"):
                return Call(biller=BILLER, kind=Kind.LOOK_UP, operation="bundles")
            case ("GET", "tnm", "api", "internetbundles", bundle):
                return Call(biller=BILLER, kind=Kind.LOOK_UP, operation="bundle", bundle_id=bundle)
            case ("GET", "tnm", "api", "internetbundles", reference, phone, bundle):
                return Call(
                    biller=BILLER,
                    kind=Kind.MONEY,
                    operation="purchase",
                    reference=reference,
                    account=phone,
                    bundle_id=bundle,
                    amount=BUNDLES[bundle].price if bundle in BUNDLES else Decimal(0),
                )
        raise NotUnderstood("no such address", html_page(404, "Not Found"))

    def carry_out(self, call: Call, trouble: Trouble) -> Done:
        """Do it; see `Dialect`."""
        return carry_out(call, trouble, self._books)

    def write(self, call: Call, done: Done) -> Answer:
        """Return the answer; see `Dialect`."""
        if call.operation == "bundles":
            return _list()
        if call.operation == "bundle":
            return _look_up(call, done)
        if done.refusal or not done.entry:
            return _declined(done.refusal)
        return _purchase(done.entry, done.lie)


def _list() -> Answer:
    data = "".join(f"<Bundle>{elements(_fields(bundle))}</Bundle>" for bundle in BUNDLES.values())
    return _result("InternetBundleListResult", f"<Data>{data}</Data>")


def _look_up(call: Call, done: Done) -> Answer:
    bundle = None if done.refusal else BUNDLES.get(call.bundle_id)
    if bundle and done.lie is Lie.ACCOUNT:
        bundle = next(other for other in BUNDLES.values() if other != bundle)
    exists = element("BundleExists", str(bool(bundle)).lower())
    data = f"<Data>{elements(_fields(bundle))}</Data>" if bundle else NO_DATA
    return _result("InternetBundleLookupResult", exists + data)


def _fields(bundle: Bundle) -> tuple[tuple[str, object], ...]:
    return (
        ("DisplayName", f"{bundle.name} at K{bundle.price:,.0f}"),
        ("Id", bundle.bundle_id),
        ("Name", bundle.name),
        ("Price", f"{bundle.price:.2f}"),
    )


def _purchase(entry: Entry, lie: Lie | None) -> Answer:
    if lie is Lie.CONTRADICTION:
        return _outcome("100", "Internal Error", succeeded=True)
    bundle = BUNDLES[entry.bundle_id]
    told = next(b for b in BUNDLES.values() if b != bundle) if lie is Lie.AMOUNT else bundle
    ends = entry.at + timedelta(days=bundle.days)
    data = (
        ("BundleName", told.name),
        ("EffectiveDate", _instant(entry.at)),
        ("ExpiryDate", _instant(ends)),
        ("MobileNumber", entry.account),
        ("OfferId", told.bundle_id),
        ("OrderId", entry.receipt),
        ("OrderKey", entry.reference),
        ("ResultCode", "7" if lie is Lie.STRANGE_WORD else "0"),
        ("ResultDescription", "Operation successfully."),
        ("Succeeded", "true"),
    )
    return _result("DataPurchaseResult", f"<Data>{elements(data)}</Data>")


def _declined(refusal: Refusal | None) -> Answer:
    code, words = (refusal.code, refusal.words) if refusal else ("500", "No answer")
    return _outcome(code, words, succeeded=False)


def _outcome(code: str, words: str, *, succeeded: bool) -> Answer:
    data = (
        ("ResultCode", code),
        ("ResultDescription", words),
        ("Succeeded", str(succeeded).lower()),
    )
    return _result("DataPurchaseResult", f"<Data>{elements(data)}</Data>")


def _result(name: str, rest: str) -> Answer:
    head = elements((("ResponseCode", 200), ("ResponseDescription", "OK")))
    return Answer(body=f"{DECLARATION}<{name} {NIL}>{head}{rest}</{name}>".encode())


def _instant(at: datetime) -> str:
    """Return an instant as TNM writes it, by its own clock: ddMMyyyy HH:mm:ss:fff."""
    there = at.astimezone(MALAWI)
    return f"{there:%d%m%Y %H:%M:%S}:{there.microsecond // 1000:03}"
