"""What a plain client sees of a call that may go wrong."""

import http.client
from collections.abc import Callable

from tests.billers.plain_client import Seen


def outcome_of(call: Callable[[], Seen]) -> str:
    """Return "answer", or the way in which there was none."""
    try:
        call()
    except TimeoutError:
        return "silence"
    except http.client.RemoteDisconnected:
        return "closed"
    except ConnectionResetError:
        return "reset"
    except http.client.IncompleteRead:
        return "half"
    return "answer"
