"""A whole life with the lender: applications, loans, and the identities they belonged to."""

from contextlib import suppress
from datetime import timedelta

from servicing.demo import milestones, people
from servicing.demo.application import Application, Ending, start_application
from servicing.demo.chat import overrule, tell_application
from servicing.demo.loans import Loan, make_loan
from servicing.demo.messages import Story, Told
from servicing.demo.narrator import About, Narrator, Payload
from servicing.demo.people import Person
from servicing.demo.repayments import pay_back
from servicing.demo.timelines import NotYet

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
REGISTRY = "customers::registry"
MOST_LOANS = 3
SLOW_PAYOUTS = 0.15


def tell_life(narrator: Narrator) -> Story:
    """Tell what happens to one made-up customer, up to the present of the narrator's timeline."""
    life = Life(narrator)
    with suppress(NotYet):
        yield from life.beginning()
        yield from life.borrowing()


class Life:
    """One customer and the identifiers under which they are known."""

    def __init__(self, narrator: Narrator) -> None:
        self.narrator = narrator
        self.person = people.make_person(narrator.chance, today=narrator.today)
        self.customer_id = narrator.number("CUS-", 10)
        self.journey_id = narrator.number("JRN-", 10) if narrator.happens(0.08) else None
        self.double_id = narrator.number("CUS-", 10) if narrator.happens(0.1) else None

    def beginning(self) -> Story:
        """Tell of a first try under another identity, if there was one."""
        if not self.double_id:
            return
        hurried = people.misspell(self.narrator.chance, self.person)
        yield self._describe("customer.created.v1", hurried, customer_id=self.double_id)
        yield from tell_application(
            start_application(
                self.narrator,
                hurried,
                customer_id=self.double_id,
                ending=Ending.WALKED_AWAY,
            )
        )
        self.narrator.wait(MINUTE, 5 * MINUTE)

    def borrowing(self) -> Story:
        """Tell one application after the other, as long as the lender agrees."""
        for count in range(MOST_LOANS):
            user = self.journey_id if self.journey_id and not count else self.customer_id
            application = start_application(self.narrator, self.person, customer_id=user)
            ending = yield from tell_application(application)
            if ending is Ending.REFERRED and self.narrator.happens(0.6):
                self.narrator.wait(20 * MINUTE, 3 * DAY)
                yield overrule(application)
            elif ending is not Ending.APPROVED:
                return
            yield from self._becoming_known(application, is_new=not count)
            loan = self._loan_of(application)
            yield from self._loan(loan)
            if loan.status != "CLOSED" or not self.narrator.happens(0.6):
                return
            self.narrator.wait(5 * DAY, 30 * DAY)

    def _becoming_known(self, application: Application, *, is_new: bool) -> Story:
        self.narrator.wait(MINUTE / 6, MINUTE)
        if not is_new:
            yield self._moved_house()
            return
        yield self._describe("customer.created.v1", self.person, customer_id=self.customer_id)
        if self.journey_id:
            joined = {"canonical_id": self.customer_id, "journey_id": self.journey_id}
            yield self._registry("customer.identity.linked.v1", joined)
        self.narrator.wait(MINUTE / 6, MINUTE)
        checked = {
            "customer_id": self.customer_id,
            "ekyc_status": self.narrator.chance.choice(("in_review", "PENDING", "approved")),
            "changed_at": self.narrator.now,
            **self.person.flags,
        }
        yield self._registry("customer.changed.v1", checked)
        self.narrator.wait(MINUTE / 6, MINUTE)
        verified = {"customer_id": self.customer_id, "verified_at": self.narrator.now}
        yield self._registry("customer.verified.v1", verified)
        if self.double_id:
            merged = {"canonical_id": self.customer_id, "merged_canonical_id": self.double_id}
            yield self._registry("customer.identity.merged.v1", merged)

    def _loan_of(self, application: Application) -> Loan:
        return make_loan(
            self.narrator,
            application.terms,
            about=About(application.conversation_id, self.customer_id),
            called=self.person.preferred_name or self.person.first_name,
        )

    def _loan(self, loan: Loan) -> Story:
        self.narrator.wait(MINUTE / 6, MINUTE)
        yield from milestones.opened(loan)
        if self.narrator.happens(SLOW_PAYOUTS):
            self.narrator.wait(DAY, 4 * DAY)
        self.narrator.wait(2 * MINUTE, 90 * MINUTE)
        if self.narrator.happens(0.04):
            yield from milestones.closed(loan, "ADMIN_CLOSED")
            return
        yield milestones.disbursed(loan)
        if self.double_id and self.narrator.happens(0.4):
            late = {"customer_id": self.double_id, "email_address": self.person.email}
            yield self._registry("customer.updated.v1", late)
        yield from pay_back(loan)

    def _moved_house(self) -> Told:
        moved = {
            "customer_id": self.customer_id,
            "residential_address": people.make_address(self.narrator.chance).as_payload(),
            "mobile_phone_number": people.make_phone(self.narrator.chance),
            "changed_at": self.narrator.now,
        }
        return self._registry("customer.updated.v1", moved)

    def _describe(self, typ: str, person: Person, *, customer_id: str) -> Told:
        told = {
            "customer_id": customer_id,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "preferred_name": person.preferred_name,
            "email_address": person.email,
            "mobile_phone_number": person.phone,
            "date_of_birth": person.date_of_birth,
            "residential_address": person.home.as_payload(),
            "mailing_address": person.mailing.as_payload() if person.mailing else None,
            "changed_at": self.narrator.now,
        }
        return self._registry(typ, told)

    def _registry(self, typ: str, payload: Payload) -> Told:
        about = About(self.narrator.mint(), self.customer_id)
        return self.narrator.announce(typ, payload, about=about, agent=REGISTRY)
