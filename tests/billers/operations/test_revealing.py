"""Prepaid tokens are given out once for nothing, then for a reason, and every time is recorded."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from billers.models import BillerTransaction, Outcome, TokenReveal
from billers.operations.choosing import NotPossible
from billers.operations.revealing import ReasonMissing, ReasonTellsToken, reveal_tokens
from billers.states import Status
from billie.staff.models import AuditEntry
from tests.billers.operations.test_resolving import resolve, say

METER = "1000200030"


@pytest.fixture
def sold(desk):
    """A payment that a prepaid token was given for."""
    return desk.confirm("SRWB_PREPAID", METER)


def reveal(desk, payment, why=""):
    return reveal_tokens(payment_id=payment.pk, by=desk.teller, now=desk.at, why=why)


def told_of(payment):
    """Return all that is written of the showings, in the story and in the trail."""
    story = list(payment.timeline.values_list("why", flat=True))
    trail = AuditEntry.objects.filter(subject_id=payment.number, action__startswith="TOKEN_")
    return story, list(trail.order_by("pk").values_list("action", "actor_name", "after"))


def test_tokens_are_shown_as_the_biller_gave_them_and_it_is_written_down(desk, sold):
    shown = reveal(desk, sold)

    assert list(shown.tokens) == desk.taken("SRWB_PREPAID", METER)[0]["tokens"]
    story, trail = told_of(sold)
    endings = [token[-4:] for token in shown.tokens]
    assert story[-1].endswith(f"shown, ending in {' and '.join(endings)}.")
    assert [(action, who) for action, who, _ in trail] == [("TOKEN_REVEALED", "a.operations")]
    assert trail[0][2]["lastFour"] == endings


def test_nothing_that_is_written_down_has_the_token_in_it(desk, sold):
    token = reveal(desk, sold).tokens[0]
    reprinted = reveal(desk, sold, why="The paper jammed.")

    assert token not in str(told_of(sold))
    assert token not in str(list(TokenReveal.objects.values()))
    assert token not in repr(reprinted)


def test_a_reprint_wants_a_reason_and_gives_the_same_token(desk, sold):
    first = reveal(desk, sold)

    for silence in ("", "  \n"):
        with pytest.raises(ReasonMissing):
            reveal(desk, sold, why=silence)
    again = reveal(desk, sold, why="The paper jammed.")

    assert again.tokens == first.tokens
    assert [shown.is_reprint for shown in sold.reveals.order_by("nth")] == [False, True]
    story, trail = told_of(sold)
    assert story[-1].endswith("The paper jammed.")
    assert trail[-1][0] == "TOKEN_REPRINTED"
    assert len(desk.taken("SRWB_PREPAID", METER)) == 1


def test_a_reason_that_tells_the_token_is_not_kept(desk, sold):
    token = reveal(desk, sold).tokens[0]
    spelled = " ".join(token[start : start + 4] for start in range(0, 20, 4))

    with pytest.raises(ReasonTellsToken):
        reveal(desk, sold, why=f"Read out {spelled}.")

    assert sold.reveals.count() == 1


@pytest.mark.parametrize("status", [each for each in Status if each != Status.COMPLETED])
def test_only_what_is_paid_has_a_token_to_show(desk, sold, status):
    moment = {"unknown_since": desk.at} if status == Status.UNKNOWN else {}
    BillerTransaction.objects.filter(pk=sold.pk).update(status=status, **moment)

    with pytest.raises(NotPossible, match="reversed" if status == Status.REVERSED else "was paid"):
        reveal(desk, sold)

    assert not sold.reveals.exists()


def test_a_payment_without_a_token_says_so(desk):
    paid = desk.pay("LWB_POSTPAID", METER)

    with pytest.raises(NotPossible, match="no token"):
        reveal(desk, paid)


def test_of_two_at_once_one_is_the_first_and_the_other_is_asked_why(desk, sold):
    def at_the_same_time(_: int) -> str:
        try:
            return "shown" if reveal(desk, sold).tokens else ""
        except ReasonMissing:
            return "asked why"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        ends = sorted(people.map(at_the_same_time, range(4)))

    assert ends == ["asked why", "asked why", "asked why", "shown"]
    assert sold.reveals.get().nth == 1


def test_the_database_keeps_showings_apart_and_as_they_were(desk, sold):
    reveal(desk, sold)
    shown = sold.reveals.get()

    for nth, why in ((1, ""), (2, ""), (0, "Why not.")):
        with pytest.raises(IntegrityError), transaction.atomic():
            TokenReveal.objects.create(
                transaction=sold, nth=nth, by=desk.teller, why=why, at=desk.at
            )
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        TokenReveal.objects.filter(pk=shown.pk).update(why="Rewritten.")


def test_no_token_is_shown_while_its_money_goes_back(bank):
    payment = bank.confirm("SRWB_PREPAID", METER, debit_account="1007001")
    say(bank, payment, Outcome.DECLINED)
    bank.billers.order("refuse", biller="core_banking")
    going_back = resolve(bank, payment, "NOT_PAID")
    assert (going_back.status, going_back.is_reversing) == (Status.COMPLETED, True)

    with pytest.raises(NotPossible, match="being reversed"):
        reveal(bank, going_back)
