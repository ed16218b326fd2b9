"""Lifelike stories of made-up customers, as messages of the event stream.

The same seed and the same arguments give the same bytes: no clock, no network, no database here.
`stories` tells lives, `faults` spoils them as real traffic is spoilt, `corpus` is for benchmarks.
"""
