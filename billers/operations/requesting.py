"""Taking a payment on: one row, before anything is sent, and never two for one obligation.

# Note [One live payment an obligation]
The database refuses a second live payment of the same obligation (a partial unique index), so two
clicks and two tellers get one payment. Within the window after it was paid a second one is refused
as well, under a lock, unless somebody says that both are meant.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from billers import switchboard
from billers.models import BillerConfig, BillerTransaction
from billers.operations.counting import count
from billers.operations.intents import (
    PaymentIntent,
    PaymentRefused,
    check_intent,
    obligation_of,
)
from billers.operations.protection import is_paused
from billers.operations.references import mint_number
from billers.operations.telling import tell
from billers.operations.timeline import note
from billers.states import LIVE, Status
from billie.staff import audit


class AlreadyPaid(PaymentRefused):
    """The same bill is being paid already, or was a moment ago."""

    code = "DUPLICATE_PAYMENT"
    next_step = "Open the first payment. If a second one is meant, confirm that it is."

    def __init__(self, first: BillerTransaction) -> None:
        super().__init__(
            f"{first.number} pays the same: {first.get_status_display().lower()}, "
            f"{first.amount} {first.currency}."
        )
        self.first = first
        self.more = {"transactionId": first.number}


class KeyOfAnother(PaymentRefused):
    """The key was minted for another payment, which was taken on."""

    code = "IDEMPOTENCY_KEY_WAS_USED"
    next_step = "Begin a new payment, with a key of its own."

    def __init__(self, first: BillerTransaction) -> None:
        super().__init__(f"{first.number}, which pays something else, was taken on with this key.")


class BillerPaused(PaymentRefused):
    """Too much money is unresolved at the biller for anything new to be started."""

    code = "BILLER_PAUSED"
    next_step = "Settle what is unknown there first, or wait until it has settled by itself."


def request_payment(
    *, config: BillerConfig, intent: PaymentIntent, by: User, now: datetime, key: str = ""
) -> BillerTransaction:
    """Take a payment on; a worker sends it.

    With a `key`, which its caller minted once for it, it is taken on once: a second call for the
    same bill returns the payment of the first.

    :raises PaymentRefused: one of its subclasses, when nothing was stored
    """
    obligation = obligation_of(intent, config)
    if key and (first := _find(by, key, obligation)) is not None:
        return first
    check_intent(intent, config)
    if is_paused(config):
        raise BillerPaused(f"{config.display_name} is paused: too much money there is unresolved.")
    try:
        with transaction.atomic(durable=True):
            _one_at_a_time(obligation)
            payment = _keep(config, intent, obligation, by, now, key)
            if not intent.is_deliberate:  # after it is kept: a live one may end while we look
                check_others(payment, now)
    except IntegrityError:
        if key and (first := _find(by, key, obligation)) is not None:
            return first
        raise AlreadyPaid(_first_of(obligation)) from None
    tell(payment)
    return payment


def _find(by: User, key: str, obligation: str) -> BillerTransaction | None:
    """Return what was taken on with a key.

    :raises KeyOfAnother: if it is another bill
    """
    first = BillerTransaction.objects.filter(initiated_by=by, idempotency_key=key).first()
    if first is not None and first.obligation != obligation:
        raise KeyOfAnother(first)
    return first


def _one_at_a_time(obligation: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [obligation])


def check_others(payment: BillerTransaction, now: datetime) -> None:
    """Refuse what is being paid, was paid a moment ago, or may have been: evidence says both.

    :raises AlreadyPaid: naming the payment that did
    """
    since = now - timedelta(minutes=settings.BILLER_OBLIGATION_MINUTES)
    is_paid = Q(status=Status.COMPLETED, completed_at__gte=since)
    others = BillerTransaction.objects.filter(
        is_paid | Q(status__in=LIVE) | Q(has_conflict=True), obligation=payment.obligation
    ).exclude(pk=payment.pk)
    if (first := others.order_by("-created_at").first()) is not None:
        raise AlreadyPaid(first)


def _first_of(obligation: str) -> BillerTransaction:
    """Return the payment that stood in the way; it may have ended since."""
    same = BillerTransaction.objects.filter(obligation=obligation, is_deliberate=False)
    return same.latest("created_at")


def _keep(
    config: BillerConfig,
    intent: PaymentIntent,
    obligation: str,
    by: User,
    now: datetime,
    key: str,
) -> BillerTransaction:
    payment = _written(config, intent)
    payment.obligation, payment.idempotency_key = obligation, key
    payment.initiated_by = by
    payment.created_at = payment.updated_at = payment.next_action_at = now
    count(payment)
    payment.save()
    note(payment, why="Taken on.", now=now, who=by.get_username())
    audit.record(
        action="PAYMENT_REQUESTED",
        subject=("bill payment", payment.number),
        now=now,
        after={
            "biller": config.biller_type,
            "amount": intent.amount,
            "currency": intent.currency,
            "isDeliberate": intent.is_deliberate,
        },
    )
    return payment


def _written(config: BillerConfig, intent: PaymentIntent) -> BillerTransaction:
    """Return what an intent says as a row that is not stored yet."""
    return BillerTransaction(
        number=mint_number(),
        config=config,
        biller_type=config.biller_type,
        biller_name=config.display_name,
        transaction_type=intent.transaction_type,
        account_number=intent.account_number.strip(),
        account_type=intent.account_type,
        customer_account_name=intent.customer_account_name,
        amount=intent.amount,
        currency=intent.currency,
        invoice_number=intent.invoice_number,
        bundle_id=intent.bundle_id,
        debit_account=intent.debit_account,
        credit_account=intent.credit_account or config.credit_account,
        uses_core_banking=bool(intent.debit_account) and switchboard.has_core_banking(),
        is_deliberate=intent.is_deliberate,
    )
