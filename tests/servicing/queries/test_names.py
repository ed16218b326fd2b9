"""Names that were heard on the phone, typed in a hurry, and are found all the same."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicing.models import Customer
from servicing.queries.names import find_by_name

pytestmark = pytest.mark.django_db


def add(*names: tuple[str, str], merged_into: str | None = None) -> None:
    """Add customers with these first and last names."""
    before = Customer.objects.count()
    Customer.objects.bulk_create(
        Customer(
            customer_id=f"CUS-{number:05}",
            first_name=first,
            last_name=last,
            full_name=f"{first} {last}".strip(),
            merged_into_id=merged_into,
        )
        for number, (first, last) in enumerate(names, before)
    )


def found(text: str, limit: int = 9) -> list[str]:
    """Return the full names that a text finds."""
    return [customer.full_name for customer in find_by_name(text, limit=limit)]


@pytest.mark.parametrize(
    "text", ["Maya Okoro", "maya okoro", "OKORO MAYA", "May Oko", "maya", "okoro", "ma", "m okoro"]
)
def test_a_name_is_found_by_its_beginning_in_either_order(text):
    add(("Maya", "Okoro"), ("Felix", "Brandt"))

    assert found(text) == ["Maya Okoro"]


@pytest.mark.parametrize(
    "text",
    [
        "Maya Okora",  # wrong
        "Maya Okro",  # missing
        "Maya Okkoro",  # too many
        "Maya Oklro",
        "Maya Ookro",  # swapped
        "Amya Okoro",
        "Mayya Ok",
        "okroo",
        "Maja",
    ],
)
def test_one_letter_may_be_wrong(text):
    add(("Maya", "Okoro"), ("Felix", "Brandt"))

    assert found(text) == ["Maya Okoro"]


@pytest.mark.parametrize(
    "text", ["Kathrine Stevnson", "KatherineStevenson", "Stephenson Katarine"]
)
def test_several_letters_may_be_wrong_when_nobody_is_called_so(text):
    add(("Katherine", "Stevenson"), ("Felix", "Brandt"))

    assert found(text) == ["Katherine Stevenson"]


def test_who_is_called_so_comes_before_who_might_be_meant():
    add(("Jan", "Smith"), ("Jon", "Smith"), ("John", "Smith"))

    assert found("jon smith") == ["Jon Smith", "Jan Smith", "John Smith"]


def test_one_name_is_found_among_thousands_that_are_alike():
    add(*[("Jon", f"Smithson{number}") for number in range(1_500)], ("Jon", "Smith"))

    assert found("Jon Smith")[0] == "Jon Smith"
    assert found("Jon Smiht") == ["Jon Smith"]


@pytest.mark.parametrize(
    "text", ["Anna van der Berg", "van der Berg", "anna van", "Ana van der Berg"]
)
def test_a_last_name_may_have_several_words(text):
    add(("Anna", "van der Berg"), ("Felix", "Brandt"))

    assert found(text) == ["Anna van der Berg"]


@pytest.mark.parametrize("text", ["O'Brien", "OBrien", "o'brian"])
def test_an_apostrophe_may_be_left_out(text):
    add(("Siobhan", "O'Brien"), ("Felix", "Brandt"))

    assert found(text) == ["Siobhan O'Brien"]


@pytest.mark.parametrize("text", ["%", "_", "%%", "__ya", "\\", "\\%", "'", "--", "'; --"])
def test_no_character_stands_for_others(text):
    add(("Maya", "Okoro"))

    assert found(text) == []


@pytest.mark.parametrize("text", ["陈", "陈 伟", "伟"])
def test_a_name_may_be_written_in_any_script(text):
    add(("伟", "陈"))

    assert found(text) == ["伟 陈"]


def test_a_name_that_is_only_half_known_is_found():
    add(("", "Okoro"))

    assert found("okoro") == ["Okoro"]


def test_identities_that_were_merged_are_not_found_by_name():
    add(("Maya", "Okoro"), merged_into="CUS-9")

    assert [found(text) for text in ("maya okoro", "maya okora", "maya okkorra")] == [[], [], []]


def test_no_more_are_found_than_asked_for():
    add(*[("Maya", "Okoro")] * 20)

    assert len(found("maya", limit=5)) == 5


def test_the_number_of_queries_does_not_depend_on_how_many_there_are():
    counts = set()
    for _ in range(2):
        add(*[("Maya", f"Okoro{number}") for number in range(50)])
        with CaptureQueriesContext(connection) as queries:
            found("maya okoro7 x")
        counts.add(len(queries))

    assert len(counts) == 1
    assert counts.pop() <= 6


def test_a_very_long_text_is_no_trouble():
    assert found("abc " * 500) == []
