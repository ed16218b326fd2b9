"""Free JSON in words, whatever its shape."""

import json

import pytest

from servicing.pages.readable import MOST_LINES, TOO_LONG, find_verdict, in_words, raw, readable


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("riskScore", "Risk score"),
        ("dishonoursIn90Days", "Dishonours in 90 days"),
        ("application_number", "Application number"),
        ("ekyc_status", "eKYC status"),
        ("customerId", "Customer ID"),
        ("DPD", "Days past due"),
        ("_", "_"),
        ("Über-Größe", "Über größe"),
    ],
)
def test_names_are_shown_as_one_says_them(name, words):
    assert in_words(name) == words


def test_nested_values_become_nested_definition_lists():
    shown = readable({"riskScore": 12, "checks": [{"name": "face match", "ok": True}], "hits": []})

    assert shown.count("<dl") == 2
    assert "Risk score" in shown
    assert "face match" in shown
    assert "Yes" in shown
    assert "None" in shown


def test_markup_in_values_and_names_is_only_text():
    shown = readable({"<b>": "<script>alert(1)</script>", "list": ["<i>"]})

    assert "<script>" not in shown
    assert "<b>" not in shown
    assert "<i>" not in shown


def test_an_instant_is_shown_in_the_business_time_zone():
    shown = readable({"assessed_at": "2026-11-20T01:02:03+00:00"})

    assert "Fri 20 Nov 2026, 12:02:03 AEDT" in shown


@pytest.mark.parametrize("text", ["2026-13-45T99:99:99Z", "2026-11-20T10:00:00", "2026"])
def test_what_only_looks_like_an_instant_is_shown_as_it_is(text):
    assert text in readable({"at": text})


def test_a_monster_stays_readable_and_says_so():
    shown = readable({f"name{number}": [number, {"deeper": number}] for number in range(5000)})

    assert shown.count("<dt") <= MOST_LINES
    assert shown.count(TOO_LONG) == 1


def test_what_lies_very_deep_is_shown_as_text():
    value = "bottom"
    for _ in range(200):
        value = {"a": value}

    assert readable(value).count("<dl") < 10


@pytest.mark.parametrize("value", [None, "", 0, False, [], {}, "x", 1.5, [[]], [None], [{}]])
def test_every_kind_of_value_can_be_shown(value):
    assert readable(value)


@pytest.mark.parametrize(
    ("value", "label", "tone"),
    [
        ({"result": "PASS"}, "Pass", "good"),
        ({"overallResult": "REVIEW", "score": 3}, "Review", "warn"),
        ({"status": "ok", "decision": "DECLINED"}, "Declined", "bad"),
        ({"recommendation": "SOMETHING_NEW"}, "Something new", "quiet"),
    ],
)
def test_an_assessment_says_what_it_comes_to(value, label, tone):
    verdict = find_verdict(value)

    assert (verdict.label, verdict.tone) == (label, tone)


@pytest.mark.parametrize(
    "value", [{}, {"score": 12}, {"result": 7}, {"result": ""}, ["PASS"], None]
)
def test_an_assessment_without_a_word_for_it_says_nothing(value):
    assert find_verdict(value) is None


def test_the_raw_text_is_the_value_itself():
    value = {"name": "Zoë", "deep": [1, {"x": None}]}

    assert json.loads(raw(value)) == value
    assert "Zoë" in raw(value)
