"""The messages of a conversation as HTML: up to two thousand, so without a template for each."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from billie.web import words
from servicing.models.conversations import Speaker, Utterance
from servicing.pages.readable import in_words, readable

DAY = '<li class="c-day" id="day-{}"><span>{}</span></li>'
MESSAGE = (
    '<li class="c-msg is-{}" id="message-{}" data-flash data-announce="New message">'
    '<span class="b-sr">{}: </span><p class="c-bubble" dir="auto">{}</p>'
    '<div class="c-msg-foot">{}{}</div></li>'
)
TIME = '<time class="c-msg-meta" datetime="{}" title="{}">{}</time>'
MORE = (
    '<details class="b-more c-why" data-key="why"><summary>{}</summary>'
    '<div class="c-why-words">{}{}</div></details>'
)
DATA = '<div class="c-why-data"><p class="b-small b-muted">{}</p>{}</div>'
END = '<li class="c-day is-end" id="end-{}"><span>The assistant ended the conversation</span></li>'


def messages_as_html(utterances: Iterable[Utterance]) -> SafeString:
    """Return list items for messages in their order: bubbles, parted by days."""
    return mark_safe("".join(_lines(utterances)))  # noqa: S308 - each line is made by format_html


def _lines(utterances: Iterable[Utterance]) -> Iterator[str]:
    current: date | None = None
    for utterance in utterances:
        at = timezone.localtime(utterance.created_at) if utterance.created_at else None
        if at is not None and at.date() != current:
            current = at.date()
            yield format_html(DAY, current.isoformat(), date_format(current, "l j F Y"))
        yield _message(utterance, at)
        if utterance.end_conversation:
            yield format_html(END, utterance.stream_order)


def _message(utterance: Utterance, at: datetime | None) -> str:
    return format_html(
        MESSAGE,
        utterance.username,
        utterance.stream_order,
        _speaker(utterance),
        utterance.utterance or words.NOT_KNOWN,
        _time(at) if at else "",
        _more(utterance),
    )


def _speaker(utterance: Utterance) -> str:
    return "Customer" if utterance.username == Speaker.CUSTOMER else "Assistant"


def _time(at: datetime) -> str:
    # as words.exact says it, but without Django's formatting: that takes half of the time here
    exact = f"{at:%a %-d %b %Y, %H:%M:%S %Z}"
    return format_html(TIME, at.isoformat(), exact, f"{at:%H:%M}")


def _more(utterance: Utterance) -> str:
    """Return why the assistant said it, and what it sent along, folded."""
    expects, data = utterance.answer_input_type, utterance.additional_data
    if not (utterance.rationale or expects or data):
        return ""
    came = {"Expects": in_words(expects)} if expects else {}
    came |= data if isinstance(data, dict) else {"Data": data} if data else {}
    return format_html(
        MORE,
        "Why it said this" if utterance.rationale else "Details",
        utterance.rationale,
        format_html(DATA, "Sent along", readable(came)) if came else "",
    )
