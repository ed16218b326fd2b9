-- The books of the ledger simulator. Whoever changes this file gets new, empty books: see schema.py.
--
-- `posting` is the customers' sub-ledger, `entry` and `line` are the general journal. In the journal
-- a debit is above zero and a credit below; each entry adds up to zero. On a loan, a delta above
-- zero raises what the customer owes.

create table general_account (
    code text primary key,
    name text not null,
    kind text not null check (kind in ('asset', 'liability', 'income', 'expense'))
);

create table loan (
    loan_account_id text primary key check (loan_account_id <> ''),
    account_number text not null,
    customer_id text not null,
    application_number text not null,
    schedule_id text not null,
    loan_amount numeric(14, 2) not null check (loan_amount >= 0),
    establishment_fee numeric(14, 2) not null check (establishment_fee >= 0),
    status text not null default 'PENDING' check (status in ('PENDING', 'ACTIVE', 'CLOSED')),
    closure_reason text not null default ''
        check (closure_reason in ('', 'PAID_OFF', 'WRITTEN_OFF', 'ADMIN_CLOSED')),
    principal numeric(14, 2) not null default 0 check (principal >= 0),
    fees numeric(14, 2) not null default 0 check (fees >= 0),
    disbursed_principal numeric(14, 2) not null default 0,
    total_paid numeric(14, 2) not null default 0,
    transaction_count integer not null default 0,
    latest_transaction_id text not null default '',
    disbursed_on date,
    closed_on date,
    latest_on date,
    opened_at timestamptz not null,
    updated_at timestamptz not null,
    told_balance numeric(14, 2),
    is_ours boolean not null default false,
    check ((status = 'CLOSED') = (closure_reason <> '')),
    check ((status = 'CLOSED') = (closed_on is not null))
);
create index loan_by_number on loan (account_number text_pattern_ops);
create index loan_by_customer on loan (customer_id text_pattern_ops);
create index loan_by_schedule on loan (schedule_id);
create index loan_by_application on loan (application_number text_pattern_ops);

create table instalment (
    loan_account_id text not null references loan,
    payment_number integer not null check (payment_number > 0),
    due_date date not null,
    amount numeric(14, 2) not null check (amount >= 0),
    paid numeric(14, 2) not null default 0 check (paid between 0 and amount),
    paid_on date,
    transaction_ids text[] not null default '{}',
    updated_at timestamptz,
    primary key (loan_account_id, payment_number)
);
create index instalment_unpaid on instalment (due_date) where paid < amount;

create table entry (
    entry_id bigint generated always as identity primary key,
    kind text not null,
    business_date date not null,
    description text not null,
    created_at timestamptz not null
);
create index entry_by_date on entry (business_date);

create table line (
    entry_id bigint not null references entry,
    account_code text not null references general_account,
    amount numeric(14, 2) not null check (amount <> 0),
    primary key (entry_id, account_code)
);
create index line_by_account on line (account_code);

-- Begins at the present (see schema.py): the numbers of books that were lost do not come again.
create sequence transaction_number;

create table posting (
    sequence bigint generated always as identity primary key,
    transaction_id text not null unique,
    entry_id bigint not null unique references entry,
    loan_account_id text not null references loan,
    kind text not null,
    effective_date date not null,
    principal_delta numeric(14, 2) not null,
    fee_delta numeric(14, 2) not null,
    principal_after numeric(14, 2) not null check (principal_after >= 0),
    fee_after numeric(14, 2) not null check (fee_after >= 0),
    description text not null,
    reference_type text not null,
    reference_id text not null,
    metadata jsonb not null,
    created_by text not null,
    happened_at timestamptz not null,
    created_at timestamptz not null,
    notes text not null
);
create index posting_by_loan on posting (loan_account_id, sequence);
create index posting_by_date on posting (effective_date);

create table remembered_key (
    key text primary key,
    content_hash bytea not null,
    answer bytea not null,
    remembered_at timestamptz not null
);
create index remembered_since on remembered_key (remembered_at);

create table outgoing_event (
    number bigint generated always as identity primary key,
    fields jsonb not null
);

create table retold_event (
    identity bytea primary key
);

create table mirrored_stream (
    stream text primary key,
    position text not null
);

create function entry_adds_up(checked bigint) returns void language plpgsql as $$
declare
    total numeric;
    lines integer;
begin
    select coalesce(sum(amount), 0), count(*) into total, lines
        from ledger_simulator.line where entry_id = checked;
    if total <> 0 or lines < 2 then
        raise exception 'journal entry % has % lines that add up to %', checked, lines, total
            using errcode = 'integrity_constraint_violation';
    end if;
end $$;

create function check_entry() returns trigger language plpgsql as $$
begin
    perform ledger_simulator.entry_adds_up(new.entry_id);
    return null;
end $$;

-- Deferred, since an entry's lines come one after the other: checked when the transaction commits.
create constraint trigger entry_adds_up after insert on entry
    deferrable initially deferred for each row execute function check_entry();
create constraint trigger line_adds_up after insert on line
    deferrable initially deferred for each row execute function check_entry();

create function check_posting() returns trigger language plpgsql as $$
declare
    principal numeric;
    fees numeric;
begin
    select coalesce(sum(amount) filter (where account_code = '1100'), 0),
           coalesce(sum(amount) filter (where account_code = '1200'), 0)
        into principal, fees from ledger_simulator.line where entry_id = new.entry_id;
    if principal <> new.principal_delta or fees <> new.fee_delta then
        raise exception 'posting % moves %/% but the journal moves %/%',
            new.transaction_id, new.principal_delta, new.fee_delta, principal, fees
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;

create constraint trigger posting_agrees after insert on posting
    deferrable initially deferred for each row execute function check_posting();

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'what is in the books stays as it is'
        using errcode = 'integrity_constraint_violation';
end $$;

create trigger entry_stays before update or delete on entry
    for each row execute function refuse_change();
create trigger line_stays before update or delete on line
    for each row execute function refuse_change();
create trigger posting_stays before update or delete on posting
    for each row execute function refuse_change();
