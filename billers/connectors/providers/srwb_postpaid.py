"""Southern Region Water Board, postpaid: its own web service, or the bank's service bus."""

from billers.connectors.connector import Connector
from billers.connectors.contract import Fault
from billers.connectors.dialects.esb import EsbLooksUp, EsbPays
from billers.connectors.dialects.soap import SoapLooksUp, SoapPays, SoapTellsStatus
from billers.connectors.meanings import Meaning

NO_SUCH_AGENT = Meaning(words="The board does not know our agency user.", fault=Fault.OURS)


class SouthernRegionWaterBoard(Connector):
    """What its codes mean; behind the bus they come as JSON, or as plain words without one."""

    biller_type = "SRWB_POSTPAID"
    title = "Southern Region Water Board"
    codes = {"9": NO_SUCH_AGENT}
    words = {"agency user does not exist": NO_SUCH_AGENT}


class OverSoap(SouthernRegionWaterBoard, SoapLooksUp, SoapPays, SoapTellsStatus):
    """Its own web service."""

    wsdl = "srwb_postpaid.wsdl"


class OverEsb(SouthernRegionWaterBoard, EsbLooksUp, EsbPays):
    """Behind the bank's service bus, where what its attributes mean has not been observed."""
