"""The vault, as Django knows it."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "billie.vault"
    label = "vault"
    verbose_name = "Vault"

    def ready(self) -> None:
        """Check the keys at every start."""
        from billie.vault import checks  # noqa: F401
