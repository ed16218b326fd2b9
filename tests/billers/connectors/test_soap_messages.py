"""The WSDLs are ours, stand alone, and are what messages are checked against."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from lxml import etree

from billers.connectors.dialects.soap_messages import (
    WSDL_FOLDER,
    Messages,
    NothingIsFetched,
    messages_of,
)
from billers.connectors.registry import all_connectors
from billers.connectors.wire.paths import ValueDoesNotFit

WSDLS = sorted(path.name for path in WSDL_FOLDER.glob("*.wsdl"))
POST = {
    "OurTransactionId": "BIL-1",
    "AccountNumber": "410022",
    "Amount": Decimal("100.00"),
    "Currency": "MWK",
}


@pytest.mark.parametrize("wsdl", WSDLS)
def test_a_wsdl_points_to_no_other_document(wsdl):
    document = etree.parse(WSDL_FOLDER / wsdl)

    pointers = [element.tag for element in document.iter() if "schemaLocation" in element.attrib]
    imports = list(document.iter("{*}import", "{*}include", "{*}redefine"))
    assert pointers == imports == []


def test_every_wsdl_belongs_to_a_biller():
    used = {
        connector.wsdl for connector in all_connectors().values() if hasattr(connector, "wsdl")
    }

    assert used == set(WSDLS)


def test_a_wsdl_is_read_once_a_process():
    assert messages_of(WSDLS[0]) is messages_of(WSDLS[0])


@pytest.mark.parametrize("elsewhere", ["/etc/hostname", "http://biller.example/?wsdl"])
def test_no_document_is_fetched(elsewhere):
    with pytest.raises(NothingIsFetched):
        Messages(elsewhere)


@pytest.mark.parametrize(
    "wrong",
    [
        {"Amount": "a hundred"}, {"Amount": None}, {"AccountNumber": ""},
        {"AccountNumber": "x" * 2001},
    ],
    ids=str,
)  # fmt: skip
def test_what_does_not_fit_the_schema_is_not_written(wrong):
    with pytest.raises(ValueDoesNotFit):
        messages_of("bwb_postpaid.wsdl").write("PostPayment", POST | wrong)


def test_markup_within_a_value_stays_a_value():
    written = messages_of("bwb_postpaid.wsdl").write(
        "PostPayment", POST | {"AccountNumber": "</AccountNumber><Amount>1</Amount>"}
    )

    assert etree.fromstring(written).findtext(".//{*}AccountNumber").startswith("</AccountNumber>")
    assert len(list(etree.fromstring(written).iter("{*}Amount"))) == 1


def test_threads_share_the_messages_of_a_wsdl():
    messages = messages_of("lwb_postpaid.wsdl")

    def write(number):
        fields = POST | {"OurTransactionId": f"BIL-{number}"}
        return etree.fromstring(messages.write("PostPayment", fields))

    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(write, range(200)))

    assert [root.findtext(".//{*}OurTransactionId") for root in written] == [
        f"BIL-{number}" for number in range(200)
    ]
