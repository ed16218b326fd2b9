"""Billers as they are set up: to read with all versions, to switch on and off, and to test."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from billers.connectors.contract import Reached
from billers.models import BillerConfig, ConfigChange
from billers.operations.checking_configs import ConfigRefused
from billers.operations.configuring import change_config, check_connection
from billers.operations.proposing import propose_change
from billers.pages.config_versions import VIEW, get_or_404, versions_of
from billers.pages.people import name_of, who
from billers.queries.billers import find_version, list_billers
from billers.queries.requests import find_open_change
from billie.staff.access import may, requires_permission
from billie.web.keyset import CursorNotValid
from billie.web.panel import render_page

SWITCH = "billers.activate_billerconfig"
TEST = "billers.test_billerconfig"
ADD = "billers.add_billerconfig"
CHANGE = "billers.change_billerconfig"


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
    config = get_or_404(biller_type)
    try:
        versions = versions_of(config, request.GET.get("cursor"))
    except CursorNotValid as problem:
        messages.warning(request, str(problem))
        return redirect("billers:configuration", config.biller_type)
    latest = find_version(config=config, version=config.version)
    context = {
        "title": config.display_name,
        "biller": config,
        "endpoints": _json(config.endpoints),
        "features": _json(config.features),
        "rules": _json(config.validation_rules),
        "page": versions,
        "updated_by": name_of(config.updated_by),
        "approved_by": name_of(latest.approved_by) if latest else "",
        "waiting": find_open_change(biller_type=config.biller_type, version=config.version),
        "may_change": may(request, CHANGE),
        "may_switch": may(request, SWITCH),
        "may_test": may(request, TEST),
    }
    return render_page(request, "billers/configuration.html", context)


@requires_permission(SWITCH)
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest, biller_type: str) -> HttpResponse:
    """Show what switching a biller means; switch it off when told to, have it on reviewed."""
    config = get_or_404(biller_type)
    if request.method != "POST":
        context = {"title": config.display_name, "biller": config}
        return render_page(request, "billers/configuration_switch.html", context)
    if request.POST.get("active") == "yes":
        return _review_switching_on(request, config)
    change_config(
        config_id=config.pk, values={"is_active": False}, by=who(request), now=timezone.now()
    )
    messages.success(request, f"{config.display_name} is switched off.")
    return redirect("billers:configuration", config.biller_type)


def _review_switching_on(request: HttpRequest, config: BillerConfig) -> HttpResponse:
    """Lead to the review of what a second person has to agree to."""
    try:
        proposed = propose_change(
            config_id=config.pk, values={"is_active": True}, by=who(request), now=timezone.now()
        )
    except ConfigRefused as refused:
        messages.error(request, f"{refused} {_sentences(refused)}")
    else:
        if isinstance(proposed, ConfigChange):
            return redirect("billers:configuration-review", proposed.pk)
        messages.info(request, f"{config.display_name} is switched on already.")
    return redirect("billers:configuration", config.biller_type)


@requires_permission(TEST)
@require_POST
def test_connection(request: HttpRequest, biller_type: str) -> HttpResponse:
    """Ask the biller's server for a sign of life."""
    config = get_or_404(biller_type)
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


def _sentences(refused: ConfigRefused) -> str:
    return " ".join(words for found in refused.fields.values() for words in found)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
