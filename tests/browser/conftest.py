"""Somebody signed in at a real browser, in front of the whole site with made-up rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from billie.staff.roles import Role
from servicing.models import (
    Conversation,
    Customer,
    DeadLetter,
    Instalment,
    LoanAccount,
    ParkedAggregate,
    StoredEvent,
    Utterance,
)
from tests.billie.staff.people import signed_in

expect.set_options(timeout=15_000)  # milliseconds: a busy machine is slow, not wrong

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """What the rows are called."""

    customer: Customer
    account: LoanAccount
    conversation: Conversation
    letter: DeadLetter


@pytest.fixture
def made_up(transactional_db: None) -> MadeUp:
    """A customer in arrears with a loan, a chat, and an event that failed."""
    now = timezone.now()
    customer = Customer.objects.create(
        customer_id="CUS-1", full_name="Maya Okoro", vulnerable_flag=True, as_of=now
    )
    Customer.objects.create(customer_id="CUS-2", full_name="Mayra Oduya", as_of=now)
    account = LoanAccount.objects.create(
        loan_account_id="LA-1",
        account_number="400000001",
        customer=customer,
        account_status="in_arrears",
        is_in_arrears=True,
        days_past_due=12,
        arrears_bucket="early_arrears",
        current_balance=Decimal("-12.50"),
        total_overdue=Decimal("66"),
        as_of=now,
    )
    Instalment.objects.create(
        loan_account=account, payment_number=1, due_date=date(2026, 3, 2), amount=Decimal("66")
    )
    return MadeUp(
        customer=customer,
        account=account,
        conversation=_chat(customer),
        letter=_parked(account),
    )


def _chat(customer: Customer) -> Conversation:
    now = timezone.now()
    conversation = Conversation.objects.create(
        conversation_id="conv-1",
        customer=customer,
        application_number="APP-1",
        decision="APPROVED",
        started_at=now - timedelta(hours=1),
        latest_utterance_at=now,
    )
    Utterance.objects.create(
        event_id=uuid4(),
        stream_order=1,
        conversation=conversation,
        username="customer",
        utterance="About $500 for a car repair.",
        created_at=now,
    )
    return conversation


def _parked(account: LoanAccount) -> DeadLetter:
    now = timezone.now()
    aggregate = f"account:{account.pk}"
    event = StoredEvent.objects.create(
        identity=uuid4(),
        stream="inbox:billie-servicing",
        entry_id="1-0",
        typ="account.updated.v1",
        aggregate=aggregate,
        published_at=now,
        received_at=now,
        fields='{"typ":"account.updated.v1","payload":"{\\"account_id\\":\\"LA-1\\"}","agt":"core"}',
        outcome="FAILED",
    )
    ParkedAggregate.objects.create(
        aggregate=aggregate, event=event, state="PARKED", error="balance is NaN", parked_at=now
    )
    return DeadLetter.objects.create(
        event=event,
        kind="FAILED",
        typ=event.typ,
        aggregate=aggregate,
        error="balance is NaN",
        created_at=now,
    )


@pytest.fixture
def open_as(asgi_server: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a window in which somebody with a role is signed in, in a theme and a size."""
    contexts = []

    def open_window(
        role: Role = Role.ADMIN, *, theme: str = "light", size: dict[str, int] | None = None
    ) -> Page:
        session = signed_in(role).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(
            base_url=asgi_server,
            viewport=size or WIDE,  # type: ignore[arg-type]
            color_scheme=theme,  # type: ignore[arg-type]
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": asgi_server}]
        )
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def stranger(asgi_server: str, browser: Browser) -> Iterator[Page]:
    """A window in which nobody is signed in."""
    context = browser.new_context(base_url=asgi_server, viewport=WIDE)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def serious(page: Page) -> list[Any]:
    """Return what axe-core finds serious or critical on a page."""
    page.wait_for_load_state()
    return [
        (found["id"], found["nodes"][0]["html"])
        for found in Axe().run(page).response["violations"]
        if found["impact"] in {"serious", "critical"}
    ]
