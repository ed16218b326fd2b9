"""The tags that show a value: `{% load display %}`.

{% money row.current_balance row.currency %}   145.00 AUD; negatives with a minus, in red
{% instant row.as_of %}                        5 min ago; the exact instant on hover and focus
{% instant row.as_of focusable=False %}        the same in a list: shown when its row has focus
{% exact row.as_of %}                          Fri 20 Nov 2026, 14:05:33 AEDT
{% day row.opened_date %}                      3 Nov 2026
{% chip "account_status" row.account_status %} a status chip by code, see billie.web.chips
{% badge "Merged" "warn" "merge" %}            a chip of one's own: words, tone, icon
{% copyable row.customer_id "customer ID" %}   an identifier with a copy button
{% provenance row.as_of %}                     Projected, as of 5 min ago
{% icon "warning" %}                           a Material symbol, hidden from screen readers
{{ number|whole }} {{ seconds|duration }} {{ octets|size }} {{ text|or_dash }}
{{ row.mobile_phone_number|masked_phone }} {{ row.email_address|masked_email }} in lists

A value that is not known shows as a dash that a screen reader reads as "not known".
They write HTML themselves instead of including templates: a list page has hundreds of them.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from billie.web import words
from billie.web.chips import Chip, Tone, find_chip

register = template.Library()

NOT_KNOWN = mark_safe(  # noqa: S308
    f'<span class="b-none" aria-hidden="true">{words.NOT_KNOWN}</span>'
    '<span class="b-sr">not known</span>'
)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Show a Material symbol; it never carries meaning of its own."""
    return format_html(
        '<span class="b-icon material-symbols-outlined" aria-hidden="true"'
        ' translate="no">{}</span>',
        name,
    )


@register.simple_tag
def money(value: Decimal | None, currency: str = "") -> SafeString:
    """Show an amount with thousands separators and its currency."""
    if value is None:
        return format_html('<span class="b-money">{}</span>', NOT_KNOWN)
    return format_html(
        '<span class="b-money{}">{}{}</span>',
        " is-negative" if value < 0 else "" if value else " is-zero",
        words.amount(value),
        format_html(' <span class="b-currency">{}</span>', currency) if currency else "",
    )


@register.simple_tag
def instant(at: datetime | None, *, focusable: bool = True) -> SafeString:
    """Show how long ago an instant is, with the exact one on hover and focus."""
    if at is None:
        return NOT_KNOWN
    return format_html(
        '<time class="b-instant b-tipped" datetime="{}"{}><span data-relative>{}</span>'
        '<span class="b-tip"><span class="b-sr">, </span>{}</span></time>',
        at.isoformat(timespec="seconds"),
        mark_safe(' tabindex="0"') if focusable else "",
        words.ago(at, timezone.now()),
        words.exact(at),
    )


@register.simple_tag
def exact(at: datetime | None) -> SafeString:
    """Show an instant to the second, in the business time zone."""
    if at is None:
        return NOT_KNOWN
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), words.exact(at))


@register.simple_tag
def day(value: date | None) -> SafeString:
    """Show a day."""
    if value is None:
        return NOT_KNOWN
    return format_html(
        '<time class="b-day" datetime="{}">{}</time>', value.isoformat(), words.day(value)
    )


@register.simple_tag
def chip(kind: str, code: str | None) -> SafeString:
    """Show the status chip of a code; nothing known shows as a dash."""
    return _chip(find_chip(kind, code)) if code else NOT_KNOWN


@register.simple_tag
def badge(label: Any, tone: Tone = "quiet", icon_name: str = "") -> SafeString:
    """Show a chip with words of its own."""
    return _chip(Chip(str(label), tone, icon_name))


def _chip(shown: Chip) -> SafeString:
    return format_html(
        '<span class="b-chip b-tone-{}">{}{}</span>',
        shown.tone,
        icon(shown.icon) if shown.icon else "",
        shown.label,
    )


@register.simple_tag
def copyable(value: str | None, label: str = "identifier", href: str = "") -> SafeString:
    """Show an identifier, as a link if `href` is given, with a button that copies it."""
    if not value:
        return NOT_KNOWN
    shown = format_html('<code class="b-code">{}</code>', value)
    if href:
        shown = format_html('<a class="b-link" href="{}">{}</a>', href, shown)
    return format_html(
        '<span class="b-copyable">{}<button type="button" class="b-icon-button b-copy"'
        ' data-copy="{}" aria-label="Copy {} {}">{}</button></span>',
        shown,
        value,
        label,
        value,
        icon("content_copy"),
    )


@register.simple_tag
def provenance(as_of: datetime | None, source: str = "Projected") -> SafeString:
    """Show where figures come from and how fresh they are."""
    if as_of is None:
        return format_html('<span class="b-provenance">{}, no event yet</span>', source)
    return format_html(
        '<span class="b-provenance">{}{}, as of {}</span>', icon("history"), source, instant(as_of)
    )


@register.filter
def whole(value: int | None) -> str | SafeString:
    """Show a whole number with thousands separators."""
    return NOT_KNOWN if value is None else words.whole(value)


@register.filter
def duration(seconds: float | None) -> str | SafeString:
    """Show a length of time."""
    return NOT_KNOWN if seconds is None else words.duration(seconds)


@register.filter
def size(octets: int) -> str:
    """Show a number of bytes."""
    return words.size(octets)


@register.filter
def masked_phone(number: str) -> str | SafeString:
    """Show a phone number in a list: personal data is masked there (DESIGN 6)."""
    return words.masked_phone(number) or NOT_KNOWN


@register.filter
def masked_email(address: str) -> str | SafeString:
    """Show an e-mail address in a list: personal data is masked there (DESIGN 6)."""
    return words.masked_email(address) or NOT_KNOWN


@register.filter
def or_dash(value: Any) -> Any:
    """Show a text, or the dash when it is empty."""
    return NOT_KNOWN if value in (None, "") else value
