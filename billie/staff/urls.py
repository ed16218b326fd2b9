"""Addresses of signing in for programs."""

from django.urls import path

from billie.staff import api

app_name = "staff"

urlpatterns = [
    path("token", api.TokenView.as_view(), name="token"),
    path("token/revoke", api.RevokeTokenView.as_view(), name="revoke-token"),
    path("me", api.WhoView.as_view(), name="me"),
]
