"""Events about customers: `customer.*` (WIRE 1.3)."""

from servicing.events.envelope import Envelope
from servicing.events.event import Event
from servicing.events.kinds import Day, Email, Flag, Instant, Key, Name, Part, Phone, Prose, Word

DEFAULT_COUNTRY = "Australia"


class Address(Part, frozen=True):
    """An address, as a whole."""

    unit_number: Prose | None = None
    street_number: Prose | None = None
    street_name: Prose | None = None
    street_type: Prose | None = None
    suburb: Prose | None = None
    state: Prose | None = None
    postcode: Prose | None = None
    country: Prose | None = None
    full_address: Prose | None = None


class CustomerDetails(Event, frozen=True, kw_only=True):
    """What can be said about a person, in an event of its own or inside another.

    What is None was not said.
    """

    first_name: Name | None = None
    last_name: Name | None = None
    preferred_name: Name | None = None
    email_address: Email | None = None
    mobile_phone_number: Phone | None = None
    date_of_birth: Day | None = None
    ekyc_status: Word | None = None
    residential_address: Address | None = None
    mailing_address: Address | None = None
    staff_flag: Flag | None = None
    investor_flag: Flag | None = None
    founder_flag: Flag | None = None
    vulnerable_flag: Flag | None = None
    changed_at: Instant | None = None


class CustomerChanged(CustomerDetails, frozen=True, kw_only=True):
    """A customer's details are different now."""

    customer_id: Key

    def aggregate(self, envelope: Envelope) -> str:
        """Return the customer."""
        return f"customer:{self.customer_id}"


class CustomerCreated(CustomerChanged, frozen=True, kw_only=True):
    """A customer's first details; when it comes late it fills in what is not known yet."""


class CustomerVerified(Event, frozen=True):
    """A customer's identity was verified."""

    customer_id: Key
    verified_at: Instant | None = None

    def aggregate(self, envelope: Envelope) -> str:
        """Return the customer."""
        return f"customer:{self.customer_id}"


class IdentityMerged(Event, frozen=True):
    """Customer ids are the same person: all that is the other's now belongs to `canonical_id`.

    The other is a journey that was linked, or a customer who was merged.
    """

    canonical_id: Key
    journey_id: Key | None = None
    merged_canonical_id: Key | None = None

    def other_ids(self) -> tuple[str, ...]:
        """Return the ids that become tombstones: one, or both where both were sent."""
        return tuple(filter(None, (self.merged_canonical_id, self.journey_id)))

    def aggregate(self, envelope: Envelope) -> str:
        """Return the customer who stays."""
        return f"customer:{self.canonical_id}"

    def also(self, envelope: Envelope) -> str:
        """Return the customer who becomes a tombstone."""
        return f"customer:{self.other_ids()[0]}"

    def missing(self, envelope: Envelope) -> str:
        """Return a sentence when there is nobody to merge."""
        return "" if self.other_ids() else "neither journey_id nor merged_canonical_id is there"
