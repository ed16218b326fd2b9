"""Changing how a biller is set up, or adding one: a form, checked as a whole, a new version."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from billers.models import BillerConfig
from billers.operations.configuring import (
    ConfigRefused,
    ConfigWasChanged,
    change_config,
    create_config,
)
from billers.pages.configuration_form import ConfigurationForm
from billers.pages.people import name_of, who
from billers.queries.billers import BillerNotKnown, get_biller, list_versions
from billie.staff.access import requires_permission
from billie.web.panel import render_page

ADD = "billers.add_billerconfig"
CHANGE = "billers.change_billerconfig"
WAYS = ["GET", "HEAD", "POST"]


@sensitive_post_parameters()
@never_cache
@requires_permission(ADD)
@require_http_methods(WAYS)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a new biller; it stays switched off until somebody switches it on."""
    form = ConfigurationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            config = create_config(
                values={**form.values, "is_active": False},
                credentials=form.typed_secrets,
                by=who(request),
                now=timezone.now(),
            )
        except ConfigRefused as refused:
            form.blame(refused.fields)
        else:
            messages.success(
                request, f"{config.display_name} is kept. Test the connection, then switch it on."
            )
            return redirect("billers:configuration", config.biller_type)
    return _show(request, form, title="Add a biller", config=None)


@sensitive_post_parameters()
@never_cache
@requires_permission(CHANGE)
@require_http_methods(WAYS)
def edit(request: HttpRequest, biller_type: str) -> HttpResponse:
    """Ask for what is to change at a biller, and keep it as a new version."""
    try:
        config = get_biller(biller_type=biller_type)
    except BillerNotKnown:
        raise Http404 from None
    form = ConfigurationForm(request.POST if request.method == "POST" else None, config=config)
    if form.is_bound and form.is_valid():
        try:
            changed = _keep(request, form, config)
        except ConfigRefused as refused:
            form.blame(refused.fields)
        except ConfigWasChanged:
            form.add_error(None, _who_was_faster(config))
        else:
            _tell(request, config, changed)
            return redirect("billers:configuration", config.biller_type)
    return _show(request, form, title=f"Change {config.display_name}", config=config)


def _keep(request: HttpRequest, form: ConfigurationForm, config: BillerConfig) -> BillerConfig:
    secrets = None
    if form.typed_secrets or form.dropped_secrets:
        kept = {n: v for n, v in config.credentials.items() if n not in form.dropped_secrets}
        secrets = {**kept, **form.typed_secrets}
    return change_config(
        config_id=config.pk,
        values=form.values,
        credentials=secrets,
        by=who(request),
        now=timezone.now(),
        version=form.cleaned_data["version"] or 0,
    )


def _who_was_faster(config: BillerConfig) -> str:
    latest = list_versions(config=config)[0]
    return (
        f"{name_of(latest.changed_by) or 'Somebody'} changed this biller while you did: version"
        f" {latest.version} is kept now. Open it beside this page, then start again from it."
    )


def _tell(request: HttpRequest, before: BillerConfig, after: BillerConfig) -> None:
    if after.version == before.version:
        messages.info(request, "Nothing was different, so nothing was changed.")
        return
    messages.success(
        request, f"{after.display_name} is changed: version {after.version} counts from now on."
    )


def _show(
    request: HttpRequest, form: ConfigurationForm, *, title: str, config: BillerConfig | None
) -> HttpResponse:
    context = {"title": title, "form": form, "biller": config}
    page = render_page(request, "billers/configuration_form.html", context)
    page.status_code = 422 if form.errors else 200
    return page
