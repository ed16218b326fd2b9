"""Changes of a biller that need a second person: reviewed by their author, then asked for.

# Note [A change is written down before it is reviewed]
What was typed is kept as a `ConfigChange` before its author reviews it, credentials sealed: so no
page has to carry them to and fro. What nobody asks for is forgotten after a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.text import Truncator

from billers.models import BillerConfig, ConfigChange
from billers.operations.checking_configs import ConfigRefused, check_config
from billers.operations.config_content import (
    content_of,
    fill,
    needs_two_people,
    new_config,
    what_differs,
)
from billers.operations.configuring import (
    ConfigWasChanged,
    Signature,
    keep_change,
    lock_config,
)
from billers.operations.showing_changes import shown_of
from billers.queries.requests import CONFIGURATION, CONFIGURATION_KIND, change_key
from billie.staff.approvals import request_approval
from billie.staff.models import Approval

DRAFTS_KEPT = timedelta(days=1)
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCredentials:
    """Credentials to be set, by name, and the names of those to be forgotten.

    With `replaces_all` those that are not set are forgotten too.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    replaces_all: bool = False

    def forgotten(self, kept: Mapping[str, str]) -> set[str]:
        """Return which of the credentials that are kept go."""
        gone = set(kept) if self.replaces_all else set(kept) & self.dropped
        return gone - set(self.given)


NO_CREDENTIALS = NewCredentials()


def propose_change(
    *,
    config_id: int,
    values: Mapping[str, Any],
    by: User,
    now: datetime,
    credentials: NewCredentials = NO_CREDENTIALS,
    version: int | None = None,
) -> BillerConfig | ConfigChange:
    """Change a biller at once where one person may; else return what is to be reviewed.

    :raises ConfigRefused: naming everything that is wrong
    :raises ConfigWasChanged: if it is not at `version` any more, where one is given
    :raises BillerConfig.DoesNotExist: if there is none
    """
    with transaction.atomic():
        config = lock_config(config_id, version=version)
        different = what_differs(config, values)
        dropped = credentials.forgotten(config.credentials)
        if not (needs_two_people(different) or credentials.given or dropped):
            if different:
                keep_change(config, different, Signature(by=by, now=now))
            return config
        if different.get("is_active") is False:
            raise ConfigRefused({"is_active": ["Switch it off by itself: that counts at once."]})
        change = ConfigChange(
            config=config,
            biller_type=config.biller_type,
            base_version=config.version,
            values=different,
            dropped=sorted(dropped),
        )
        change.credentials = dict(credentials.given)
        check_config(_changed(config, change))
        return _keep_draft(change, by, now)


def propose_biller(
    *, values: Mapping[str, Any], credentials: Mapping[str, str], by: User, now: datetime
) -> ConfigChange:
    """Return a new biller that is to be reviewed; there is none before two people want it.

    :raises ConfigRefused: naming everything that is wrong
    """
    config = new_config(values, credentials)
    check_config(config)
    if BillerConfig.objects.filter(biller_type=config.biller_type).exists():
        raise ConfigRefused({"biller_type": ["There is a biller of this type already."]})
    change = ConfigChange(
        biller_type=config.biller_type, base_version=0, values=content_of(config)
    )
    change.credentials = config.credentials
    return _keep_draft(change, by, now)


def ask_for_change(*, change_id: int, words: str, by: User, now: datetime) -> Approval:
    """Ask for a second person; what was asked for already is returned as it stands.

    :raises ConfigChange.DoesNotExist: if somebody has no such change under review
    :raises ConfigWasChanged: if the biller was changed since it was made
    :raises ApprovalRefused: if another change of the biller waits, or there are no words
    """
    with transaction.atomic():
        change = ConfigChange.objects.select_for_update().get(pk=change_id, asked_by=by)
        if change.approval_id is not None:
            return Approval.objects.get(pk=change.approval_id)
        config = find_base(change)
        approval = request_approval(
            kind=CONFIGURATION_KIND,
            subject=(CONFIGURATION, change_key(change.biller_type, change.base_version)),
            title=Truncator(title_of(change, config)).chars(LONGEST_TITLE),
            link="/billers/configurations/" + ("" if change.is_new else change.biller_type),
            reason=words,
            shown=shown_of(change, config),
            requester=by,
            now=now,
        )
        change.approval_id = approval.pk
        change.save(update_fields=["approval_id"])
    return approval


def change_or_ask(*, words: str, **proposal: Any) -> BillerConfig | Approval:
    """Do what `propose_change` does, and ask for a second person at once where it needs one.

    :raises ApprovalRefused: if another change of the biller waits, or there are no words
    """
    with transaction.atomic():
        proposed = propose_change(**proposal)
        if isinstance(proposed, BillerConfig):
            return proposed
        return ask_for_change(
            change_id=proposed.pk, words=words, by=proposal["by"], now=proposal["now"]
        )


def ask_for_biller(
    *,
    values: Mapping[str, Any],
    credentials: Mapping[str, str],
    words: str,
    by: User,
    now: datetime,
) -> Approval:
    """Ask for a new biller.

    :raises ConfigRefused: naming everything that is wrong
    :raises ApprovalRefused: if one of this type waits already, or there are no words
    """
    with transaction.atomic():
        change = propose_biller(values=values, credentials=credentials, by=by, now=now)
        return ask_for_change(change_id=change.pk, words=words, by=by, now=now)


def forget_drafts(*, now: datetime) -> int:
    """Forget what was reviewed and not asked for within a day; return how many were there."""
    old = ConfigChange.objects.filter(approval_id=None, asked_at__lte=now - DRAFTS_KEPT)
    return old.delete()[0]


def find_base(change: ConfigChange) -> BillerConfig | None:
    """Return the biller that a change was made from, None for a new one.

    :raises ConfigWasChanged: if it is at another version by now
    """
    config = BillerConfig.objects.filter(biller_type=change.biller_type).first()
    version = config.version if config else 0
    if version != change.base_version:
        raise ConfigWasChanged(
            f"{change.biller_type} is at version {version} by now, not at {change.base_version}."
        )
    return config


def title_of(change: ConfigChange, config: BillerConfig | None) -> str:
    """Return what a change does, in a line without anything personal."""
    if config is None:
        return f"Add {change.values['display_name']}"
    return f"{'Switch on' if is_switching_on(change) else 'Change'} {config}"


def is_switching_on(change: ConfigChange) -> bool:
    """Tell whether a change does nothing but switch a biller on."""
    return change.values == {"is_active": True} and not (change.credentials or change.dropped)


def _changed(config: BillerConfig, change: ConfigChange) -> BillerConfig:
    """Return a biller as it would be, in memory alone."""
    fill(config, change.values)
    config.credentials = credentials_after(config.credentials, change)
    return config


def credentials_after(kept: Mapping[str, str], change: ConfigChange) -> dict[str, str]:
    """Return the credentials that a change leads to."""
    stay = {name: value for name, value in kept.items() if name not in change.dropped}
    return {**stay, **change.credentials}


def _keep_draft(change: ConfigChange, by: User, now: datetime) -> ConfigChange:
    """Keep a change for its author's review, in place of an earlier one not yet asked for."""
    drafts = ConfigChange.objects.filter(approval_id=None)
    drafts.filter(asked_by=by, biller_type=change.biller_type).delete()
    change.asked_by, change.asked_at = by, now
    change.save(force_insert=True)
    return change
