"""People at the screens of bill payments, in front of all simulated billers."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from billers.models import BillerTransaction
from billie.celery import app
from billie.staff.roles import Role
from tests.billers.operations.conftest import bank, desk
from tests.billers.operations.desk import Desk
from tests.billie.staff.people import person

__all__ = ["bank", "desk"]

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Teller:
    """Somebody who goes through the steps of a payment as a browser does."""

    browser: Client
    address: str = ""
    page: HttpResponse = field(default_factory=HttpResponse)

    def open(self, address: str) -> str:
        """Open a page, following where it leads; return its text."""
        answer: Any = self.browser.get(address, follow=True)
        self.address = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        self.page = answer
        return str(answer.content.decode())

    def send(self, step: str, **typed: Any) -> str:
        """Send the form of the page with what it carries and what was typed; return the answer."""
        carried = dict(HIDDEN.findall(self.page.content.decode()))
        carried.pop("csrfmiddlewaretoken", None)
        answer: Any = self.browser.post(self.address, {**carried, "step": step, **typed})
        self.page = answer
        return str(answer.content.decode())

    def payment(self) -> BillerTransaction:
        """Return the payment that the last page leads to."""
        number = self.page.headers["Location"].split("/")[-1].split("?")[0]
        return BillerTransaction.objects.get(number=number)


@pytest.fixture
def teller(desk: Desk) -> Teller:
    """The desk's teller at a browser; work is given to workers as in every web process."""
    app.set_default()
    client = Client()
    client.force_login(desk.teller, backend="django.contrib.auth.backends.ModelBackend")
    return Teller(client)


@pytest.fixture
def readonly(desk: Desk) -> Client:
    return signed_in(Role.READONLY)


@pytest.fixture
def admin(desk: Desk) -> Client:
    return signed_in(Role.ADMIN)


def signed_in(role: Role) -> Client:
    """Return the browser of somebody new with a role."""
    client = Client()
    client.force_login(person(role), backend="django.contrib.auth.backends.ModelBackend")
    return client
