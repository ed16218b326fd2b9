"""Every way in which a biller can misbehave here; a table to be read in one look.

A fault befalls a call in three ways: by the account's number (it ends in 666 and the fault's two
digits for a call that moves money, in 667 for a look-up, in 668 for a status query), by order for
the next calls (`/_faults`), or by chance at a rate. A row says what becomes of the call, of its
answer, and whether a callback follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from billers.simulator.exchange import Ending
from billers.simulator.roster import Why


class Lie(Enum):
    """What an answer says that is not so."""

    AMOUNT = "another amount"
    REFERENCE = "another reference"
    ACCOUNT = "another account"
    CONTRADICTION = "yes and no at once"
    STRANGE_WORD = "a status that is in nobody's table"
    USED = "that the reference was used before"
    RECEIPT = "a receipt without end"


class Spoiled(Enum):
    """What stands in the place of an answer's body."""

    GARBAGE = "bytes without meaning"
    EMPTY = "nothing"
    PAGE = "an HTML page"
    DTD = "the answer with a document type"
    ENTITIES = "entities that grow without end, and one that reads a file"
    HUGE = "50 MB of it"
    DEEP = "100 000 elements in each other"
    ENCODING = "the answer in another encoding than it says"
    DOUBLED = "the answer with its innards twice"


