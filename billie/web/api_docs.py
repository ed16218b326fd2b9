"""The description of the API: for programs at `/api/schema`, for people at `/api/docs`."""

from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny

from billie.staff.access import SIGNED_IN, requires_permission


class ApiSchemaView(SpectacularAPIView):
    """The OpenAPI document, in JSON unless YAML is asked for."""

    required_permission = SIGNED_IN
    renderer_classes = [
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer2,
        OpenApiYamlRenderer,
    ]


class _SwaggerPage(SpectacularSwaggerSplitView):
    """Swagger's page with its script in an answer of its own, as our policy allows none inline."""

    url_name = "api-schema"
    authentication_classes = [SessionAuthentication]
    permission_classes = [AllowAny]  # the guard around it asks strangers to sign in


api_docs = requires_permission(SIGNED_IN)(_SwaggerPage.as_view())
