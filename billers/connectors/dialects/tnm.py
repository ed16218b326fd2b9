"""TNM's own dialect: XML over HTTP, GET for everything, **a purchase among it**.

Note [A GET that sells]: the purchase is sent like any order: once, over a connection of its own,
with no redirect followed. What stands in its path is checked letter by letter, since a look-up
whose bundle contained slashes could become a purchase: Note [A value stays in its place].
"""

from collections.abc import Callable
from dataclasses import replace

from billers.connectors.connector import Connector
from billers.connectors.contract import (
    Bundle,
    Dialect,
    MoneyOutcome,
    NoAnswer,
    NotFound,
    Order,
    Reply,
)
from billers.connectors.dialects.phones import is_same_phone
from billers.connectors.dialects.tnm_answers import read_bundle, read_bundles, read_purchase
from billers.connectors.verdicts import Paid, Said, Unreadable, sent_as
from billers.connectors.wire import Answer, Request
from billers.connectors.wire.paths import check_plain, fill


class TnmConnector(Connector):
    """Lists and sells bundles."""

    dialect = Dialect.TNM
    answers_repeat = frozenset({"phone", "bundle_id"})
    path_names = {
        "bundles": frozenset(),
        "bundle": frozenset({"bundle_id"}),
        "purchaseBundle": frozenset({"our_transaction_id", "phone", "bundle_id"}),
    }

    def list_bundles(self) -> Reply[tuple[Bundle, ...] | NoAnswer]:
        """Return what is on sale."""
        return self.ask_question(
            write=self._get("bundles"),
            read=lambda answer: read_bundles(
                answer, currency=self.settings.currency, redactor=self.wire.redactor
            ),
        )

    def get_bundle(self, bundle_id: str) -> Reply[Bundle | NotFound | NoAnswer]:
        """Return one bundle with its price."""

        def read(answer: Answer) -> Bundle | NotFound | NoAnswer:
            found = read_bundle(
                answer, currency=self.settings.currency, redactor=self.wire.redactor
            )
            if isinstance(found, Bundle) and found.bundle_id != bundle_id:
                raise Unreadable("TNM answered for another bundle.")
            return found

        return self.ask_question(write=self._get("bundle", bundle_id=bundle_id), read=read)

    def buy_bundle(self, order: Order) -> Reply[MoneyOutcome]:
        """Buy a bundle for a phone, once: Note [A GET that sells]."""
        phone = order.phone or order.account_number
        write = self._get(
            "purchaseBundle",
            our_transaction_id=order.our_transaction_id,
            phone=phone,
            bundle_id=order.bundle_id,
        )

        def read(answer: Answer) -> Said:
            said = read_purchase(answer, bundle_id=order.bundle_id, redactor=self.wire.redactor)
            if isinstance(said, Paid) and is_same_phone(phone, said.account or ""):
                return replace(said, account=phone)
            return said

        return self.send_order(sent_as(order, account=phone), write=write, read=read)

    def _get(self, path_name: str, **values: str) -> Callable[[], Request]:
        def write() -> Request:
            for name, value in values.items():
                check_plain(name, value)
            return Request(method="GET", path=fill(self.settings.paths[path_name], values))

        return write
