"""Account numbers are held to a pattern that an administrator wrote, however strange it is."""

import pytest

from billers.account_patterns import PatternIsUnusable, check_pattern, fits
from billers.models import BillerConfig
from billers.operations.intents import wrong_account
from billers.seeds import SEEDS

RUNAWAYS = ["(a+)+", "(a|aa)+", "(.*a){25}", "(a|a|a)*"]


@pytest.mark.parametrize("pattern", RUNAWAYS)
def test_no_pattern_keeps_anybody_waiting(pattern):
    check_pattern(pattern)

    assert fits(pattern, "a" * 100)
    assert not fits(pattern, "a" * 100 + "!")


@pytest.mark.parametrize("number", ["123", "12345", "1234\n", "١٢٣٤", "12\x003", "123\ud800", ""])
def test_the_whole_number_has_to_fit(number):
    assert fits("[0-9]{4}", "1234")
    assert not fits("[0-9]{4}", number)


@pytest.mark.parametrize("pattern", ["(", "[", "a{2000}", "(?=a)a", r"(a)\1", "\ud800", "*"])
def test_what_is_no_pattern_is_told_why(pattern):
    with pytest.raises(PatternIsUnusable) as told:
        check_pattern(pattern)

    assert str(told.value)
    with pytest.raises(PatternIsUnusable):
        fits(pattern, "a")


def test_a_kept_pattern_that_cannot_be_used_refuses_with_words():
    config = BillerConfig(display_name="Water", validation_rules={"accountNumberFormat": "(?=1)1"})

    wrong = wrong_account("1", config)

    assert "An administrator has to correct it." in wrong["accountNumber"]


@pytest.mark.parametrize("seed", SEEDS.values(), ids=list(SEEDS))
def test_the_patterns_of_seeded_billers_can_be_used(seed):
    check_pattern(seed.rules.get("accountNumberFormat", ""))
