"""Finding connectors by biller type and dialect."""

import pytest

from billers.connectors import registry
from billers.connectors.contract import Dialect, SettingsAreUnfinished
from tests.billers.connectors.settings import settings_for

EIGHT = {
    "AIRTEL_VALIDATION", "BWB_POSTPAID", "LWB_POSTPAID", "MASM", "REGISTER_GENERAL",
    "SRWB_POSTPAID", "SRWB_PREPAID", "TNM_BUNDLES",
}  # fmt: skip


def test_all_eight_billers_are_there():
    assert {biller_type for biller_type, _ in registry.all_connectors()} == EIGHT


def test_all_but_one_can_be_reached_over_the_bank():
    over_the_bank = {biller for biller, dialect in registry.all_connectors() if dialect == "ESB"}

    assert over_the_bank == EIGHT - {"TNM_BUNDLES"}


@pytest.mark.parametrize("biller_type", ["lwb_postpaid", "LWB_POSTPAID", "Lwb_Postpaid"])
def test_a_biller_type_may_be_written_in_any_case(biller_type):
    connector = registry.find_connector(biller_type, Dialect.SOAP)

    assert connector.biller_type == "LWB_POSTPAID"
    assert registry.dialects_of(biller_type) == (Dialect.SOAP, Dialect.ESB)


@pytest.mark.parametrize(
    ("biller_type", "dialect"), [("TELEGRAPH", "ESB"), ("MASM", "SOAP"), ("MASM", "MORSE")]
)
def test_a_connector_that_is_not_there_is_told_with_those_that_are(biller_type, dialect):
    with pytest.raises(registry.NoSuchConnector, match="MASM over ESB"):
        registry.find_connector(biller_type, dialect)


def test_connecting_takes_the_dialect_of_the_settings():
    masm = registry.find_connector("MASM", "ESB")

    assert isinstance(registry.connect("masm", settings_for(masm)), masm)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"base_url": "ftp://biller.example"}, "https://"),
        ({"base_url": "biller.example"}, "https://"),
        ({"base_url": "http://biller.example:port"}, "no address"),
        ({"base_url": "https://user:made-up-pw@biller.example"}, "Credentials do not belong"),
        ({"base_url": "https://biller.example/?a=1"}, "before any"),
        ({"timeout_seconds": 0}, "above zero"),
        ({"allowed_networks": frozenset({"ten dot"})}, "no network"),
    ],
)
def test_a_line_that_nobody_could_call_over_is_refused(changes, words):
    masm = registry.find_connector("MASM", "ESB")

    with pytest.raises(SettingsAreUnfinished, match=words) as refused:
        registry.connect("MASM", settings_for(masm, **changes))

    assert "made-up-pw" not in str(refused.value)
