"""Every setting of Django and of Billie; what may differ between machines is in `environment`."""

import logging
import os
import sys
from datetime import timedelta
from typing import Any

import django_stubs_ext
from django.db.backends.postgresql.psycopg_any import IsolationLevel

from billie import environment
from billie.environment import BASE_DIR, COLLECTED_STATIC, words
from billie.local import addresses
from billie.watch.logs import logging_config

django_stubs_ext.monkeypatch()
# gRPC's core writes lines of its own to stderr; what becomes of calls is in the figures.
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")

ENV = environment.read()
IS_PRODUCTION = ENV.BILLIE_ENV == "production"
TESTING = "pytest" in sys.modules

SECRET_KEY = ENV.SECRET_KEY.get_secret_value()
ENCRYPTION_KEYS = words(ENV.ENCRYPTION_KEYS.get_secret_value())
DEBUG = ENV.DEBUG
ALLOWED_HOSTS = words(ENV.ALLOWED_HOSTS)
CSRF_TRUSTED_ORIGINS = words(ENV.TRUSTED_ORIGINS)
DATABASE_URL = ENV.DATABASE_URL or addresses.postgres_url()
REDIS_URL = ENV.REDIS_URL or addresses.redis_url()
EMBEDDED_SERVERS = ENV.embedded_servers

EVENT_STREAMS = words(ENV.EVENT_STREAMS)
EVENT_GROUP = ENV.EVENT_GROUP
EVENT_BATCH_SIZE = ENV.EVENT_BATCH_SIZE
EVENT_RETRIES = ENV.EVENT_RETRIES
EVENT_RETRY_SECONDS = ENV.EVENT_RETRY_SECONDS
EVENT_MAX_BYTES = ENV.EVENT_MAX_BYTES
DEAD_LETTER_STREAM = ENV.DEAD_LETTER_STREAM
LOAN_CURRENCY = ENV.LOAN_CURRENCY
DEFAULT_PHONE_REGION = ENV.DEFAULT_PHONE_REGION
LEDGER_ADDRESS = ENV.LEDGER_ADDRESS
LEDGER_TLS = ENV.LEDGER_TLS
LEDGER_CA_FILE = ENV.LEDGER_CA_FILE
LEDGER_CERT_FILE = ENV.LEDGER_CERT_FILE
LEDGER_KEY_FILE = ENV.LEDGER_KEY_FILE
LEDGER_TOKEN = ENV.LEDGER_TOKEN.get_secret_value()
LEDGER_READ_SECONDS = ENV.LEDGER_READ_SECONDS
LEDGER_WRITE_SECONDS = ENV.LEDGER_WRITE_SECONDS
LEDGER_KEEPALIVE_SECONDS = ENV.LEDGER_KEEPALIVE_SECONDS
LEDGER_HONOURS_KEYS = ENV.LEDGER_HONOURS_KEYS
LEDGER_SENDS_AT_ONCE = ENV.LEDGER_SENDS_AT_ONCE
WAIVER_APPROVAL_ABOVE = ENV.WAIVER_APPROVAL_ABOVE
LATE_FEE_APPROVAL_ABOVE = ENV.LATE_FEE_APPROVAL_ABOVE
DISBURSEMENT_NEEDS_APPROVAL = ENV.DISBURSEMENT_NEEDS_APPROVAL
PROMISE_GRACE_DAYS = ENV.PROMISE_GRACE_DAYS
APPROVAL_DAYS = ENV.APPROVAL_DAYS
NOTICE_URLS = words(ENV.NOTICE_URLS.get_secret_value())
PUBLIC_URL = ENV.PUBLIC_URL
T24_API_URL = ENV.T24_API_URL
T24_API_KEY = ENV.T24_API_KEY.get_secret_value()
T24_SUSPENSE_ACCOUNT = ENV.T24_SUSPENSE_ACCOUNT
T24_TIMEOUT_SECONDS = ENV.T24_TIMEOUT_SECONDS
BILLER_ALLOWED_HOSTS = words(ENV.BILLER_ALLOWED_HOSTS)
BILLER_ALLOWED_NETWORKS = words(ENV.BILLER_ALLOWED_NETWORKS)
BILLER_SIMULATOR_PORT = ENV.BILLER_SIMULATOR_PORT
BILLER_OBLIGATION_MINUTES = ENV.BILLER_OBLIGATION_MINUTES
WEB_PORT = ENV.WEB_PORT
TRUSTED_PROXIES = ENV.TRUSTED_PROXIES
METRICS_TOKEN = ENV.METRICS_TOKEN.get_secret_value()

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "billie.web.panel_app.PanelAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "rest_framework",
    "billie.staff",
    "billie.vault",
    "billie.web",
    "ledger",
    "billers",
    "servicing",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "billie.web.security_headers.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "billie.watch.requests.RequestLog",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "billie.web.sound_addresses.sound_addresses",
]

