"""Billers as they are set up: to read with all versions, to switch on and off, and to test."""

import json
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from billers.connectors.contract import Reached
from billers.models import BillerConfig, BillerConfigVersion
from billers.operations.configuring import (
    ConfigRefused,
    change_config,
    check_connection,
)
from billers.pages.people import name_of, who
from billers.queries.billers import BillerNotKnown, get_biller, list_billers, list_versions
from billie.staff.access import may, requires_permission
from billie.web.panel import render_page

VIEW = "billers.view_billerconfig"
SWITCH = "billers.activate_billerconfig"
TEST = "billers.test_billerconfig"
ADD = "billers.add_billerconfig"
CHANGE = "billers.change_billerconfig"


class ShownVersion(NamedTuple):
    """One version, with what it changed in the one before it."""

    version: BillerConfigVersion
    who: str
    changes: list[tuple[str, str, str]]


@requires_permission(VIEW)
def configurations(request: HttpRequest) -> HttpResponse:
    """List the billers."""
    context = {
        "title": "Biller configurations",
        "billers": list_billers(),
        "may_add": may(request, ADD),
    }
    return render_page(request, "billers/configurations.html", context)


@requires_permission(VIEW)
def configuration(request: HttpRequest, biller_type: str) -> HttpResponse:
    """Show how one biller is set up, and what was changed by whom."""
    config = _get(biller_type)
    context = {
        "title": config.display_name,
        "biller": config,
        "endpoints": _json(config.endpoints),
        "features": _json(config.features),
        "rules": _json(config.validation_rules),
        "versions": _versions(config),
        "updated_by": name_of(config.updated_by),
        "may_change": may(request, CHANGE),
        "may_switch": may(request, SWITCH),
        "may_test": may(request, TEST),
    }
    return render_page(request, "billers/configuration.html", context)


@requires_permission(SWITCH)
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest, biller_type: str) -> HttpResponse:
    """Show what switching a biller on or off means, and do it when told to."""
    config = _get(biller_type)
    if request.method != "POST":
        context = {"title": config.display_name, "biller": config}
        return render_page(request, "billers/configuration_switch.html", context)
    try:
        change_config(
            config_id=config.pk,
            values={"is_active": request.POST.get("active") == "yes"},
            by=who(request),
            now=timezone.now(),
        )
    except ConfigRefused as refused:
        messages.error(request, f"{refused} {_sentences(refused)}")
    else:
        is_on = request.POST.get("active") == "yes"
        messages.success(request, f"{config.display_name} is switched {'on' if is_on else 'off'}.")
    return redirect("billers:configuration", config.biller_type)


@requires_permission(TEST)
@require_POST
def test_connection(request: HttpRequest, biller_type: str) -> HttpResponse:
    """Ask the biller's server for a sign of life."""
    config = _get(biller_type)
    try:
        outcome = check_connection(config=config, now=timezone.now())
    except ConfigRefused as refused:
        messages.error(request, _sentences(refused))
        return redirect("billers:configuration", config.biller_type)
    if isinstance(outcome, Reached):
        messages.success(
            request,
            f"{config.display_name} answers (HTTP {outcome.http_status}). Nothing is said of the"
            " credentials by that.",
        )
    else:
        messages.error(request, outcome.words)
    return redirect("billers:configuration", config.biller_type)


def _get(biller_type: str) -> BillerConfig:
    try:
        return get_biller(biller_type=biller_type)
    except BillerNotKnown:
        raise Http404 from None


def _sentences(refused: ConfigRefused) -> str:
    return " ".join(words for found in refused.fields.values() for words in found)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _versions(config: BillerConfig) -> list[ShownVersion]:
    versions = list_versions(config=config)
    before = [each.content for each in versions[1:]] + [{}]
    return [
        ShownVersion(version, name_of(version.changed_by), _changes(old, version.content))
        for version, old in zip(versions, before, strict=True)
    ]


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what differs between two versions; the first one changed nothing."""
    if not before:
        return []
    return [
        (_label(name), _text(before.get(name)), _text(value))
        for name, value in after.items()
        if before.get(name) != value
    ]


def _label(name: str) -> str:
    known = {field.name: str(field.verbose_name) for field in BillerConfig._meta.fields}
    return known.get(name, name).capitalize()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
