"""What is left of a text once its secrets are out."""

import pytest

from billers.connectors.wire import Redactor
from billers.connectors.wire.redaction import LONGEST_KEPT, MASK

SECRET = "s3cret-of-the-bank"
redactor = Redactor({"apiKey": SECRET})


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Code 2 incorrect access key", "Code 2 incorrect access key"),
        ("Unauthorized / invalid hash or signature", "Unauthorized / invalid hash or signature"),
        ("<amount>100.00</amount>", "<amount>100.00</amount>"),
        ("<account>5500110022334</account>", "<account>5500110022334</account>"),
        ("<raw_request/><x>1</x>", "<raw_request/><x>1</x>"),
        ("<raw_request>a</raw_request><x>1</x>", f"<raw_request>{MASK}</raw_request><x>1</x>"),
        ("<token>12345678901234567890</token>", f"<token>{MASK}</token>"),
        ("Token: 1234-5678-9012-3456-7890.", f"Token: {MASK}"),
        ("meter 12345678901234567890 fed", f"meter {MASK}7890 fed"),
        (f"a {SECRET} b", f"a {MASK} b"),
        ("a\0b\x07c\nd\te", "abc\nd\te"),
    ],
)
def test_only_secrets_are_taken_out(text, kept):
    assert redactor.keep(text) == kept


def test_what_is_kept_is_not_endless():
    kept = redactor.keep("ab " * LONGEST_KEPT)

    assert len(kept) < LONGEST_KEPT + 100
    assert kept.endswith(f"… of {3 * LONGEST_KEPT} characters")


@pytest.mark.parametrize("before", range(LONGEST_KEPT - 30, LONGEST_KEPT + 3))
def test_no_secret_is_cut_in_two_by_the_end(before):
    kept = redactor.keep("x" * before + SECRET + "y" * LONGEST_KEPT * 2)

    assert "s3cr" not in kept


def test_a_short_credential_does_not_shred_a_text():
    kept = Redactor({"username": "a", "password": ""}).keep("a name and a number")

    assert kept == "a name and a number"


def test_a_fact_is_one_line_of_readable_length():
    assert redactor.show("  Chikondi \n Example\t") == "Chikondi Example"
    assert len(redactor.show("x" * 5000)) == 200


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    ["a", "1", "1 ", "<token ", "&lt;token ", "token:", "&amp;", "\\", "access_key", "&#", "%",
     "<raw_request>", "hash-----", "pin:'", "<token>a&"],
)  # fmt: skip
def test_no_text_keeps_a_pattern_busy(piece):
    text = piece * (1024 * 1024 // len(piece))

    kept = redactor.keep(text)

    assert len(kept) < LONGEST_KEPT + 100
