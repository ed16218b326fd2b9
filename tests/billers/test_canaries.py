"""Secrets are planted wherever there are secrets, a busy day goes by, and each is looked for.

Answered, shown, logged, stored: a prepaid token may be in the one answer that reveals it, a
sealed secret in no clear text, and nothing else anywhere.
"""

import json
import logging
from datetime import UTC, datetime

import pytest
from django.test import Client

from billers.connectors.wire.calling import Wire
from billers.models import BillerTransaction, Callback
from billers.operations.callbacks import process_callback
from billers.operations.proposing import NewCredentials, propose_change
from billers.seeds import seed_billers
from billers.simulator.callbacks import signed
from billie.staff.models import Approval
from billie.staff.roles import Role
from tests.billers import canaries
from tests.billers.api.conftest import Caller
from tests.billers.operations.desk import Desk
from tests.billers.operations.reversals import agree
from tests.billie.live.test_stream import listening
from tests.billie.staff.people import person
from tests.conftest import end_other_connections

METER, GOOD = "1000200030", "2200330044"
PAYING = ["BWB_POSTPAID", "LWB_POSTPAID", "SRWB_POSTPAID", "MASM"]
TROUBLES = [
    "refuse", "refuse_setup", "error", "garbage", "contradiction", "wrong_amount", "strange_word",
    "used", "answer_cut",
]  # fmt: skip


@pytest.fixture
def desk(simulated_billers, transactional_db, settings, redis_client):
    """A desk whose every secret is a canary, with core banking."""
    settings.BILLER_ALLOWED_HOSTS = ["127.0.0.1"]
    settings.BILLER_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    settings.METRICS_TOKEN = canaries.METRICS
    settings.T24_API_URL = f"{simulated_billers.url}/t24"
    settings.T24_API_KEY = canaries.CORE_KEY
    settings.T24_SUSPENSE_ACCOUNT = "SUSPENSE1"
    seed_billers(
        host=simulated_billers.url, now=datetime.now(UTC), credentials=canaries.CREDENTIALS
    )
    return Desk(simulated_billers, person(Role.OPERATIONS))


@pytest.fixture
def admin(desk):
    """A program of an administrator, who may do everything."""
    return Caller(person(Role.ADMIN))


