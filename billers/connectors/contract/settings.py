"""What a connector is built with: where a biller is, how it speaks, and what it may cost in time.

Paths are configuration: each dialect names those that it needs, as `{placeholders}` show.

| dialect | name in `paths` | for example |
|---|---|---|
| SOAP | `service` | `/services/lwb` |
| ESB | `accountDetails` (billers with invoices: `invoice`) | `/lwb/accounts/{account_number}` |
| ESB | `payment` (billers with invoices: `confirmInvoice`) | `/lwb/transactions` |
| TNM | `bundles` | `/api/internetbundles` |
| TNM | `bundle` | `/api/internetbundles/{bundle_id}` |
| TNM | `purchaseBundle` | `/api/internetbundles/{our_transaction_id}/{phone}/{bundle_id}` |

Credentials go into headers of every request: `username` and `password` as HTTP Basic, or
`bearerToken`, and `apiKey` as `X-Api-Key`. All may be left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Dialect(StrEnum):
    """The languages that billers speak (WIRE 3.1)."""

    SOAP = "SOAP"
    ESB = "ESB"
    TNM = "TNM"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often a question that moves no money is asked; the waits between double from the first.

    Orders are never sent again by a connector, whatever stands here.
    """

    tries: int = 3
    first_wait_seconds: float = 0.2
    longest_wait_seconds: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One biller's configuration as a connector needs it; secrets are in `credentials` alone.

    `timeout_seconds` is for one whole call. `allowed_hosts` are the names that may be called at
    all. An address that is not public (private, loopback, link-local) is refused, even under an
    allowed name, unless a network of `allowed_networks`, such as "10.20.0.0/16", contains it.
    """

    base_url: str
    dialect: Dialect
    paths: Mapping[str, str]
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    currency: str = "MWK"
    timeout_seconds: float = 30.0
    connect_timeout_seconds: float = 5.0
    retries: RetryPolicy = field(default_factory=RetryPolicy)
    allowed_hosts: frozenset[str] = frozenset()
    allowed_networks: frozenset[str] = frozenset()


class SettingsAreUnfinished(ValueError):
    """Somebody has not finished a biller's configuration; the message says what is missing."""
