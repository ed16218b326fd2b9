"""The frame of every page, at a real browser: signing in, search by keyboard, both themes."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from billie.staff.roles import Role
from tests.billie.staff.people import PASSWORD, person
from tests.browser.conftest import NARROW, WIDE, MadeUp, serious

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

PAGES = [
    "/",
    "/search",
    "/search?q=maya",
    "/search?q=nothing-of-this-name",
    "/servicing/customers/",
    "/servicing/accounts/",
    "/servicing/accounts/?days_from=9&days_to=1",
    "/servicing/accounts/?status=written_off",
    "/servicing/conversations/",
    "/operations/",
    "/operations/dead-letters/",
    "/operations/health",
    "/admin/",
    "/admin/servicing/storedevent/",
    "/admin/auth/user/",
    "/admin/password_change/",
    "/nowhere",
]
LETTER_PAGES = ["", "/replay", "/discard"]


def test_somebody_signs_in_and_comes_back_to_where_they_wanted(stranger: Page) -> None:
    person(Role.OPERATIONS, first_name="Olivia", last_name="Osei")

    stranger.goto("/servicing/accounts/?arrears=yes")
    stranger.get_by_label("User name").fill("a.operations")
    stranger.get_by_label("Password").fill(PASSWORD)
    stranger.keyboard.press("Enter")

    expect(stranger.get_by_role("heading", level=1)).to_have_text("Arrears")
    expect(stranger.get_by_role("button", name="Account of Olivia Osei")).to_be_visible()


def test_a_failed_sign_in_says_so_and_takes_the_focus(stranger: Page) -> None:
    stranger.goto("/admin/login/")
    stranger.get_by_label("User name").fill("nobody")
    stranger.get_by_label("Password").fill("wrong")
    stranger.get_by_role("button", name="Sign in").click()

    expect(stranger.get_by_role("alert")).to_contain_text("You are not signed in.")
    expect(stranger.get_by_role("alert")).to_be_focused()
    assert serious(stranger) == []


@pytest.mark.parametrize("key", ["Control+k", "/"])
def test_search_is_done_by_keyboard_alone(key: str, open_as: Open, made_up: MadeUp) -> None:
    page = open_as()
    page.goto("/servicing/accounts/")

    page.keyboard.press(key)
    page.keyboard.type("maya")
    results = page.get_by_role("listbox", name="Results")
    expect(results).to_have_attribute("aria-busy", "false")
    expect(results.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(page.get_by_role("combobox", name="Search")).to_have_attribute(
        "aria-activedescendant", str(chosen.get_attribute("id"))
    )
    assert serious(page) == []
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    page.wait_for_url("**/servicing/customers/CUS-1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maya Okoro")


def test_the_palette_closes_and_gives_the_focus_back(open_as: Open) -> None:
    page = open_as()
    page.goto("/")
    opener = page.get_by_role("banner").get_by_role("button", name="Search customers")
    opener.focus()

    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_slash_in_a_text_field_is_a_slash(open_as: Open) -> None:
    page = open_as()
    page.goto("/search")
    field = page.get_by_role("searchbox")
    field.focus()

    page.keyboard.type("1/2")

    expect(field).to_have_value("1/2")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_nothing_found_is_said(open_as: Open, made_up: MadeUp) -> None:
    page = open_as()
    page.goto("/")

    page.keyboard.press("/")
    page.keyboard.type("nobody of this name")

    expect(page.locator("#palette-status")).to_have_text("Nothing found.")
    expect(page.get_by_role("combobox", name="Search")).to_have_attribute("aria-expanded", "false")


def test_the_first_stop_of_the_tab_key_skips_to_the_page(open_as: Open) -> None:
    page = open_as()
    page.goto("/servicing/customers/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_an_identifier_is_copied_in_one_click(open_as: Open, made_up: MadeUp) -> None:
    page = open_as()
    page.goto(f"/operations/dead-letters/{made_up.letter.pk}")

    page.get_by_role("button", name="Copy identifier LA-1").click()

    expect(page.locator("#announcer")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "LA-1"


def test_the_exact_instant_shows_on_focus_and_goes_with_escape(
    open_as: Open, made_up: MadeUp
) -> None:
    page = open_as()
    page.goto("/")
    instant = page.locator("time.b-instant").first
    tip = instant.locator(".b-tip")

    instant.focus()
    expect(tip).to_have_css("opacity", "1")
    page.keyboard.press("Escape")

    expect(tip).to_have_css("opacity", "0")


def test_a_changed_filter_applies_at_once_and_is_in_the_address(
    open_as: Open, made_up: MadeUp
) -> None:
    page = open_as()
    page.goto("/servicing/accounts/")
    status = page.get_by_label("Status")
    status.focus()

    status.select_option("written_off")

    expect(page.get_by_text("No account fits these filters")).to_be_visible()
    expect(status).to_be_focused()
    assert page.url.endswith("/servicing/accounts/?status=written_off")


def test_a_list_keeps_its_place(open_as: Open, made_up: MadeUp) -> None:
    page = open_as()
    page.goto("/operations/dead-letters/?status=OPEN")
    page.get_by_role("link", name="Account updated").click()

    page.get_by_label("Breadcrumb").get_by_role("link", name="Dead letters").click()

    page.wait_for_url("**/operations/dead-letters/?status=OPEN")


def test_the_theme_is_chosen_and_kept(open_as: Open) -> None:
    page = open_as()
    page.goto("/")
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("button", name="Dark").click()
    page.reload()

    assert page.evaluate("document.documentElement.classList.contains('dark')")


def test_on_a_narrow_screen_the_navigation_opens_over_the_page(open_as: Open) -> None:
    page = open_as(size=NARROW)
    page.goto("/")
    menu = page.get_by_role("banner").get_by_role("button", name="Navigation")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()

    menu.click()
    expect(page.get_by_role("link", name="Customers", exact=True)).to_be_visible()
    expect(menu).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")

    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(menu).to_be_focused()


def test_a_dead_letter_is_discarded_with_words_read_over(open_as: Open, made_up: MadeUp) -> None:
    page = open_as(Role.SUPERVISOR)
    page.goto(f"/operations/dead-letters/{made_up.letter.pk}")

    page.get_by_role("link", name="Discard").click()
    page.get_by_role("button", name="Review").click()
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Reason: Say why").click()
    page.keyboard.type("Sent by mistake.")
    page.get_by_role("button", name="Review").click()
    page.get_by_role("button", name=f"Discard dead letter {made_up.letter.pk}").click()

    expect(page.get_by_text(f"Dead letter {made_up.letter.pk} discarded.")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_page_has_a_serious_barrier_or_scrolls_sideways(
    theme: str, size: dict[str, int], open_as: Open, made_up: MadeUp
) -> None:
    page = open_as(theme=theme, size=size)
    letter = f"/operations/dead-letters/{made_up.letter.pk}"
    account = f"/admin/auth/user/{User.objects.get(username='a.admin').pk}/change/"
    problems = {}

    for address in [*PAGES, account, *(letter + rest for rest in LETTER_PAGES)]:
        page.goto(address)
        found = serious(page)
        if not address.startswith("/admin/") and page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        ):
            found.append("scrolls sideways")
        if found:
            problems[address] = found

    assert problems == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_page_has_no_serious_barrier(theme: str, stranger: Page) -> None:
    stranger.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    stranger.goto("/admin/login/")

    assert serious(stranger) == []
