"""Django's settings, all derived from the typed environment (`tuppence.kernel.environment`)."""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

from tuppence.kernel.environment import load

ENVIRONMENT = load(os.environ)

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key or "only-for-checks-that-start-no-server-and-sign-nothing"
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
ROOT_URLCONF = "tuppence.config.urls"
WSGI_APPLICATION = "tuppence.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-in"
APPEND_SLASH = False

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "django_celery_beat",
    "tuppence.ledger",
    "tuppence.outbox",
    "tuppence.people.identity",
    "tuppence.people.families",
    "tuppence.payments.wallets",
    "tuppence.payments.payments",
]

MIDDLEWARE = [
    "corsheaders.middleware.CorsMiddleware",
    "tuppence.edge.middleware.Edge",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {},
        "TEST": {"NAME": None},
    }


DATABASES = {"default": _database(ENVIRONMENT.database_url)}

OUTBOX_CONSUMERS = "tuppence.config.routes.CONSUMERS"

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data_dir / "static"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tuppence.edge.bodies.StrictJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "tuppence.edge.bodies.OnlyJson",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tuppence.people.identity.http.authentication.TokenAuthentication"
    ],
    "DEFAULT_PERMISSION_CLASSES": ["tuppence.people.identity.http.permissions.SignedUp"],
    "DEFAULT_THROTTLE_CLASSES": ["tuppence.edge.rates.GeneralLimit"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tuppence.edge.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
}

# Measured before, in tuppence.edge.middleware; Django's own limit must not be the smaller one.
DATA_UPLOAD_MAX_MEMORY_SIZE = ENVIRONMENT.max_body_bytes

CORS_ALLOWED_ORIGINS = list(ENVIRONMENT.cors_origins)
CORS_URLS_REGEX = r"^/v1/"
CORS_ALLOW_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
CORS_ALLOW_HEADERS = [
    "authorization",
    "content-digest",
    "content-type",
    "idempotency-key",
    "signature",
    "signature-input",
    "x-request-id",
]
CORS_EXPOSE_HEADERS = [
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
    "x-request-id",
]
CORS_PREFLIGHT_MAX_AGE = 600

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Tuppence",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "tuppence.edge.schema.add_common_problems",
    ],
}
