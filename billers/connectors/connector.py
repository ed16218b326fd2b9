"""What every connector is: facts as class attributes, abilities as methods, settings at birth."""

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeVar

from billers.connectors.configured import check_paths
from billers.connectors.contract import (
    NOTHING_WENT_OUT,
    Dialect,
    Fault,
    MoneyOutcome,
    NoAnswer,
    Reached,
    Reply,
    Settings,
    Unknown,
)
from billers.connectors.hearing import heard_order, heard_question
from billers.connectors.meanings import Meaning, Tables
from billers.connectors.verdicts import Said, Sent, settle_unsent
from billers.connectors.wire import Answer, Request, Wire
from billers.connectors.wire.paths import ValueDoesNotFit

Value = TypeVar("Value")


class Connector:
    """A biller over one dialect. Provider files subclass a dialect's classes and state facts.

    `path_names` says which paths a part needs, and which values each is filled with.
    `resend_is_safe` says that the biller refuses a reference that it has seen before.
    `answers_repeat` names what of an order an answer repeats, and so can be held against it.
    """

    biller_type: ClassVar[str]
    title: ClassVar[str]
    dialect: ClassVar[Dialect]
    path_names: ClassVar[Mapping[str, frozenset[str]]] = {}
    codes: ClassVar[Mapping[str, Meaning]] = {}
    words: ClassVar[Mapping[str, Meaning]] = {}
    resend_is_safe: ClassVar[bool] = False
    answers_repeat: ClassVar[frozenset[str]] = frozenset(
        {"our_transaction_id", "account_number", "amount"}
    )

    def __init__(self, *, settings: Settings) -> None:
        """Check that the configuration says all that this connector needs.

        :raises SettingsAreUnfinished: naming what is missing or cannot be used
        """
        check_paths(self.biller_type, self.dialect, self.paths_needed(), settings)
        self.settings = settings
        self.wire = Wire(settings)

    @classmethod
    def paths_needed(cls) -> Mapping[str, frozenset[str]]:
        """Return the names of all paths that the configuration must have, with their values."""
        needed: dict[str, frozenset[str]] = {}
        for part in cls.__mro__:
            needed |= vars(part).get("path_names", {})
        return needed

    @property
    def tables(self) -> Tables:
        """What this biller is known to refuse with."""
        return Tables(codes=self.codes, words=self.words)

    def check_connection(self) -> Reply[Reached | NoAnswer]:
        """Ask the biller's server for its front page: any answer shows that there is a way.

        A server's name, address, certificate and port are tried by it; credentials are not.
        """
        answer = self.wire.send(Request(method="GET", path="/"))
        if answer.trouble is None and answer.http_status is not None:
            return Reply(Reached(http_status=answer.http_status), answer.exchange)
        words = answer.trouble.value if answer.trouble else "The biller did not answer."
        return Reply(NoAnswer(words=words, fault=Fault.THEIRS), answer.exchange)

    def send_order(
        self, sent: Sent, *, write: Callable[[], Request], read: Callable[[Answer], Said]
    ) -> Reply[MoneyOutcome]:
        """Send what moves money, exactly once, and judge the answer."""
        if sent.is_resend and not self.resend_is_safe:
            words = "This biller takes the same reference twice, so nothing was sent again."
            return Reply(Unknown(words=words), NOTHING_WENT_OUT)
        try:
            request = write()
        except ValueDoesNotFit as why:
            return Reply(settle_unsent(words=str(why), is_resend=sent.is_resend), NOTHING_WENT_OUT)
        answer = self.wire.send(request)
        return Reply(heard_order(sent, answer, read), answer.exchange)

    def ask_question(
        self, *, write: Callable[[], Request], read: Callable[[Answer], Value]
    ) -> Reply[Value | NoAnswer]:
        """Ask what moves no money, as often as the configuration says."""
        try:
            request = write()
        except ValueDoesNotFit as why:
            return Reply(NoAnswer(words=str(why), fault=Fault.CUSTOMER), NOTHING_WENT_OUT)
        answer = self.wire.ask(request)
        return Reply(heard_question(answer, read), answer.exchange)
