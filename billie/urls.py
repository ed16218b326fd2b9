"""Which address leads to which door."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from billie.web.api_docs import ApiSchemaView, api_docs
from billie.web.error_pages import unknown_api_address

handler400 = "billie.web.error_pages.bad_request"
handler403 = "billie.web.error_pages.forbidden"
handler404 = "billie.web.error_pages.not_found"
handler500 = "billie.web.error_pages.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/auth/", include("billie.staff.urls")),
    path("api/schema", ApiSchemaView.as_view(), name="api-schema"),
    path("api/docs", api_docs, name="api-docs"),
    path("api/billers/", include("billers.api.urls")),
    path("api/ledger/", include("ledger.api.urls")),
    path("api/", include("servicing.api.urls")),
    path("api/", include("billie.web.approvals.api_urls")),
    path("live/", include("billie.live.urls")),
    path("", include("billie.watch.urls")),
    path("approvals/", include("billie.web.approvals.urls")),
    path("", include("billers.urls")),
    path("", include("servicing.urls")),
    # Last of all: whatever else is asked for below /api/ is answered in JSON.
    re_path(r"^api/(?P<rest>.*)$", unknown_api_address, name="api-unknown"),
]
