"""The desk of the operations' tests, for those that only read."""

from tests.billers.operations.conftest import bank, desk

__all__ = ["bank", "desk"]
