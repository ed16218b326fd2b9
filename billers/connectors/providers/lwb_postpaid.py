"""Lilongwe Water Board, postpaid: its own web service, or the bank's service bus."""

from billers.connectors.connector import Connector
from billers.connectors.contract import Fault
from billers.connectors.dialects.esb import EsbLooksUp, EsbPays
from billers.connectors.dialects.soap import SoapLooksUp, SoapPays, SoapReverses, SoapTellsStatus
from billers.connectors.meanings import REFERENCE_USED, Meaning


class LilongweWaterBoard(Connector):
    """What its codes mean, over either dialect; 2 is also its answer to a bad account."""

    biller_type = "LWB_POSTPAID"
    title = "Lilongwe Water Board"
    codes = {
        "2": Meaning(
            words="The board does not take our access key, or does not know the account.",
            fault=Fault.OURS,
        ),
        "5": Meaning(words="The board has no such customer number.", fault=Fault.CUSTOMER),
        "11": REFERENCE_USED,
    }
    resend_is_safe = True


class OverSoap(LilongweWaterBoard, SoapLooksUp, SoapPays, SoapTellsStatus, SoapReverses):
    """Its own web service."""

    wsdl = "lwb_postpaid.wsdl"


class OverEsb(LilongweWaterBoard, EsbLooksUp, EsbPays):
    """Behind the bank's service bus."""

    description_role = "plot"
    roles = {"attribute_2": "reference", "attribute_3": "balance", "attribute_4": "date"}
