"""Contact notes: writing one, and amending one by a better version."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from billie.staff.access import requires_permission
from billie.web.panel import render_page
from servicing.operations.notes import NoteRefused, amend_note, write_note
from servicing.pages.customer import customer_page, not_known
from servicing.pages.note_form import NoteForm, mint_key, subjects
from servicing.queries.customers import CustomerNotKnown, CustomerView, get_customer_view
from servicing.queries.notes import Note

WRITE = "servicing.add_contactnote"
NOT_ACCEPTED = 422


@requires_permission(WRITE)
@require_POST
def write(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Save a note, or show the page again with what is wrong and what was typed."""
    try:
        view = get_customer_view(customer_id=customer_id)
    except CustomerNotKnown:
        return not_known(request, customer_id)
    form = NoteForm(request.POST, choices=subjects(view.accounts, view.conversations))

    def save() -> None:
        write_note(customer_id=customer_id, **_who(request), **form.content, **form.subject)

    if _is_saved(form, save):
        messages.success(request, "Note saved.")
        return _to_customer(request, customer_id)
    return customer_page(request, customer_id, note_form=form, status=NOT_ACCEPTED)


@requires_permission(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, customer_id: str, note_id: int) -> HttpResponse:
    """Show a note to be amended, and save its new version; the one before stays readable.

    Whoever amends a version that is not the newest any more keeps what they typed, beside the
    newest, and can save it as the next.
    """
    try:
        view = get_customer_view(customer_id=customer_id)
    except CustomerNotKnown:
        return not_known(request, customer_id)
    note = _find(view, note_id)
    if note is None:
        messages.warning(request, "There is no such note about this customer.")
        return _to_customer(request, customer_id)
    form = _amend_form(request, note)

    def save() -> None:
        amend_note(note_id=note_id, **_who(request), **form.content)

    if form.is_bound and _is_saved(form, save):
        messages.success(request, "Note amended.")
        return _to_customer(request, customer_id)
    return _amend_page(request, view, note, form)


def _who(request: HttpRequest) -> dict[str, Any]:
    assert isinstance(request.user, User)  # noqa: S101 - the permission was checked
    return {"by": request.user, "now": timezone.now(), "once": request.POST.get("once", "")}


def _is_saved(form: NoteForm, save: Callable[[], None]) -> bool:
    """Save what a form says if it is valid; a refusal becomes an error of the form."""
    if not form.is_valid():
        return False
    try:
        save()
    except NoteRefused as refused:
        form.add_error(refused.field, str(refused))
        return False
    return True


def _find(view: CustomerView, note_id: int) -> Note | None:
    """Return the note that has this version, the newest or an earlier one."""
    for note in view.notes:
        if note_id == note.pk or any(note_id == version.pk for version in note.versions):
            return note
    return None


def _amend_form(request: HttpRequest, note: Note) -> NoteForm:
    data = request.POST if request.method == "POST" else None
    form = NoteForm(data, initial={"channel": note.channel, "text": note.text})
    del form.fields["about"]  # a better version is about the same thing
    return form


def _amend_page(
    request: HttpRequest, view: CustomerView, note: Note, form: NoteForm
) -> HttpResponse:
    context: dict[str, Any] = {
        "title": "Amend note",
        "customer_id": view.customer_id,
        "customer_name": str(view.customer or view.customer_id),
        "note": note,
        "note_form": form,
        "once": mint_key(),
        "chosen_id": request.POST.get("account") or request.GET.get("account", ""),
    }
    status = NOT_ACCEPTED if form.is_bound else 200
    return render_page(request, "servicing/note_amend.html", context, status=status)


def _to_customer(request: HttpRequest, customer_id: str) -> HttpResponse:
    account = request.POST.get("account") or request.GET.get("account")
    query = f"?{urlencode({'account': account})}" if account else ""
    return redirect(f"{reverse('servicing:customer', args=[customer_id])}{query}")
