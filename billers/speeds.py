"""How long payments take, in bands: what a share of them stayed below can be added up by day."""

from collections.abc import Mapping

#  band, and the milliseconds that its payments stayed below
LIMITS: Mapping[int, int] = {
    1: 100, 2: 200, 3: 500, 4: 1_000, 5: 2_000, 6: 5_000, 7: 10_000, 8: 20_000, 9: 30_000,
    10: 60_000, 11: 300_000, 12: 3_600_000, 13: 86_400_000,
}  # fmt: skip
LONGEST = 14
"""The band of what took longer than any limit."""


def band_of(milliseconds: int) -> int:
    """Return the band that a time belongs to."""
    return next((band for band, limit in LIMITS.items() if milliseconds < limit), LONGEST)


def below(counts: Mapping[int, int], share: float) -> int | None:
    """Return the milliseconds that a share of the counted payments stayed below.

    It is the limit of a band, so at most that of the real one. None if nothing was counted, or
    if it is beyond the last limit.
    """
    wanted, reached = share * sum(counts.values()), 0
    for band in sorted(counts):
        reached += counts[band]
        if counts[band] and reached >= wanted:
            return LIMITS.get(band)
    return None
