"""Changing how a biller is set up, or adding one: a form, checked as a whole.

What one person may change is kept at once; the rest is reviewed, and then decided by another one.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from billers.models import BillerConfig, ConfigChange
from billers.operations.checking_configs import ConfigRefused
from billers.operations.configuring import ConfigWasChanged
from billers.operations.proposing import propose_biller, propose_change
from billers.pages.config_versions import get_or_404
from billers.pages.configuration_form import ConfigurationForm
from billers.pages.people import name_of, who
from billers.queries.billers import get_biller
from billers.queries.requests import find_open_change
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
    """Ask for a new biller and lead to its review; once there, it is switched off."""
    form = ConfigurationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            change = propose_biller(
                values={**form.values, "is_active": False},
                credentials=form.typed_secrets,
                by=who(request),
                now=timezone.now(),
            )
        except ConfigRefused as refused:
            form.blame(refused.fields)
        else:
            return redirect("billers:configuration-review", change.pk)
    return _show(request, form, title="Add a biller", config=None)


@sensitive_post_parameters()
@never_cache
@requires_permission(CHANGE)
@require_http_methods(WAYS)
def edit(request: HttpRequest, biller_type: str) -> HttpResponse:
    """Ask for what is to change at a biller; keep it, or lead to its review."""
    config = get_or_404(biller_type)
    form = ConfigurationForm(request.POST if request.method == "POST" else None, config=config)
    if form.is_bound and form.is_valid():
        try:
            proposed = propose_change(
                config_id=config.pk,
                values=form.values,
                credentials=form.new_credentials,
                by=who(request),
                now=timezone.now(),
                version=form.cleaned_data["version"] or 0,
            )
        except ConfigRefused as refused:
            form.blame(refused.fields)
        except ConfigWasChanged:
            form.add_error(None, _who_was_faster(config.biller_type))
        else:
            return _go_on(request, config, proposed)
    return _show(request, form, title=f"Change {config.display_name}", config=config)


def _who_was_faster(biller_type: str) -> str:
    latest = get_biller(biller_type=biller_type)
    return (
        f"{name_of(latest.updated_by) or 'Somebody'} changed this biller while you did: version"
        f" {latest.version} is kept now. Open it beside this page, then start again from it."
    )


def _go_on(
    request: HttpRequest, before: BillerConfig, after: BillerConfig | ConfigChange
) -> HttpResponse:
    if isinstance(after, ConfigChange):
        return redirect("billers:configuration-review", after.pk)
    if after.version == before.version:
        messages.info(request, "Nothing was different, so nothing was changed.")
    else:
        messages.success(
            request,
            f"{after.display_name} is changed: version {after.version} counts from now on.",
        )
    return redirect("billers:configuration", before.biller_type)


def _show(
    request: HttpRequest, form: ConfigurationForm, *, title: str, config: BillerConfig | None
) -> HttpResponse:
    context = {"title": title, "form": form, "biller": config}
    if config is not None:
        context["waiting"] = find_open_change(
            biller_type=config.biller_type, version=config.version
        )
    page = render_page(request, "billers/configuration_form.html", context)
    page.status_code = 422 if form.errors else 200
    return page
