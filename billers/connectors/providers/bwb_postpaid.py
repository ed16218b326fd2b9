"""Blantyre Water Board, postpaid: its own web service, or the bank's service bus."""

from billers.connectors.connector import Connector
from billers.connectors.contract import Fault
from billers.connectors.dialects.esb import EsbLooksUp, EsbPays
from billers.connectors.dialects.soap import SoapLooksUp, SoapPays
from billers.connectors.meanings import REFERENCE_USED, Meaning


class BlantyreWaterBoard(Connector):
    """What its codes mean, over either dialect."""

    biller_type = "BWB_POSTPAID"
    title = "Blantyre Water Board"
    codes = {
        "2": Meaning(words="The board does not take our access key.", fault=Fault.OURS),
        "5": Meaning(words="The board has no such customer number.", fault=Fault.CUSTOMER),
        "11": REFERENCE_USED,
    }
    resend_is_safe = True


class OverSoap(BlantyreWaterBoard, SoapLooksUp, SoapPays):
    """Its own web service, which has no status query."""

    wsdl = "bwb_postpaid.wsdl"


class OverEsb(BlantyreWaterBoard, EsbLooksUp, EsbPays):
    """Behind the bank's service bus."""

    roles = {
        "attribute_1": "phone",
        "attribute_2": "property_reference",
        "attribute_3": "balance",
        "attribute_4": "date",
    }
