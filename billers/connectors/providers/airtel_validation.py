"""Airtel Malawi: tells whose phone a number is. It takes no payments through us."""

from billers.connectors.dialects.esb import EsbLooksUp
from billers.connectors.dialects.esb_accounts import Found
from billers.connectors.dialects.phones import is_same_phone


class AirtelMalawi(EsbLooksUp):
    """Behind the bank's service bus."""

    biller_type = "AIRTEL_VALIDATION"
    title = "Airtel Malawi"
    description_role = "surname"
    roles = {"attribute_1": "kind"}

    def read_name(self, found: Found) -> str:
        """Return the whole name, which the bus has in two fields."""
        return f"{found.name} {found.description}".strip()

    def is_account(self, *, asked: str, answered: str) -> bool:
        """Tell whether the answer is about the phone that was asked for, however it is written."""
        return not answered or asked == answered or is_same_phone(asked, answered)
