"""`manage.py pay_demo_bills`: made-up customers pay bills at simulated billers."""

import signal
import threading
from argparse import ArgumentParser, ArgumentTypeError
from decimal import Decimal
from random import Random
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone

from billers.models import BillerConfig, BillerType, TransactionType
from billers.operations.intents import PaymentIntent, PaymentRefused
from billers.operations.requesting import request_payment
from billers.operations.task_names import ADVANCE
from billie.enqueueing import enqueue

BY_AMOUNT = (
    BillerType.LWB_POSTPAID,
    BillerType.BWB_POSTPAID,
    BillerType.SRWB_POSTPAID,
    BillerType.MASM,
)
TELLER = "operations"
FEWEST, MOST = 20, 900
HUNDREDS = Decimal(100)
CUSTOMERS = 400
WITH_CORE_BANKING = 0.5

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Takes demo payments on; workers pay them."""

    help = (
        "Take payments of made-up customers on, one every few seconds, at the billers that "
        "seed_billers made with --demo. Not in production. Exit code 0 when done or stopped, 1 "
        "when there is nobody or nothing to pay with."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        parser.add_argument(
            "--count", type=_positive, default=10, metavar="N", help="how many (default 10)"
        )
        parser.add_argument(
            "--every", type=_positive, default=1, metavar="S", help="seconds between two"
        )
        parser.add_argument("--forever", action="store_true", help="until stopped")
        parser.add_argument("--seed", type=int, help="which customers; default: others each time")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take payments on until enough, or until stopped."""
        if settings.IS_PRODUCTION:
            raise CommandError("These are made-up payments: not in production.")
        teller = User.objects.filter(username=TELLER).first()
        if teller is None:
            raise CommandError("There is nobody to pay: run manage.py seed_staff --demo first.")
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        chance = Random(options["seed"])  # noqa: S311  # nosec B311 - made-up customers
        left = options["count"]
        with structlog.contextvars.bound_contextvars(command="pay_demo_bills"):
            while not stopping.is_set() and (options["forever"] or left):
                _pay_one(chance, teller)
                left -= 1
                stopping.wait(options["every"])


def _pay_one(chance: Random, teller: User) -> None:
    """Take one payment on; what is refused, or a database that is away, is only told."""
    try:
        config = BillerConfig.objects.get(biller_type=chance.choice(BY_AMOUNT))
        payment = request_payment(
            config=config, intent=_intent(chance, config), by=teller, now=timezone.now()
        )
        enqueue(ADVANCE, payment_id=payment.pk)
    except (PaymentRefused, BillerConfig.DoesNotExist, OperationalError) as refused:
        log.info("demo_bill_not_paid", why=str(refused))


def _intent(chance: Random, config: BillerConfig) -> PaymentIntent:
    customer = 1_000_000 + chance.randrange(CUSTOMERS)
    types = config.features.get("accountTypes", [""])
    with_core_banking = chance.random() < WITH_CORE_BANKING
    return PaymentIntent(
        transaction_type=TransactionType.POST_TRANSACTION,
        account_number=f"22{customer}",
        account_type=types[0],
        amount=HUNDREDS * chance.randint(FEWEST, MOST),
        currency=config.default_currency,
        debit_account=f"10{customer}" if with_core_banking else "",
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"{text!r} is no number above 0")
    return int(text)
