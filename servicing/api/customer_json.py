"""A customer in JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billie.web.api_fields import KnownText, KnownWord, day, flag, instant
from billie.web.camel_case import CamelSerializer
from servicing.models import Customer
from servicing.models.customers import EkycStatus

EXAMPLE: dict[str, Any] = {
    "customerId": "CUS-4417",
    "firstName": "Katherine",
    "lastName": "Nguyen",
    "fullName": "Katherine Nguyen",
    "preferredName": "Kate",
    "emailAddress": "katherine.nguyen12@example.com",
    "mobilePhoneNumber": "0491 570 156",
    "dateOfBirth": "1988-04-09",
    "ekycStatus": "successful",
    "identityVerified": True,
    "residentialAddress": {
        "unitNumber": None,
        "streetNumber": "12",
        "streetName": "Wattle",
        "streetType": "Street",
        "suburb": "Newtown",
        "state": "NSW",
        "postcode": "2042",
        "country": "Australia",
        "fullAddress": "12 Wattle Street, Newtown NSW 2042",
    },
    "staffFlag": False,
    "investorFlag": False,
    "founderFlag": False,
    "vulnerableFlag": True,
    "mergedInto": None,
    "asOf": "2026-11-20T09:41:07.120000+11:00",
    "parked": False,
}


class AddressSerializer(CamelSerializer):
    """An address; lines that are not known are null."""

    unit_number = KnownText()
    street_number = KnownText()
    street_name = KnownText()
    street_type = KnownText()
    suburb = KnownText()
    state = KnownText()
    postcode = KnownText()
    country = KnownText()
    full_address = KnownText()


class CustomerSerializer(CamelSerializer):
    """A customer, as the stream last described them; what is not known is null.

    `mergedInto` names the customer to whom all that was theirs belongs, if the identity was
    merged. `parked` says that events of the customer wait, so that this may be behind.
    """

    customer_id = serializers.CharField(read_only=True)
    first_name = KnownText()
    last_name = KnownText()
    full_name = KnownText()
    preferred_name = KnownText()
    email_address = KnownText()
    mobile_phone_number = KnownText()
    date_of_birth = day()
    ekyc_status = KnownWord(EkycStatus.choices)
    identity_verified = flag()
    residential_address = serializers.SerializerMethodField()
    staff_flag = flag()
    investor_flag = flag()
    founder_flag = flag()
    vulnerable_flag = flag()
    merged_into = KnownText(source="merged_into_id")
    as_of = instant(help_text="When the newest event that changed it was published.")
    parked = flag(source="is_parked")

    @extend_schema_field(AddressSerializer(allow_null=True))
    def get_residential_address(self, customer: Customer) -> Any:
        """Return the address by its lines, null if there is none."""
        lines = dict.fromkeys(AddressSerializer._declared_fields) | customer.residential_address
        return AddressSerializer(lines).data if customer.residential_address else None
