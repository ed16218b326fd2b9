"""What one call costs the simulated billers: processor milliseconds and calls a second.

One client on one connection that stays open; the books are kept in a file, as in a chaos test.
"""

import argparse
import asyncio
import http.client
import multiprocessing
import tempfile
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import orjson
import psutil
from support import harness

from billers.simulator import server
from billers.simulator.journal import Journal
from billers.simulator.simulator import Habits, Simulator

CALLS = 3_000
HOST = "127.0.0.1"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"


def serve(port: "multiprocessing.Queue[int]", stopping: Event, books: Path) -> None:
    """Run the simulated billers until told to stop."""

    async def run() -> None:
        listener = server.listen(HOST, 0)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.run_in_executor(None, lambda: (stopping.wait(), loop.call_soon_threadsafe(stop.set)))
        port.put(listener.getsockname()[1])
        await server.run(Simulator(Journal(books), Habits()), listener, stopping=stop)

    asyncio.run(run())


def by_esb(number: int) -> tuple[str, str, bytes]:
    body = (
        f"<post-payment-request><our-transaction-id>E{number}</our-transaction-id>"
        f"<account-number>{number}</account-number><amount>10.00</amount>"
        "<currency>MWK</currency></post-payment-request>"
    )
    return "POST", "/esb/lwb_postpaid/transactions", body.encode()


def by_soap(number: int) -> tuple[str, str, bytes]:
    body = (
        f'<s:Envelope xmlns:s="{ENVELOPE}"><s:Body>'
        '<PostPayment xmlns="urn:billie:biller:lwb_postpaid">'
        f"<OurTransactionId>S{number}</OurTransactionId><AccountNumber>{number}</AccountNumber>"
        "<Amount>10.00</Amount><Currency>MWK</Currency></PostPayment></s:Body></s:Envelope>"
    )
    return "POST", "/soap/lwb_postpaid", body.encode()


def by_tnm(number: int) -> tuple[str, str, bytes]:
    return "GET", f"/tnm/api/internetbundles/T{number}/26588{number:07}/1001", b""


def by_transfer(number: int) -> tuple[str, str, bytes]:
    body = {
        "header": {"uniqueIdentifier": f"X{number}"},
        "body": {
            "transactionType": "AC",
            "debitAccountNumber": str(1000 + number % 50),
            "debitAmount": "10.00",
            "debitCurrency": "MWK",
            "creditAccountNumber": "SUSPENSE",
            "creditCurrencyId": "MWK",
        },
    }
    return "POST", "/t24/transaction/1.0/initiate/transaction", orjson.dumps(body)


WAYS = {"esb": by_esb, "soap": by_soap, "tnm": by_tnm, "core_banking": by_transfer}


def measure(port: int, process: psutil.Process, way: str, calls: int) -> dict[str, float]:
    """Return what calls of one kind cost."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    busy, began = sum(process.cpu_times()[:2]), time.perf_counter()
    for number in range(calls):
        method, path, body = WAYS[way](number)
        connection.request(method, path, body=body, headers={"X-Api-Key": "made-up"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
    took = time.perf_counter() - began
    busy = sum(process.cpu_times()[:2]) - busy
    connection.close()
    return {"cpu_ms": round(1000 * busy / calls, 3), "calls_per_second": round(calls / took)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS)
    calls = parser.parse_args().calls
    ports: multiprocessing.Queue[int] = multiprocessing.Queue()
    stopping = multiprocessing.Event()
    with tempfile.TemporaryDirectory() as folder:
        words = (ports, stopping, Path(folder) / "books.jsonl")
        billers = multiprocessing.Process(target=serve, args=words, daemon=True)
        billers.start()
        port, process = ports.get(timeout=30), psutil.Process(billers.pid)
        costs = {way: measure(port, process, way, calls) for way in WAYS}
        stopping.set()
        billers.join(10)
    harness.show(
        {
            "benchmark": "biller_simulator",
            "calls": calls,
            **costs,
            "asked": {"cpu_ms": 1.0, "calls_per_second": 200},
        }
    )


if __name__ == "__main__":
    main()
