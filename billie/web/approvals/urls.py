"""The addresses of approvals for people (DESIGN 8)."""

from django.urls import path

from billie.web.approvals import chips, decisions, pages

chips.register()

app_name = "approvals"

urlpatterns = [
    path("", pages.inbox, name="inbox"),
    path("badge", pages.badge, name="badge"),
    path("<int:number>", pages.approval, name="approval"),
    path("<int:number>/approve", decisions.approve, name="approve"),
    path("<int:number>/reject", decisions.reject, name="reject"),
    path("<int:number>/cancel", decisions.cancel, name="cancel"),
]
