"""Where chance comes from: always a seed, never the clock or the machine."""

from random import Random


def chance_from(seed: str | int) -> Random:
    """Return a source of chances that a seed decides. It tells stories and keeps no secrets."""
    return Random(seed)  # noqa: S311  # nosec B311
