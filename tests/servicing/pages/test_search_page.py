"""The search page and what the palette shows as one types."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client

Add = Callable[..., Any]


def read(client: Client, words: str, **query: str) -> str:
    answer = client.get("/search", {"q": words, **query})
    assert answer.status_code == 200
    return answer.content.decode()


def test_results_come_in_groups_and_lead_to_their_pages(
    readonly: Client, add_customer: Add, add_account: Add
) -> None:
    add_customer(1, full_name="Maya Okoro")
    add_account(1, customer_id="CUS-1")

    page = read(readonly, "CUS-1")

    assert "2 results." in page
    assert page.index("/servicing/customers/CUS-1") < page.index("/servicing/accounts/LA-001")


def test_a_misspelt_name_is_found(readonly: Client, add_customer: Add) -> None:
    add_customer(1, full_name="Maya Okoro")

    assert "Maya Okoro" in read(readonly, "maya okora")


def test_nothing_found_says_what_else_to_try(readonly: Client) -> None:
    page = read(readonly, "nobody of this name")

    assert "Nothing found" in page
    assert "phone number" in page


def test_without_words_it_says_what_can_be_searched_for(readonly: Client) -> None:
    page = read(readonly, "")

    assert "Phone, in any format" in page
    assert "autofocus" in page


def test_the_palette_gets_options_with_numbers_in_order(
    readonly: Client, add_customer: Add
) -> None:
    add_customer(1, full_name="Maya Okoro")
    add_customer(2, full_name="Maya Oduya")

    part = read(readonly, "maya", part="options")

    assert "<html" not in part
    assert re.findall(r'role="option"[^>]* id="(hit-\d)"', part) == ["hit-1", "hit-2"]
    assert 'data-status="2 results."' in part


def test_places_of_the_panel_are_found_by_who_may_open_them(
    readonly: Client, operations: Client
) -> None:
    assert "/operations/dead-letters/" in read(operations, "dead", part="options")
    assert "/operations/dead-letters/" not in read(readonly, "dead", part="options")


def test_what_somebody_may_not_read_is_not_found(add_customer: Add, add_account: Add) -> None:
    add_customer(1)
    add_account(1, customer_id="CUS-1")
    user = User.objects.create_user("clerk", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_loanaccount"))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    page = read(client, "CUS-1", part="options")

    assert "/servicing/accounts/LA-001" in page
    assert "/servicing/customers/CUS-1" not in page


def test_what_is_searched_for_is_shown_and_cannot_smuggle_markup(readonly: Client) -> None:
    page = read(readonly, '"><script>alert(1)</script>')

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
