"""Pages of the administrator: accounts, API tokens, and the audit trail to read."""

from typing import Any

from axes.utils import reset
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm
from unfold.paginator import InfinitePaginator

from billie.staff import audit
from billie.staff.forms import AccountForm, NewAccountForm, NewTokenForm
from billie.staff.models import ApiToken, AuditEntry
from billie.staff.offered_filters import OfferedFilters
from billie.staff.role_groups import set_role
from billie.staff.tokens import issue_token, revoke_token

admin.site.unregister(Group)  # roles are a table in the code
admin.site.unregister(User)

WATCHED = ["username", "first_name", "last_name", "email", "is_active"]


@admin.register(User)
class AccountAdmin(OfferedFilters, DjangoUserAdmin[User], ModelAdmin):  # type: ignore[misc]
    """Accounts of staff; switched off and never deleted, as the audit trail names them."""

    form = AccountForm
    add_form = NewAccountForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "role", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "role", "is_active")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Since", {"fields": ("date_joined", "last_login")}),
    )
    readonly_fields = ("date_joined", "last_login")
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "role", "usable_password", "password1", "password2"),
            },
        ),
    )
    actions = ("unlock",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[User]":
        """Return the accounts with their roles."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="role")
    def role(self, user: User) -> str:
        """Return the account's role."""
        return ", ".join(group.name for group in user.groups.all()) or "none"

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Refuse: an account that did something must stay."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save an account and record what changed."""
        now = timezone.now()
        before = User.objects.filter(pk=obj.pk).values(*WATCHED).first() if change else None
        obj.is_staff = True
        super().save_model(request, obj, form, change)
        after = {name: getattr(obj, name) for name in WATCHED}
        if after != before:
            audit.record(
                action="ACCOUNT_CHANGED" if change else "ACCOUNT_CREATED",
                subject=("user", obj.username),
                now=now,
                before=before,
                after=after,
            )
        if role := form.cleaned_data.get("role"):
            set_role(user=obj, role=role, now=now)

    @admin.action(description="Unlock after too many failed sign-ins", permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: "QuerySet[User]") -> None:
        """Let people sign in again at once."""
        for user in queryset:
            reset(username=user.username)
            audit.record(
                action="ACCOUNT_UNLOCKED", subject=("user", user.username), now=timezone.now()
            )
        messages.success(request, f"Unlocked: {', '.join(user.username for user in queryset)}.")


@admin.register(ApiToken)
class ApiTokenAdmin(OfferedFilters, ModelAdmin):  # type: ignore[misc]
    """Tokens of programs: made once, shown once, revoked."""

    form = NewTokenForm
    list_display = ("prefix", "name", "user", "scope", "expires_at", "latest_use_at", "state")
    list_select_related = ("user",)
    search_fields = ("prefix", "name", "user__username")
    actions = ("revoke",)
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        """Ask for little when a token is made, show all but its secret afterwards."""
        if obj is None:
            return ("user", "name", "scope", "lifetime")
        return (*self.list_display, "created_at", "revoked_at")

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        """Return what can only be read: all of a token that exists."""
        return () if obj is None else self.get_fields(request, obj)

    @admin.display(description="state")
    def state(self, token: ApiToken) -> str:
        """Return whether the token still opens anything, in a word."""
        if token.revoked_at is not None:
            return "Revoked"
        return "Valid" if token.is_valid(timezone.now()) else "Expired"

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """Refuse: a token is revoked and made anew."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """Refuse: a revoked token stays to be seen."""
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Return whether someone may revoke tokens."""
        return request.user.has_perm("staff.revoke_apitoken")

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        """Make the token instead of saving the form's row; keep its secret for the next page."""
        token, secret = issue_token(
            user=obj.user,
            name=obj.name,
            scope=obj.scope,
            lifetime=form.cleaned_data["lifetime"],
            now=timezone.now(),
        )
        obj.__dict__.update(token.__dict__, secret=secret)

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the token this once."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Token created",
            "token": obj,
            "secret": obj.__dict__["secret"],
        }
        return TemplateResponse(request, "billie/new_token.html", context)

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: "QuerySet[ApiToken]") -> None:
        """Revoke the chosen tokens at once."""
        tokens = list(queryset.select_related("user"))
        for token in tokens:
            revoke_token(token=token, now=timezone.now())
        messages.success(request, f"Revoked: {', '.join(token.prefix for token in tokens)}.")


@admin.register(AuditEntry)
class AuditEntryAdmin(OfferedFilters, ModelAdmin):  # type: ignore[misc]
    """The audit trail, newest first, to read and to search; nobody can change it."""

    list_display = ("at", "actor_name", "action", "subject_type", "subject_id", "address")
    search_fields = ("=actor_name", "=action", "=subject_id", "=request_id")
    search_help_text = "The exact name, action, subject or request id"
    ordering = ("-id",)
    show_full_result_count = False
    paginator = InfinitePaginator

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: entries are written by what they tell of."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        """Refuse."""
        return False
