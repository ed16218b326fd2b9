"""Messages set out for reading: indented, and otherwise as they were."""

from billers.pages.pretty import pretty


def test_xml_gets_a_line_for_each_tag_and_keeps_its_texts():
    shown = pretty("<a><b>1</b><c/><d><e>2 &lt; 3</e></d></a>")

    assert shown.split("\n") == [
        "<a>",
        "  <b>1</b>",
        "  <c/>",
        "  <d>",
        "    <e>2 &lt; 3</e>",
        "  </d>",
        "</a>",
    ]


def test_json_is_indented_and_what_stands_before_the_body_stays():
    shown = pretty('POST /pay\n\n{"amount": "1.50"}')

    assert shown == 'POST /pay\n\n{\n  "amount": "1.50"\n}'


def test_what_is_neither_is_shown_as_it_came():
    assert pretty("<html><p>Not found") == "<html>\n  <p>Not found"
    assert pretty("{broken") == "{broken"
    assert pretty("") == ""