class Callback(Enum):
    """What is sent to the callback address."""

    ONE = "the truth, signed"
    TWO = "the truth, twice"
    FORGED = "that it was paid, with a signature of somebody else's"
    OLD = "the truth, with a signature of two hours ago"
    CONTRARY = "that it was declined, although it was taken; signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with one call.

    `takes`: the biller does what it was asked, and its books say so; `seconds` is how long a fault
    waits, or how much later a payment is taken (`is_late`). `hides`: until then, a status query
    finds nothing rather than something pending.
    """

    number: int
    name: str
    words: str
    takes: bool = True
    refuses: Why | None = None
    waits: bool = False
    is_late: bool = False
    hides: bool = False
    seconds: float = 0.0
    lie: Lie | None = None
    body: Spoiled | None = None
    status: int = 0
    ending: Ending = Ending.WHOLE
    callback: Callback | None = None

    @property
    def delay(self) -> float:
        """In how many seconds a payment is taken."""
        return self.seconds if self.is_late else 0.0

    @property
    def denies(self) -> bool:
        """Whether the biller says no to what it took; only a statement tells the truth then."""
        return self.takes and (self.refuses is not None or self.lie is Lie.USED)


NOTHING = Fault(number=0, name="", words="all goes well")

# fmt: off
FAULTS: Mapping[str, Fault] = {fault.name: fault for fault in (
    Fault(number=1, name="refuse", takes=False, refuses=Why.CUSTOMER,
          words="refused, as the biller refuses a customer's account"),
    Fault(number=2, name="refuse_setup", takes=False, refuses=Why.SETUP,
          words="refused because of the bank's set-up"),
    Fault(number=3, name="refuse_used", takes=False, refuses=Why.USED,
          words="refused as a used reference, although it is new"),

    Fault(number=10, name="slow", waits=True, seconds=3,
          words="answered well, after some seconds"),
    Fault(number=11, name="silent_before", takes=False, ending=Ending.SILENT,
          words="not taken; no answer until the client gives up"),
    Fault(number=12, name="silent", ending=Ending.SILENT,
          words="taken; no answer until the client gives up"),
    Fault(number=13, name="answer_lost", ending=Ending.CLOSED,
          words="taken; the connection closes without an answer"),
    Fault(number=14, name="answer_cut", ending=Ending.CUT,
          words="taken; half an answer, then the connection closes"),
    Fault(number=15, name="reset_before", takes=False, ending=Ending.RESET,
          words="not taken; the connection is reset"),
    Fault(number=16, name="reset", ending=Ending.RESET,
          words="taken; the connection is reset"),
    Fault(number=17, name="answered_twice", ending=Ending.TWICE,
          words="taken; the answer is sent two times on one connection"),

    Fault(number=20, name="error_before", takes=False, status=503, body=Spoiled.PAGE,
          words="not taken; HTTP 503"),
    Fault(number=21, name="error", status=502, body=Spoiled.PAGE,
          words="taken; HTTP 502"),
    Fault(number=22, name="http_conflict", status=409, body=Spoiled.PAGE,
          words="taken; HTTP 409"),
    Fault(number=23, name="redirect", status=307, body=Spoiled.EMPTY,
          words="taken; HTTP 307 to the same address: who follows asks again"),

    Fault(number=30, name="garbage", body=Spoiled.GARBAGE,
          words="taken; bytes without meaning"),
    Fault(number=31, name="empty", body=Spoiled.EMPTY,
          words="taken; HTTP 200 without a body"),
    Fault(number=32, name="page", body=Spoiled.PAGE,
          words="taken; HTTP 200 with an HTML page"),
    Fault(number=33, name="dtd", body=Spoiled.DTD,
          words="taken; the answer carries a document type"),
    Fault(number=34, name="entities", body=Spoiled.ENTITIES,
          words="taken; the answer carries entities that grow and that read a file"),
    Fault(number=35, name="huge", body=Spoiled.HUGE,
          words="taken; an answer of 50 MB"),
    Fault(number=36, name="deep", body=Spoiled.DEEP,
          words="taken; an answer of 100 000 nested elements"),
    Fault(number=37, name="encoding", body=Spoiled.ENCODING,
          words="taken; the answer is in another encoding than it says"),

    Fault(number=40, name="wrong_amount", lie=Lie.AMOUNT,
          words="taken; the answer tells another amount"),
    Fault(number=41, name="wrong_reference", lie=Lie.REFERENCE,
          words="taken; the answer tells another reference"),
    Fault(number=42, name="wrong_account", lie=Lie.ACCOUNT,
          words="taken; the answer tells another account"),
    Fault(number=43, name="contradiction", lie=Lie.CONTRADICTION,
          words="taken; the answer says yes and no at once"),
    Fault(number=44, name="strange_word", lie=Lie.STRANGE_WORD,
          words="taken; the answer's status is in nobody's table"),
    Fault(number=45, name="duplicate", body=Spoiled.DOUBLED,
          words="taken; the answer tells the payment twice"),
    Fault(number=46, name="used", lie=Lie.USED,
          words="taken; answered as a used reference, as if it had been sent twice"),
    Fault(number=47, name="endless_receipt", lie=Lie.RECEIPT,
          words="taken; the answer's receipt has 5 000 letters"),

    Fault(number=50, name="late", is_late=True, seconds=2, ending=Ending.CLOSED,
          words="no answer; taken only some seconds later, pending until then"),
    Fault(number=51, name="late_hidden", is_late=True, hides=True, seconds=2,
          ending=Ending.CLOSED,
          words="no answer; taken only some seconds later, not to be found until then"),
    Fault(number=52, name="late_refused", is_late=True, hides=True, seconds=2,
          refuses=Why.CUSTOMER,
          words="refused, and taken some seconds later nevertheless"),
    Fault(number=53, name="late_callback", is_late=True, seconds=2, ending=Ending.CLOSED,
          callback=Callback.ONE,
          words="no answer; taken only some seconds later, and then a callback"),

    Fault(number=60, name="callback", ending=Ending.CLOSED, callback=Callback.ONE,
          words="taken; no answer, but a signed callback"),
    Fault(number=61, name="callback_twice", ending=Ending.CLOSED, callback=Callback.TWO,
          words="taken; no answer, but the same signed callback twice"),
    Fault(number=62, name="callback_forged", takes=False, ending=Ending.CLOSED,
          callback=Callback.FORGED,
          words="not taken; no answer, and a forged callback that says it was"),
    Fault(number=63, name="callback_old", ending=Ending.CLOSED, callback=Callback.OLD,
          words="taken; no answer, but a callback signed two hours ago"),
    Fault(number=64, name="callback_contrary", ending=Ending.CLOSED, callback=Callback.CONTRARY,
          words="taken; no answer, but a signed callback that says declined"),
)}
# fmt: on

BY_NUMBER: Mapping[int, Fault] = {fault.number: fault for fault in FAULTS.values()}

COMMON = tuple(
    "refuse answer_lost answer_cut reset_before reset error_before error http_conflict garbage"
    " page wrong_amount wrong_reference wrong_account contradiction strange_word late".split()
)
"""What befalls calls by chance unless other faults are chosen.

All sorts, but none that takes long, and none in which the biller denies or hides what it took.
"""


def table() -> str:
    """Return the faults as lines of text, for somebody who reads."""
    width = max(map(len, FAULTS))
    return "\n".join(
        f"  {fault.number:02}  {fault.name:{width}}  {fault.words}" for fault in FAULTS.values()
    )
