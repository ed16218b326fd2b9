"""Why the ledger does not do what it is asked, each with its gRPC status (WIRE 2)."""

from collections.abc import Mapping

import grpc


class Refusal(Exception):
    """The ledger answers with a status and this sentence, and nothing was posted."""


class NotUnderstood(Refusal):
    """What was asked is malformed, whatever the state of the account."""


class AccountUnknown(Refusal):
    """There is no such account."""


class NotPossible(Refusal):
    """The account is not in a state in which this can be done."""


class DoneBefore(Refusal):
    """This is done once, and was."""


class Busy(Refusal):
    """The same key is being worked on, or the account is."""


class NotReachable(Refusal):
    """The ledger says that it cannot be reached."""


class TooMany(Refusal):
    """More is asked for at once than can be given."""


STATUS: Mapping[type[Refusal], grpc.StatusCode] = {
    NotUnderstood: grpc.StatusCode.INVALID_ARGUMENT,
    AccountUnknown: grpc.StatusCode.NOT_FOUND,
    NotPossible: grpc.StatusCode.FAILED_PRECONDITION,
    DoneBefore: grpc.StatusCode.ALREADY_EXISTS,
    Busy: grpc.StatusCode.ABORTED,
    NotReachable: grpc.StatusCode.UNAVAILABLE,
    TooMany: grpc.StatusCode.RESOURCE_EXHAUSTED,
}
