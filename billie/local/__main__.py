"""`python -m billie.local`: run everything here, or look after the embedded servers by hand."""

import argparse
import os
import shutil
import signal
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billie.settings")

ACTIONS = {
    "run": "run everything with a demo until Ctrl-C",
    "stop": "stop all that runs here",
    "up": "start the embedded servers and print their addresses",
    "down": "stop the embedded servers",
    "status": "print the addresses of the embedded servers; exit code 0 if both answer",
    "forget": "stop all that runs here and delete the embedded servers' data",
}


def main(words: list[str]) -> int:
    """Do what the words ask for and return the exit code."""
    listed = "\n".join(f"  {name:8}{meaning}" for name, meaning in ACTIONS.items())
    parser = argparse.ArgumentParser(
        prog="python -m billie.local",
        description=f"{__doc__}\n\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("action", choices=ACTIONS, metavar="ACTION")
    action = parser.parse_args(words).action
    # a script that starts us in the background would otherwise leave us deaf to it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return _do(action)
    except ModuleNotFoundError as error:
        missing = (
            f"The package '{error.name}' is missing. `make clean run` installs everything anew."
        )
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _do(action: str) -> int:
    """Do one of `ACTIONS`; what keeps us from it is said in a sentence."""
    from django.core.exceptions import ImproperlyConfigured

    from billie.local import folder, run, servers
    from billie.local.problems import CannotRun

    try:
        if action == "run":
            run.run()
        elif action == "stop":
            print("Stopped." if run.stop() else "Nothing was running.")
        elif action == "forget":
            run.stop()
            shutil.rmtree(folder.claim())
        elif action == "up":
            servers.ensure_running()
        elif action == "down":
            servers.stop()
        return _print_addresses() if action in {"up", "status"} else 0
    except (CannotRun, ImproperlyConfigured) as problem:
        print(problem, file=sys.stderr)
        return 1


def _print_addresses() -> int:
    from billie.local import addresses, servers

    answering = servers.status()
    for name, variable, url in (
        ("postgres", "DATABASE_URL", addresses.postgres_url()),
        ("redis", "REDIS_URL", addresses.redis_url()),
    ):
        print(f"{variable}={url}" + ("" if answering[name] else "   (not running)"))
    return 0 if all(answering.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