@pytest.fixture
def panel(admin):
    """A browser in which an administrator is signed in."""
    client = Client()
    client.force_login(admin.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def logged(caplog, capfd):
    """Return, when called, all that was logged: as records, and as JSON on the way out."""
    caplog.set_level(logging.DEBUG, logger="billers")
    caplog.set_level(logging.DEBUG, logger="billie")

    def read():
        out, err = capfd.readouterr()
        return f"{caplog.text}\n{out}\n{err}"

    return read


def ask_everybody(admin):
    """Look up at every biller what can be looked up."""
    said = [
        admin.post("account-lookup", {"billerType": biller, "accountNumber": GOOD})
        for biller in (*PAYING, "AIRTEL_VALIDATION", "TNM_BUNDLES", "NO_SUCH")
    ]
    for biller in ("REGISTER_GENERAL", "SRWB_PREPAID"):
        said.append(admin.ask("/api/billers/invoice", billerType=biller, accountNumber=METER))
    said.append(admin.ask("/api/billers/bundles"))
    said.append(admin.ask("/api/billers/t24/balance", account="1012345678"))
    return said


def pay_everybody(desk, admin):
    """Pay at every biller, well and in every kind of trouble; return the sold token's payment."""
    for biller in PAYING:
        desk.pay(biller, GOOD, debit_account="1012345678", credit_account="BILLER")
        for place, trouble in enumerate(TROUBLES):
            desk.billers.order(trouble, biller=biller)
            payment = desk.pay(
                biller, f"22003301{place:02}", debit_account="1012345678", credit_account="BILLER"
            )
            desk.wait(payment)
        desk.billers.calm()
    desk.confirm("REGISTER_GENERAL", METER)
    body = {"billerType": "LWB_POSTPAID", "accountNumber": "2200330099", "amount": "700.00"}
    admin.pay("payment", body, key=canaries.CLIENT_KEY)
    return desk.confirm("SRWB_PREPAID", METER)


def call_back(desk, payment):
    """Let a biller call that echoes its own secrets, and a forger too."""
    for key, reference in ((canaries.CREDENTIALS["callbackKey"], "1"), ("guessed", "2")):
        told = {
            "ourTransactionId": payment.attempts.filter(leg="PAY").last().reference,
            "theirTransactionId": reference,
            "status": "ACCEPTED",
            "token": int(canaries.PLANTED_TOKEN),
            "note": f"key {canaries.CREDENTIALS['apiKey']}",
        }
        body = json.dumps(told).encode()
        headers = signed(body, secret=key, at=datetime.now(UTC))
        Client(headers=headers).post(
            "/api/billers/callbacks/srwb_prepaid", body, content_type="application/json"
        )
    for callback in Callback.objects.all():
        process_callback(callback_id=callback.pk, now=desk.at)
    return list(Callback.objects.values_list("verdict", flat=True))


def change_configurations(desk, admin):
    """Test connections; let a password change, another one wait and a third one be refused."""
    config, waiting = desk.config("TNM_BUNDLES"), desk.config("MASM")
    new = {"credentials": {"password": canaries.NEW_PASSWORD}, "reason": "It was guessed."}
    refused = {"credentials": {"password": canaries.REFUSED_PASSWORD}, "timeoutMs": 1}
    asked = admin.patch(f"configs/{config.pk}", new)
    agree(desk, Approval.objects.get(pk=asked.json()["id"]))
    propose_change(
        config_id=desk.config("BWB_POSTPAID").pk,
        values={},
        credentials=NewCredentials(given=new["credentials"]),
        by=admin.user,
        now=desk.at,
    )
    return [
        asked,
        admin.patch(f"configs/{waiting.pk}", new),
        *(admin.post(f"configs/{desk.config(biller).pk}/test") for biller in PAYING),
        admin.patch(f"configs/{config.pk}", refused),
        admin.patch(f"configs/{config.pk}", {"credentials": canaries.REFUSED_PASSWORD}),
        admin.patch(f"configs/{config.pk}", {"password": canaries.REFUSED_PASSWORD}),
        admin.patch(f"configs/{config.pk}", {**new, "authentication": new["credentials"]}),
        admin.post("configs", {"billerType": "LWB_POSTPAID", **new}),
    ]


def payments():
    return list(BillerTransaction.objects.all())


def texts(answers):
    """Return answers as places to search."""
    return [(f"answer {number}", each.content.decode()) for number, each in enumerate(answers)]


def overheard(site, admin, desk):
    """Return the live events of a payment that moves."""
    token = admin.client.defaults["HTTP_AUTHORIZATION"]
    end_other_connections()
    with listening(f"{site}/api/billers/stream", {}, {"Authorization": token}) as heard:
        next(heard)
        desk.confirm("SRWB_PREPAID", "1000200031")
        return str(list(until_completed(heard)))


def until_completed(heard):
    """Yield live events until one tells of the end; moves in between may come together."""
    for event in heard:
        yield event
        if "COMPLETED" in event.get("data", ""):
            return


def test_no_planted_secret_comes_to_light_anywhere(
    desk, admin, panel, logged, redis_client, running_site
):
    said = ask_everybody(admin)
    sold = pay_everybody(desk, admin)
    verdicts = call_back(desk, sold)
    said += change_configurations(desk, admin)
    assert desk.config("TNM_BUNDLES").credentials["password"] == canaries.NEW_PASSWORD
    events = overheard(running_site, admin, desk)
    revealed = admin.post(f"transactions/{sold.number}/reveal-token").json()["tokens"]
    panel.post(f"/billers/transactions/{sold.number}/token", {"why": "The paper jammed."})

    shown = [
        *texts(said),
        *canaries.answers(panel, admin.client),
        ("the live events", events),
        ("the log", logged()),
    ]
    stored = [*canaries.tables(), *canaries.redis_keys(redis_client)]

    sealed = [token for payment in payments() for token in payment.tokens.values()]
    assert canaries.where([*shown, *stored], [*canaries.NOWHERE, *sealed]) == {}
    assert canaries.where(shown, [canaries.CLIENT_KEY]) == {}
    assert set(verdicts) == {"VERIFIED", "FORGED"}
    assert {payment.status for payment in payments()} >= {"COMPLETED", "FAILED", "UNKNOWN"}
    assert set(revealed) <= set(sealed)
    assert not [place for place, _ in shown if "(500)" in place]
    assert len(shown) > 250


def test_the_search_finds_what_is_written_otherwise():
    token = canaries.PLANTED_TOKEN
    grouped = " ".join(token[start : start + 4] for start in range(0, 20, 4))

    for text in (token, grouped, "&#52;" + token[1:], "%34" + token[1:]):
        assert canaries.found_in(f"<p>{text}</p>", [token]) == [token]


def test_a_crash_in_the_midst_of_a_call_brings_no_secret_to_light(
    desk, admin, panel, logged, redis_client, monkeypatch
):
    """The frames of its traceback hold the credentials of the biller and of core banking."""

    def crash(*_request):
        raise RuntimeError("A defect of ours.")

    monkeypatch.setattr(Wire, "_outgoing", crash)
    panel.raise_request_exception = admin.client.raise_request_exception = False

    said = ask_everybody(admin)
    desk.pay("LWB_POSTPAID", GOOD, debit_account="1012345678", credit_account="BILLER")
    shown = [*texts(said), *canaries.answers(panel, admin.client), ("the log", logged())]
    stored = [*canaries.tables(), *canaries.redis_keys(redis_client)]

    assert canaries.where([*shown, *stored], canaries.NOWHERE) == {}
    assert 500 in {answer.status_code for answer in said}
    assert "A defect of ours." in dict(shown)["the log"]
