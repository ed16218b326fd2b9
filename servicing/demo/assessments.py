"""What the assessing agents send about an application: free JSON, and notes on the noticeboard."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from servicing.demo import words
from servicing.demo.application import Application
from servicing.demo.messages import Story

Findings = dict[str, Any]


def assess(app: Application) -> Story:
    """Tell every assessment of WIRE 1.4, in the order in which they usually come."""
    for typ, (agent, find) in ASSESSMENTS.items():
        app.narrator.wait(timedelta(seconds=1), timedelta(seconds=6))
        findings = {"application_number": app.number, **find(app), "assessed_at": app.narrator.now}
        yield app.event(typ, findings, agent=agent, kind="obs")


def notes(app: Application) -> Story:
    """Tell what the agents pin to the noticeboard; one of them still uses the event's old name."""
    blanks = {
        **app.blanks,
        "level": "raised" if _is_bad(app) and app.because[0] == "IDENTITY" else "low",
        "cover": app.narrator.chance.randint(2, 6),
        "view": "Would not lend." if _is_bad(app) else "No concern.",
        "dishonours": 5 if _is_bad(app) else app.narrator.chance.randint(0, 1),
        "gambling": app.narrator.chance.randint(0, 9),
        "devices": app.narrator.chance.randint(1, 12),
        "decision": app.ending.capitalize(),
    }
    for agent, text in words.POSTS.items():
        app.narrator.wait(timedelta(seconds=1), timedelta(seconds=5))
        typ = "noticeboard_updated" if agent == "fraud::watch" else "noticeboard_post"
        post = {"agent_name": agent, "post": text.format(**blanks), "timestamp": app.narrator.now}
        yield app.event(typ, post, agent=agent, kind="thought")


def _is_bad(app: Application) -> bool:
    return app.ending == "DECLINED"


def _verdict(app: Application) -> str:
    return {"DECLINED": "FAIL", "REFERRED": "REVIEW"}.get(app.ending, "PASS")


def _identity_risk(app: Application) -> Findings:
    checks = ("document", "face match", "address", "sanctions list")
    return {
        "riskScore": app.narrator.chance.randint(2, 38),
        "riskLevel": "LOW",
        "checks": [{"name": name, "result": "pass"} for name in checks],
    }


def _fraud_risk(app: Application) -> Findings:
    score = app.narrator.chance.randint(1, 60)
    signals = ["new device"] if score > 45 else []
    return {"score": score, "signals": signals, "recommendation": "REVIEW" if signals else "ALLOW"}


def _serviceability(app: Application) -> Findings:
    income, rent = app.blanks["income"], app.blanks["rent"]
    living = app.narrator.chance.randint(income // 5, income // 3)
    return {
        "income": f"{income:.2f}",
        "livingCosts": f"{living:.2f}",
        "housing": f"{rent:.2f}",
        "surplus": f"{income - living - rent:.2f}",
        "per": app.terms.period,
        "result": _verdict(app),
    }


def _account_conduct(app: Application) -> Findings:
    return {
        "dishonoursIn90Days": 5 if _is_bad(app) else app.narrator.chance.randint(0, 1),
        "lowestBalance": f"{app.narrator.chance.randint(-120, 240)}.00",
        "otherLenders": app.narrator.chance.randint(0, 2),
        "result": _verdict(app),
    }


def _post_identity(app: Application) -> Findings:
    return {"result": "CLEAR", "hits": [], "listsChecked": 4}


def _credit(app: Application) -> Findings:
    return {"result": _verdict(app), "reason": app.because[0] if _is_bad(app) else "WITHIN_POLICY"}


ASSESSMENTS: dict[str, tuple[str, Callable[[Application], Findings]]] = {
    "identityRisk_assessment": ("identity::risk", _identity_risk),
    "fraud_risk.assessment.v1": ("fraud::watch", _fraud_risk),
    "credit_assessment_serviceability_result": ("serviceability::analyst", _serviceability),
    "credit_assessment_accountConduct_result": ("conduct::analyst", _account_conduct),
    "post_identity_risk_checks_complete": ("identity::risk", _post_identity),
    "credit_assessment_complete": ("decision::chair", _credit),
}
