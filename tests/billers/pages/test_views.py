"""Saved views: a name for the filters of the list of payments, everybody's own."""

from billers.models import SavedView
from billers.operations.views import MOST_VIEWS

LIST = "/billers/transactions/"
SAVE = f"{LIST}views/"
FILTERS = "status=FAILED&biller_type=LWB_POSTPAID"


def save(browser, name, filters=FILTERS):
    answer = browser.post(SAVE, {"name": name, "filters": filters}, follow=True)
    return answer, answer.content.decode()


def test_filters_are_saved_under_a_name_and_opened_from_a_chip(desk, teller):
    answer, shown = save(teller.browser, "  Failed  at Lilongwe ")

    assert answer.redirect_chain[-1][0] == f"{LIST}?biller_type=LWB_POSTPAID&status=FAILED"
    assert "View “Failed at Lilongwe” saved. Only you see it." in shown
    assert 'aria-current="true"' in shown
    elsewhere = teller.open(LIST)
    assert 'href="/billers/transactions/?biller_type=LWB_POSTPAID&amp;status=FAILED"' in elsewhere
    assert 'class="p-view is-open"' not in elsewhere


def test_only_filters_that_are_understood_are_saved(desk, teller):
    save(teller.browser, "Odd", "status=FAILED&from_date=yesterday&cursor=abc&colour=red")

    assert SavedView.objects.get().filters == {"status": "FAILED"}


def test_a_view_without_filters_or_name_or_with_a_name_that_is_taken_is_refused(desk, teller):
    save(teller.browser, "Failed")

    assert "Set a filter first" in save(teller.browser, "All", "")[1]
    assert "Give the view a name" in save(teller.browser, "  ")[1]
    assert "Give the view a name" in save(teller.browser, "x" * 41)[1]
    assert "You have a view called “Failed”" in save(teller.browser, "Failed")[1]
    assert SavedView.objects.count() == 1


def test_a_person_has_so_many_views_and_no_more(desk, teller):
    for number in range(MOST_VIEWS):
        save(teller.browser, f"View {number}")

    assert "Delete one you no longer use." in save(teller.browser, "One more")[1]


def test_a_view_is_deleted_and_the_filters_stay(desk, teller):
    save(teller.browser, "Failed")
    view = SavedView.objects.get()

    answer = teller.browser.post(f"{SAVE}{view.pk}/delete", {"filters": FILTERS}, follow=True)

    assert "View “Failed” deleted." in answer.content.decode()
    assert answer.redirect_chain[-1][0].endswith("status=FAILED")
    assert not SavedView.objects.exists()


def test_nobody_sees_or_deletes_the_views_of_another(desk, teller, readonly):
    save(teller.browser, "Mine alone")
    view = SavedView.objects.get()

    shown = readonly.get(LIST).content.decode()
    readonly.post(f"{SAVE}{view.pk}/delete")

    assert "Mine alone" not in shown
    assert SavedView.objects.count() == 1
