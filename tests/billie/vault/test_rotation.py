"""Rotating the keys of sealed columns, while somebody else writes to them."""

import base64

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from billers.models import BillerConfig
from billie.staff.models import AuditEntry
from billie.vault.envelope import CannotUnseal

pytestmark = pytest.mark.django_db(transaction=True)


def key(key_id: str, letter: str) -> str:
    return f"{key_id}:{base64.b64encode(letter.encode() * 32).decode()}"


OLD, NEW = key("2025", "a"), key("2026", "b")


@pytest.fixture
def biller(settings):
    """A biller whose credentials are sealed under the key of 2025."""
    settings.ENCRYPTION_KEYS = [OLD]
    now = timezone.now()
    return BillerConfig.objects.create(
        biller_type="LWB_POSTPAID",
        biller_name="Lilongwe Water Board",
        display_name="Lilongwe Water",
        dialect="ESB",
        base_url="http://127.0.0.1:9",
        credentials={"username": "desk", "password": "made-up-hush"},
        created_at=now,
        updated_at=now,
    )


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select credentials from billers_billerconfig")
        return str(cursor.fetchone()[0])


def test_the_database_alone_tells_no_secret(biller):
    assert "hush" not in stored()
    assert stored().startswith("v1.2025.")
    assert "hush" not in repr(BillerConfig.objects.get().credentials)


def test_after_a_rotation_the_old_key_can_go(biller, settings):
    settings.ENCRYPTION_KEYS = [NEW, OLD]

    call_command("rotate_keys")

    settings.ENCRYPTION_KEYS = [NEW]
    assert stored().startswith("v1.2026.")
    assert BillerConfig.objects.get().credentials["password"] == "made-up-hush"
    assert AuditEntry.objects.get(action="KEYS_ROTATED").subject_id == "2026"


def test_a_second_rotation_changes_nothing(biller, settings):
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    call_command("rotate_keys")
    before = stored()

    call_command("rotate_keys")

    assert stored() == before


def test_a_secret_whose_key_is_gone_is_said_and_kept(biller, settings):
    before = stored()
    settings.ENCRYPTION_KEYS = [NEW]

    with pytest.raises(CommandError, match="1 secrets could not be opened"):
        call_command("rotate_keys")

    assert stored() == before
    with pytest.raises(CannotUnseal):
        BillerConfig.objects.get()


def test_a_list_of_keys_that_is_wrong_is_one_clear_sentence(settings):
    settings.ENCRYPTION_KEYS = ["nothing"]

    with pytest.raises(CommandError, match="ENCRYPTION_KEYS: key 1"):
        call_command("rotate_keys")