ROOT_URLCONF = "billie.urls"
WSGI_APPLICATION = "billie.wsgi.application"
ASGI_APPLICATION = "billie.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

_database = addresses.django_database(DATABASE_URL)
_database["OPTIONS"]["isolation_level"] = IsolationLevel.READ_COMMITTED
DATABASES = {"default": {**_database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "billie.web.error_pages.form_expired"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "billie.staff.accounts.PasswordAudit"},
]
if TESTING:  # a slow hash protects nobody there
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "billie.staff.sign_in.answer_locked_out"
AXES_CLIENT_IP_CALLABLE = "billie.watch.client_address.client_address"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # accounts are unlocked on their own page
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in our own audit trail

LANGUAGE_CODE = "en-gb"
TIME_ZONE = ENV.TIME_ZONE
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = COLLECTED_STATIC
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
# On a desk styles and scripts are edited while the pages run.
WHITENOISE_AUTOREFRESH = not IS_PRODUCTION

LOGGING = logging_config(level=ENV.LOG_LEVEL, fmt=ENV.LOG_FORMAT)

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Billie",
    "SITE_HEADER": "Billie",
    "SIDEBAR": {"navigation": "billie.web.panel.navigation"},
}

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "billie.staff.authentication.ApiTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["billie.staff.access.HasDeclaredPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["billie.web.json_parser.JsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "billie.web.api_errors.answer_error",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,  # `format` is a parameter like others, or none
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Billie",
    "DESCRIPTION": "The operations desk of a lender and its bank.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api",
    "SERVE_PERMISSIONS": ["billie.staff.access.HasDeclaredPermission"],
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "ApprovalState": "billie.staff.approval_states.ApprovalState",
        "BillStatus": "billers.states.Status",
        "BillOutcome": "billers.models.legs.Outcome",
        "BillLeg": "billers.models.legs.Leg",
        "AccountStatus": "servicing.models.loans.AccountStatus",
        "CommandKind": "ledger.models.CommandKind",
        "CommandState": "ledger.states.State",
        "InstalmentStatus": "servicing.models.loans.InstalmentStatus",
        "ContactOutcome": "servicing.models.casework.collections.ContactOutcome",
        "FlagKind": "servicing.models.casework.flags.FlagKind",
        "ConversationStatus": "servicing.models.conversations.ShownStatus",
        "DeadLetterKind": "servicing.models.event_store.DeadLetter.Kind",
        "DeadLetterStatus": "servicing.models.event_store.DeadLetter.Status",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "billie.web.api_schema.describe_errors",
    ],
}
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
DJANGO_STRUCTLOG_REQUEST_CANCELLED_LOG_LEVEL = logging.DEBUG  # how every stream ends

CELERY_BROKER_URL = addresses.celery_url(REDIS_URL)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its lines are structured like all others
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # nothing waits behind a slow call while others are idle
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_TASK_ROUTES = {
    "billers.advance_payment": {"queue": "payments"},
    "billers.process_callback": {"queue": "payments"},
    "billers.sweep": {"queue": "payments"},
}
