"""The eight billers as a new installation finds them: a table to be read in one look.

`{host}` stands for where they are reached. What the bank itself knows, real addresses and
credentials, is filled in by an administrator.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from billers.models import BillerConfig, BillerType, Dialect
from billers.operations.configuring import create_config

ESB_PATHS = {"accountDetails": "/accounts/{account_number}", "payment": "/transactions"}
ESB_INVOICE_PATHS = {"invoice": "/accounts/{account_number}", "confirmInvoice": "/transactions"}
TNM_PATHS = {
    "bundles": "/api/internetbundles",
    "bundle": "/api/internetbundles/{bundle_id}",
    "purchaseBundle": "/api/internetbundles/{our_transaction_id}/{phone}/{bundle_id}",
}
WATER = {"minAmount": "100.00", "maxAmount": "5000000.00", "amount": "any"}
PHONE = {
    "accountNumberFormat": r"(\+?265|0)?[0-9]{9}",
    "accountNumberHint": "Write the phone number, such as 0991234567.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """One biller: how it is reached and what it takes. `path` comes behind the host."""

    dialect: Dialect
    path: str
    endpoints: Mapping[str, str]
    description: str
    rules: Mapping[str, Any] = field(default_factory=dict)
    features: Mapping[str, Any] = field(default_factory=dict)
    credit_account: str = ""


LOOKS_UP_AND_PAYS = {"supportsAccountLookup": True, "supportsPayment": True}
INVOICES = {"supportsInvoice": True, "supportsPayment": True}

SEEDS: Mapping[BillerType, Seed] = {
    BillerType.REGISTER_GENERAL: Seed(
        dialect=Dialect.ESB,
        path="/esb/register_general",
        endpoints=ESB_INVOICE_PATHS,
        description="Fees of the Registrar General, by invoice.",
        rules={"amount": "exact"},
        features=INVOICES,
        credit_account="REGGENERAL",
    ),
    BillerType.BWB_POSTPAID: Seed(
        dialect=Dialect.ESB,
        path="/esb/bwb_postpaid",
        endpoints=ESB_PATHS,
        description="Water bills of Blantyre.",
        rules=WATER,
        features=LOOKS_UP_AND_PAYS,
        credit_account="BWBWATER",
    ),
    BillerType.LWB_POSTPAID: Seed(
        dialect=Dialect.SOAP,
        path="/soap",
        endpoints={"service": "/lwb_postpaid"},
        description="Water bills of Lilongwe.",
        rules=WATER,
        features=LOOKS_UP_AND_PAYS,
        credit_account="LWBWATER",
    ),
    BillerType.SRWB_POSTPAID: Seed(
        dialect=Dialect.ESB,
        path="/esb/srwb_postpaid",
        endpoints=ESB_PATHS,
        description="Water bills of the Southern Region.",
        rules=WATER,
        features=LOOKS_UP_AND_PAYS,
        credit_account="SRWBWATER",
    ),
    BillerType.SRWB_PREPAID: Seed(
        dialect=Dialect.SOAP,
        path="/soap",
        endpoints={"service": "/srwb_prepaid"},
        description="Water tokens of the Southern Region, by invoice.",
        rules={"amount": "exact"},
        features=INVOICES,
        credit_account="SRWBTOKENS",
    ),
    BillerType.MASM: Seed(
        dialect=Dialect.ESB,
        path="/esb/masm",
        endpoints=ESB_PATHS,
        description="Contributions to the medical aid society.",
        rules={"minAmount": "100.00", "amount": "any"},
        features={**LOOKS_UP_AND_PAYS, "accountTypes": ["M"]},
        credit_account="MASMAID",
    ),
    BillerType.AIRTEL_VALIDATION: Seed(
        dialect=Dialect.ESB,
        path="/esb/airtel_validation",
        endpoints={"accountDetails": "/accounts/{account_number}"},
        description="Whose phone an Airtel number is. No payments.",
        rules=PHONE,
        features={"supportsAccountLookup": True},
    ),
    BillerType.TNM_BUNDLES: Seed(
        dialect=Dialect.TNM,
        path="/tnm",
        endpoints=TNM_PATHS,
        description="Internet bundles for TNM phones.",
        rules={**PHONE, "amount": "exact"},
        features={"supportsBundles": True},
        credit_account="TNMBUNDLES",
    ),
}


def seed_billers(
    *, host: str, now: datetime, credentials: Mapping[str, str], is_active: bool = True
) -> list[BillerConfig]:
    """Create the billers that are not there yet, reached at `host`; return the new ones."""
    there = set(BillerConfig.objects.values_list("biller_type", flat=True))
    return [
        create_config(
            values={
                "biller_type": biller_type.value,
                "biller_name": biller_type.label,
                "display_name": biller_type.label,
                "description": seed.description,
                "is_active": is_active,
                "dialect": seed.dialect.value,
                "base_url": f"{host.rstrip('/')}{seed.path}",
                "endpoints": dict(seed.endpoints),
                "validation_rules": dict(seed.rules),
                "features": dict(seed.features),
                "credit_account": seed.credit_account,
            },
            credentials=credentials,
            by=None,
            now=now,
        )
        for biller_type, seed in SEEDS.items()
        if biller_type.value not in there
    ]
