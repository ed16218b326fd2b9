"""What was found out in a conversation, made ready to be shown. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from billie.web import words
from billie.web.chips import Chip
from servicing.models import Conversation, NoticeboardPost
from servicing.models.conversations import STATUS_BY_AGE
from servicing.pages.readable import find_verdict, in_words, raw, readable

ASSESSMENTS = {
    "identityRisk": "Identity risk",
    "serviceability": "Serviceability",
    "accountConduct": "Account conduct",
    "postIdentityRisk": "Checks after identity",
    "creditAssessmentComplete": "Credit assessment",
    "fraudCheck": "Fraud risk",
}
STATEMENT_STEPS = {
    "consentInitiated": "Consent asked for",
    "consentComplete": "Consent given",
    "consentCancelled": "Consent withdrawn",
    "basiqJobCreated": "Retrieval started",
    "retrievalComplete": "Statements retrieved",
    "checksComplete": "Statements checked",
    "affordabilityReportDownloaded": "Affordability report downloaded",
}
NO_TEAM = "Others"


class Finding(NamedTuple):
    """One block of free JSON: in words, and raw."""

    key: str
    title: str
    verdict: Chip | None
    shown: SafeString
    raw: str


def assessments(conversation: Conversation) -> list[Finding]:
    """Return the assessments, kinds that nobody here knows last."""
    found = conversation.assessments
    known = [(kind, title) for kind, title in ASSESSMENTS.items() if kind in found]
    others = [(kind, in_words(kind)) for kind in found if kind not in ASSESSMENTS]
    return [_finding(kind, title, found[kind]) for kind, title in known + others]


def papers(conversation: Conversation) -> list[Finding]:
    """Return what the application says, and each step of the statement capture in its order."""
    found = []
    if conversation.application_data:
        found.append(_finding("details", "Application details", conversation.application_data))
    capture = conversation.statement_capture
    for step in sorted(capture, key=lambda name: _when(capture[name])):
        title = STATEMENT_STEPS.get(step, in_words(step))
        found.append(_finding(step, title, capture[step]))
    return found


def _finding(key: str, title: str, value: Any) -> Finding:
    return Finding(f"finding-{key}", title, find_verdict(value), readable(value), raw(value))


def _when(step: Any) -> str:
    return str(step.get("at", "")) if isinstance(step, Mapping) else ""


def decision_facts(final_decision: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return names and values of the decision's reason and what follows from it."""
    retry, until = final_decision.get("retryEligible"), final_decision.get("blockedUntil")
    facts = []
    if reason := str(final_decision.get("reason") or ""):
        is_code = reason.isupper() and " " not in reason
        facts.append(("Reason", in_words(reason.lower()) if is_code else reason))
    if retry is not None:
        facts.append(("May apply again", "Yes" if retry else "No"))
    if until:
        facts.append(("Blocked until", _instant(str(until))))
    return facts


def status_changes_at(conversation: Conversation, now: datetime) -> datetime | None:
    """Return when the shown status will change by itself because nobody says anything."""
    latest = conversation.latest_utterance_at or conversation.started_at
    if conversation.decision or latest is None:
        return None
    changes = (latest + age for age, _ in STATUS_BY_AGE)
    return next((at for at in changes if at > now), None)


def _instant(text: str) -> str:
    try:
        return words.exact(datetime.fromisoformat(text))
    except ValueError:
        return text


def board(
    posts: Iterable[NoticeboardPost],
) -> list[tuple[str, list[tuple[str, NoticeboardPost]]]]:
    """Return the posts by team (`team::topic`, WIRE 1.4), the latest and its team first."""
    teams: dict[str, list[tuple[str, NoticeboardPost]]] = {}
    for post in sorted(posts, key=lambda row: row.stream_order, reverse=True):
        team, _, topic = post.agent_name.partition("::")
        name = in_words(team) if team else NO_TEAM
        teams.setdefault(name, []).append((in_words(topic) if topic else "General", post))
    return list(teams.items())
