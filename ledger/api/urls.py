"""The addresses of this room below /api/ledger/ (DESIGN 8)."""

from django.urls import path

from billie.web.api_errors import register_answers
from ledger.api import commands, money
from ledger.api.money_answers import MONEY_ANSWERS

register_answers(MONEY_ANSWERS)

app_name = "ledger-api"

urlpatterns = [
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
