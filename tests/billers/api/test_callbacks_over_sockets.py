"""Callbacks as simulated billers really send them: over sockets, to the whole site."""

import pytest

from billers.models import Callback
from billers.operations.callbacks import list_unprocessed, process_callback
from tests.billers.operations.weather import DECLINED, PAID, UNKNOWN, pay_at, stands
from tests.conftest import end_other_connections, wait_until

SECRET = "made-up-key"

#   what the biller does                          fault              stands as   is kept as
CALLS = {
    "it calls with the truth":                   ("callback",          PAID,       "VERIFIED"),
    "it calls twice":                            ("callback_twice",    PAID,       "VERIFIED"),
    "it takes the money late, and then calls":   ("late_callback",     PAID,       "VERIFIED"),
    "somebody else calls in its name":           ("callback_forged",   UNKNOWN,    "FORGED"),
    "a call of two hours ago comes again":       ("callback_old",      UNKNOWN,    "TOO_OLD"),
    "it says declined of what it took":          ("callback_contrary", DECLINED,   "VERIFIED"),
}  # fmt: skip


@pytest.fixture
def site(bank, running_site):
    """The desk's billers, who know where to call."""
    end_other_connections()
    url = f"{running_site}/api/billers/callbacks/{{billerType}}"
    bank.billers.control("/_callbacks", method="PUT", body={"url": url, "secret": SECRET})
    return bank


def sent(billers):
    return billers.control("/_callbacks")["sent"]


@pytest.mark.parametrize("happens", CALLS)
def test_a_callback_counts_for_what_it_proves(site, happens):
    fault, must_stand, verdict = CALLS[happens]
    seconds = {"seconds": 0.2} if fault == "late_callback" else {}
    site.billers.order(fault, biller="MASM", **seconds)
    payment = pay_at(site, "MASM")
    assert stands(site, payment) == UNKNOWN

    wait_until(lambda: len(sent(site.billers)) == 1 + (fault == "callback_twice"))
    for callback_id in list_unprocessed():
        process_callback(callback_id=callback_id, now=site.at)

    assert {call["status"] for call in sent(site.billers)} == {202}
    assert Callback.objects.get().verdict == verdict
    assert stands(site, site.advance(payment)) == must_stand
