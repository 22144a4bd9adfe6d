"""Settings: every value that differs between two installations comes from the environment (README, "Configuration")."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ

from shop.http import openapi
from shop.kernel.observability import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname, "localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
INSECURE_HTTP = env.bool("INSECURE_HTTP", default=DEBUG)
"""True where the shop is served over plain http, as on a developer's machine: no secure cookies, no HSTS."""

# --- the shop ----------------------------------------------------------------------------------------------
SHOP_NAME = env.str("SHOP_NAME", default="Trolley")
SHOP_CURRENCY = env.str("SHOP_CURRENCY", default="EUR")
SHOP_COUNTRY = env.str("SHOP_COUNTRY", default="IE")
RESERVATION_MINUTES = env.int("RESERVATION_MINUTES", default=30)
"""How long an unpaid order keeps its stock; each attempt to pay starts it anew."""
MAX_LINE_QUANTITY = env.int("MAX_LINE_QUANTITY", default=99)
MAX_CART_LINES = env.int("MAX_CART_LINES", default=100)

# --- payments ----------------------------------------------------------------------------------------------
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_PUBLISHABLE_KEY = env.str("STRIPE_PUBLISHABLE_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="") or None

# --- applications ------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "shop.kernel",
    "shop.users",
    "shop.http",
    "catalog",
    "cart",
    "orders",
    "payments",
    "fulfillment",
    "notifications",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "treebeard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "shop.http.health.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shop.http.request_log.RequestLogMiddleware",
    "shop.http.limits.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "csp.middleware.CSPMiddleware",
    "shop.http.problem.DomainErrorMiddleware",
]

ROOT_URLCONF = "shop.urls"
EVENT_ROUTES = "shop.event_routes.ROUTES"
WSGI_APPLICATION = "shop.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Templates of a theme come before the shop's own: a theme holds only what it tells differently.
        "DIRS": [*env.list("SHOP_THEME", default=[]), BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shop.http.pages.shop_context",
            ],
            "builtins": ["shop.http.templatetags.shop"],
        },
    },
]

# --- data --------------------------------------------------------------------------------------------------
_database = env.db("DATABASE_URL")
DATABASES = {
    "default": {
        **_database,
        # A unix socket's folder stands percent-encoded in the place of the host, as libpq has it.
        "HOST": unquote(_database["HOST"]),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "trolley",
        "TIMEOUT": 300,
        "OPTIONS": {
            # The cache makes the shop fast; it is never needed for it to be right.
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 0.5,
            "SOCKET_TIMEOUT": 0.5,
        },
    }
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True

# --- Celery ------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A broker that is down must cost a request little: the outbox keeps what could not be sent.
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "retry_on_timeout": False,
    "max_retries": 0,
    "visibility_timeout": 600,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = env.str("CELERY_BEAT_SCHEDULE_FILENAME", default="celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-outbox": {"task": "kernel.sweep_outbox", "schedule": 5.0, "options": {"expires": 10}},
    "expire-unpaid-orders": {"task": "orders.expire_unpaid", "schedule": 30.0, "options": {"expires": 60}},
    "settle-open-payments": {"task": "payments.settle_open", "schedule": 20.0, "options": {"expires": 40}},
    "send-waiting-messages": {
        "task": "notifications.send_waiting",
        "schedule": 10.0,
        "options": {"expires": 20},
    },
    "drop-abandoned-carts": {"task": "cart.drop_abandoned", "schedule": 3600.0, "options": {"expires": 3600}},
    "drop-old-idempotency-keys": {
        "task": "http.drop_old_keys",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}

# --- people ------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_ADAPTER = "notifications.web.account_adapter.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"login_failed": env.str("LOGIN_FAILED_RATE", default="10/m/ip,5/5m/key")}

# --- mail --------------------------------------------------------------------------------------------------
# Every message is kept by notifications; without an EMAIL_URL it is kept and logged, and goes no further.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
MAIL_IS_SENT = bool(env.str("EMAIL_URL", default=""))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{SHOP_NAME} <hello@localhost>")

# --- outgoing webhooks -------------------------------------------------------------------------------------
WEBHOOKS_ALLOW_HTTP = env.bool("WEBHOOKS_ALLOW_HTTP", default=INSECURE_HTTP)
WEBHOOKS_ALLOW_PRIVATE_ADDRESSES = env.bool("WEBHOOKS_ALLOW_PRIVATE_ADDRESSES", default=False)
"""True lets an endpoint be in our own network, as while trying things out on one machine; never where keys are given
to people who are not trusted with that network."""

# --- the API -----------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "shop.http.auth.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["shop.http.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "shop.http.schema.ContractSchema",
    "DEFAULT_THROTTLE_CLASSES": ["shop.http.throttling.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "read": env.str("API_READ_RATE", default="1200/min"),
        "write": env.str("API_WRITE_RATE", default="300/min"),
    },
    "EXCEPTION_HANDLER": "shop.http.problem.exception_handler",
    "NUM_PROXIES": env.int("NUM_PROXIES", default=0),
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Trolley",
    "VERSION": "1.0.0",
    "DESCRIPTION": openapi.DESCRIPTION,
    "TAGS": openapi.TAGS,
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": openapi.ENUMS,
}

# --- security ----------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not INSECURE_HTTP
SECURE_HSTS_PRELOAD = not INSECURE_HTTP
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "shop.http.problem.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
"""Bytes of a request body, uploads of files apart (those: MAX_UPLOAD_BYTES)."""
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
MAX_UPLOAD_BYTES = 20 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'none'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- files -------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / ".local" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / ".local" / "media")))
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- language, time, logs ----------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
LOGGING = logging_config(level=env.str("LOG_LEVEL", default="INFO"), as_json=not DEBUG)
if dsn := env.str("SENTRY_DSN", default=""):
    import sentry_sdk

    sentry_sdk.init(dsn=dsn, send_default_pii=False, environment=env.str("SENTRY_ENVIRONMENT", default="production"))
