"""Changes of billers that take two people: asked for, bound to what was shown, or lapsed."""

import pytest

from billers.models import BillerConfig, ConfigChange
from billers.operations.checking_configs import ConfigRefused
from billers.operations.configuring import ConfigWasChanged, NeedsTwoPeople, change_config
from billers.operations.proposing import (
    ask_for_biller,
    ask_for_change,
    forget_drafts,
    propose_change,
)
from billie.staff.approval_refusals import (
    AlreadyRequested,
    SubjectChanged,
    WordsMissing,
)
from billie.staff.approvals import cancel
from billie.staff.models import Approval
from billie.staff.roles import Role
from tests.billers.operations.config_changes import (
    HUSH,
    MOVED,
    WATER,
    WORDS,
    administrator,
    ask,
    change,
    row_of,
    sealed,
)
from tests.billers.operations.reversals import agree, supervisor
from tests.billie.staff.people import person

GUARDED = {
    "base_url": MOVED,
    "endpoints": {"service": "/elsewhere"},
    "credit_account": "ANOTHER1",
}


@pytest.mark.parametrize("column", GUARDED)
def test_where_money_goes_is_not_changed_by_one_person(desk, column):
    before = getattr(desk.config(WATER), column)

    asked = ask(desk, **{column: GUARDED[column]})
    with pytest.raises(NeedsTwoPeople):
        change_config(
            config_id=desk.config(WATER).pk,
            values={column: GUARDED[column]},
            by=administrator(),
            now=desk.at,
        )

    assert getattr(desk.config(WATER), column) == before
    agree(desk, asked)
    assert getattr(desk.config(WATER), column) == GUARDED[column]


def test_another_dialect_needs_two_people_too(desk):
    with pytest.raises(NeedsTwoPeople):
        change_config(
            config_id=desk.config(WATER).pk,
            values={"dialect": "ESB"},
            by=administrator(),
            now=desk.at,
        )


def test_what_cannot_lead_money_astray_counts_at_once(desk):
    changed = change(desk, timeout_ms=20_000, display_name="Water of Lilongwe")

    assert isinstance(changed, BillerConfig)
    assert (desk.config(WATER).timeout_ms, desk.config(WATER).version) == (20_000, 2)
    assert not Approval.objects.exists()


def test_a_biller_is_switched_off_by_one_and_on_by_two(desk):
    change(desk, is_active=False)
    assert not desk.config(WATER).is_active

    asked = ask(desk, is_active=True)

    assert asked.title == "Switch on Lilongwe Water Board"
    assert row_of(asked, "Switched on") == ("no", "yes")
    assert row_of(asked, "Base URL")[0] == desk.config(WATER).base_url
    agree(desk, asked)
    assert desk.config(WATER).is_active


def test_one_that_is_set_up_wrongly_can_still_be_switched_off(desk):
    BillerConfig.objects.filter(biller_type=WATER).update(dialect="TNM")

    change(desk, is_active=False)

    assert not desk.config(WATER).is_active


def test_switching_off_is_never_made_to_wait_with_something_else(desk):
    with pytest.raises(ConfigRefused) as refused:
        change(desk, is_active=False, base_url=MOVED)

    assert list(refused.value.fields) == ["is_active"]


def test_one_change_of_a_biller_waits_at_a_time(desk):
    first = ask(desk)

    with pytest.raises(AlreadyRequested):
        ask(desk, credit_account="ANOTHER1")
    ask(desk, biller_type="MASM", credit_account="ANOTHER1")

    cancel(approval_id=first.pk, by=administrator(), words="Wrong.", now=desk.at)
    ask(desk, credit_account="ANOTHER1")


def test_one_that_can_only_lapse_stands_in_nobodys_way(desk):
    stale = ask(desk)
    change(desk, is_active=False)

    agree(desk, ask(desk, is_active=True))

    assert desk.config(WATER).is_active
    with pytest.raises(SubjectChanged):
        agree(desk, stale)


def test_a_change_without_a_reason_is_not_asked_for(desk):
    with pytest.raises(WordsMissing):
        ask(desk, base_url=MOVED, words=" ")

    assert not ConfigChange.objects.exists()


def test_a_new_biller_is_there_once_two_people_want_it(desk):
    values = {"biller_type": WATER, **_values_of(desk)}
    BillerConfig.objects.filter(biller_type=WATER).update(biller_type="AS_IT_WAS")

    asked = _ask_for(desk, values)
    assert not BillerConfig.objects.filter(biller_type=WATER).exists()
    agree(desk, asked)

    config = desk.config(WATER)
    assert (config.version, config.created_by) == (1, administrator())
    assert config.credentials == {"password": HUSH}
    assert config.versions.get().approved_by == supervisor()


@pytest.mark.parametrize("biller_type", [WATER, "ESCOM"])
def test_a_biller_that_is_there_or_that_nobody_knows_is_not_asked_for(desk, biller_type):
    with pytest.raises(ConfigRefused):
        _ask_for(desk, {"biller_type": biller_type, **_values_of(desk)})

    assert not ConfigChange.objects.exists()


def test_a_new_biller_lapses_when_there_is_one_of_its_type_by_then(desk):
    BillerConfig.objects.filter(biller_type=WATER).update(biller_type="AS_IT_WAS")
    asked = _ask_for(desk, {"biller_type": WATER, **_values_of(desk, "AS_IT_WAS")})
    BillerConfig.objects.filter(biller_type="AS_IT_WAS").update(biller_type=WATER)

    with pytest.raises(SubjectChanged):
        agree(desk, asked)


def test_a_stale_version_is_told_before_anything_is_asked_for(desk):
    change(desk, timeout_ms=20_000)

    with pytest.raises(ConfigWasChanged, match="at version 2 by now, not at 1"):
        propose_change(
            config_id=desk.config(WATER).pk,
            values={"base_url": MOVED},
            by=administrator(),
            now=desk.at,
            version=1,
        )


def test_a_review_belongs_to_its_author_and_is_asked_for_once(desk):
    draft = _draft(desk)
    other = person(Role.ADMIN, username="another.admin")

    with pytest.raises(ConfigChange.DoesNotExist):
        ask_for_change(change_id=draft.pk, words=WORDS, by=other, now=desk.at)
    once = ask_for_change(change_id=draft.pk, words=WORDS, by=administrator(), now=desk.at)
    twice = ask_for_change(change_id=draft.pk, words=WORDS, by=administrator(), now=desk.at)

    assert once == twice
    assert Approval.objects.count() == 1


def test_what_was_reviewed_and_not_asked_for_is_forgotten(desk):
    _draft(desk)
    draft = _draft(desk)
    assert sealed() == draft

    assert forget_drafts(now=desk.at) == 0
    desk.later(days=1)
    assert forget_drafts(now=desk.at) == 1


def _draft(desk):
    draft = propose_change(
        config_id=desk.config(WATER).pk,
        values={"base_url": MOVED},
        by=administrator(),
        now=desk.at,
    )
    assert isinstance(draft, ConfigChange)
    return draft


def _values_of(desk, biller_type=WATER):
    config = desk.config(biller_type)
    columns = ("biller_name", "display_name", "dialect", "base_url", "endpoints")
    return {name: getattr(config, name) for name in columns}


def _ask_for(desk, values):
    return ask_for_biller(
        values=values,
        credentials={"password": HUSH},
        words=WORDS,
        by=administrator(),
        now=desk.at,
    )
