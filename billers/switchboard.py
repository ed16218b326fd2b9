"""The switchboard: from a configuration to a connector that is ready to talk.

# Note [A connector is kept with the version it was made for]
Making a connector costs a parsed WSDL and a pool of connections, so each process keeps the ones it
made. They are kept under the version of the configuration, and every payment reads its
configuration anew: a change is noticed by every process with its next payment.
"""

import os
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.conf import settings

from billers.connectors.contract import Dialect as Spoken
from billers.connectors.contract import Order, Reply, RetryPolicy, Reversal, Settings
from billers.connectors.core_banking import CoreBanking, CoreBankingSettings
from billers.connectors.registry import NoSuchConnector, find_connector
from billers.connectors.registry import connect as connect_to
from billers.models import BillerConfig, BillerTransaction, TransactionType

MOST_CONNECTORS = 64

PAYS_BY = {
    TransactionType.POST_TRANSACTION: "pay",
    TransactionType.CONFIRM_INVOICE: "confirm_invoice",
    TransactionType.CONFIRM_BUNDLE: "buy_bundle",
}
"""Which ability of a connector a payment needs."""


def connect(config: BillerConfig) -> Any:
    """Return the connector of a biller, made from its configuration as it is now.

    :raises NoSuchConnector: if no biller of this type speaks the configured dialect
    :raises SettingsAreUnfinished: if the configuration lacks something
    """
    return _connector(os.getpid(), config.pk, config.version, _Hidden(config))


def connector_of(config: BillerConfig) -> Any:
    """Return a connector of a configuration that may not be stored yet; it is not kept.

    :raises NoSuchConnector: if no biller of this type speaks the configured dialect
    :raises SettingsAreUnfinished: if the configuration lacks something
    """
    return connect_to(config.biller_type, _settings_of(config))


def can(config: BillerConfig, ability: str) -> bool:
    """Tell whether a biller, over the dialect that is configured, has an ability.

    An ability is a method of its connector, or a fact such as `sells_tokens`.

    :raises NoSuchConnector: if no biller of this type speaks the configured dialect
    """
    return bool(getattr(find_connector(config.biller_type, config.dialect), ability, False))


def pay(connector: Any, payment: BillerTransaction, order: Order) -> Reply[Any]:
    """Send an order by the ability that its payment needs."""
    ability = PAYS_BY[TransactionType(payment.transaction_type)]
    reply: Reply[Any] = getattr(connector, ability)(order)
    return reply


def reverse(connector: Any, reversal: Reversal) -> Reply[Any]:
    """Send a reversal.

    :raises NoSuchConnector: if the biller, as it is configured now, takes no payment back
    """
    if not hasattr(connector, "reverse"):
        raise NoSuchConnector("As the biller is set up now, it takes no payment back.")
    reply: Reply[Any] = connector.reverse(reversal)
    return reply


def core_banking(*, patience_seconds: float | None = None) -> CoreBanking:
    """Return the client of core banking; with patience it asks once, and not for longer.

    :raises CoreBankingIsOff: if it is not configured
    """
    chosen = CoreBankingSettings(
        url=settings.T24_API_URL,
        api_key=settings.T24_API_KEY,
        suspense_account=settings.T24_SUSPENSE_ACCOUNT,
        timeout_seconds=settings.T24_TIMEOUT_SECONDS,
        allowed_hosts=frozenset(settings.BILLER_ALLOWED_HOSTS),
        allowed_networks=frozenset(settings.BILLER_ALLOWED_NETWORKS),
    )
    if patience_seconds is not None:
        seconds = min(patience_seconds, chosen.timeout_seconds)
        chosen = replace(chosen, timeout_seconds=seconds, retries=RetryPolicy(tries=1))
    return _core_banking(os.getpid(), chosen)


def has_core_banking() -> bool:
    """Tell whether core banking is configured (WIRE 4)."""
    return bool(settings.T24_API_URL and settings.T24_API_KEY)


class _Hidden:
    """Carries a configuration into the cache without being part of its key."""

    def __init__(self, config: BillerConfig) -> None:
        self.config = config

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hidden)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=MOST_CONNECTORS)
def _connector(process: int, config_id: int, version: int, hidden: _Hidden) -> Any:
    return connector_of(hidden.config)


@lru_cache(maxsize=4)
def _core_banking(process: int, chosen: CoreBankingSettings) -> CoreBanking:
    return CoreBanking(chosen)


def _settings_of(config: BillerConfig) -> Settings:
    return Settings(
        base_url=config.base_url,
        dialect=Spoken(config.dialect),
        paths=config.endpoints,
        credentials=config.credentials,
        currency=config.default_currency,
        timeout_seconds=config.timeout_ms / 1000,
        retries=RetryPolicy(tries=config.retry_attempts + 1),
        allowed_hosts=frozenset(settings.BILLER_ALLOWED_HOSTS),
        allowed_networks=frozenset(settings.BILLER_ALLOWED_NETWORKS),
    )
