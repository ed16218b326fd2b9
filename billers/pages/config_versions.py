"""The versions of a biller's configuration: who changed what, and one of them as it was."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse

from billers.models import BillerConfig, BillerConfigVersion
from billers.operations.config_content import differences, lines_of
from billers.pages.people import name_of
from billers.queries.billers import BillerNotKnown, find_version, find_versions, get_biller
from billie.staff.access import requires_permission
from billie.web.keyset import Page, paginate
from billie.web.panel import render_page

VIEW = "billers.view_billerconfig"
ON_A_PAGE = 10


class ShownVersion(NamedTuple):
    """One version, with what it changed in the one before it."""

    version: BillerConfigVersion
    who: str
    approver: str
    changes: list[tuple[str, str, str]]


@requires_permission(VIEW)
def version(request: HttpRequest, biller_type: str, number: int) -> HttpResponse:
    """Show a configuration as it was at one version."""
    config = get_or_404(biller_type)
    found = find_version(config=config, version=number)
    if found is None:
        raise Http404
    before = find_version(config=config, version=number - 1)
    lines = lines_of(found.content)
    context = {
        "title": f"{config.display_name}, version {number}",
        "biller": config,
        "shown": _shown(found, before.content if before else {}),
        "lines": [(label, text) for label, text in lines.items() if text],
        "is_latest": number == config.version,
    }
    return render_page(request, "billers/configuration_version.html", context)


def versions_of(config: BillerConfig, cursor: str | None) -> Page[ShownVersion]:
    """Return a page of the versions of a biller, the newest first.

    :raises CursorNotValid: if the cursor was changed, or made for another list
    """
    found = find_versions(config=config)
    page = paginate(found, order=["-version"], cursor=cursor, limit=ON_A_PAGE)
    first = page.rows[-1].version if page.rows else 0
    earlier = found.filter(version=first - 1).first()
    before = [each.content for each in page.rows[1:]] + [earlier.content if earlier else {}]
    rows = [_shown(each, old) for each, old in zip(page.rows, before, strict=False)]
    return Page(rows=rows, next_cursor=page.next_cursor, previous_cursor=page.previous_cursor)


def get_or_404(biller_type: str) -> BillerConfig:
    """Return a biller.

    :raises Http404: if there is none of this type
    """
    try:
        return get_biller(biller_type=biller_type)
    except BillerNotKnown:
        raise Http404 from None


def _shown(version: BillerConfigVersion, before: dict[str, Any]) -> ShownVersion:
    """Return a version with what it changed; the first one changed nothing."""
    changes = list(differences(before, version.content)) if before else []
    return ShownVersion(
        version, name_of(version.changed_by), name_of(version.approved_by), changes
    )
