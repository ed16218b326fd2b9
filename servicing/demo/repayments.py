"""How a loan is paid back, or not: one function a temperament, called for each instalment due."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias

from servicing.demo import milestones
from servicing.demo.hardship import ask_for_time
from servicing.demo.loans import Instalment, Loan
from servicing.demo.messages import Story
from servicing.demo.terms import CENT
from servicing.demo.write_offs import given_up

DAY = timedelta(days=1)
Temperament: TypeAlias = Callable[[Loan, Instalment], Story]

AGING_DAYS = (1, 3, 5, 7, 10, 14, 21, 28, 31, 38, 45, 52, 61, 75, 90)
FEE_AT, WRITE_OFF_AT = 7, 92


def pay_back(loan: Loan) -> Story:
    """Tell the loan from its first due date to its end."""
    behave = loan.narrator.chance.choices(list(TEMPERAMENTS), list(TEMPERAMENTS.values()))[0]
    for instalment in loan.instalments:
        if loan.status == "CLOSED":
            return
        if instalment.remaining:
            loan.narrator.wait_for(instalment.due)
            yield from behave(loan, instalment)
    if loan.status != "CLOSED":
        yield from milestones.closed(loan, "PAID_OFF")


def steady(loan: Loan, instalment: Instalment) -> Story:
    """Pay on the day."""
    yield from milestones.repaid(loan, [instalment])


def eager(loan: Loan, instalment: Instalment) -> Story:
    """Pay on the day; at some point pay the whole rest."""
    if instalment.number > 1 and loan.narrator.happens(0.4):
        yield from milestones.repaid(loan, loan.unpaid)
    else:
        yield from steady(loan, instalment)


def piecemeal(loan: Loan, instalment: Instalment) -> Story:
    """Sometimes pay a part on the day and the rest with the next money."""
    if not loan.narrator.happens(0.45):
        yield from steady(loan, instalment)
        return
    share = loan.narrator.chance.randint(30, 70)
    part = (instalment.amount * share / 100).quantize(CENT)
    yield from milestones.repaid(loan, [instalment], amount=part)
    loan.narrator.wait(2 * DAY, 5 * DAY)
    yield from milestones.repaid(loan, [instalment])


def forgetful(loan: Loan, instalment: Instalment) -> Story:
    """Now and then miss the day, and catch up within the week."""
    if loan.narrator.happens(0.35):
        yield from _fall_behind(loan, instalment, days=loan.narrator.chance.randint(2, 6))
        yield from milestones.caught_up(loan)
    else:
        yield from steady(loan, instalment)


def shaken(loan: Loan, instalment: Instalment) -> Story:
    """Lose a job, fall weeks behind, and recover."""
    if instalment.number == 2:
        yield from _fall_behind(loan, instalment, days=loan.narrator.chance.randint(16, 50))
        yield from milestones.caught_up(loan)
    else:
        yield from steady(loan, instalment)


def lost(loan: Loan, instalment: Instalment) -> Story:
    """Stop paying for good: through every bucket to the write-off."""
    if loan.narrator.happens(0.6):
        yield from steady(loan, instalment)
    else:
        yield from _fall_behind(loan, instalment, days=WRITE_OFF_AT)
        yield from given_up(loan)


TEMPERAMENTS: dict[Temperament, int] = {
    steady: 29,
    forgetful: 18,
    piecemeal: 13,
    eager: 10,
    shaken: 13,
    lost: 17,
}


def _fall_behind(loan: Loan, first: Instalment, *, days: int) -> Story:
    """Tell some days of arrears that begin with an instalment, as an officer sees them."""
    loan.narrator.wait_for(first.due + DAY)
    yield loan.changed([first], "OVERDUE")
    for day, missed in _diary(loan, first, days=days):
        loan.narrator.wait_for(day)
        if missed:
            yield loan.changed([missed], "OVERDUE")
            continue
        late = (day - first.due).days
        yield loan.aged(oldest=first.due)
        if late == AGING_DAYS[0]:
            yield milestones.moved_to(loan, "SUSPENDED")
        if late == FEE_AT:
            yield milestones.charged(loan)
            if loan.narrator.happens(0.5):
                yield from ask_for_time(loan)
    loan.narrator.wait_for(first.due + days * DAY)


def _diary(loan: Loan, first: Instalment, *, days: int) -> list[tuple[date, Instalment | None]]:
    """Return the days on which the account ages (None), or another instalment proves missed."""
    last = first.due + days * DAY
    diary: list[tuple[date, Instalment | None]] = [
        (first.due + late * DAY, None) for late in AGING_DAYS if late <= days
    ]
    diary += [(each.due + DAY, each) for each in loan.unpaid if first.due < each.due < last]
    return sorted(diary, key=lambda entry: (entry[0], entry[1] is None))
