"""Planted secrets, and every place where one of them could come to light."""

import base64
import html
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse
from redis import Redis

from billers.models import BillerTransaction
from billers.simulator.dialects.esb import ACCESS_KEY
from billie.staff.models import Approval
from tests.routes import all_routes

CREDENTIALS = {
    "username": "canary-user-7731",
    "password": "Canary-pass-9914",
    "bearerToken": "canary-bearer-8806",
    "apiKey": "canary-api-key-5520",
    "callbackKey": "canary-callback-4417",
}
CORE_KEY = "canary-core-key-6203"
NEW_PASSWORD = "canary-new-pass-3382"
REFUSED_PASSWORD = "canary-refused-pass-1194"
PLANTED_TOKEN = "48120993317704265518"
CLIENT_KEY = "canary-idempotency-2290"
METRICS = "canary-metrics-token-8121"
PAIR = base64.b64encode(f"{CREDENTIALS['username']}:{CREDENTIALS['password']}".encode()).decode()

NOWHERE = [
    *CREDENTIALS.values(), CORE_KEY, NEW_PASSWORD, REFUSED_PASSWORD, PLANTED_TOKEN, METRICS, PAIR,
    ACCESS_KEY,
]  # fmt: skip
"""What may be nowhere at all. The key of a request is in the columns that hold it, by design."""

STREAMS = {"live:stream", "billers-api:stream"}
OTHERS = {"admin:logout", *STREAMS}
"""What would end the visit, and streams that never end and are listened to by themselves."""


def found_in(text: str, secrets: list[str]) -> list[str]:
    """Return the secrets that are in a text, also written for HTML, an address or in groups."""
    plain = f"{text}\n{unquote(html.unescape(html.unescape(text)))}"
    digits = re.sub(r"(?<=\d)[ -](?=\d)", "", plain)
    return [secret for secret in secrets if secret in plain or secret in digits]


def where(places: Iterable[tuple[str, str]], secrets: list[str]) -> dict[str, list[str]]:
    """Return the places where a secret came to light, with what was found there."""
    found = {place: found_in(text, secrets) for place, text in places}
    return {place: secrets for place, secrets in found.items() if secrets}


def tables() -> Iterator[tuple[str, str]]:
    """Yield every table of the database with all of its rows as text."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"select coalesce(string_agg(t::text, chr(10)), '') from \"{name}\" t")
            yield f"table {name}", cursor.fetchone()[0]


def redis_keys(client: Redis) -> Iterator[tuple[str, str]]:
    """Yield every key of Redis with what it holds, whatever its kind; a DUMP may be packed."""
    readers: dict[Any, Any] = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"set": client.smembers,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"zset": lambda key: client.zrange(key, 0, -1),
        b"stream": lambda key: client.xrange(key),
    }
    for key in client.scan_iter():
        held = readers[client.type(key)](key)
        yield f"Redis {key!r}", f"{key!r} {held!r} {_unpacked(held)}"


def _unpacked(held: Any) -> str:
    """Return the messages in a queue of Celery, whose bodies travel in base64."""
    found = re.findall(r'"body": ?"([A-Za-z0-9+/=]+)"', str(held))
    return " ".join(base64.b64decode(body).decode(errors="replace") for body in found)


def answers(browser: Client, program: Client) -> Iterator[tuple[str, str]]:
    """Yield what every page and every GET of the API answers, with what there is to be shown."""
    browser.raise_request_exception = program.raise_request_exception = False
    for address in sorted({*_routes(), *_payments(), *_changes(), *_admin_pages(), *_mistakes()}):
        asker = program if address.startswith("/api/") else browser
        answer: Any = asker.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield f"GET {address} ({answer.status_code})", f"{body.decode()} {answer.headers}"


def _routes() -> Iterator[str]:
    for route in all_routes():
        if route.name not in OTHERS and "GET" in route.methods():
            yield route.path


def _payments() -> Iterator[str]:
    for number in BillerTransaction.objects.values_list("number", flat=True):
        page = reverse("billers:transaction", args=[number])
        yield from (page, f"{page}?part=1", f"{page}?step=result", f"{page}/receipt")
        yield from (f"{page}/{act}" for act in ("token", "retry", "cancel", "resolve"))
        yield f"/api/billers/transactions/{number}"
    for biller in ("LWB_POSTPAID", "SRWB_PREPAID", "TNM_BUNDLES"):
        yield f"/billers/configurations/{biller}"
    yield from (f"/api/billers/configs/{config.pk}" for config in _all("BillerConfig"))


def _changes() -> Iterator[str]:
    """Yield where changes of billers are reviewed, wait, are decided and stay as versions."""
    for change in _all("ConfigChange"):
        page = f"/billers/configurations/{change.biller_type}"
        yield from (page, f"{page}/edit", f"{page}/versions/1", f"{page}/versions/2")
        yield f"/billers/configurations/changes/{change.pk}"
    for number in Approval.objects.values_list("pk", flat=True):
        yield from (f"/approvals/{number}", f"/api/approvals/{number}")


def _admin_pages() -> Iterator[str]:
    """Yield the admin's page of every row of this room, and of the trail."""
    for model in admin.site._registry:
        options = model._meta
        if options.app_label == "billers" or options.model_name == "auditentry":
            for key in model._default_manager.values_list("pk", flat=True):
                yield reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[key])


def _mistakes() -> Iterator[str]:
    yield from ("/billers/transactions/TXN-0", "/api/billers/transactions/TXN-0", "/nothing")
    yield from ("/api/billers/transactions?status=LOST", "/api/nothing")


def _all(model: str) -> Any:
    return apps.get_model("billers", model).objects.all()
