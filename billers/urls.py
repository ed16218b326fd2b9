"""The addresses of this room's pages, one line each (DESIGN 8)."""

from django.urls import path

from billers.pages import (
    acts,
    attention,
    config_versions,
    configurations,
    configuring,
    lookup,
    overview,
    owners,
    reviewing,
    tokens,
    transaction,
    transactions,
    views,
)
from billers.pages.paying import flow
from billers.pages.paying.ways import WAYS

app_name = "billers"

urlpatterns = [
    path("billers/", overview.overview, name="overview"),
    path("billers/transactions/", transactions.transactions, name="transactions"),
    path("billers/transactions/views/", views.save, name="save-view"),
    path("billers/transactions/views/<int:view_id>/delete", views.delete, name="delete-view"),
    path("billers/transactions/<str:number>", transaction.transaction, name="transaction"),
    path("billers/transactions/<str:number>/receipt", transaction.receipt, name="receipt"),
    path("billers/transactions/<str:number>/retry", acts.retry, name="retry"),
    path("billers/transactions/<str:number>/cancel", acts.cancel, name="cancel"),
    path("billers/transactions/<str:number>/resolve", acts.resolve, name="resolve"),
    path("billers/transactions/<str:number>/reverse", acts.reverse, name="reverse"),
    path("billers/transactions/<str:number>/look-again", acts.look_again, name="look-again"),
    path("billers/transactions/<str:number>/close-alarm", acts.close_alarm, name="close-alarm"),
    path("billers/transactions/<str:number>/assign", owners.assign, name="assign"),
    path("billers/transactions/<str:number>/token", tokens.show_token, name="token"),
    path("billers/transactions/<str:number>/fetch-token", tokens.fetch_token, name="fetch-token"),
    path("billers/attention/", attention.attention, name="attention"),
    path("billers/lookup/", lookup.lookup, name="lookup"),
    *(path(f"billers/payment/{way.slug}", flow.payment_page(way), name=way.route) for way in WAYS),
    path("billers/configurations/", configurations.configurations, name="configurations"),
    path("billers/configurations/new", configuring.new, name="configuration-new"),
    path(
        "billers/configurations/changes/<int:change_id>",
        reviewing.review,
        name="configuration-review",
    ),
    path(
        "billers/configurations/<str:biller_type>/versions/<int:number>",
        config_versions.version,
        name="configuration-version",
    ),
    path(
        "billers/configurations/<str:biller_type>/edit",
        configuring.edit,
        name="configuration-edit",
    ),
    path(
        "billers/configurations/<str:biller_type>",
        configurations.configuration,
        name="configuration",
    ),
    path(
        "billers/configurations/<str:biller_type>/switch",
        configurations.switch,
        name="configuration-switch",
    ),
    path(
        "billers/configurations/<str:biller_type>/test",
        configurations.test_connection,
        name="configuration-test",
    ),
]
