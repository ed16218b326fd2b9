"""Changing how a biller is set up at a form: every mistake at its field, and no secret shown."""

import pytest
from django.test import Client

from billers.models import BillerConfig
from billers.operations.configuring import change_config
from billers.pages.configuration_form import ConfigurationForm
from billie.staff.roles import Role
from tests.billie.staff.people import person

pytestmark = pytest.mark.django_db(transaction=True)

WATER = "/billers/configurations/LWB_POSTPAID"


def water() -> BillerConfig:
    return BillerConfig.objects.get(biller_type="LWB_POSTPAID")


def typed(config, **more):
    """Return what a browser would send of the form as it opens, and what is typed over it."""
    form = ConfigurationForm(config=config)
    shown = {field.name: field.value() for field in form.plain}
    return {name: "" if value is None else value for name, value in {**shown, **more}.items()}


def test_a_change_is_a_new_version_that_counts_at_once(admin, desk):
    answer = admin.post(f"{WATER}/edit", typed(water(), timeout_ms="20000"), follow=True)

    page = answer.content.decode()
    assert water().timeout_ms == 20_000
    assert water().version == 2
    assert "version 2 counts from now on" in page
    assert "30000" in page


def test_nothing_different_is_no_version(admin, desk):
    answer = admin.post(f"{WATER}/edit", typed(water()), follow=True)

    assert water().version == 1
    assert "nothing was changed" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("validation_rules", '{"minAmount": 100}', "validationRules.minAmount: 100 is not"),
        ("validation_rules", '{"minAmount": "1,5"}', "write an amount as a text such as 100.00"),
        ("endpoints", '{"service": "soap"}', "write a path that begins with /"),
        ("validation_rules", '{"accountNumberFormat": "["}', "no pattern: missing ]"),
        ("validation_rules", '{"accountNumberFormat": "(?=1)1"}', "no pattern: invalid perl"),
        (
            "validation_rules",
            '{"minAmount": "100.00", "maxAmount": "99.99"}',
            "validationRules.maxAmount: 99.99 is less than minAmount, which is 100.00.",
        ),
        ("endpoints", '{"service": "no-slash"}', "endpoints.service:"),
        ("endpoints", '{"service": ', "This is no JSON: line 1, column"),
        ("features", "[]", "Write a JSON object"),
        ("features", '{"accountTypes": ["\\u0000"]}', "Null characters"),
        ("features", '{"accountTypes": ["\\ud800"]}', "Half a character"),
        ("base_url", "ftp://bills.example.com", "begins with https://"),
        ("base_url", "https://me:secret@bills.example.com", "Credentials do not belong"),
        ("timeout_ms", "5", "greater than or equal to 100"),
        ("supported_currencies", "MWK, kwacha", "codes of three letters"),
        ("pause_above", "much", "amount"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    admin, desk, field, text, sentence
):
    answer = admin.post(f"{WATER}/edit", typed(water(), **{field: text}))

    page = answer.content.decode()
    form = answer.context["form"]
    assert answer.status_code == 422
    assert sentence in " ".join(form.errors[field])
    assert f'href="#config-{field}"' in page
    assert form[field].value() == text
    assert water().version == 1


def test_what_is_wrong_with_fields_alone_and_together_is_told_at_once(admin, desk):
    wrong = {
        "timeout_ms": "5",
        "endpoints": '{"service": "no-slash"}',
        "features": '{"supportsMagic": true}',
        "base_url": "ftp://bills.example.com",
    }

    answer = admin.post(f"{WATER}/edit", typed(water(), **wrong))

    assert set(answer.context["form"].errors) == set(wrong)


def test_credentials_are_typed_in_and_never_come_back(admin, desk):
    sent = typed(water(), **{"secret-apiKey": "made-up-and-new", "timeout_ms": "5"})
    refused = admin.post(f"{WATER}/edit", sent).content.decode()
    reviewed = admin.post(f"{WATER}/edit", {**sent, "timeout_ms": "20000"}, follow=True)

    shown = admin.get(f"{WATER}/edit").content.decode()
    assert "made-up" not in refused + shown + reviewed.content.decode()
    assert "One is kept" in shown
    assert water().version == 1


def test_whoever_was_slower_is_told_and_overwrites_nothing(admin, desk):
    opened = typed(water(), timeout_ms="20000")
    change_config(config_id=water().pk, values={"is_active": False}, by=desk.teller, now=desk.at)

    answer = admin.post(f"{WATER}/edit", opened)

    assert answer.status_code == 422
    assert "changed this biller while you did: version 2" in answer.content.decode()
    assert water().timeout_ms == 30_000


@pytest.mark.parametrize("role", [Role.READONLY, Role.OPERATIONS, Role.SUPERVISOR])
def test_only_an_administrator_changes_billers(desk, role):
    client = Client()
    client.force_login(
        person(role, username="another"), backend="django.contrib.auth.backends.ModelBackend"
    )

    assert client.get(f"{WATER}/edit").status_code == 403
    assert client.get("/billers/configurations/new").status_code == 403
