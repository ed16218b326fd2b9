"""The addresses of approvals below /api/ (DESIGN 8)."""

from django.urls import path

from billie.web.api_errors import register_answers
from billie.web.approvals import api
from billie.web.approvals.answers import ANSWERS

register_answers(ANSWERS)

app_name = "approvals-api"

urlpatterns = [
    path("approvals", api.ApprovalsEndpoint.as_view(), name="approvals"),
    path("approvals/<int:id>", api.ApprovalEndpoint.as_view(), name="approval"),
    path("approvals/<int:id>/approve", api.ApproveEndpoint.as_view(), name="approve"),
    path("approvals/<int:id>/reject", api.RejectEndpoint.as_view(), name="reject"),
    path("approvals/<int:id>/cancel", api.CancelEndpoint.as_view(), name="cancel"),
]
