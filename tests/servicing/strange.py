"""Strange payloads for property tests: right in parts, and wrong in every way that JSON allows."""

import json
from typing import Any

from hypothesis import strategies as st

from servicing import events
from tests.servicing.examples import EXAMPLES

KEYS = ["L1", "L2", "C1", "C2", "J1", "W1"]
WORDS = ["ACTIVE", "CLOSED", "PENDING", "PENDING_DISBURSEMENT", "SUSPENDED", "PAID", "a.B", "?"]
DATES = ["2026-03-02", "2026-03-02T09:00:00", "2026-03-02T09:00:00Z", "0001-01-01T00:00:00+09:00"]
AMOUNTS = ["0", "1.005", "-0.00", "99999999999999999999", "NaN", "1e400", "12.50"]

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(KEYS + WORDS + DATES + AMOUNTS),
    st.sampled_from(["\0", "\ud800", "x" * 500, "é\u200b", "null"]),
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)


def nearly_right(payload: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return payloads of which each field is right, strange or absent."""
    return st.fixed_dictionaries(
        {}, optional={name: _nearly(value) for name, value in payload.items()}
    )


def _nearly(value: Any) -> st.SearchStrategy[Any]:
    if isinstance(value, dict):
        inside: st.SearchStrategy[Any] = nearly_right(value)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        inside = st.lists(nearly_right(value[0]) | anything, max_size=3)
    else:
        inside = st.just(value)
    return st.one_of(st.just(value), inside, anything)


@st.composite
def messages(draw: Any) -> dict[bytes, bytes]:
    """Return the fields of a stream entry of a known type with a more or less strange payload."""
    typ = draw(st.sampled_from(sorted(events.CATALOGUE)))
    payload: Any = draw(nearly_right(EXAMPLES[typ]))
    for name in ("account_id", "customer_id", "canonical_id", "requestId", "customerId"):
        if name in EXAMPLES[typ] and draw(st.booleans()):
            payload[name] = draw(st.sampled_from(KEYS))
    for _ in range(draw(st.integers(0, 2))):
        payload = json.dumps(payload)
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return {
        b"typ": typ.encode(),
        b"payload": text.encode(),
        b"conv": draw(st.sampled_from([b"chat-1", b"chat-2", b""])),
        b"usr": draw(st.sampled_from([b"C1", b"C2", b"", b"u" * 300])),
        b"cause": draw(st.text(max_size=3)).encode(),
        b"timestamp": draw(st.sampled_from([*DATES, "", "soon"])).encode(),
    }
