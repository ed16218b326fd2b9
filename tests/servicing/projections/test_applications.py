"""The free JSON that systems send about an application (WIRE 1.4)."""

from decimal import Decimal

import pytest

from servicing.models import Customer
from tests.servicing.examples import PERSON
from tests.servicing.stories import Story


def test_application_data_is_merged():
    story = Story().chat(
        "applicationDetail_changed", loanAmount=500, income={"salary": 900}, pets=["cat"]
    )

    story.chat(
        "applicationDetail_changed", loanAmount=700, income={"other": 10}, pets=["dog"], job=None
    )

    assert story.conversation().application_data == {
        "loanAmount": 700,
        "income": {"salary": 900, "other": 10},
        "pets": ["dog"],
        "job": None,
    }


def test_null_takes_no_application_data_away():
    story = Story().chat("applicationDetail_changed", loanPurpose="Car repair")

    story.chat("applicationDetail_changed", loanPurpose=None)

    assert story.conversation().application_data == {"loanPurpose": "Car repair"}


def test_the_customer_block_describes_the_customer_as_an_event_of_its_own_would():
    told = Story().given("customer.changed.v1", **PERSON).customer()

    story = Story().chat("applicationDetail_changed", customer=PERSON)

    ours = {"_state", "as_of", "first_event_at"}
    assert {k: v for k, v in vars(story.customer()).items() if k not in ours} == {
        k: v for k, v in vars(told).items() if k not in ours
    }
    assert story.conversation().application_data == {}


def test_a_customer_block_without_id_describes_the_conversations_customer():
    story = Story().chat("applicationDetail_changed", usr="C5", customer={"first_name": "Ana"})

    assert story.customer("C5").full_name == "Ana"
    assert story.conversation().customer_id == "C5"


def test_a_conversation_without_customer_belongs_to_the_one_in_the_block():
    story = Story().chat("applicationDetail_changed", usr="", customer={"customer_id": "C6"})

    assert story.conversation().customer_id == "C6"


def test_a_customer_block_about_nobody_is_dropped_and_the_rest_is_kept():
    story = Story().chat("applicationDetail_changed", usr="", customer={"first_name": "Ana"}, a=1)

    assert story.rows.tables[Customer] == {}
    assert story.conversation().application_data == {"a": 1}
    assert story.warnings == ["the customer block was dropped: nobody is named"]


def test_a_strange_customer_block_does_not_lose_the_event():
    story = Story().chat("applicationDetail_changed", customer="Maya", a=1)

    assert story.conversation().application_data == {"a": 1}
    assert story.warnings == ["customer dropped: a text is no object"]


@pytest.mark.parametrize(
    ("typ", "slot"),
    [
        ("identityRisk_assessment", "identityRisk"),
        ("credit_assessment_serviceability_result", "serviceability"),
        ("credit_assessment_accountConduct_result", "accountConduct"),
        ("post_identity_risk_checks_complete", "postIdentityRisk"),
        ("credit_assessment_complete", "creditAssessmentComplete"),
        ("fraud_risk.assessment.v1", "fraudCheck"),
    ],
)
def test_the_newest_assessment_of_a_kind_is_kept_whole(typ, slot):
    story = Story().chat("identityRisk_assessment", score=1)
    story.chat(typ, score=2, old=True)

    story.chat(typ, score=3, checks=[{"name": "face", "result": None}])

    assessments = story.conversation().assessments
    assert assessments[slot] == {"score": 3, "checks": [{"name": "face", "result": None}]}
    assert "identityRisk" in assessments


def test_numbers_in_free_json_are_kept_to_the_last_digit():
    payload = '{"score": 0.12345678901234567890, "big": 123456789012345678901, "huge": 1e999}'

    story = Story().told({"typ": "identityRisk_assessment", "conv": "chat-1", "payload": payload})

    assert story.conversation().assessments["identityRisk"] == {
        "score": Decimal("0.12345678901234567890"),
        "big": 123456789012345678901,
        "huge": "1e999",
    }


def test_each_step_of_the_statement_capture_has_its_slot():
    story = Story().chat("statement_consent_initiated", consent_id="K1")
    asked_at = story.now.isoformat()
    story.chat("statement_consent_complete", consent_id="K1", accounts={"a": 1})

    story.chat("statement_consent_complete", accounts={"b": 2})

    capture = story.conversation().statement_capture
    assert capture["consentInitiated"] == {"at": asked_at, "consent_id": "K1"}
    assert capture["consentComplete"] == {
        "at": story.now.isoformat(),
        "consent_id": "K1",
        "accounts": {"a": 1, "b": 2},
    }
