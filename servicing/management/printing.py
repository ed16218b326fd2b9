"""What commands print with: fitted to a terminal, plain and whole in a pipe or a file."""

from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

PIPE_WIDTH = 240


def console_for(stdout: Any) -> Console:
    """Return a console that writes to a command's standard output and never breaks a line."""
    is_terminal = bool(getattr(stdout, "isatty", lambda: False)())
    width = None if is_terminal else PIPE_WIDTH
    return Console(file=stdout, soft_wrap=True, width=width, highlight=is_terminal)


def plain_table(*headings: str) -> Table:
    """Return a table without frames, so that its lines can be searched and cut."""
    return Table(*headings, box=box.SIMPLE_HEAD, pad_edge=False)
