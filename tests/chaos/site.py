"""The whole way of a payment on servers of a test's own: web, workers, beat and the billers."""

import random
import signal
import subprocess
from pathlib import Path

from tests.billers.plain_client import ask
from tests.billers.simulated_billers import BillersProcess
from tests.conftest import wait_until
from tests.ports import free_port
from tests.private_servers import PrivateServers

SUSPENSE = "SUSPENSE"
WORKERS = 2
TROUBLES = (
    "refuse,refuse_setup,silent_before,answer_lost,answer_cut,reset_before,reset,answered_twice,"
    "error_before,error,http_conflict,redirect,garbage,empty,page,dtd,entities,deep,encoding,"
    "wrong_amount,wrong_reference,wrong_account,contradiction,strange_word,duplicate,late,"
    "late_hidden,late_callback,callback,callback_twice,callback_forged,callback_old"
)
"""All sorts of trouble but those in which a biller denies for good what it took: of these only a
statement tells the truth, or a callback that contradicts it."""
START_SECONDS = 60.0


class PaymentSite(PrivateServers):
    """Web, workers and beat that pay at simulated billers, all of them programs."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        callbacks = f"{self.url}/api/billers/callbacks/{{billerType}}"
        self.billers = BillersProcess(home / "books.jsonl", "--callback-url", callbacks)
        self._workers: list[subprocess.Popen[bytes]] = []
        self._others: list[subprocess.Popen[bytes]] = []

    def environment(self) -> dict[str, str]:
        """Return an environment with core banking, and with little patience for it."""
        bank = {"T24_API_URL": f"{self.billers.url}/t24"} if self.billers.url else {}
        return {
            **super().environment(),
            **bank,
            "T24_API_KEY": "a-key-for-tests",
            "T24_SUSPENSE_ACCOUNT": SUSPENSE,
            "T24_TIMEOUT_SECONDS": "3",
            "BILLER_ALLOWED_HOSTS": "127.0.0.1",
            "BILLER_ALLOWED_NETWORKS": "127.0.0.0/8",
        }

    def open(self) -> None:
        """Bring everything up, with staff and billers, and wait until pages are answered."""
        self.billers.start()
        self.use("payments", 1)
        port = self.billers.url.rpartition(":")[2]
        self.manage("seed_staff", "--demo")
        self.manage("seed_billers", "--demo", port)
        with self.connect() as connection:
            connection.execute("update billers_billerconfig set timeout_ms = 3000")
        web = ("-m", "uvicorn", "billie.asgi:application", "--port", str(self._port))
        celery = ("-m", "celery", "--app", "billie.celery", "--quiet")
        schedule = ("--schedule", str(self.home / "schedule"), "--pidfile", "")
        self._others = [
            self.start(*web, "--log-level", "warning", "--no-access-log"),
            self.start(*celery, "beat", "--loglevel", "WARNING", *schedule),
        ]
        for _ in range(WORKERS):
            self._start_worker()
        wait_until(self._answers, seconds=START_SECONDS)

    def kill_worker(self, chance: random.Random) -> None:
        """Kill a worker with all that it has in hand, and start another in its place."""
        victim = chance.choice(self._workers)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        self._workers.remove(victim)
        self._start_worker()

    def rest(self) -> None:
        """Stop web, workers and beat; the billers and the servers stay."""
        programs = [*self._workers, *self._others]
        for program in programs:
            program.terminate()
        for program in programs:
            try:
                program.wait(30)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
        self._workers, self._others = [], []

    def end(self) -> None:
        self.rest()
        if self.billers.url:
            self.billers.end()
        super().end()

    def said(self) -> str:
        """Return the end of what the programs said."""
        return (self.home / "programs.log").read_text(errors="replace")[-5000:]

    def _start_worker(self) -> None:
        queue = ("--queues", "payments", "--pool", "threads", "--concurrency", "4")
        alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        name = ("--hostname", f"worker{len(self._workers)}.{random.randrange(10**9)}@site")
        celery = ("-m", "celery", "--app", "billie.celery", "--quiet", "worker")
        self._workers.append(self.start(*celery, *queue, *alone, *name, "--loglevel", "WARNING"))

    def _answers(self) -> bool:
        try:
            return ask(self.url, "/healthz").status == 200
        except OSError:
            return False
