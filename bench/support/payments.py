"""Two million bill payments of a year, loaded by COPY; every value follows from a row's number."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from support.inserting import ask, run, say

NEWEST_AT = datetime(2026, 11, 25, 16, tzinfo=UTC)
YEAR = timedelta(days=365)
BILLERS = (
    "LWB_POSTPAID", "BWB_POSTPAID", "SRWB_POSTPAID", "MASM", "SRWB_PREPAID", "REGISTER_GENERAL",
    "TNM_BUNDLES",
)  # fmt: skip
ACTS = {
    "SRWB_PREPAID": "CONFIRM_INVOICE",
    "REGISTER_GENERAL": "CONFIRM_INVOICE",
    "TNM_BUNDLES": "CONFIRM_BUNDLE",
}
TELLERS = 20
ACCOUNTS = 100_000
NUMBER = "TXN-{:010d}"
COLUMNS = (
    "number", "config_id", "biller_type", "biller_name", "transaction_type", "status", "round",
    "account_number", "account_type", "customer_account_name", "amount", "currency",
    "invoice_number", "bundle_id", "meter_number", "credit_account", "credit_account_type",
    "debit_account", "debit_account_type", "uses_core_banking", "suspense_account", "metadata",
    "hold_outcome", "pay_outcome", "capture_outcome", "release_outcome", "reverse_outcome",
    "refund_outcome", "external_transaction_id", "tokens",
    "error_code", "error_message", "has_conflict", "has_alarm", "obligation", "is_deliberate",
    "initiated_by_id", "created_at", "updated_at", "processed_at", "completed_at",
    "unknown_since", "queries", "counted_as", "idempotency_key",
)  # fmt: skip


def load(count: int) -> dict[str, Any]:
    """Fill the tables with so many payments, their attempts and their daily figures."""
    from django.db import connection

    began = time.perf_counter()
    configs, people = _billers(), _people()
    run("set synchronous_commit = off; set maintenance_work_mem = '256MB'")
    indexes = _drop_indexes("billers_billertransaction")
    with connection.cursor() as cursor:
        names = ", ".join(COLUMNS)
        with cursor.copy(f"copy billers_billertransaction ({names}) from stdin") as copy:
            for row in _rows(count, configs, people):
                copy.write_row(row)
    say(f"payments: {time.perf_counter() - began:.1f} s")
    _attempts()
    for definition in indexes:
        run(definition)
    _figures()
    run("vacuum analyze")
    return {
        "payments": ask("select count(*) from billers_billertransaction"),
        "seconds": round(time.perf_counter() - began, 1),
    }


def account_of(number: int) -> str:
    """Return the account that a payment is for."""
    return f"22{number * 7919 % ACCOUNTS:08d}"


def _rows(count: int, configs: dict[str, int], people: list[int]) -> Iterator[tuple[Any, ...]]:
    gap = YEAR / count
    for number in range(count):
        biller = BILLERS[number * 13 % 97 % len(BILLERS)]
        at = NEWEST_AT - gap * (count - number)
        status, outcome = _end(number)
        done = at + timedelta(milliseconds=80 + number * 31 % 2_900)
        is_final = status in {"COMPLETED", "FAILED"}
        yield (
            NUMBER.format(number), configs[biller], biller, biller.replace("_", " ").title(),
            ACTS.get(biller, "POST_TRANSACTION"), status, 1, account_of(number), "",
            "Made-up Customer", f"{100 + number * 37 % 90_000}.50", "MWK", "", "", "", "", "", "",
            "", False, "", "{}", "", outcome, "", "", "", "",
            f"RCPT-{number:09d}" if outcome == "ACCEPTED" else "", "",
            "" if outcome == "ACCEPTED" else "E5", "" if outcome == "ACCEPTED" else "Refused.",
            False, False, f"{number:064d}", True, people[number * 17 % TELLERS], at, done, at,
            done if is_final else None, done if status == "UNKNOWN" else None, 0, "", "",
        )  # fmt: skip


def _end(number: int) -> tuple[str, str]:
    """Return status and outcome: of a thousand 30 declined, 9 not sent, 1 in ten of them open."""
    lot = number * 7 % 10_000
    if lot < 300:
        return "FAILED", "DECLINED"
    if lot < 390:
        return "FAILED", "NOT_SENT"
    return ("UNKNOWN", "UNKNOWN") if lot < 393 else ("COMPLETED", "ACCEPTED")


def _attempts() -> None:
    """Give every twentieth payment its attempt: enough to search among."""
    began = time.perf_counter()
    run(
        "insert into billers_attempt (transaction_id, round, leg, reference, is_resend,"
        " config_version, phase, outcome, their_reference, error_code, error_message, request,"
        " answer, http_status, latency_ms, started_at, finished_at)"
        " select id, 1, 'PAY', replace(number, '-', '') || 'P1', false, 1, 'ANSWERED',"
        " pay_outcome, external_transaction_id, '', '', '', '', 200, 300, created_at, updated_at"
        " from billers_billertransaction where id % 20 = 0"
    )
    say(f"attempts: {time.perf_counter() - began:.1f} s")


def _figures() -> None:
    """Count what was loaded, as its moves would have."""
    from django.conf import settings

    run(
        "insert into billers_dailyfigure (day, biller_type, currency, status, outcome, band,"
        " payments, amount, milliseconds)"
        f" select (created_at at time zone '{settings.TIME_ZONE}')::date, biller_type, currency,"
        " status, case when completed_at is null then '' else pay_outcome end,"
        " case when completed_at is null then 0 else 1 + width_bucket(extract(epoch from"
        " completed_at - processed_at) * 1000, array[100,200,500,1000,2000]) end,"
        " count(*), sum(amount), coalesce(sum(extract(epoch from completed_at - processed_at)"
        " * 1000), 0) from billers_billertransaction group by 1, 2, 3, 4, 5, 6"
    )


def _billers() -> dict[str, int]:
    from billers.models import BillerConfig
    from billers.seeds import seed_billers

    seed_billers(host="http://127.0.0.1:9", now=NEWEST_AT, credentials={"username": "bench"})
    return dict(BillerConfig.objects.values_list("biller_type", "pk"))


def _people() -> list[int]:
    from django.contrib.auth.models import User

    return [
        User.objects.create(username=f"teller.{number}", is_staff=True, is_superuser=True).pk
        for number in range(TELLERS)
    ]


def _drop_indexes(table: str) -> list[str]:
    """Drop a table's indexes that no constraint needs; return how to make them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_indexdef(i.indexrelid), i.indexrelid::regclass::text from pg_index i"
            " join pg_class t on t.oid = i.indrelid where t.relname = %s"
            " and not exists (select from pg_constraint c where c.conindid = i.indexrelid)",
            [table],
        )
        indexes = cursor.fetchall()
        for _definition, name in indexes:
            cursor.execute(f"drop index {name}")
    return [definition for definition, _name in indexes]
