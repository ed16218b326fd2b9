"""Customers, loan accounts and instalments of the portfolio; `n` is a row's number."""

from django.db import models

from support.inserting import insert, run
from support.size import BEGINNING, Size

_PAYMENTS = "(case when n % 3 = 2 then 2 else 4 end)"


def make_all(size: Size) -> None:
    """Make customers, their accounts and the instalments of these."""
    from servicing import models as rows

    _make_functions()
    _customers(rows.Customer, size)
    _accounts(rows.LoanAccount, size)
    _instalments(rows.Instalment, size)


def _make_functions() -> None:
    """Make `pick`, an even number below a limit that follows from a row's number, and names."""
    from servicing.demo import names

    starts = "Ash Bar Brad Cal Cran Dun Ed Fair Gar Hal Har Kirk Lang Mar Nor Oak Pem Rad Stan Wes"
    ends = (
        "bury by combe croft dale den field ford ham hurst ley man more ridge ton ville well wood"
    )
    lasts = [*names.LAST, *(start + end for start in starts.split() for end in ends.split())]
    run(
        "create function pick(number bigint, salt int, below int) returns int immutable"
        " parallel safe language sql as"
        " $$ select ((hashint8extended(number, salt) & 2147483647) % below)::int $$"
    )
    for name, words in (("first_of", list(names.FIRST)), ("last_of", lasts)):
        count = len(words)
        spread = f"floor({count} * power(pick(number, {len(name)}, 100000) / 1e5::float8, 1.7))"
        quoted = ", ".join("'" + word.replace("'", "''") + "'" for word in words)
        run(
            f"create function {name}(number bigint) returns text immutable parallel safe"
            f" language sql as $$ select (array[{quoted}])[1 + {spread}::int] $$"
        )


def _customers(model: type[models.Model], size: Size) -> None:
    insert(
        model,
        f"generate_series(1, {size.customers}) n,"
        " lateral (select first_of(n) as first_of, last_of(n) as last_of) name",
        first_event_at=f"{BEGINNING} + n * interval '1 minute'",
        as_of=f"{BEGINNING} + n * interval '70 seconds'",
        customer_id="'CUS-' || 100000 + n",
        first_name="first_of",
        last_name="last_of",
        full_name="first_of || ' ' || last_of",
        email_address="lower(first_of) || '.' || n || '@example.com'",
        mobile_phone_number="'04' || lpad((10000000 + n)::text, 8, '0')",
        phone_digits="'614' || lpad((10000000 + n)::text, 8, '0')",
        date_of_birth="date '1950-01-01' + pick(n, 3, 19000)",
        ekyc_status="(array['successful', 'pending', 'failed'])[1 + pick(n, 4, 30) / 14]",
        identity_verified="pick(n, 4, 30) < 14",
        residential_address="jsonb_build_object('street_number', n % 200, 'street_name', last_of,"
        " 'street_type', 'Street', 'suburb', 'Newtown', 'state', 'NSW', 'postcode', '2042')",
        vulnerable_flag="pick(n, 5, 200) = 0",
        merged_into_id="case when n > 1000 and pick(n, 6, 500) = 0"
        " then 'CUS-' || 100000 + n - 999 end",
    )


def _accounts(model: type[models.Model], size: Size) -> None:
    status = "(array['active', 'in_arrears', 'paid_off', 'pending_disbursement', 'written_off'])"
    late = "(case when state = 'in_arrears' then 1 + pick(n, 8, 120) end)"
    insert(
        model,
        f"generate_series(1, {size.accounts}) n, lateral (select {status}"
        "[1 + (pick(n, 7, 100) > 54)::int + (pick(n, 7, 100) > 66)::int"
        " + (pick(n, 7, 100) > 95)::int + (pick(n, 7, 100) > 97)::int] as state) drawn",
        first_event_at=f"{BEGINNING} + n * interval '45 seconds'",
        as_of=f"{BEGINNING} + n * interval '50 seconds'",
        loan_account_id="'LOAN-' || 1000000 + n",
        account_number="(4000000000 + n::bigint * 7919)::text",
        customer_id=owner("n", size),
        account_status="state",
        sdk_status="'ACTIVE'",
        loan_amount="200 + 50 * pick(n, 9, 36)",
        loan_fee="(200 + 50 * pick(n, 9, 36)) * 0.2",
        total_payable="(200 + 50 * pick(n, 9, 36)) * 1.2",
        opened_date="date '2026-01-05' + n / 2000",
        disbursed_at=f"{BEGINNING} + n * interval '46 seconds'",
        current_balance="case when state in ('paid_off', 'written_off') then 0"
        " else 50 + pick(n, 10, 900) end",
        days_past_due=f"case when state = 'active' then 0 else {late} end",
        arrears_bucket=f"case when {late} > 60 then 'default' when {late} > 14 then 'late_arrears'"
        f" when {late} > 0 then 'early_arrears' when state = 'active' then 'current'"
        " when state like '%_off' then 'closed' else '' end",
        is_in_arrears="state = 'in_arrears'",
        total_overdue="case when state = 'in_arrears' then 50 + pick(n, 11, 300) end",
        schedule_id="'SCH-' || n",
        number_of_payments=_PAYMENTS,
        payment_frequency="'fortnightly'",
        schedule_created_date="date '2026-01-05' + n / 2000",
    )


def owner(number: str, size: Size) -> str:
    """Return whose a thing is: each customer has one, the rest are heaped on the first ones."""
    heaped = (
        f"floor({size.customers} * power(pick({number}, 12, 1000000) / 1e6::float8, 1.5))::int"
    )
    return (
        f"'CUS-' || 100001 + (case when {number} <= {size.customers} then {number} - 1"
        f" else {heaped} end)"
    )


def _instalments(model: type[models.Model], size: Size) -> None:
    insert(
        model,
        f"generate_series(1, {size.accounts}) n, lateral generate_series(1, {_PAYMENTS}) p",
        loan_account_id="'LOAN-' || 1000000 + n",
        payment_number="p",
        due_date="date '2026-01-19' + n / 2000 + 14 * p",
        amount="145",
        status="case when p = 1 then 'paid' else 'scheduled' end",
        amount_paid="case when p = 1 then 145 end",
        amount_remaining="case when p = 1 then 0 else 145 end",
        linked_transaction_ids="case when p = 1 then array['TXN-' || n] else '{}' end",
    )
