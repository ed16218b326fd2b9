"""The commands of the Makefile, on a machine where something is missing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with nothing but the Makefile and its lists."""
    for name in (
        "Makefile",
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-install.txt",
    ):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def test_make_alone_lists_every_target(checkout):
    targets = re.findall(r"^([a-z]+):", (checkout / "Makefile").read_text(), re.MULTILINE)

    listed = make(checkout)

    assert listed.returncode == 0
    assert re.findall(r"^make ([a-z]+) ", listed.stdout, re.MULTILINE) == targets
    assert {"run", "test", "lint", "fix", "bench", "stop", "clean"} <= set(targets)


def test_a_python_too_old_is_one_clear_sentence(checkout):
    old = program(checkout / "old", "sys.version_info = (3, 10)")

    run = make(checkout, "run", f"PYTHON={old}")

    assert run.returncode != 0
    assert "Billie needs Python 3.11 or newer" in run.stdout
    assert "make run PYTHON=python3.12" in run.stdout
    assert "Traceback" not in run.stdout


def test_a_missing_python_is_one_clear_sentence(checkout):
    run = make(checkout, "run", "PYTHON=no-such-python")

    assert run.returncode != 0
    assert "Billie needs Python 3.11 or newer as 'no-such-python'" in run.stdout


def test_missing_virtual_environments_are_one_clear_sentence(checkout):
    bare = program(checkout / "bare", "sys.modules['ensurepip'] = None")

    run = make(checkout, "test", f"PYTHON={bare}")

    assert run.returncode != 0
    assert "apt-get install python3-venv" in run.stdout
    assert "Traceback" not in run.stdout


def program(path: Path, begins_with: str) -> Path:
    """Make a Python of which something is different: it runs a line before what it is given."""
    path.write_text(
        f"#!{sys.executable}\nimport sys\n{begins_with}\n"
        "exec(sys.argv[sys.argv.index('-c') + 1])\n"
    )
    path.chmod(0o755)
    return path


def test_stopping_where_nothing_was_ever_started_is_no_fault(checkout):
    assert make(checkout, "stop").returncode == 0
