"""A program for the desk after a storm: `pass-time`, or `settle` with JSON to read."""

import os
import sys

import django
import orjson

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billie.settings")


def main() -> None:
    """Do what the first word says."""
    django.setup()
    from tests.chaos.pass_time import pass_time
    from tests.chaos.settle import settle

    match sys.argv[1]:
        case "pass-time":
            pass_time()
        case "settle":
            settle(orjson.loads(sys.stdin.read()))


if __name__ == "__main__":
    main()
