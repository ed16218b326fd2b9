"""PostgreSQL and Redis for a machine that has none: found, started or stopped together."""

from collections.abc import Sequence
from types import ModuleType

from django.conf import settings

from billie.local import folder, postgres, valkey

BY_NAME: dict[str, ModuleType] = {"postgres": postgres, "redis": valkey}


def ensure_running(names: Sequence[str] = tuple(BY_NAME)) -> None:
    """Return when the named servers answer; start those that do not.

    Any number of processes may call this at once. With everything up it takes about a millisecond.

    :raises CannotRun: if a server cannot be started, or the home folder is not ours
    """
    home = folder.claim()
    if all(BY_NAME[name].is_ready(home) for name in names):
        return
    with folder.locked(home):
        for name in names:
            if not BY_NAME[name].is_ready(home):
                BY_NAME[name].start(home)


def ensure_configured() -> None:
    """Start those of the embedded servers that the settings point to."""
    if settings.EMBEDDED_SERVERS:
        ensure_running(settings.EMBEDDED_SERVERS)


def stop() -> None:
    """Stop both servers, whoever uses them."""
    home = folder.claim()
    with folder.locked(home):
        for server in BY_NAME.values():
            server.stop(home)


def stop_unless_used() -> bool:
    """Stop both servers if no process says that it needs them; tell whether they were stopped."""
    home = folder.claim()
    if folder.is_in_use(home):
        return False
    stop()
    return True


def status() -> dict[str, bool]:
    """Tell by name which server answers."""
    home = folder.claim()
    return {name: server.is_ready(home) for name, server in BY_NAME.items()}
