"""Planted secrets are looked for everywhere: what is kept, what is shown, what is logged.

The server echoes whatever it was sent, and more, in every writing that it can think of.
"""

import base64
import html
import json
import logging
from urllib.parse import quote

import pytest

from billers.connectors.contract import Accepted, SettingsAreUnfinished
from billers.connectors.registry import all_connectors
from billers.connectors.wire import Redactor
from tests.billers.connectors.conversations import conversations, hold, one_of_each
from tests.billers.connectors.server import reply
from tests.billers.connectors.settings import settings_for

CANARIES = {
    "username": "canary-user-7731",
    "password": "Canary pass<&>\"word'é-9914",
    "apiKey": "canary-api-key-5520",
    "bearerToken": "canary-bearer-8806",
}
FOREIGN_KEY = "CANARY-BANK-KEY-31"
TOKEN = "48120993317704265518"
PAIR = f"{CANARIES['username']}:{CANARIES['password']}"


def as_numbers(text):
    """Return a text with every character written as a number."""
    return "".join(f"&#{ord(character)};" for character in text)


def writings(secret):
    """Yield the ways in which a secret can come back."""
    yield secret
    yield html.escape(secret)
    yield html.escape(html.escape(secret))
    yield quote(secret, safe="")
    yield json.dumps(secret)[1:-1]
    yield as_numbers(secret)
    yield html.escape(as_numbers(secret))


ECHOES = [
    *(writing for secret in CANARIES.values() for writing in writings(secret)),
    f"Authorization: Basic {base64.b64encode(PAIR.encode()).decode()}",
    f"&lt;access_key&gt;{FOREIGN_KEY}&lt;/access_key&gt;",
    f"&amp;lt;accessKey&amp;gt;{FOREIGN_KEY}&amp;lt;/accessKey&amp;gt;",
    f"<ns:AccessKey>{FOREIGN_KEY}</ns:AccessKey>",
    f"<access-key type='plain'><![CDATA[{FOREIGN_KEY}]]></access-key>",
    f'{{"access_key": "{FOREIGN_KEY}"}}',
    f"{{&quot;accessKey&quot;:&quot;{FOREIGN_KEY}&quot;}}",
    f'<post password="{FOREIGN_KEY}"/>',
    f"incorrect access key: {FOREIGN_KEY}",
    f"/post?account=1&amp;access_key={FOREIGN_KEY}&amp;x=1",
    f"<raw_request>POST key {FOREIGN_KEY} &lt;x/&gt;</raw_request>",
    f"&lt;raw_request&gt;POST key {FOREIGN_KEY}&lt;/raw_request&gt;",
    f"token {TOKEN} and {TOKEN[:4]}-{TOKEN[4:8]}-{TOKEN[8:12]}-{TOKEN[12:16]}-{TOKEN[16:]}",
    " ".join(TOKEN),
    TOKEN * 4,
]
ALL = "\n".join(ECHOES)
MARKUP = f"<response><message>{ALL}</message></response>"
ANSWERS = {
    "markup": reply(MARKUP),
    "plain text": reply(ALL, content_type="text/plain"),
    "UTF-16": reply(MARKUP.encode("utf-16")),
    "the wrong encoding": reply(ALL.encode() + b"\xff"),
    "NUL between all letters": reply("\0".join(ALL)),
    "an unread encoding": reply(f'<?xml version="1.0" encoding="UTF-7"?>{ALL}'),
    "an error": reply(ALL, status=500),
}
SECRETS = [
    *CANARIES.values(),
    base64.b64encode(PAIR.encode()).decode(),
    FOREIGN_KEY,
    TOKEN,
    "Canary pass",
    "word'é-9914",
]


def planted(connector, server):
    """Return settings whose credentials are canaries."""
    return settings_for(connector, server.address, credentials=CANARIES)


def found_in(text):
    """Return the secrets that are in a text, even where other characters part their letters."""
    plain = html.unescape(html.unescape(text)).replace("\0", "")
    digits = "".join(character for character in plain if character.isdigit())
    return [secret for secret in SECRETS if secret in plain] + [TOKEN] * (TOKEN in digits)


@pytest.mark.parametrize("echo", ECHOES)
def test_no_writing_of_a_secret_is_kept(echo):
    kept = Redactor(CANARIES).keep(f"before {echo} after")

    assert found_in(kept) == []
    assert kept.startswith("before ")
    assert kept.endswith(" after")


@pytest.mark.parametrize("conversation", one_of_each(), ids=str)
@pytest.mark.parametrize("kind", ANSWERS)
def test_what_is_kept_of_an_echo_has_no_secret(conversation, kind, server, caplog):
    caplog.set_level(logging.DEBUG)
    settings = planted(conversation.connector, server)
    server.will(ANSWERS[kind])

    told = hold(conversation, server, settings=settings)

    assert found_in(f"{told.exchange.request}\n{told.exchange.answer}") == []
    assert found_in(f"{told!r} {told.outcome}") == []
    assert found_in(caplog.text) == []


@pytest.mark.parametrize("conversation", conversations(), ids=str)
def test_what_is_kept_of_a_conversation_has_no_secret(conversation, server, caplog):
    caplog.set_level(logging.DEBUG)
    server.will(conversation.act)

    told = hold(conversation, server, settings=planted(conversation.connector, server))

    kept = f"{told!r}\n{told.exchange.request}\n{told.exchange.answer}\n{caplog.text}"
    assert "MADE-UP-ACCESS-KEY" not in kept
    assert found_in(kept) == []
    if isinstance(told.outcome, Accepted):
        assert not any(token in kept for token in told.outcome.tokens)


@pytest.mark.parametrize("connector", all_connectors().values(), ids=lambda c: c.__module__)
def test_a_connector_shows_none_of_its_credentials(connector, server):
    settings = planted(connector, server)

    shown = f"{settings!r} {connector(settings=settings)!r} {settings.credentials.keys()}"

    assert found_in(shown) == []


@pytest.mark.parametrize("connector", all_connectors().values(), ids=lambda c: c.__module__)
def test_a_credential_that_cannot_be_sent_is_refused_without_being_shown(connector):
    broken = {"apiKey": f"{CANARIES['apiKey']}\r\nX-Other: 1"}

    with pytest.raises(SettingsAreUnfinished, match="'apiKey' must be one line") as refused:
        connector(settings=settings_for(connector, credentials=broken))

    assert found_in(f"{refused.value!r} {refused.value.__cause__!r}") == []


def test_credentials_are_sent_where_they_belong(server):
    conversation = one_of_each()[0]
    server.will(conversation.act)

    hold(conversation, server, settings=planted(conversation.connector, server))

    (heard,) = server.heard
    assert heard.headers["X-Api-Key"] == CANARIES["apiKey"]
    assert heard.headers["Authorization"] == f"Bearer {CANARIES['bearerToken']}"
    assert found_in(f"{heard.path} {heard.body!r}") == []
