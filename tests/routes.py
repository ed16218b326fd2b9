"""Every address of the site, taken from its patterns, with the permission that it declares."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

from billie.staff.access import SIGNED_IN, permission_for

SAMPLES = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000001", "path": "x1", "str": "x1"}
ANY_OF_A_ROUTE = re.compile(r"<(?:(\w+):)?\w+>")
ANY_OF_A_REGEX = re.compile(r"\(\?P<\w+>([^()]*)\)")

PUBLIC = {
    "admin:login",
    "admin:logout",
    "api-unknown",  # says that there is nothing
    "watch:healthz",
    "watch:metrics",  # asks for a token or a private network
    "watch:readyz",
}
"""Routes that strangers may open."""

PUBLIC_METHODS = {("staff:token", "POST"), ("billers-api:callback", "POST")}
"""Methods that strangers may use on routes that are otherwise shut: signing in, and the callbacks
of billers, which are signed."""

DECLARED_ELSEWHERE = {
    "live:stream": "servicing.view_customer",  # what the topic below needs
}
QUERIES = {"live:stream": "?topic=customer:CUS-1"}
NOBODY = "nobody"
"""Stands for a route that refuses everyone who asks as these tests do, without parameters."""

ADMIN_FOR_ALL = {
    "index", "search", "logout", "password_change", "password_change_done", "jsi18n", "app_list",
    "view_on_site", "",
}  # fmt: skip
ADMIN_NEEDS = {
    "changelist": "view",
    "add": "add",
    "change": "view",
    "delete": "delete",
    "history": "view",
    "password_change": "change",
}


@dataclass(frozen=True)
class Route:
    """One address with sample values in place of its parameters."""

    path: str
    name: str
    view: Callable[..., Any]

    def methods(self) -> list[str]:
        """Return the methods to try; a page is asked for, and posted to if it cannot be."""
        endpoint = getattr(self.view, "cls", None)
        if endpoint is None:
            return ["GET"]
        return [
            method.upper()
            for method in endpoint.http_method_names
            if method not in {"head", "options", "trace"} and hasattr(endpoint, method)
        ]

    def needs(self, method: str) -> str | None:
        """Return the permission that the route declares for a method, None if it declares none."""
        if self.name.startswith("admin:"):
            return _needed_by_admin(self.name.removeprefix("admin:"))
        for holder in (self.view, getattr(self.view, "cls", None), _page_class(self.view)):
            declared: str | Mapping[str, str] | None = getattr(holder, "required_permission", None)
            if declared is not None:
                return permission_for(declared, method)
        return DECLARED_ELSEWHERE.get(self.name)

    def is_public(self, method: str) -> bool:
        """Return whether strangers may use a method of the route."""
        return self.name in PUBLIC or (self.name, method) in PUBLIC_METHODS


def _page_class(view: Callable[..., Any]) -> type | None:
    return getattr(view, "view_class", None)


def _needed_by_admin(name: str) -> str | None:
    """Return what a page of the admin proper needs: its name says model and act.

    A table may name another permission than Django's own as its `view_permission`.
    """
    if name == "autocomplete":
        return NOBODY
    if name in ADMIN_FOR_ALL:
        return SIGNED_IN
    for model, table in admin.site._registry.items():
        options = model._meta
        act = name.removeprefix(f"{options.app_label}_{options.model_name}_")
        if act != name and (verb := ADMIN_NEEDS.get(act)):
            usual = f"{options.app_label}.{verb}_{options.model_name}"
            return str(getattr(table, f"{verb}_permission", "") or usual)
    return None


def all_routes() -> list[Route]:
    """Return every route of the site."""
    return list(_walk(get_resolver().url_patterns, "/", ""))


def _walk(
    patterns: "list[URLPattern | URLResolver]", prefix: str, namespace: str
) -> Iterator[Route]:
    for entry in patterns:
        path = prefix + _sample(str(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, path, inner)
        else:
            name = f"{namespace}{entry.name or ''}"
            yield Route(path=path + QUERIES.get(name, ""), name=name, view=entry.callback)


def _sample(pattern: str) -> str:
    """Return a pattern with a value in place of each parameter."""
    if pattern.startswith("^") or "(?P" in pattern:
        filled = ANY_OF_A_REGEX.sub(lambda group: _first_choice(group.group(1)), pattern)
        return filled.strip("^$").replace("\\Z", "")
    return ANY_OF_A_ROUTE.sub(lambda found: SAMPLES.get(found.group(1) or "str", "x1"), pattern)


def _first_choice(choices: str) -> str:
    return "nothing" if "." in choices else choices.split("|")[0]
