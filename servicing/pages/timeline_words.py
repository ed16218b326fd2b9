"""How a customer's timeline is told: one line of words for each kind of event. Pure."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from billie.web import words
from billie.web.chips import Tone
from ledger.models import MoneyCommand
from ledger.states import State
from servicing.models.conversations import Decision
from servicing.models.loans import AccountStatus, ArrearsBucket, ClosureReason
from servicing.models.write_offs import WriteOffReason
from servicing.pages.event_words import event_icon, event_title
from servicing.pages.money.outcomes import act_of
from servicing.pages.money.rows import name_of
from servicing.pages.readable import in_words
from servicing.queries.timeline_entries import TimelineEntry


class Told(NamedTuple):
    """A line of the timeline: what happened, how it looks, and what else is to be said."""

    title: str
    icon: str
    tone: Tone = "quiet"
    text: str = ""


Facts = Mapping[str, Any]

TRANSACTIONS = {
    "DISBURSEMENT": Told("Loan disbursed", "send_money", "info"),
    "ESTABLISHMENT_FEE": Told("Establishment fee charged", "receipt_long"),
    "REPAYMENT": Told("Payment received", "payments", "good"),
    "LATE_FEE": Told("Late fee charged", "receipt_long", "warn"),
    "DISHONOUR_FEE": Told("Dishonour fee charged", "receipt_long", "warn"),
    "FEE_WAIVER": Told("Fee waived", "money_off", "info"),
    "ADJUSTMENT": Told("Balance adjusted", "tune", "info"),
    "WRITE_OFF": Told("Written off", "block", "warn"),
}
FINDINGS = {
    "identityRisk_assessment": "Identity risk assessed",
    "credit_assessment_serviceability_result": "Serviceability assessed",
    "credit_assessment_accountConduct_result": "Account conduct assessed",
    "post_identity_risk_checks_complete": "Checks after identity done",
    "credit_assessment_complete": "Credit assessment complete",
    "fraud_risk.assessment.v1": "Fraud risk assessed",
    "statement_consent_complete": "Consent to bank statements given",
    "statement_consent_cancelled": "Consent to bank statements withdrawn",
    "statement_retrieval_complete": "Bank statements retrieved",
}
DECISIONS: dict[str, Told] = {
    Decision.APPROVED: Told("Application approved", "check_circle", "good"),
    Decision.DECLINED: Told("Application declined", "cancel", "bad"),
    Decision.REFERRED: Told("Application referred to a person", "supervisor_account", "warn"),
}


def tell(entry: TimelineEntry) -> Told:
    """Return what a line of the timeline says; an event that has no words here says its type."""
    if teller := TELLERS.get(entry.typ):
        return teller(entry.facts)
    if entry.typ in FINDINGS:
        return Told(FINDINGS[entry.typ], "fact_check")
    if entry.command is not None:
        return _command(entry.command)
    if entry.note is not None:
        return Told(
            f"Note, {entry.note.get_channel_display().lower()}",
            "edit_note",
            "info",
            entry.note.text,
        )
    return Told(event_title(entry.typ), event_icon(entry.typ))


def _command(command: MoneyCommand) -> Told:
    """Tell what staff asked for; what became of it the ledger's events tell."""
    act = act_of(command)
    asked_by = name_of(command.requested_by)
    if command.state == State.REFUSED:
        return Told(f"{act.asked}, not done", act.icon, "bad", f"{asked_by}. Nothing was posted.")
    return Told(act.asked, act.icon, "quiet", f"{asked_by}, {command.reference}")


def _account_created(facts: Facts) -> Told:
    return Told("Loan opened", "add_card", "info")


def _account_updated(facts: Facts) -> Told:
    balance = facts.get("current_balance")
    text = "" if balance is None else f"Balance {words.amount(balance)}"
    if told := TRANSACTIONS.get(str(facts.get("triggered_by_transaction_type"))):
        return told._replace(text=text)
    if "last_payment_date" in facts:
        return TRANSACTIONS["REPAYMENT"]._replace(text=text)
    if status := _label(AccountStatus, facts.get("status")):
        return Told(f"Account is {status.lower()}", "sync_alt", "quiet", text)
    return Told("Account updated", "sync_alt", "quiet", text)


def _status_changed(facts: Facts) -> Told:
    status = facts.get("new_status")
    tone: Tone = "bad" if status == AccountStatus.IN_ARREARS else "quiet"
    return Told(
        f"Account is {_label(AccountStatus, status).lower() or 'changed'}", "sync_alt", tone
    )


def _account_closed(facts: Facts) -> Told:
    reason = facts.get("closure_reason")
    tone: Tone = "good" if reason == ClosureReason.PAID_OFF else "warn"
    why = _label(ClosureReason, reason)
    return Told(f"Loan closed: {why.lower()}" if why else "Loan closed", "lock", tone)


