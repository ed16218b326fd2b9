"""A ninth biller is two things: a file in `providers/`, and its conversations."""

import json
import sys

import pytest

from billers.connectors import providers, registry
from billers.connectors.contract import abilities_of
from tests.billers.connectors import test_every_connector as laws
from tests.billers.connectors import test_every_conversation as recordings
from tests.billers.connectors import test_every_fault as faults
from tests.billers.connectors.conversations import conversations

PROVIDER = '''"""Zomba Gas: behind the bank's service bus."""

from billers.connectors.contract import Fault
from billers.connectors.dialects.esb import EsbPays
from billers.connectors.meanings import Meaning


class ZombaGas(EsbPays):
    """Takes an amount for a meter."""

    biller_type = "ZOMBA_GAS"
    title = "Zomba Gas"
    codes = {"3": Meaning(words="The meter is closed.", fault=Fault.CUSTOMER)}
'''
ORDER = {
    "our_transaction_id": "BIL-9", "account_number": "G-1", "amount": "10.00", "currency": "MWK",
}  # fmt: skip
TRANSACTION = (
    "<status>success</status><our_transaction_id>BIL-9</our_transaction_id><amount>10</amount>"
    "<their_transaction_id>GAS-1</their_transaction_id><account_number>G-1</account_number>"
)
STORIES = {
    "accepted": (
        ["<response><status>success</status>", f"<transaction>{TRANSACTION}</transaction>",
         "</response>"],
        {"is": "Accepted", "their_reference": "GAS-1"},
    ),
    "closed": (
        ["<response><status>request failed</status><message>Code 3</message></response>"],
        {"is": "Declined", "code": "3", "words": "The meter is closed.", "fault": "CUSTOMER"},
    ),
}  # fmt: skip


@pytest.fixture
def zomba_gas(tmp_path, monkeypatch):
    """A ninth biller, for as long as a test runs: its connector and its conversations."""
    provider = tmp_path / "providers" / "zomba_gas.py"
    provider.parent.mkdir()
    provider.write_text(PROVIDER)
    recorded = tmp_path / "recordings" / "zomba_gas" / "esb"
    recorded.mkdir(parents=True)
    for case, (body, then) in STORIES.items():
        answer = {"http_status": 200, "content_type": "text/xml", "body": body}
        story = {"why": "Because.", "ask": {"do": "pay"} | ORDER}
        story |= {"they_answer": answer, "then": then}
        (recorded / f"pay__{case}.json").write_text(json.dumps(story))
    monkeypatch.setattr(providers, "__path__", [*providers.__path__, str(provider.parent)])
    registry.all_connectors.cache_clear()
    yield registry.find_connector("ZOMBA_GAS", "ESB"), conversations(tmp_path / "recordings")
    registry.all_connectors.cache_clear()
    sys.modules.pop(f"{providers.__name__}.zomba_gas", None)


def test_a_file_makes_a_biller_with_its_abilities(zomba_gas):
    connector, _ = zomba_gas

    assert abilities_of(connector) == {"pay"}
    assert len(registry.all_connectors()) == 14


def test_its_conversations_are_held_without_a_line_of_test_code(zomba_gas, server):
    _, stories = zomba_gas

    for story in stories:
        recordings.test_a_conversation_ends_as_it_was_recorded(story, server)
        recordings.test_a_recording_says_why_it_was_made(story)

    assert len(stories) == 2


@pytest.mark.parametrize(
    "law",
    [
        laws.test_a_connector_says_who_it_is,
        laws.test_it_does_not_start_without_a_path_that_it_needs,
        laws.test_it_does_not_start_with_a_path_that_lacks_a_value,
        laws.test_it_does_not_start_for_another_dialect,
        laws.test_what_a_refusal_means_is_said_in_sentences_of_our_own,
        laws.test_a_biller_means_the_same_over_every_dialect,
        laws.test_a_resend_is_safe_only_where_a_used_reference_has_a_code,
    ],
)
def test_it_keeps_the_laws_of_connectors(zomba_gas, law):
    connector, _ = zomba_gas

    law(connector)


@pytest.mark.parametrize(
    "law",
    [
        laws.test_the_answer_to_another_order_is_never_taken,
        laws.test_an_order_is_never_sent_again_by_itself,
        faults.test_an_order_to_a_closed_port_was_not_sent,
    ],
)
def test_it_keeps_the_laws_of_money(zomba_gas, law, server):
    _, stories = zomba_gas

    law(next(story for story in stories if story.is_accepted), server)


def test_a_file_without_a_connector_of_its_name_is_refused(tmp_path, monkeypatch):
    (tmp_path / "gas_of_zomba.py").write_text(PROVIDER)
    monkeypatch.setattr(providers, "__path__", [*providers.__path__, str(tmp_path)])
    registry.all_connectors.cache_clear()

    with pytest.raises(registry.ProviderIsMisplaced, match="GAS_OF_ZOMBA"):
        registry.all_connectors()

    registry.all_connectors.cache_clear()
    sys.modules.pop(f"{providers.__name__}.gas_of_zomba", None)
