"""Conversations, notes and stored events of the portfolio; `n` is a row's number."""

from django.db import models

from support.inserting import insert
from support.loans import owner
from support.size import BEGINNING, LINES_EACH, POSTS_EACH, Size

USERNAME = "bench"
STREAM = "inbox:billie-servicing"
KEYS = {
    "customer": "'CUS-' || 100000 + n",
    "account": "'LOAN-' || 1000000 + n",
    "conversation": "'conv-' || md5(n::text)",
}
TOLD = (
    # about         type                      what the payload says
    ("customer", "customer.changed.v1", "'first_name', first_of(n)"),
    ("account", "account.created.v1", "'status', 'ACTIVE', 'loan_amount', '500.00'"),
    (
        "account",
        "account.updated.v1",
        "'last_payment_date', '2026-09-16', 'last_payment_amount', '145.00'",
    ),
    (
        "account",
        "loan.aging.updated.v1",
        "'dpd', 9, 'bucket', 'early_arrears', 'is_in_arrears', true",
    ),
    ("conversation", "final_credit_decision", "'decision', 'APPROVED'"),
)


def make_all(size: Size) -> None:
    """Make conversations with what was said, notes, events, and some accounts that are parked."""
    from servicing import models as rows

    _conversations(rows.Conversation, size)
    _lines(rows.Utterance, rows.NoticeboardPost, size)
    _notes(rows.ContactNote, size)
    _events(rows.StoredEvent, size)
    _troubles(rows.ParkedAggregate, size)


def _conversations(model: type[models.Model], size: Size) -> None:
    began = f"{BEGINNING} + n * interval '2 minutes'"
    insert(
        model,
        f"generate_series(1, {size.conversations}) n",
        first_event_at=began,
        as_of=f"{began} + interval '9 minutes'",
        conversation_id="'conv-' || md5(n::text)",
        customer_id=owner("n", size),
        application_number="'APP-' || 50000000 + n",
        decision="(array['APPROVED', 'DECLINED', 'REFERRED', ''])"
        "[1 + (pick(n, 13, 100) > 54)::int + (pick(n, 13, 100) > 84)::int"
        " + (pick(n, 13, 100) > 87)::int]",
        started_at=began,
        latest_utterance_at=f"{began} + interval '8 minutes'",
        purpose="'A new fridge'",
        facts="jsonb_build_array('Paid fortnightly', 'Rents')",
        assessments="jsonb_build_object('identityRisk', jsonb_build_object('risk', 'LOW', 'said',"
        " repeat('considered ', 40)))",
        application_data="jsonb_build_object('loanAmount', 500, 'loanPurpose', 'household')",
    )


def _lines(utterances: type[models.Model], posts: type[models.Model], size: Size) -> None:
    chats = f"generate_series(1, {size.conversations}) n, generate_series(1"
    line = {"stream_order": "n::bigint * 100 + p", "conversation_id": "'conv-' || md5(n::text)"}
    insert(
        utterances,
        f"{chats}, {LINES_EACH}) p",
        **line,
        event_id="md5('said' || n || '-' || p)::uuid",
        username="case when p % 2 = 1 then 'customer' else 'assistant' end",
        utterance="repeat('What is said in one breath, more or less. ', 1 + p % 4)",
        created_at=f"{BEGINNING} + n * interval '2 minutes' + p * interval '40 seconds'",
    )
    insert(
        posts,
        f"{chats}, {POSTS_EACH}) p",
        **line,
        event_id="md5('posted' || n || '-' || p)::uuid",
        agent_name="'risk::identity'",
        post="repeat('Seen and noted. ', 8)",
    )


def _notes(model: type[models.Model], size: Size) -> None:
    from django.utils import timezone

    from billie.staff.accounts import set_up_account

    author = set_up_account(
        username=USERNAME, password=None, role="operations", now=timezone.now()
    )
    insert(
        model,
        f"generate_series(1, {size.rows['notes']}) n",
        id="n",
        customer_id=owner(f"(n + {size.customers})", size),
        channel="'PHONE'",
        text="'Promised to pay on Friday, and asked for the next date in writing.'",
        author_id=str(author.pk),
        created_at=f"{BEGINNING} + n * interval '4 minutes'",
    )


def _events(model: type[models.Model], size: Size) -> None:
    """Make what the timeline tells; events of one customer lie far apart, as in life."""
    counts = {
        "customer": size.customers,
        "account": size.accounts,
        "conversation": size.conversations,
    }
    first = 0
    for subject, typ, payload in TOLD:
        at = f"{BEGINNING} + ({first} + n) * interval '10 seconds'"
        insert(
            model,
            f"generate_series(1, {counts[subject]}) n",
            id=f"{first} + n",
            identity=f"md5('event' || {first} + n)::uuid",
            stream=f"'{STREAM}'",
            incarnation="0",
            entry_id=f"(extract(epoch from {at}) * 1000)::bigint || '-0'",
            typ=f"'{typ}'",
            aggregate=f"'{subject}:' || {KEYS[subject]}",
            published_at=at,
            received_at=at,
            fields=f"jsonb_build_object('typ', '{typ}', 'conv', 'c', 'usr', 'u', 'payload',"
            f" jsonb_build_object('{subject}_id', {KEYS[subject]}, {payload})::text)::text",
            outcome="'APPLIED'",
        )
        first += counts[subject]


def _troubles(model: type[models.Model], size: Size) -> None:
    insert(
        model,
        f"generate_series(1, {size.accounts // 1000}) n",
        aggregate="'account:LOAN-' || 1000000 + n * 997",
        event_id="md5('event' || n)::uuid",
        state="'PARKED'",
        error="'days past due: numeric field overflow'",
        parked_at=BEGINNING,
    )
