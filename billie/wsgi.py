"""The WSGI application: every page and API call that answers and is done."""

import os

from django.core.wsgi import get_wsgi_application

from billie.local import servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billie.settings")
servers.ensure_configured()

from billie import celery  # noqa: E402, F401 - so that pages can give work to the workers

application = get_wsgi_application()
