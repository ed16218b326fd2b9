"""What people are shown of a change that needs two of them: old and new, credentials as names."""

import json

from django.utils.crypto import salted_hmac

from billers.models import BillerConfig, ConfigChange
from billers.operations.config_content import content_of, is_guarded, lines_of
from billie.staff.approval_content import Shown, ShownRow

SALT = "billers.ConfigChange"
DIGITS, GROUP = 16, 4


def shown_of(change: ConfigChange, config: BillerConfig | None) -> Shown:
    """Return what a change would make of a biller as it is now, None for one that is not there.

    What decides where money and secrets go is always shown, of the rest only what changes.
    """
    before = content_of(config) if config else {}
    old, new = lines_of(before), lines_of({**before, **change.values})
    rows = [
        ShownRow(label, old.get(label) or None, new.get(label) or None)
        for label in dict.fromkeys([*new, *old])
        if is_guarded(label) or old.get(label, "") != new.get(label, "")
    ]
    version = config.version if config else 0
    return Shown(
        rows=[
            *rows,
            *_credential_rows(change, config),
            ShownRow("Version", str(version) if config else None, str(change.base_version + 1)),
            ShownRow("Fingerprint of this change", None, fingerprint_of(change)),
        ]
    )


def fingerprint_of(change: ConfigChange) -> str:
    """Return some digits that no other change has, and that tell nothing of its credentials.

    They are reckoned with the installation's key, so nobody can try passwords on them.
    """
    content = [
        change.pk,
        change.biller_type,
        change.base_version,
        change.values,
        sorted(change.credentials.items()),
        sorted(change.dropped),
    ]
    text = json.dumps(content, sort_keys=True)
    digits = salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:DIGITS]
    return " ".join(digits[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def _credential_rows(change: ConfigChange, config: BillerConfig | None) -> list[ShownRow]:
    """Return a row for each credential by name, with what becomes of it; never with its value."""
    kept = set(config.credentials) if config else set()
    rows = []
    for name in sorted({*kept, *change.credentials, *change.dropped}):
        before = "Kept sealed" if name in kept else None
        after = before
        if name in change.credentials:
            after = "Another one" if before else "A new one"
        elif name in change.dropped:
            after = "Forgotten"
        rows.append(ShownRow(f"Credential {name}", before, after))
    return rows
