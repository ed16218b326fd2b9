"""A ledger in a process of its own, which dies in the middle of an order, or hangs."""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

import grpc

from ledger.stubs import accounting_ledger_pb2_grpc as services


def say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


class DyingLedger(services.AccountingLedgerServiceServicer):
    """Takes an order and never answers it."""

    def RecordRepayment(self, request: Any, context: Any) -> NoReturn:  # noqa: N802 - gRPC's name
        """Say that the order has come, then die; or stay silent."""
        say("taken")
        if sys.argv[1] == "die":
            os._exit(1)
        time.sleep(60)
        raise SystemExit


if __name__ == "__main__":
    server = grpc.server(ThreadPoolExecutor(2))
    services.add_AccountingLedgerServiceServicer_to_server(DyingLedger(), server)  # type: ignore[abstract]
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    say(port)
    server.wait_for_termination()
