"""What may stand behind the question mark of this room's addresses."""

from rest_framework import serializers

from billie.web.api_strictness import choice
from billie.web.camel_case import CamelSerializer
from servicing.models.conversations import Decision, ShownStatus
from servicing.models.customers import EkycStatus
from servicing.models.event_store import DeadLetter
from servicing.models.loans import AccountStatus, ArrearsBucket
from servicing.models.projected import KEY_LENGTH

LONGEST_SEARCH = 200
MOST_DAYS = 100_000


def _key(words: str) -> serializers.CharField:
    return serializers.CharField(required=False, max_length=KEY_LENGTH, help_text=words)


def _yes_or_no(words: str) -> serializers.BooleanField:
    return serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text=f"{words} true or false"
    )


def _days(words: str) -> serializers.IntegerField:
    return serializers.IntegerField(
        required=False, min_value=0, max_value=MOST_DAYS, help_text=words
    )


class CustomerParameters(CamelSerializer):
    """How the list of customers can be narrowed."""

    ekyc_status = choice(EkycStatus.choices, required=False)
    vulnerable = _yes_or_no("Whether they are marked as vulnerable:")


class AccountParameters(CamelSerializer):
    """How the list of accounts can be narrowed."""

    status = choice(AccountStatus.choices, required=False)
    bucket = choice(ArrearsBucket.choices, required=False)
    days_from = _days("Days past due, at least")
    days_to = _days("Days past due, at most")
    in_arrears = _yes_or_no("Whether they are in arrears:")
    customer_id = _key("Accounts of this customer")
    account_number = _key("The account with exactly this number")


class CollectionParameters(CamelSerializer):
    """How the collections queue can be narrowed."""

    bucket = choice(ArrearsBucket.choices, required=False)
    assigned = choice(
        [("mine", "Mine"), ("unassigned", "Nobody's")],
        required=False,
        help_text="mine: those that the caller has; unassigned: those that nobody has",
    )
    due = serializers.BooleanField(
        required=False, help_text="true: those to be contacted today or before"
    )
    promise = choice(
        [("open", "Open"), ("broken", "Broken")],
        required=False,
        help_text="The state of the newest promise",
    )


class ConversationParameters(CamelSerializer):
    """How the list of conversations can be narrowed."""

    status = choice(ShownStatus.choices, required=False)
    decision = choice(
        [*((word.value.lower(), word.label) for word in Decision), ("none", "Undecided")],
        required=False,
        help_text="The final decision; none: those that are not decided",
    )
    customer_id = _key("Conversations of this customer")


class DeadLetterParameters(CamelSerializer):
    """How the list of dead letters can be narrowed."""

    status = choice(DeadLetter.Status.choices, required=False)
    typ = _key("Events of this type")
    aggregate = _key("Events of this aggregate, as in account:LOAN-1")


class SearchParameters(CamelSerializer):
    """What is searched for."""

    q = serializers.CharField(
        max_length=LONGEST_SEARCH,
        help_text="A name, also with typos; an e-mail address; a phone number in any format; the"
        " beginning of an identifier, account number or application number",
    )
