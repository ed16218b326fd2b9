"""Addresses that the server answers as streams."""

from django.urls import path

from billie.live.views import stream

app_name = "live"

urlpatterns = [
    path("stream", stream, name="stream"),
]
