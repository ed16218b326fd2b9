"""Rows of the billers room: configurations, payments with attempts and timeline, look-ups."""

from billers.models.alarms import Alarm
from billers.models.callbacks import Callback
from billers.models.changes import ConfigChange
from billers.models.configurations import BillerConfig, BillerConfigVersion, BillerType, Dialect
from billers.models.evidence import Evidence
from billers.models.figures import DailyFigure, FigureChange
from billers.models.idempotency import IdempotentAnswer
from billers.models.legs import Leg, Outcome, TransactionType
from billers.models.lookups import LookupRecord
from billers.models.payments import Attempt, BillerTransaction, TimelineEntry
from billers.models.reveals import TokenReveal
from billers.models.transfers import CoreTransfer
from billers.models.views import SavedView

__all__ = [
    "Alarm",
    "Attempt",
    "BillerConfig",
    "BillerConfigVersion",
    "BillerTransaction",
    "BillerType",
    "Callback",
    "ConfigChange",
    "CoreTransfer",
    "DailyFigure",
    "Dialect",
    "Evidence",
    "FigureChange",
    "IdempotentAnswer",
    "Leg",
    "LookupRecord",
    "Outcome",
    "SavedView",
    "TimelineEntry",
    "TokenReveal",
    "TransactionType",
]