def _schedule_created(facts: Facts) -> Told:
    payments, frequency = facts.get("n_payments"), facts.get("payment_frequency")
    text = f"{payments} payments" if payments else ""
    return Told(
        "Repayment schedule set",
        "event",
        "quiet",
        ", ".join(filter(None, [text, str(frequency or "")])),
    )


def _aging_updated(facts: Facts) -> Told:
    days = facts.get("dpd") or 0
    if not days:
        return Told("No longer past due", "check_circle", "good")
    bucket = facts.get("bucket")
    tone: Tone = "warn" if bucket == ArrearsBucket.EARLY_ARREARS else "bad"
    return Told(
        f"{days} day{'' if days == 1 else 's'} past due",
        "event_busy",
        tone,
        _label(ArrearsBucket, bucket),
    )


def _conversation_started(facts: Facts) -> Told:
    number = facts.get("application_number")
    return Told(
        "Conversation started", "forum", "quiet", f"Application {number}" if number else ""
    )


def _decided(facts: Facts) -> Told:
    decision = str(facts.get("decision") or facts.get("outcome") or "")
    told = DECISIONS.get(decision, Told("Decision made", "gavel"))
    reason = str(facts.get("reason") or "")
    if reason.isupper() and " " not in reason:
        reason = in_words(reason.lower())
    until = facts.get("blocked_until")
    blocked = f"Blocked until {words.day(until)}" if isinstance(until, date) else ""
    return told._replace(text=". ".join(filter(None, [reason, blocked])))


def _customer_created(facts: Facts) -> Told:
    return Told("Customer created", "person_add", "info")


def _customer_changed(facts: Facts) -> Told:
    names = [in_words(name) for name in facts.get("told", ())]
    first = ", ".join([*names[:1], *(name[0].lower() + name[1:] for name in names[1:])])
    return Told("Details updated", "manage_accounts", "quiet", first)


def _customer_verified(facts: Facts) -> Told:
    return Told("Identity verified", "verified_user", "good")


def _identity_merged(facts: Facts) -> Told:
    other = facts.get("merged_canonical_id") or facts.get("journey_id") or ""
    return Told("Identities joined", "merge", "info", str(other))


def _write_off_requested(facts: Facts) -> Told:
    reason = str(facts.get("reason") or "").lower()
    text = _sentences(_label(WriteOffReason, reason), _by("Asked for", facts, "requested_by_name"))
    return Told("Write-off requested", "contract_delete", "warn", text)


def _write_off_approved(facts: Facts) -> Told:
    text = _sentences(facts.get("comment"), _by("Approved", facts, "approved_by_name"))
    return Told("Write-off approved", "check_circle", "info", text)


def _write_off_rejected(facts: Facts) -> Told:
    why = facts.get("comment") or facts.get("reason")
    text = _sentences(why, _by("Rejected", facts, "rejected_by_name"))
    return Told("Write-off rejected", "cancel", "info", text)


def _write_off_cancelled(facts: Facts) -> Told:
    why = facts.get("comment") or facts.get("reason")
    text = _sentences(why, _by("Cancelled", facts, "cancelled_by_name"))
    return Told("Write-off request cancelled", "undo", "quiet", text)


def _by(verb: str, facts: Facts, name: str) -> str:
    return f"{verb} by {facts[name]}" if facts.get(name) else ""


def _sentences(*parts: Any) -> str:
    """Return what there is to say, each part with its full stop but the last."""
    return ". ".join(str(part).rstrip(".") for part in parts if part)


def _label(choices: Any, value: Any) -> str:
    """Return a code's label, the code itself when it is none of ours."""
    if not value:
        return ""
    return str(choices(value).label) if value in choices.values else in_words(str(value).lower())


TELLERS: Mapping[str, Callable[[Facts], Told]] = {
    "account.created.v1": _account_created,
    "account.updated.v1": _account_updated,
    "account.status_changed.v1": _status_changed,
    "account.closed.v1": _account_closed,
    "account.schedule.created.v1": _schedule_created,
    "loan.aging.updated.v1": _aging_updated,
    "conversation_started": _conversation_started,
    "final_credit_decision": _decided,
    "final_decision": _decided,
    "customer.created.v1": _customer_created,
    "customer.changed.v1": _customer_changed,
    "customer.updated.v1": _customer_changed,
    "customer.verified.v1": _customer_verified,
    "customer.identity.linked.v1": _identity_merged,
    "customer.identity.merged.v1": _identity_merged,
    "writeoff.requested.v1": _write_off_requested,
    "writeoff.approved.v1": _write_off_approved,
    "writeoff.rejected.v1": _write_off_rejected,
    "writeoff.cancelled.v1": _write_off_cancelled,
}
