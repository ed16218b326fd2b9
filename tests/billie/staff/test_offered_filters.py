"""Lists in the admin proper are narrowed as they offer, whatever stands in the address."""

import pytest
from django.contrib import admin
from django.urls import reverse

from billie.staff.roles import Role
from tests.billie.staff.people import person

ADMINS = {model._meta.label: each for model, each in admin.site._registry.items()}
NOT_TO_BE_ANSWERED = ["\0", "(", "'", "x" * 5000, "\udfff", "9" * 40, "{", "1,2", ""]


@pytest.fixture
def administrator(client, db):
    """A browser of an administrator."""
    client.force_login(person(Role.ADMIN))
    return client


def address_of(label):
    return reverse(f"admin:{label.lower().replace('.', '_')}_changelist")


@pytest.mark.parametrize("label", ADMINS)
def test_no_column_is_looked_up_that_no_filter_offers(administrator, label):
    offered = set(ADMINS[label].list_filter)

    for field in ADMINS[label].model._meta.fields:
        for lookup in ("", "__startswith", "__regex", "__has_key"):
            if lookup or field.name not in offered:
                answer = administrator.get(address_of(label), {f"{field.name}{lookup}": "("})
                assert answer.status_code == 400, (field.name, lookup)


@pytest.mark.parametrize("label", [label for label, each in ADMINS.items() if each.list_filter])
def test_an_offered_filter_narrows_the_list_and_takes_nonsense(administrator, label):
    for name in ADMINS[label].list_filter:
        field = ADMINS[label].model._meta.get_field(name)
        lookup = f"{name}__id__exact" if field.is_relation else f"{name}__exact"
        usual = field.choices[0][0] if field.choices else "1"
        assert administrator.get(address_of(label), {lookup: usual}).status_code == 200
        for text in NOT_TO_BE_ANSWERED:
            answer = administrator.get(
                address_of(label), {lookup: text.encode("utf-8", "replace")}
            )
            assert answer.status_code in {200, 302, 400}, text
