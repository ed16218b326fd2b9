"""Registrar General: an invoice is found, reviewed and confirmed."""

from billers.connectors.connector import Connector
from billers.connectors.contract import Fault
from billers.connectors.dialects.esb import EsbInvoices
from billers.connectors.dialects.soap import SoapInvoices
from billers.connectors.meanings import Meaning

NOT_LET_IN = Meaning(words="The registrar does not let our server in.", fault=Fault.OURS)
NOT_SIGNED = Meaning(words="The registrar does not take our signature.", fault=Fault.OURS)


class RegistrarGeneral(Connector):
    """What its words mean; it sends no codes."""

    biller_type = "REGISTER_GENERAL"
    title = "Registrar General"
    words = {
        "ip not whitelisted": NOT_LET_IN,
        "unauthorized": NOT_SIGNED,
        "invalid hash or signature": NOT_SIGNED,
    }


class OverSoap(RegistrarGeneral, SoapInvoices):
    """Its own web service."""

    wsdl = "register_general.wsdl"


class OverEsb(RegistrarGeneral, EsbInvoices):
    """Behind the bank's service bus."""

    roles = {
        "attribute_1": "amount",
        "attribute_2": "currency",
        "attribute_3": "status",
        "attribute_4": "service",
    }
