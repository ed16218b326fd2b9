"""Tests of the screens through which staff move money."""
