"""The addresses of this room below /api/ledger/ (DESIGN 8)."""

from django.urls import path

from billie.web import address_keys  # noqa: F401 - brings the kind of parameter named "key"
from billie.web.api_errors import register_answers
from ledger.api import balances, commands, health, money, schedules, statements, transactions
from ledger.api.answers import ANSWERS
from ledger.api.money_answers import MONEY_ANSWERS

register_answers(ANSWERS)
register_answers(MONEY_ANSWERS)

app_name = "ledger-api"

urlpatterns = [
    path("health", health.HealthEndpoint.as_view(), name="health"),
    path("balance/<key:accountId>", balances.BalanceEndpoint.as_view(), name="balance"),
    path(
        "transactions/<key:accountId>",
        transactions.TransactionsEndpoint.as_view(),
        name="transactions",
    ),
    path("statement/<key:accountId>", statements.StatementEndpoint.as_view(), name="statement"),
    path("schedule/<key:accountId>", schedules.ScheduleEndpoint.as_view(), name="schedule"),
    path("repayment", money.RepaymentEndpoint.as_view(), name="repayment"),
    path("late-fee", money.LateFeeEndpoint.as_view(), name="late-fee"),
    path("dishonour-fee", money.DishonourFeeEndpoint.as_view(), name="dishonour-fee"),
    path("waive-fee", money.FeeWaiverEndpoint.as_view(), name="waive-fee"),
    path("adjustment", money.AdjustmentEndpoint.as_view(), name="adjustment"),
    path("write-off", money.WriteOffEndpoint.as_view(), name="write-off"),
    path("disburse", money.DisbursementEndpoint.as_view(), name="disburse"),
    path("preview", money.PreviewEndpoint.as_view(), name="preview"),
    path("commands", commands.CommandsEndpoint.as_view(), name="commands"),
    path("commands/<int:id>", commands.CommandEndpoint.as_view(), name="command"),
    path("commands/<int:id>/resend", commands.ResendEndpoint.as_view(), name="resend"),
    path("commands/<int:id>/drop", commands.DropEndpoint.as_view(), name="drop"),
]
