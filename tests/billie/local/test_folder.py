"""The servers' folder is ours alone, or nothing runs."""

import os
import stat

import pytest

from billie.local import folder
from billie.local.problems import CannotRun


@pytest.fixture(autouse=True)
def chosen_home(monkeypatch, home):
    monkeypatch.setenv("BILLIE_HOME", str(home))


def test_a_folder_that_is_not_there_is_made(home):
    home.rmdir()

    assert folder.claim() == home
    assert not stat.S_IMODE(home.stat().st_mode) & (stat.S_IWGRP | stat.S_IWOTH)


def test_a_link_in_its_place_is_refused(home, tmp_path):
    home.rmdir()
    home.symlink_to(tmp_path)

    with pytest.raises(CannotRun, match="is a link or a file"):
        folder.claim()
    home.unlink()


def test_a_folder_that_others_may_write_to_is_refused(home):
    home.chmod(0o777)

    with pytest.raises(CannotRun, match="can be written to by other users"):
        folder.claim()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_refused(home):
    os.chown(home, 65534, 65534)

    with pytest.raises(CannotRun, match="belongs to another user"):
        folder.claim()
    os.chown(home, 0, 0)


def test_a_path_too_long_for_a_socket_is_refused(monkeypatch, home):
    monkeypatch.setenv("BILLIE_HOME", str(home / ("long" * 25)))

    with pytest.raises(CannotRun, match="too long for Unix sockets"):
        folder.claim()


def test_a_folder_is_known_to_be_in_use(home):
    assert not folder.is_in_use(home)

    with folder.in_use(home):
        assert folder.is_in_use(home)
    assert not folder.is_in_use(home)
