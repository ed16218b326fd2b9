"""Casework: what staff write themselves. Ordinary rows, never projections."""

from servicing.models.casework.flags import CustomerFlag
from servicing.models.casework.notes import ContactNote
from servicing.models.casework.promises import PromiseToPay

__all__ = ["ContactNote", "CustomerFlag", "PromiseToPay"]
