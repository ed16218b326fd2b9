"""What somebody wants paid, checked against the biller's rules before there is a row."""

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from billers import switchboard
from billers.account_patterns import PatternIsUnusable, fits
from billers.connectors.contract import OrderIsUnsound
from billers.connectors.contract.checks import checked_text
from billers.connectors.dialects.phones import subscriber_of
from billers.models import BillerConfig, TransactionType

HAS = {
    TransactionType.POST_TRANSACTION: "takes no payments of an amount",
    TransactionType.CONFIRM_INVOICE: "has no invoices to pay",
    TransactionType.CONFIRM_BUNDLE: "sells no bundles",
}

EXACT = "exact"
"""A rule of a biller: nothing but what is owed is taken."""

#  text of an intent            its field                its longest
TEXTS = {
    "account_number":          ("accountNumber",         100),
    "account_type":            ("accountType",           20),
    "customer_account_name":   ("customerAccountName",   200),
    "invoice_number":          ("invoiceNumber",         100),
    "bundle_id":               ("bundleId",              100),
    "debit_account":           ("debitAccount",          64),
    "credit_account":          ("creditAccount",         64),
}  # fmt: skip


class PaymentRefused(Exception):
    """A payment was not taken on; nothing is stored. `fields` names what to mend, by field."""

    code = "PAYMENT_REFUSED"
    next_step = "Correct it, then try again."

    def __init__(self, message: str, *, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class BillerInactive(PaymentRefused):
    """The biller is switched off."""

    code = "BILLER_INACTIVE"
    next_step = "Choose another biller, or ask an administrator to switch it on."


class AbilityMissing(PaymentRefused):
    """The biller cannot do what is wanted of it."""

    code = "BILLER_CANNOT"
    next_step = "Choose another way to pay, or another biller."


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentIntent:
    """What the customer wants paid: `amount` in major units of `currency`.

    `owed` is what the biller said is owed on the account, None where it was not asked or did not
    tell. `is_deliberate` says that a second payment of the same bill is meant as one.
    """

    transaction_type: TransactionType
    account_number: str
    amount: Decimal
    currency: str
    owed: Decimal | None = None
    account_type: str = ""
    customer_account_name: str = ""
    invoice_number: str = ""
    bundle_id: str = ""
    debit_account: str = ""
    credit_account: str = ""
    is_deliberate: bool = False


def check_intent(intent: PaymentIntent, config: BillerConfig) -> None:
    """Let an intent pass that its biller can take.

    :raises PaymentRefused: naming every field that is wrong
    """
    if not config.is_active:
        raise BillerInactive(f"{config.display_name} is switched off.")
    ability = switchboard.PAYS_BY[intent.transaction_type]
    if not switchboard.can(config, ability):
        words = HAS[intent.transaction_type]
        raise AbilityMissing(f"{config.display_name} {words}.")
    wrong = {
        **_unsendable(intent),
        **wrong_account(intent.account_number, config),
        **_wrong_amount(intent, config),
        **_wrong_choice(intent),
        **_wrong_core_accounts(intent, config),
    }
    if intent.currency not in config.supported_currencies:
        taken = ", ".join(config.supported_currencies)
        wrong["currency"] = f"{config.display_name} takes {taken}."
    if wrong:
        raise PaymentRefused("This payment cannot be taken on as it is.", fields=wrong)


def wrong_account(account_number: str, config: BillerConfig) -> dict[str, str]:
    """Return what is wrong with the number of an account, by field, before anybody is asked."""
    if not account_number.strip():
        return {"accountNumber": "Say which account is to be paid."}
    pattern = config.validation_rules.get("accountNumberFormat", "")
    try:
        if not pattern or fits(pattern, account_number):
            return {}
    except PatternIsUnusable as problem:
        words = f"The pattern of account numbers of {config.display_name} cannot be used"
        return {"accountNumber": f"{words}: {problem}. An administrator has to correct it."}
    hint = config.validation_rules.get("accountNumberHint", "Check it with the customer.")
    return {"accountNumber": f"This is no account of {config.display_name}. {hint}"}


def obligation_of(intent: PaymentIntent, config: BillerConfig) -> str:
    """Return the digest of what is owed: biller, account, and the invoice or else the amount."""
    what = intent.invoice_number or f"{intent.bundle_id}:{intent.amount:.2f} {intent.currency}"
    account = intent.account_number.strip().upper()
    if intent.bundle_id:  # one phone is written in several ways
        account = subscriber_of(account) or account
    text = "\n".join((config.biller_type, account, what))
    return sha256(text.encode()).hexdigest()


def _unsendable(intent: PaymentIntent) -> dict[str, str]:
    """Return the texts that could not be sent as they are meant, such as two lines in one."""
    wrong = {}
    for name, (field, longest) in TEXTS.items():
        text = getattr(intent, name).strip()
        try:
            checked_text(name, text)
        except OrderIsUnsound:
            wrong[field] = "Write it in plain characters, on one line."
        if len(text) > longest:
            wrong[field] = f"This has at most {longest} characters."
    return wrong


def _wrong_amount(intent: PaymentIntent, config: BillerConfig) -> dict[str, str]:
    rules = config.validation_rules
    least, most = rules.get("minAmount"), rules.get("maxAmount")
    if intent.amount <= 0:
        return {"amount": "The amount must be above zero."}
    if intent.amount != intent.amount.quantize(Decimal("0.01")):
        return {"amount": "An amount has at most two decimals."}
    if least is not None and intent.amount < Decimal(least):
        return {"amount": f"{config.display_name} takes {least} {intent.currency} or more."}
    if most is not None and intent.amount > Decimal(most):
        return {"amount": f"{config.display_name} takes at most {most} {intent.currency}."}
    return _not_exact(intent, config) if takes_exactly_what_is_owed(config, intent) else {}


def takes_exactly_what_is_owed(config: BillerConfig, intent: PaymentIntent) -> bool:
    """Tell whether the amount has to be what is owed on the account; invoices are so anyway."""
    is_free = intent.transaction_type == TransactionType.POST_TRANSACTION
    return is_free and config.validation_rules.get("amount") == EXACT


def _not_exact(intent: PaymentIntent, config: BillerConfig) -> dict[str, str]:
    name, currency = config.display_name, intent.currency
    if intent.owed is None:
        return {"amount": f"{name} takes exactly what is owed, and does not tell how much it is."}
    if intent.amount != intent.owed:
        return {"amount": f"{name} takes exactly what is owed: {intent.owed:.2f} {currency}."}
    return {}


def _wrong_choice(intent: PaymentIntent) -> dict[str, str]:
    if intent.transaction_type == TransactionType.CONFIRM_INVOICE and not intent.invoice_number:
        return {"invoiceNumber": "Say which invoice is to be paid."}
    if intent.transaction_type == TransactionType.CONFIRM_BUNDLE and not intent.bundle_id:
        return {"bundleId": "Choose a bundle."}
    return {}


def _wrong_core_accounts(intent: PaymentIntent, config: BillerConfig) -> dict[str, str]:
    """Core banking needs to know both sides, or neither."""
    words = "Core banking needs both accounts: the customer's and the biller's."
    if intent.credit_account and not intent.debit_account:
        return {"debitAccount": words}
    if intent.debit_account and not (intent.credit_account or config.credit_account):
        return {"creditAccount": words}
    return {}
