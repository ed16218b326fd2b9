"""Medical Aid Society of Malawi: an account has a type, and a name that begins with its number."""

from billers.connectors.contract import Fault
from billers.connectors.dialects.esb import EsbLooksUp, EsbPays
from billers.connectors.dialects.esb_accounts import Found
from billers.connectors.meanings import Meaning


class MedicalAidSociety(EsbLooksUp, EsbPays):
    """Behind the bank's service bus; what it refuses comes as a SOAP envelope in a message."""

    biller_type = "MASM"
    title = "Medical Aid Society of Malawi"
    account_type = "M"
    description_role = "scheme"
    roles = {"attribute_1": "balance"}
    codes = {"M18": Meaning(words="The society has no such reference.", fault=Fault.CUSTOMER)}

    def read_name(self, found: Found) -> str:
        """Return the member's name without the number that it begins with."""
        return found.name.removeprefix(found.number).strip(" -") or found.name
