"""Following an account: an endless iterator over its postings, which can be ended from outside."""

from collections.abc import Iterator
from typing import Self, cast

import grpc

from ledger.answers import Transaction
from ledger.client.statuses import problem_of_read
from ledger.client.wire_accounts import transaction
from ledger.stubs import accounting_ledger_pb2 as pb


class TransactionWatch:
    """The postings of an account as they happen; waits for the next one in `next()`."""

    def __init__(self, call: grpc.Call) -> None:
        self._call = call
        self._messages = cast(Iterator[pb.Transaction], call)
        self._is_cancelled = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Transaction:
        """Return the next posting.

        :raises StopIteration: after `cancel`, or when the ledger ends the stream
        :raises LedgerProblem: if the connection is lost or the ledger refuses
        """
        try:
            return transaction(next(self._messages))
        except grpc.RpcError as error:
            if self._is_cancelled:
                raise StopIteration from None
            raise problem_of_read(error) from error

    def cancel(self) -> None:
        """End the watch, from any thread; whoever waits for the next posting is let go."""
        self._is_cancelled = True
        self._call.cancel()
