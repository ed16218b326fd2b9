"""Southern Region Water Board, prepaid: an invoice is confirmed, and tokens come back."""

from billers.connectors.connector import Connector
from billers.connectors.contract import Fault
from billers.connectors.dialects.esb import EsbInvoices
from billers.connectors.dialects.soap import SoapInvoices, SoapTellsStatus
from billers.connectors.meanings import Meaning

NO_SUCH_AGENT = Meaning(words="The board does not know our agency user.", fault=Fault.OURS)


class SouthernRegionWaterBoardPrepaid(Connector):
    """What its codes mean; it sells one token or several, of 20 digits each."""

    biller_type = "SRWB_PREPAID"
    title = "Southern Region Water Board, prepaid"
    codes = {"9": NO_SUCH_AGENT}
    words = {"agency user does not exist": NO_SUCH_AGENT}
    sells_tokens = True


class OverSoap(SouthernRegionWaterBoardPrepaid, SoapInvoices, SoapTellsStatus):
    """Its own web service, which tells the tokens again when it is asked for the status."""

    wsdl = "srwb_prepaid.wsdl"


class OverEsb(SouthernRegionWaterBoardPrepaid, EsbInvoices):
    """Behind the bank's service bus; its attributes are read as the other invoices' are."""

    roles = {
        "attribute_1": "amount",
        "attribute_2": "currency",
        "attribute_3": "status",
        "attribute_4": "service",
    }
