"""Reading what others have written: encodings, markup, amounts, phones, messages."""

import contextlib
from decimal import Decimal

import pytest

from billers.connectors.dialects.decimals import find_amount
from billers.connectors.dialects.esb_messages import read_message
from billers.connectors.dialects.phones import is_same_phone
from billers.connectors.dialects.xml_reading import find_child, read_xml, text_of
from billers.connectors.verdicts import Unreadable
from billers.connectors.wire.decoding import CannotBeRead, decode, decode_to_keep

NAME = "<a>Mphatso Mbálé</a>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (NAME.encode(), ""),
        (NAME.encode("utf-8-sig"), ""),
        (NAME.encode("utf-16"), ""),
        (NAME.encode("utf-16-le"), ""),
        (NAME.encode("utf-16-be"), ""),
        (NAME.encode("latin-1"), "text/xml; charset=ISO-8859-1"),
        (NAME.encode("cp1252"), 'text/xml; charset="windows-1252"'),
        (f'<?xml version="1.0" encoding="ISO-8859-1"?>{NAME}'.encode("latin-1"), "text/xml"),
        (f'<?xml version="1.0" encoding="UTF-16"?>{NAME}'.encode("utf-16"), ""),
        (
            f'\n <?xml version="1.0" encoding="utf-8"?>\n{NAME}'.encode(),
            "text/xml;charset=latin-1",
        ),
    ],
)
def test_an_answer_is_read_in_the_encoding_that_it_says(body, content_type):
    assert read_xml(body, content_type).text == "Mphatso Mbálé"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (NAME.encode("latin-1"), ""),
        (NAME.encode("latin-1"), "text/xml; charset=utf-8"),
        (NAME.encode(), "text/xml; charset=utf-7"),
        (NAME.encode("cp037"), "text/xml; charset=cp037"),
        (NAME.encode(), "text/xml; charset=no-such-thing"),
        (f'<?xml version="1.0" encoding="rot13"?>{NAME}'.encode(), ""),
        (NAME.encode("utf-16")[:-1], ""),
    ],
)
def test_an_answer_in_another_encoding_is_not_read(body, content_type):
    with pytest.raises(CannotBeRead):
        decode(body, content_type)
    with pytest.raises(Unreadable):
        read_xml(body, content_type)


def test_what_cannot_be_read_is_kept_as_what_a_person_could_read():
    assert decode_to_keep(b"Mb\xe1l") == "Mbál"
    assert decode_to_keep(b"+ADw-", "text/xml; charset=utf-7").startswith("[5 bytes.")


@pytest.mark.parametrize(
    "text",
    ["<a><b>1</b><b>2</b></a>", "<a><b>1<c/></b></a>", '<a xmlns:x="u"><b>1</b><x:b>2</x:b></a>'],
)
def test_a_fact_is_said_once_and_is_a_text(text):
    root = read_xml(text.encode())

    with pytest.raises(Unreadable):
        text_of(root, "b")


def test_comments_and_instructions_do_not_part_a_word():
    root = read_xml(b"<a><b>suc<!-- no -->ce<?no?>ss</b></a>")

    assert text_of(root, "b") == "success"


@pytest.mark.parametrize("nil", ["true", "1"])
def test_what_is_nil_is_not_there(nil):
    xsi = "http://www.w3.org/2001/XMLSchema-instance"
    root = read_xml(f'<a xmlns:i="{xsi}"><b i:nil="{nil}"/></a>'.encode())

    assert find_child(root, "b") is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        (" 1374.8400", "1374.84"),
        (" 0.0000", "0.00"),
        ("-20", "-20.00"),
        ("199.00", "199.00"),
        ("1374.8401", None),
        ("1,374.84", None),
        ("NaN", None),
        ("", None),
        ("9" * 400, None),
        ("1" + "0" * 13 + ".00", "1" + "0" * 13 + ".00"),
    ],
)
def test_an_amount_is_read_as_billers_write_it(text, amount):
    assert find_amount(text) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("0888000444", "265888000444", True),
        ("+265 888 000 444", "0888000444", True),
        ("888000444", "00265888000444", True),
        ("0888000444", "0888000445", False),
        ("1888000444", "0888000444", False),
        ("", "", False),
        ("12345", "12345", False),
    ],
)
def test_a_phone_is_the_same_however_it_is_written(one, other, is_same):
    assert is_same_phone(one, other) is is_same


@pytest.mark.parametrize(
    ("message", "codes"),
    [
        ("Code 5 invalid customer number", {"5"}),
        ("code:11, reference already used", {"11"}),
        ("Error CODE-2", {"2"}),
        ("decode 5 and barcode 7", set()),
        ("Code 5; Code 11", {"5", "11"}),
        ('{"is_error": true, "status_code": 9}', {"9"}),
        ('{"is_error": true, "status_code": "M18"}', {"M18"}),
        ('{"is_error": true, "status_code": true}', set()),
        ('{"is_error": true}', set()),
        ("<e><Status>M18</Status></e>", {"M18"}),
        ("<e><Status>M18</Status><b><status>M19</status></b></e>", {"M18", "M19"}),
        ("<e><Status>failed</Status></e>", set()),
        ("&lt;e&gt;&lt;Status&gt;M18&lt;/Status&gt;&lt;/e&gt;", {"M18"}),
    ],
)
def test_the_codes_of_a_message_are_found_in_all_its_kinds(message, codes):
    assert read_message(message).codes == codes


@pytest.mark.parametrize(
    "message",
    [
        '{"is_error": false, "status_code": 9}',
        '{"status_code": 9}',
        '{"is_error": "true"}',
        '{"is_error": true',
        '{"a":' * 100_000,
        "<e><Status>M18</Status>",
        "<!DOCTYPE e><e/>",
        "<e>" * 100 + "</e>" * 100,
    ],
    ids=lambda message: message[:30],
)
def test_a_message_that_is_broken_or_denies_itself_is_unreadable(message):
    with pytest.raises(Unreadable):
        read_message(message)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("read", [lambda text: read_xml(text.encode()), read_message])
@pytest.mark.parametrize(
    "piece",
    [" ", "\n", "<?xml ", "<?xml?>", "<!--", "<![CDATA[", "<a>", "<a/>", "<a ", "&lt;", "&amp;",
     "&amp;lt;", "&#32;", "{", '{"a":', "code ", "code:5 ", "]", "a"],
)  # fmt: skip
def test_no_answer_keeps_a_reader_busy(piece, read):
    text = piece * (1024 * 1024 // len(piece))

    for answer in (text, f"<a>{text}</a>", f'{{"a": "{text}'):
        with contextlib.suppress(Unreadable):
            read(answer)
