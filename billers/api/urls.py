"""The addresses of this room below /api/billers/ (DESIGN 8). `{id}` of a payment is its number."""

from django.urls import path

from billers.api import (
    attention,
    callbacks,
    configs,
    core_banking,
    export,
    looking_up,
    overview,
    paying,
    payments,
    reversing,
    stats,
    stream,
    tokens,
)
from billers.api.answers import ANSWERS
from billie.web import address_keys  # noqa: F401 - brings the kind of parameter named "key"
from billie.web.api_errors import register_answers

register_answers(ANSWERS)

app_name = "billers-api"

urlpatterns = [
    path("configs", configs.ConfigsEndpoint.as_view(), name="configs"),
    path("configs/<int:id>", configs.ConfigEndpoint.as_view(), name="config"),
    path("configs/<int:id>/test", configs.ConnectionEndpoint.as_view(), name="connection"),
    path("transactions", payments.PaymentsEndpoint.as_view(), name="payments"),
    path("transactions/stats", stats.StatsEndpoint.as_view(), name="stats"),
    path("transactions/export", export.ExportEndpoint.as_view(), name="export"),
    path("transactions/<str:id>/retry", payments.RetryEndpoint.as_view(), name="retry"),
    path("transactions/<str:id>/cancel", payments.CancelEndpoint.as_view(), name="cancel"),
    path("transactions/<str:id>/resolve", payments.ResolveEndpoint.as_view(), name="resolve"),
    path("transactions/<str:id>/reverse", reversing.ReverseEndpoint.as_view(), name="reverse"),
    path("transactions/<str:id>/assign", attention.AssignPaymentEndpoint.as_view(), name="assign"),
    path(
        "transactions/<str:id>/close-alarm",
        attention.CloseAlarmEndpoint.as_view(),
        name="close-alarm",
    ),
    path("overview", overview.OverviewEndpoint.as_view(), name="overview"),
    path("attention", attention.AttentionEndpoint.as_view(), name="attention"),
    path(
        "transactions/<str:id>/reveal-token", tokens.RevealEndpoint.as_view(), name="reveal-token"
    ),
    path("transactions/<key:id>", payments.PaymentDetailEndpoint.as_view(), name="payment"),
    path("account-lookup", looking_up.AccountLookupEndpoint.as_view(), name="account-lookup"),
    path("payment", paying.PaymentEndpoint.as_view(), name="pay"),
    path("invoice", looking_up.InvoiceEndpoint.as_view(), name="invoice"),
    path("invoice/confirm", paying.InvoiceConfirmEndpoint.as_view(), name="invoice-confirm"),
    path("bundles", looking_up.BundlesEndpoint.as_view(), name="bundles"),
    path("bundles/purchase", paying.BundlePurchaseEndpoint.as_view(), name="purchase"),
    path("stream", stream.stream, name="stream"),
    path("callbacks/<str:billerType>", callbacks.CallbackEndpoint.as_view(), name="callback"),
    path("t24/balance", core_banking.BalanceEndpoint.as_view(), name="balance"),
    path("t24/transfer", core_banking.TransferEndpoint.as_view(), name="transfer"),
]
