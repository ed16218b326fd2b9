"""Whether a configuration has the paths that a connector needs."""

import re
from collections.abc import Mapping

from billers.connectors.contract import Dialect, Settings, SettingsAreUnfinished

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PATH = re.compile(r"(/[A-Za-z0-9_.~{}%@:-]*)+")


def check_paths(
    biller_type: str,
    dialect: Dialect,
    path_names: Mapping[str, frozenset[str]],
    settings: Settings,
) -> None:
    """Refuse a configuration that has not the paths of a connector, each with its placeholders.

    :raises SettingsAreUnfinished: naming what is missing or cannot be used
    """
    if settings.dialect != dialect:
        raise SettingsAreUnfinished(
            f"{biller_type} was built for {dialect}, and is configured to speak "
            f"{settings.dialect}."
        )
    for name, needed in path_names.items():
        path = settings.paths.get(name, "")
        if not _PATH.fullmatch(path):
            raise SettingsAreUnfinished(
                f"{biller_type}: the path {name!r} must be given and begin with a slash."
            )
        if sorted(_PLACEHOLDER.findall(path)) != sorted(needed):
            named = ", ".join(f"{{{value}}}" for value in sorted(needed)) or "no placeholder"
            raise SettingsAreUnfinished(
                f"{biller_type}: the path {name!r} must have {named}, once each."
            )
