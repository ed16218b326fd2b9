"""Replaying and discarding by hand: looked at first, done once, and only by who may."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from redis import Redis

from billie.staff.models import AuditEntry
from billie.staff.roles import Role
from servicing.models import DeadLetter, LoanAccount, ParkedAggregate
from tests.billie.staff.people import person
from tests.servicing.stream.conftest import Stream, refusing

Add = Callable[..., Any]


@pytest.fixture
def parked(transactional_db: None, redis_client: Redis) -> DeadLetter:
    """An account whose balance of 66 was refused for a while, with a later event behind it."""
    stream = Stream(redis_client)
    stream.open_account(1)
    stream.publish("account.updated.v1", account_id="LA-1", current_balance="66.00")
    stream.publish("account.updated.v1", account_id="LA-1", last_payment_amount="5.00")
    with refusing("servicing_loanaccount", "current_balance is distinct from 66.00"):
        stream.consume()
    return DeadLetter.objects.get()


def go(client: Client, letter: DeadLetter, act: str, **form: str) -> str:
    address = f"/operations/dead-letters/{letter.pk}/{act}"
    answer = client.post(address, form, follow=True) if form else client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def balance() -> str:
    return str(LoanAccount.objects.get(pk="LA-1").current_balance)


def test_a_review_shows_before_and_after_and_changes_nothing(
    supervisor: Client, parked: DeadLetter
) -> None:
    page = go(supervisor, parked, "replay")

    assert "This was a dry run. Nothing is changed yet." in page
    assert "2 events would be applied" in page
    assert '<del class="b-before">100.00</del>' in page
    assert '<ins class="b-after">66.00</ins>' in page
    assert balance() == "100.00"
    assert ParkedAggregate.objects.exists()


def test_a_replay_applies_what_waited_and_names_the_act(
    supervisor: Client, parked: DeadLetter
) -> None:
    page = go(supervisor, parked, "replay", sent="yes")

    assert f"Dead letter {parked.pk} replayed: 2 events applied." in page
    assert balance() == "66.00"
    assert not ParkedAggregate.objects.exists()
    assert AuditEntry.objects.get(action="DEAD_LETTER_REPLAYED").actor_name == "a.supervisor"


def test_a_replay_that_fails_again_says_so_and_offers_no_button(
    supervisor: Client, parked: DeadLetter
) -> None:
    with refusing("servicing_loanaccount", "current_balance is distinct from 66.00"):
        page = go(supervisor, parked, "replay")

    assert "The replay would fail again. Nothing was changed." in page
    assert f"Replay dead letter {parked.pk}</button>" not in page


def test_the_second_of_two_replays_is_told_that_nothing_was_done(
    supervisor: Client, parked: DeadLetter
) -> None:
    go(supervisor, parked, "replay", sent="yes")

    page = go(supervisor, parked, "replay", sent="yes")

    assert "Nothing was done." in page


def test_discarding_wants_a_reason(supervisor: Client, parked: DeadLetter) -> None:
    page = go(supervisor, parked, "discard", step="review", reason="  ")

    assert "Nothing was saved." in page
    assert 'href="#id_reason"' in page
    assert 'aria-invalid="true"' in page
    assert DeadLetter.objects.get().status == "OPEN"


def test_a_reason_is_read_over_before_anything_is_discarded(
    supervisor: Client, parked: DeadLetter
) -> None:
    review = go(supervisor, parked, "discard", step="review", reason="sent by mistake")
    again = go(supervisor, parked, "discard", step="edit", reason="sent by mistake")

    assert "The 1 event that waits behind it is applied at once." in review
    assert "sent by mistake" in review
    assert "sent by mistake</textarea>" in again.replace("\r", "").replace("\n", "")
    assert DeadLetter.objects.get().status == "OPEN"


def test_a_discarded_letter_keeps_reason_and_name_and_lets_the_rest_go_on(
    supervisor: Client, parked: DeadLetter
) -> None:
    page = go(supervisor, parked, "discard", step="confirm", reason="sent by mistake")

    assert f"Dead letter {parked.pk} discarded." in page
    letter = DeadLetter.objects.get()
    assert (letter.status, letter.reason) == ("DISCARDED", "sent by mistake")
    assert letter.resolved_by == "a.supervisor"
    assert str(LoanAccount.objects.get(pk="LA-1").latest_payment_amount) == "5.00"
    assert balance() == "100.00"


def test_a_confirmation_without_a_reason_discards_nothing(
    supervisor: Client, parked: DeadLetter
) -> None:
    go(supervisor, parked, "discard", step="confirm", reason="")

    assert DeadLetter.objects.get().status == "OPEN"


def test_what_is_settled_is_not_discarded_again(supervisor: Client, add_letter: Add) -> None:
    letter = add_letter(status="REPLAYED")

    page = go(supervisor, letter, "discard")

    assert "Nothing was done." in page


@pytest.mark.parametrize("act", ["replay", "discard"])
def test_operations_staff_may_do_neither(act: str, operations: Client, add_letter: Add) -> None:
    letter = add_letter()
    address = f"/operations/dead-letters/{letter.pk}/{act}"

    assert operations.get(address).status_code == 403
    assert operations.post(address, {"step": "confirm", "reason": "x"}).status_code == 403
    letter.refresh_from_db()
    assert letter.status == "OPEN"


@pytest.mark.parametrize("act", ["replay", "discard"])
def test_a_form_of_a_stranger_is_refused(act: str, add_letter: Add) -> None:
    letter = add_letter()
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        person(Role.SUPERVISOR), backend="django.contrib.auth.backends.ModelBackend"
    )

    answer = client.post(
        f"/operations/dead-letters/{letter.pk}/{act}", {"step": "confirm", "reason": "x"}
    )

    assert answer.status_code == 403
    letter.refresh_from_db()
    assert letter.status == "OPEN"
