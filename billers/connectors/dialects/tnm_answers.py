"""What TNM's own XML says: bundles on sale, and what came of a purchase (WIRE 3.1)."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, auto
from zoneinfo import ZoneInfo

from billers.connectors.contract import Bundle, Fault, NoAnswer, NotFound
from billers.connectors.dialects.decimals import find_amount
from billers.connectors.dialects.xml_reading import (
    Element,
    children_of,
    find_child,
    name_of,
    read_xml,
    text_of,
)
from billers.connectors.meanings import Meaning, Refusal
from billers.connectors.verdicts import Paid, Refused, Said, Strange, Unreadable
from billers.connectors.wire import Answer, Redactor

ALL_WELL = "200"
MALAWI = ZoneInfo("Africa/Blantyre")
NO_SUCH_BUNDLE = Meaning(words="TNM has no such bundle.", fault=Fault.CUSTOMER)


class _Says(Enum):
    PAID = auto()
    NO_SUCH_BUNDLE = auto()
    CONTRADICTION = auto()


#    ResultCode  Succeeded  has an OrderId
MEANINGS: Mapping[tuple[str, str, bool], _Says] = {
    ("0",         "true",  True):  _Says.PAID,
    ("910000000", "false", False): _Says.NO_SUCH_BUNDLE,
    ("100",       "true",  False): _Says.CONTRADICTION,
}  # fmt: skip


def read_bundle(
    answer: Answer, *, currency: str, redactor: Redactor
) -> Bundle | NotFound | NoAnswer:
    """Return the bundle in an answer.

    :raises Unreadable: if it is no answer to this question
    """
    root = _read_root(answer, "InternetBundleLookupResult")
    data = find_child(root, "Data")
    exists = text_of(root, "BundleExists").casefold()
    if exists == "false":
        return NotFound(words=NO_SUCH_BUNDLE.words)
    if text_of(root, "ResponseCode") != ALL_WELL:
        return NoAnswer(words="TNM could not answer.", fault=Fault.THEIRS)
    if exists != "true" or data is None:
        raise Unreadable("TNM's answer has no bundle, and does not say that there is none.")
    return _bundle(data, currency=currency, redactor=redactor)


def read_bundles(
    answer: Answer, *, currency: str, redactor: Redactor
) -> tuple[Bundle, ...] | NoAnswer:
    """Return the bundles in an answer.

    :raises Unreadable: if it is no answer to this question
    """
    root = _read_root(answer, "InternetBundleListResult")
    data = find_child(root, "Data")
    if text_of(root, "ResponseCode") != ALL_WELL:
        return NoAnswer(words="TNM could not answer.", fault=Fault.THEIRS)
    if data is None:
        return ()
    return tuple(
        _bundle(bundle, currency=currency, redactor=redactor)
        for bundle in children_of(data, "Bundle")
    )


def read_purchase(answer: Answer, *, bundle_id: str, redactor: Redactor) -> Said:
    """Return what the answer to a purchase says.

    It carries neither our reference nor the amount: what can be held against what was sent is the
    phone, and the bundle, which stands for its price.

    :raises Unreadable: if it is no answer to a purchase, or names another bundle
    """
    root = _read_root(answer, "DataPurchaseResult")
    data = find_child(root, "Data")
    if data is None:
        return Strange(words="TNM's answer says nothing of the purchase.")
    code, order_id = text_of(data, "ResultCode"), text_of(data, "OrderId")
    says = MEANINGS.get((code, text_of(data, "Succeeded").casefold(), bool(order_id)))
    if says is _Says.NO_SUCH_BUNDLE:
        return Refused(refusal=Refusal(code=code, meaning=NO_SUCH_BUNDLE))
    if says is _Says.CONTRADICTION:
        words = "TNM says that it succeeded, with an error and no order."
        return Strange(words=words, is_alarm=True, code=code)
    if says is None:
        return Strange(words="TNM answered with a result that is not known.", code=code[:20])
    if text_of(root, "ResponseCode") != ALL_WELL:
        return Strange(words="TNM's answer says paid and failed at once.", is_alarm=True)
    if text_of(data, "OfferId") != bundle_id:
        raise Unreadable("TNM sold another bundle than the one that was asked for.")
    return Paid(
        our_reference=None,
        account=text_of(data, "MobileNumber"),
        amount=None,
        their_reference=redactor.show(order_id),
        details=_details(data, redactor),
    )


def _read_root(answer: Answer, name: str) -> Element:
    root = read_xml(answer.body, answer.content_type)
    if name_of(root) != name:
        raise Unreadable("TNM answered another question than the one that was asked.")
    return root


def _bundle(data: Element, *, currency: str, redactor: Redactor) -> Bundle:
    price = find_amount(text_of(data, "Price"))
    if price is None or not text_of(data, "Id"):
        raise Unreadable("TNM's answer has a bundle without a price or an identifier.")
    name = text_of(data, "DisplayName") or text_of(data, "Name")
    return Bundle(
        bundle_id=text_of(data, "Id"), name=redactor.show(name), price=price, currency=currency
    )


def _details(data: Element, redactor: Redactor) -> dict[str, str]:
    told = {
        "bundle_name": redactor.show(text_of(data, "BundleName")),
        "order_key": redactor.show(text_of(data, "OrderKey")),
        "effective_at": _instant(text_of(data, "EffectiveDate")),
        "expires_at": _instant(text_of(data, "ExpiryDate")),
    }
    return {name: text for name, text in told.items() if text}


def _instant(text: str) -> str:
    """Return an instant in ISO that came as `ddMMyyyy HH:mm:ss:fff`; empty if it is none."""
    try:
        return datetime.strptime(text, "%d%m%Y %H:%M:%S:%f").replace(tzinfo=MALAWI).isoformat()
    except ValueError:
        return ""
