"""Bad input never stops the stream: arbitrary messages through Redis, consumer and PostgreSQL."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servicing.models import DeadLetter, ParkedAggregate, StoredEvent
from servicing.stream.messages import pack_fields, unpack_fields
from tests.servicing.strange import messages

raw = st.dictionaries(st.binary(max_size=20), st.binary(max_size=60), min_size=1, max_size=6)
named = st.dictionaries(
    st.sampled_from([b"typ", b"payload", b"conv", b"usr", b"cause", b"id", b"timestamp", b"dat"]),
    st.binary(max_size=80),
    min_size=1,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sent=st.lists(raw | named | messages(), min_size=1, max_size=60))
def test_whatever_is_sent_is_stored_and_the_stream_goes_on(stream, sent):
    stored = StoredEvent.objects.count()
    for fields in sent:
        stream.add(fields)

    consumer = stream.consume(batch_size=17)

    applied = consumer.total
    assert applied.stored + applied.duplicates == len(sent)
    assert StoredEvent.objects.count() == stored + applied.stored
    assert stream.pending() == 0
    assert not ParkedAggregate.objects.exists()
    assert DeadLetter.objects.filter(announced_at=None).count() == 0


@given(fields=raw | named)
def test_fields_come_back_from_the_store_byte_for_byte(fields):
    assert unpack_fields(pack_fields(fields)) == fields
