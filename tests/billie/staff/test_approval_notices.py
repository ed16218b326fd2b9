"""Telling approvers: one notice a request, with a title and an address and nothing else."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from structlog.testing import capture_logs

from billie.celery import app
from billie.live import topics
from billie.staff import tasks
from billie.staff.models import Approval
from tests.billie.staff.approval_story import NOW, approve, asked

pytestmark = pytest.mark.django_db


class Mailbox:
    """A server that keeps what Apprise sends to it."""

    def __init__(self) -> None:
        self.notices: list[dict[str, Any]] = []
        mailbox = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                octets = self.rfile.read(int(self.headers["Content-Length"]))
                mailbox.notices.append(json.loads(octets))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Door)

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    thread = threading.Thread(target=mailbox.server.serve_forever, daemon=True)
    thread.start()
    settings.NOTICE_URLS = [mailbox.address]
    settings.PUBLIC_URL = "https://billie.example"
    yield mailbox
    mailbox.server.shutdown()
    mailbox.server.server_close()


@pytest.fixture
def tasks_at_once() -> Iterator[None]:
    """Run what is enqueued at once, in this process."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def test_approvers_are_told_the_title_and_the_address_and_nothing_else(desk, ann, mailbox):
    approval = asked(ann)

    tasks.tell_approvers(approval_id=approval.pk)

    [notice] = mailbox.notices
    assert notice["title"] == "Waiting for approval: Write off 812.50 AUD on account 1000-1"
    assert notice["message"] == f"https://billie.example/approvals/{approval.pk}"
    assert "bankrupt" not in json.dumps(notice)


def test_a_notice_that_is_sent_twice_is_sent_once(desk, ann, mailbox):
    approval = asked(ann)

    told = [tasks.tell_approvers(approval_id=approval.pk) for _ in range(2)]

    assert told == [True, False]
    assert len(mailbox.notices) == 1


def test_nobody_is_told_of_what_is_decided(desk, ann, sam, mailbox):
    approval = asked(ann)
    approve(approval, sam)

    assert tasks.tell_approvers(approval_id=approval.pk) is False
    assert mailbox.notices == []


def test_what_cannot_be_delivered_is_logged_without_its_address(desk, ann, settings):
    approval = asked(ann)
    settings.NOTICE_URLS = ["json://user:secret@127.0.0.1:9", "no address at all"]

    with capture_logs() as logs:
        was_told = tasks.tell_approvers(approval_id=approval.pk)

    assert was_told is False
    [line] = [line for line in logs if line["event"] == "approval_notice_not_delivered"]
    assert "secret" not in str(line)


def test_looking_after_approvals_tells_of_new_ones_and_closes_old_ones(
    desk, ann, mailbox, tasks_at_once, settings
):
    settings.APPROVAL_DAYS = 36_500
    new = asked(ann)
    settings.APPROVAL_DAYS = 1
    old = asked(ann, subject=("loan account", "ACC-2"), now=NOW.replace(year=2020))

    done = tasks.look_after_approvals()
    again = tasks.look_after_approvals()

    assert (done, again) == ({"expired": 1, "told": 1}, {"expired": 0, "told": 0})
    assert Approval.objects.get(pk=old.pk).state == "EXPIRED"
    assert Approval.objects.get(pk=new.pk).told_at is not None
    assert len(mailbox.notices) == 1


def test_without_addresses_nobody_is_told(desk, ann, settings):
    settings.NOTICE_URLS = []
    asked(ann)

    assert tasks.look_after_approvals()["told"] == 0


def test_beat_looks_after_approvals():
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert "staff.look_after_approvals" in scheduled


def test_open_pages_hear_of_a_request_and_of_its_decision(
    desk, ann, sam, redis_client, django_capture_on_commit_callbacks
):
    heard = []

    with django_capture_on_commit_callbacks(execute=True):
        approval = asked(ann)
    heard.append(redis_client.xrevrange("billie:live", count=1)[0][1][b"topics"])
    with django_capture_on_commit_callbacks(execute=True):
        approve(approval, sam)
    heard.append(redis_client.xrevrange("billie:live", count=1)[0][1][b"topics"])

    expected = sorted([topics.APPROVALS, topics.customer("CUS-1"), topics.account("ACC-1")])
    assert [json.loads(entry) for entry in heard] == [expected, expected]
    assert redis_client.xlen("billie:live") == 2
