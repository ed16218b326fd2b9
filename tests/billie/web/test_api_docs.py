"""The description of the API: complete, valid, and readable for who is signed in."""

import io
import json

import pytest
from django.core.management import call_command
from django.test import Client

from billie.staff.roles import Role
from tests.billie.staff.people import signed_in

pytestmark = pytest.mark.django_db


def test_the_description_is_valid_and_raises_no_warning() -> None:
    out = io.StringIO()

    call_command(
        "spectacular", validate=True, fail_on_warn=True, format="openapi-json", stdout=out
    )


def test_every_operation_describes_what_errors_look_like() -> None:
    document = signed_in(Role.READONLY).get("/api/schema").json()

    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    assert operations
    assert [
        (path, method)
        for path, method, operation in operations
        if operation["responses"]["default"]["content"]["application/json"]["schema"]
        != {"$ref": "#/components/schemas/Error"}
    ] == []


def test_every_name_on_the_wire_is_in_camel_case() -> None:
    document = signed_in(Role.READONLY).get("/api/schema").json()

    names = {
        name
        for schema in document["components"]["schemas"].values()
        for name in schema.get("properties", {})
    } | {
        parameter["name"]
        for methods in document["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
    }
    assert {name for name in names if "_" in name} == set()


def test_the_description_comes_in_json_and_in_yaml() -> None:
    staff = signed_in(Role.READONLY)

    assert json.loads(staff.get("/api/schema").content)["openapi"].startswith("3.")
    yaml = staff.get("/api/schema", headers={"Accept": "application/vnd.oai.openapi"})
    assert yaml.content.startswith(b"openapi: 3.")


def test_the_page_for_people_has_no_inline_script() -> None:
    page = signed_in(Role.READONLY).get("/api/docs").content.decode()

    assert page.count("<script") == page.count("<script src=")
    assert "https://" not in page


def test_a_stranger_is_asked_to_sign_in_for_the_page() -> None:
    answer = Client().get("/api/docs")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/admin/login/?next=/api/docs"
