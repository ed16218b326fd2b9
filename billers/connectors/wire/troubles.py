"""What can go wrong on the way to a biller and back, in words for staff."""

from enum import StrEnum


class Trouble(StrEnum):
    """Why there is no whole answer; the value is a sentence that is safe to show."""

    HOST_NOT_ALLOWED = "The biller's host is not among those that may be called."
    ADDRESS_NOT_ALLOWED = "The biller's host has a private address that is not listed."
    NAME_UNKNOWN = "The biller's host name is not known."
    REFUSED = "The biller's server refused the connection."
    NOT_CONNECTED = "The biller's server could not be connected to in time."
    TLS_FAILED = "The biller's server could not prove who it is, or speaks no safe TLS."
    TIMED_OUT = "The biller's answer did not come in time."
    LOST = "The connection broke before the biller's answer was complete."
    TOO_LONG = "The biller's answer is too long to be one."
    PACKED = "The biller's answer is packed in a way that was not asked for."


OUR_SETUP = frozenset({Trouble.HOST_NOT_ALLOWED, Trouble.ADDRESS_NOT_ALLOWED})
"""What an administrator mends in the configuration; asking again is no help."""
