"""Whatever can be decoded can be folded, and whatever was folded can be stored."""

from contextlib import suppress

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from servicing import events
from servicing.models import Customer, LoanAccount
from servicing.projections import statuses
from tests.servicing.storable import problems_of
from tests.servicing.stories import Story
from tests.servicing.strange import messages


class AnyStory(RuleBasedStateMachine):
    """Events of all types in any order, about a few aggregates, over the same rows."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story()

    @rule(fields=messages())
    def an_event_comes(self, fields):
        texts = {name.decode(): value.decode() for name, value in fields.items()}
        with suppress(events.Unreadable):
            self.story.told(texts)

    @invariant()
    def everything_can_be_stored(self):
        assert problems_of(self.story.rows) == []

    @invariant()
    def tombstones_point_at_no_tombstone_and_not_at_themselves(self):
        customers = self.story.rows.tables[Customer]
        for customer in customers.values():
            target = customers.get(customer.merged_into_id)
            assert customer.merged_into_id != customer.customer_id
            assert target is None or target.merged_into_id is None

    @invariant()
    def a_closed_account_is_not_in_arrears(self):
        for account in self.story.rows.tables[LoanAccount].values():
            assert not (account.is_in_arrears and statuses.is_closed(account))


TestAnyStory = AnyStory.TestCase
TestAnyStory.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
