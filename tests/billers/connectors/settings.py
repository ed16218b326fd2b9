"""Settings that any connector can be built with, for a server of this machine."""

from billers.connectors.contract import RetryPolicy, Settings

PATHS = {
    "service": "/services/{biller}",
    "accountDetails": "/esb/{biller}/accounts",
    "invoice": "/esb/{biller}/accounts",
    "payment": "/esb/{biller}/transactions",
    "confirmInvoice": "/esb/{biller}/transactions",
    "bundles": "/api/internetbundles",
    "bundle": "/api/internetbundles",
    "purchaseBundle": "/api/internetbundles",
}
ORDER_OF_VALUES = ("account_number", "our_transaction_id", "phone", "bundle_id")
CREDENTIALS = {"username": "made-up-user", "password": "made-up-password"}


def paths_for(connector):
    """Return a path for each that a connector needs, with its values behind it."""
    return {
        name: "/".join(
            [
                PATHS[name].replace("{biller}", connector.biller_type.lower()),
                *(f"{{{value}}}" for value in ORDER_OF_VALUES if value in values),
            ]
        )
        for name, values in connector.paths_needed().items()
    }


def settings_for(connector, address="http://127.0.0.1:9", **changes):
    """Return settings that are complete; `changes` replace some."""
    usual = {
        "base_url": address,
        "dialect": connector.dialect,
        "paths": paths_for(connector),
        "credentials": CREDENTIALS,
        "timeout_seconds": 20.0,
        "retries": RetryPolicy(tries=1),
        "allowed_hosts": frozenset({"127.0.0.1", "localhost"}),
        "allowed_networks": frozenset({"127.0.0.0/8", "::1/128"}),
    }
    return Settings(**usual | changes)
