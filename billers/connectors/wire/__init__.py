"""The way to a biller: one request over a connection of its own, and how far it came.

Whatever happens on the way is an answer with a `Trouble`, never an exception.
"""

from billers.connectors.wire.answers import Answer, Line, Request
from billers.connectors.wire.calling import Wire
from billers.connectors.wire.redaction import Redactor
from billers.connectors.wire.troubles import Trouble

__all__ = ["Answer", "Line", "Redactor", "Request", "Trouble", "Wire"]
