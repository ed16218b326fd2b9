"""The eight billers and what sets each apart; a table to be read in one look (WIRE 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Why(Enum):
    """Whose doing a refusal is."""

    CUSTOMER = "the account, the number or the bundle is not what the customer thinks"
    SETUP = "something is wrong with how the bank is set up at the biller"
    USED = "the reference was used before"


class Put(Enum):
    """How the bank's ESB passes a refusal on."""

    CODE = "as a failed transaction with a code and a reason"
    MESSAGE = "as a message"
    STATUS = "as nothing but a status"
    PAGE = "as HTTP 404 with an HTML page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """How a biller says no. Nothing was taken."""

    name: str
    why: Why
    code: str
    words: str
    put: Put = Put.CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Biller:
    """A biller's habits.

    `unknown_account` is what it says of an account that does not exist, `refusals` are its other
    ways to refuse a payment. `account_types` are those that it has, where it wants one told.
    """

    type: str
    receipts: str
    unknown_account: Refusal
    refusals: tuple[Refusal, ...] = ()
    takes_money: bool = True
    account_types: str = ""
    fixes_the_amount: bool = False
    sends_invoices: bool = False
    gives_tokens: bool = False
    is_behind_the_esb: bool = True

    @property
    def refuses_used_references(self) -> bool:
        """Whether it notices that a reference comes again; the others take the money again."""
        return USED in self.refusals

    @property
    def ways_to_refuse(self) -> tuple[Refusal, ...]:
        """All its refusals."""
        return tuple(dict.fromkeys((*self.refusals, self.unknown_account)))

    def refusal(self, why: Why, name: str = "") -> Refusal:
        """Return its refusal of a name, or for a reason, or else its first in so many words."""
        if why is Why.USED:
            return USED
        named = [refusal for refusal in self.ways_to_refuse if refusal.name == name]
        spoken = [refusal for refusal in self.ways_to_refuse if refusal.put is not Put.PAGE]
        return (named or [refusal for refusal in spoken if refusal.why is why] or spoken)[0]


INVALID_CUSTOMER = Refusal(
    name="invalid_customer", why=Why.CUSTOMER, code="5", words="invalid customer number"
)
WRONG_KEY = Refusal(name="wrong_access_key", why=Why.SETUP, code="2", words="incorrect access key")
USED = Refusal(name="used_reference", why=Why.USED, code="11", words="reference already used")
NO_PAGE = Refusal(name="no_page", why=Why.CUSTOMER, code="404", words="Not Found", put=Put.PAGE)
NO_AGENCY = Refusal(
    name="no_agency_user",
    why=Why.SETUP,
    code="9",
    words='{"is_error": true, "status_code": 9, "message": "agency user does not exist"}',
    put=Put.MESSAGE,
)
NO_AGENCY_PLAIN = Refusal(
    name="no_agency_user_in_plain_words",
    why=Why.SETUP,
    code="9",
    words="agency user does not exist",
    put=Put.MESSAGE,
)
NO_MEMBER = Refusal(
    name="no_reference_found",
    why=Why.CUSTOMER,
    code="M18",
    words=(
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        "<PaymentResponse><Status>M18</Status><Message>No reference found</Message>"
        "</PaymentResponse></soap:Body></soap:Envelope>"
    ),
    put=Put.MESSAGE,
)
NOT_LISTED = Refusal(
    name="ip_not_whitelisted",
    why=Why.SETUP,
    code="",
    words="IP not whitelisted",
    put=Put.MESSAGE,
)
BAD_SIGNATURE = Refusal(
    name="invalid_signature",
    why=Why.SETUP,
    code="",
    words="Unauthorized / invalid hash or signature",
    put=Put.MESSAGE,
)
NO_NUMBER = Refusal(
    name="not_found", why=Why.CUSTOMER, code="404", words="not found", put=Put.STATUS
)
NO_BUNDLE = Refusal(
    name="no_such_bundle", why=Why.CUSTOMER, code="910000000", words="Bundle does not exist"
)

BILLERS: Mapping[str, Biller] = {
    biller.type: biller
    for biller in (
        Biller(
            type="REGISTER_GENERAL",
            receipts="RG",
            unknown_account=NO_PAGE,
            refusals=(NOT_LISTED, BAD_SIGNATURE),
            sends_invoices=True,
            fixes_the_amount=True,
        ),
        Biller(
            type="BWB_POSTPAID",
            receipts="BW",
            unknown_account=INVALID_CUSTOMER,
            refusals=(WRONG_KEY, USED),
        ),
        Biller(
            type="LWB_POSTPAID",
            receipts="LW",
            unknown_account=WRONG_KEY,
            refusals=(INVALID_CUSTOMER, USED),
        ),
        Biller(
            type="SRWB_POSTPAID",
            receipts="SR",
            unknown_account=NO_PAGE,
            refusals=(NO_AGENCY, NO_AGENCY_PLAIN),
        ),
        Biller(
            type="SRWB_PREPAID",
            receipts="SP",
            unknown_account=NO_PAGE,
            refusals=(NO_AGENCY, NO_AGENCY_PLAIN),
            sends_invoices=True,
            gives_tokens=True,
        ),
        Biller(type="MASM", receipts="MA", unknown_account=NO_MEMBER, account_types="MDP"),
        Biller(
            type="AIRTEL_VALIDATION",
            receipts="AM",
            unknown_account=NO_NUMBER,
            takes_money=False,
        ),
        Biller(
            type="TNM_BUNDLES",
            receipts="TN",
            unknown_account=NO_BUNDLE,
            is_behind_the_esb=False,
        ),
    )
}
