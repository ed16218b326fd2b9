"""The display tags: what they write, and that nothing is told by colour alone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.template import Context, Template
from django.utils import timezone

from billie.web.chips import CHIPS, Chip


def show(source: str, **values: Any) -> str:
    return Template("{% load display %}" + source).render(Context(values))


def test_money_names_its_currency() -> None:
    shown = show("{% money amount 'AUD' %}", amount=Decimal("145"))

    assert "145.00" in shown
    assert "AUD" in shown
    assert "is-negative" not in shown


def test_negative_money_has_a_minus_beside_its_colour() -> None:
    shown = show("{% money amount 'AUD' %}", amount=Decimal("-145"))

    assert "\N{MINUS SIGN}145.00" in shown
    assert "is-negative" in shown


def test_what_is_not_known_is_said_to_screen_readers() -> None:
    shown = show("{% money amount 'AUD' %}", amount=None)

    assert "not known" in shown
    assert "AUD" not in shown


def test_a_relative_time_carries_the_exact_instant_and_takes_the_focus() -> None:
    at = timezone.now() - timedelta(minutes=5)

    shown = show("{% instant at %}", at=at)

    assert "5 min ago" in shown
    assert 'tabindex="0"' in shown
    assert str(timezone.localtime(at).tzname()) in shown


def test_in_a_list_a_time_is_no_stop_of_the_tab_key() -> None:
    shown = show("{% instant at focusable=False %}", at=datetime(2026, 1, 1, tzinfo=UTC))

    assert "tabindex" not in shown


def test_a_chip_says_its_words() -> None:
    CHIPS["weather"] = {"SUN": Chip("Sunny", "good", "sunny")}

    shown = show("{% chip 'weather' 'SUN' %}")

    assert "Sunny" in shown
    assert "b-tone-good" in shown


def test_a_code_that_nobody_described_is_shown_as_it_is() -> None:
    assert "Never seen" in show("{% chip 'weather' 'NEVER_SEEN' %}")


def test_an_identifier_can_be_copied_and_cannot_smuggle_in_markup() -> None:
    shown = show("{% copyable key 'customer ID' %}", key='"><script>')

    assert 'data-copy="&quot;&gt;&lt;script&gt;"' in shown
    assert "<script>" not in shown
    assert "Copy customer ID" in shown
