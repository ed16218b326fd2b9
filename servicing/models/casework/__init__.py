"""Casework: what staff write themselves. Ordinary rows, never projections."""

from servicing.models.casework.collections import CollectionCase, CollectionContact
from servicing.models.casework.flags import CustomerFlag
from servicing.models.casework.notes import ContactNote
from servicing.models.casework.promises import PromiseToPay

__all__ = [
    "CollectionCase",
    "CollectionContact",
    "ContactNote",
    "CustomerFlag",
    "PromiseToPay",
]
