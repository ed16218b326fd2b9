"""The Celery application: its tasks are found in the rooms, its timetable is code."""

import os
import warnings
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billie.settings")

from billie.local import servers

app = Celery("billie")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "trim streams": {
        "task": "servicing.trim_streams",
        "schedule": 600.0,
        "options": {"expires": 600},  # none pile up while no worker runs
    },
    "sweep money commands": {
        "task": "ledger.sweep",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "sweep bill payments": {
        "task": "billers.sweep",
        "schedule": 5.0,
        "options": {"expires": 5, "queue": "payments"},
    },
    "settle transfers at core banking": {
        "task": "billers.settle_transfers",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "look after alarms": {
        "task": "billers.look_after_alarms",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "fold daily figures of payments": {
        "task": "billers.fold_figures",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "forget changes that nobody asked for": {
        "task": "billers.forget_drafts",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget idempotent answers": {
        "task": "billers.forget_old_answers",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "close collection cases": {
        "task": "servicing.close_cases",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "settle promises": {
        "task": "servicing.settle_promises",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "look after approvals": {
        "task": "staff.look_after_approvals",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
}


@celeryd_init.connect
@beat_init.connect
def have_servers(**_signal: Any) -> None:
    """Start the embedded servers, if they are wanted, before a worker or beat connects."""
    servers.ensure_configured()
    if not settings.IS_PRODUCTION:
        # on a desk, root is often all there is
        warnings.filterwarnings("ignore", message=".*superuser privileges")
