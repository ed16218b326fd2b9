"""Addresses for machines that watch Billie."""

from django.urls import path

from billie.watch.health import healthz, readyz
from billie.watch.metrics import metrics

app_name = "watch"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
