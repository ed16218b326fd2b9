"""What must be right before anything runs: the files that the connection to the ledger needs."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from ledger.client.connecting import connection_of_settings, find_missing_files


@register
def check_connection(
    app_configs: Sequence[AppConfig] | None, **_options: object
) -> list[CheckMessage]:
    """Name certificates and keys that are missing, and a token that anybody could read."""
    connection = connection_of_settings()
    found: list[CheckMessage] = [
        Error(sentence, hint="Correct the variable, or set LEDGER_TLS=off.", id="ledger.E001")
        for sentence in find_missing_files(connection)
    ]
    if connection.token and connection.tls == "off":
        found.append(
            Warning(
                "LEDGER_TOKEN is sent to the ledger without encryption.",
                hint="Set LEDGER_TLS=tls.",
                id="ledger.W001",
            )
        )
    if settings.IS_PRODUCTION and connection.tls == "off":
        found.append(
            Warning(
                "Money orders go to the ledger without encryption.",
                hint="Set LEDGER_TLS to tls or mtls, unless the network in between is trusted.",
                id="ledger.W002",
            )
        )
    return found
