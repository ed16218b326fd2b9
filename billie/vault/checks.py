"""What must be right about the keys before Billie runs."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from billie.vault.envelope import KeysNotValid
from billie.vault.fields import running_keyring


@register(Tags.security)
def keys_can_be_read(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Refuse to start with a list of keys that cannot be read."""
    try:
        running_keyring()
    except KeysNotValid as error:
        return [
            Error(
                f"ENCRYPTION_KEYS: {error}.",
                hint="Make a key with: openssl rand -base64 32. Write it as id:key.",
                id="vault.E001",
            )
        ]
    return []
