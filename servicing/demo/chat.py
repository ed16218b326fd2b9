"""The application chat: from hello to a decision, with everything the assessing agents say."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

from servicing.demo import words
from servicing.demo.application import ASSISTANT_AGENT, SECOND, Application, Ending
from servicing.demo.assessments import assess, notes
from servicing.demo.messages import Story, Told


def tell_application(app: Application) -> Generator[Told, None, Ending]:
    """Tell the whole chat and return how it ended."""
    known = {"application_number": app.number} if app.narrator.happens(0.7) else {}
    yield app.event("conversation_started", known, agent=ASSISTANT_AGENT)
    yield app.customer_says(app.narrator.chance.choice(words.OPENINGS))
    walked_away = app.ending is Ending.WALKED_AWAY
    answered = app.narrator.chance.randint(2, 7) if walked_away else len(words.EXCHANGES)
    yield from _questions(app, words.EXCHANGES[:answered])
    if walked_away and app.narrator.happens(0.5):
        return app.ending
    yield from _statements(app, given=not walked_away)
    if walked_away:
        return app.ending
    yield from assess(app)
    yield from notes(app)
    yield from _decision(app)
    return app.ending


def _questions(app: Application, exchanges: tuple[words.Exchange, ...]) -> Story:
    chance = app.narrator.chance
    for exchange in exchanges:
        yield app.assistant_says(chance.choice(exchange.asks), expects=exchange.input_type)
        yield app.customer_says(chance.choice(exchange.answers))
        for name in exchange.learns:
            app.data[name] = _learned(app, name)
        detail = {"application_number": app.number, **app.data}
        yield app.event("applicationDetail_changed", detail, agent="origination::application")


def _learned(app: Application, name: str) -> Any:
    terms, blanks, person = app.terms, app.blanks, app.person
    customer = {
        "customer_id": app.customer_id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email_address": person.email,
        "mobile_phone_number": person.phone,
        "date_of_birth": person.date_of_birth.isoformat(),
    }
    facts = {
        "loanAmount": f"{terms.amount:.2f}",
        "loanPurpose": blanks["purpose"],
        "customer": customer,
        "paymentFrequency": terms.frequency,
        "loanTerm": terms.payments,
        "employment": {"occupation": blanks["job"], "years": blanks["years"]},
        "income": {"amount": f"{blanks['income']:.2f}", "per": terms.period},
        "housing": {"cost": f"{blanks['rent']:.2f}", "per": terms.period},
        "dependants": blanks["dependants"],
    }
    return facts[name]


def _statements(app: Application, *, given: bool) -> Story:
    agent, chance = "statements::capture", app.narrator.chance
    yield app.assistant_says(words.CONSENT, expects="consent")
    link = {
        "consent_id": app.narrator.mint(),
        "provider": "bank link",
        "initiated_at": app.narrator.now,
    }
    yield app.event("statement_consent_initiated", link, agent=agent)
    yield app.customer_says(chance.choice(words.CONSENT_YES if given else words.CONSENT_NO))
    done = {"consent_id": link["consent_id"], "at": app.narrator.now}
    if not given:
        yield app.event("statement_consent_cancelled", {**done, "reason": "customer"}, agent=agent)
        yield app.assistant_says(words.GOODBYE_UNFINISHED, ends=True)
        return
    yield app.event("statement_consent_complete", done, agent=agent)
    job = {"job_id": app.narrator.mint(), "institution": chance.choice(words.BANKS)}
    yield app.event("basiq_job_created", job, agent=agent)
    app.narrator.wait(5 * SECOND, 25 * SECOND)
    accounts = {
        "accounts": chance.randint(1, 3),
        "days": 90,
        "transactions": chance.randint(80, 420),
    }
    yield app.event("statement_retrieval_complete", accounts, agent=agent)
    yield app.assistant_says(words.STATEMENTS_HERE)
    report = {"report_id": app.narrator.mint(), "downloaded_at": app.narrator.now}
    yield app.event("affordability_report_downloaded", report, agent=agent)
    yield app.event(
        "statement_checks_complete", {"result": "COMPLETE", "warnings": []}, agent=agent
    )


def _decision(app: Application) -> Story:
    narrator, agent = app.narrator, "decision::chair"
    declined = app.ending is Ending.DECLINED
    decision = {
        narrator.chance.choice(("decision", "outcome")): app.ending.value,
        "reason": app.because[0] if declined else None,
        "retry_eligible": narrator.happens(0.6) if declined else None,
        "blocked_until": narrator.today + timedelta(days=30) if declined else None,
    }
    facts = [
        f"Asked for {app.terms.amount:.0f} for {app.blanks['purpose']}",
        f"Works as {app.blanks['job']}, {app.blanks['years']} years",
        f"Takes home about {app.blanks['income']} a {app.terms.period}",
        f"Rent {app.blanks['rent']} a {app.terms.period}",
    ]
    summary = {"purpose": f"Loan application: {app.blanks['purpose']}", "facts": facts}
    yield app.event("final_credit_decision", decision, agent=agent)
    yield app.assistant_says(words.VERDICTS[app.ending], ends=True)
    replies = {Ending.APPROVED: words.THANKS, Ending.DECLINED: words.SIGHS}
    yield app.customer_says(narrator.chance.choice(replies.get(app.ending, words.NODS)))
    yield app.event("conversation_summary", summary, agent="chat::scribe", kind="thought")
    changed = {
        "application_number": app.number,
        "status": app.ending.lower(),
        "customer_id": app.customer_id,
    }
    yield app.event("conversationSummary_changed", changed, agent="chat::scribe")


def overrule(app: Application) -> Told:
    """Return the decision of a person over a referred application, under the event's old name."""
    decision = {"decision": Ending.APPROVED.value, "reason": "MANUAL_REVIEW"}
    return app.event("final_decision", decision, agent="credit::officer")
