"""Django's settings, all derived from the typed environment (`tuppence.kernel.environment`)."""

import os
import sys
from typing import Any

from celery.schedules import crontab

from tuppence.config import console, logs, webapp
from tuppence.kernel import database_url
from tuppence.kernel.environment import load
from tuppence.seal import BEAT

ENVIRONMENT = load(os.environ)
PRODUCTION = ENVIRONMENT.mode == "production"

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
    "tuppence.audit",
    "tuppence.ledger",
    "tuppence.outbox",
    "tuppence.seal",
    "tuppence.people.identity",
    "tuppence.people.families",
    "tuppence.people.consent",
    "tuppence.people.privacy",
    "tuppence.people.kyc",
    "tuppence.payments.wallets",
    "tuppence.payments.controls",
    "tuppence.payments.payees",
    "tuppence.payments.payments",
    "tuppence.payments.approvals",
    "tuppence.payments.refunds",
    "tuppence.payments.goals",
    "tuppence.payments.appeals",
    "tuppence.payments.asks",
    "tuppence.payments.ious",
    "tuppence.payments.allowances",
    "tuppence.payments.chores",
    "tuppence.payments.gifts",
    "tuppence.reach.notify",
    "tuppence.stack",
    "tuppence.config",
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


def _shared_by_greenlets() -> bool:
    """Whether this process is a gevent one: a web worker, a Celery worker."""
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and bool(monkey.is_module_patched("socket"))


DATABASE_PATIENCE = database_url.PATIENCE


def _database(url: str) -> dict[str, Any]:
    """A database as Django wants it. Greenlets share a pool of connections; a plain process (a
    management command, a test) has a connection of its own."""
    database = database_url.for_django(url) | {"TEST": {"NAME": None}}
    if _shared_by_greenlets():
        # Waiting longer than this for a connection means overload: answer 503 and shed it.
        # In front of a pooler, too: it is these few that spare each request a log-in there, and
        # while one is idle it keeps no session of the server's.
        from tuppence.config.greenlets import Connection

        database["OPTIONS"]["pool"] = {
            "min_size": 1,
            "max_size": ENVIRONMENT.db_pool,
            "timeout": 5,
            "connection_class": Connection,
        }
    return database


DATABASES = {"default": _database(ENVIRONMENT.database_url)}
for _number, _url in enumerate(ENVIRONMENT.database_replica_urls, start=1):
    # One that does not answer is to be found out soon: the primary then reads in its place.
    _patient = "connect_timeout=" in _url
    _address = _url if _patient else f"{_url}{'&' if '?' in _url else '?'}connect_timeout=2"
    DATABASES[f"replica{_number}"] = _database(_address) | {"TEST": {"MIRROR": "default"}}
DATABASE_ROUTERS = ["tuppence.config.replicas.ReplicaRouter"]

LOGGING = logs.configuration(ENVIRONMENT.log_level, form=ENVIRONMENT.log_format)

# Behind TLS in production; the demo is plain HTTP on this machine.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600
# A load balancer asks for health on the inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|livez|readyz)$"]
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION

CELERY_BROKER_URL = ENVIRONMENT.redis_url
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True  # what a task finds out, it writes where it belongs
CELERY_TASK_TIME_LIMIT = 600
# A task is done again when its worker dies: acknowledged after the work, never before.
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Redis hands a task to another worker after this long unacknowledged: above the longest task,
# or long tasks would run twice at once.
# The time-outs: a broker that vanished is noticed, and connected to anew.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 2 * CELERY_TASK_TIME_LIMIT,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "tuppence.stack.tasks.heartbeat", "schedule": 5.0},
    "seal": {"task": "tuppence.seal.tasks.seal", "schedule": float(BEAT)},
    "sweep": {"task": "tuppence.ledger.tasks.sweep", "schedule": 300.0},
    "months_of_transfers": {"task": "tuppence.ledger.tasks.months", "schedule": 6 * 3600.0},
    "months_of_facts": {"task": "tuppence.outbox.tasks.months", "schedule": 6 * 3600.0},
    "verify": {
        "task": "tuppence.stack.tasks.verify_books",
        "schedule": crontab(hour=21, minute=40),
    },
    "approvals": {"task": "tuppence.payments.approvals.tasks.expire", "schedule": 30.0},
    "kyc": {"task": "tuppence.people.kyc.tasks.chase", "schedule": 60.0},
    "coming_of_age": {
        "task": "tuppence.people.families.tasks.hand_over",
        "schedule": crontab(minute="*/15"),
    },
    "ceilings": {
        "task": "tuppence.payments.wallets.tasks.lower_ceilings",
        "schedule": 3600.0,
    },
    "asks": {"task": "tuppence.payments.asks.tasks.expire", "schedule": 300.0},
    "allowances": {"task": "tuppence.payments.allowances.tasks.pay", "schedule": 60.0},
    "chores": {"task": "tuppence.payments.chores.tasks.begin_turns", "schedule": 60.0},
    "promises": {"task": "tuppence.payments.ious.tasks.keep_promises", "schedule": 60.0},
    "goal_plans": {"task": "tuppence.payments.goals.tasks.run_plans", "schedule": 120.0},
    # Late ones are of no use: the next one does their work.
    "pushes": {
        "task": "tuppence.reach.notify.tasks.send",
        "schedule": 2.0,
        "options": {"expires": 10},
    },
    "forget": {"task": "tuppence.people.identity.tasks.forget", "schedule": 24 * 3600.0},
    "privacy_forget": {"task": "tuppence.people.privacy.tasks.forget", "schedule": 60.0},
    "privacy_erase": {"task": "tuppence.people.privacy.tasks.erase", "schedule": 600.0},
    "privacy_add_up": {"task": "tuppence.people.privacy.tasks.add_up", "schedule": 24 * 3600.0},
}

UNFOLD = console.UNFOLD

# What `tuppence verify` checks besides the ledger and its tree.
MORE_CHECKS = ("tuppence.people.consent.verify.verify", "tuppence.payments.payments.verify.verify")

CONSENT_CHARGE = "tuppence.payments.payments.operations.small_charge.charge_and_return"

OUTBOX_CONSUMERS = "tuppence.config.routes.CONSUMERS"
PRIVACY_HOLDINGS = "tuppence.config.holdings.REGISTRY"
OUTBOX_GATE = "tuppence.people.privacy.gate.passing"

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data_dir / "static"
# The web app's own files, at the addresses where the app looks for them.
WHITENOISE_ROOT = webapp.FILES if webapp.FILES.is_dir() else None
WHITENOISE_ADD_HEADERS_FUNCTION = webapp.describe
WHITENOISE_IMMUTABLE_FILE_TEST = webapp.is_immutable
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Tests render pages without collecting the files whose hashes the manifest would hold.
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENVIRONMENT.mode == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

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
    "DEFAULT_SCHEMA_CLASS": "tuppence.edge.schema.Schema",
    "EXCEPTION_HANDLER": "tuppence.edge.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
}

# Measured before, in tuppence.edge.middleware; Django's own limit must not be the smaller one.
DATA_UPLOAD_MAX_MEMORY_SIZE = ENVIRONMENT.max_body_bytes

# Two demo platforms that name each other can each be asked by the other's app.
CORS_ALLOWED_ORIGINS = [*ENVIRONMENT.cors_origins, *ENVIRONMENT.app_servers]
CORS_URLS_REGEX = r"^/v1/"
CORS_ALLOW_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
CORS_ALLOW_HEADERS = [
    "authorization",
    "content-digest",
    "content-type",
    "idempotency-key",
    "last-event-id",
    "signature",
    "signature-input",
    "x-request-id",
]
CORS_EXPOSE_HEADERS = [
    "idempotent-replayed",
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
    "ENUM_NAME_OVERRIDES": {
        "ConsentPurpose": "tuppence.people.consent.models.Purpose",
        "GoalPicture": "tuppence.payments.goals.models.Picture.labels",
        "KycState": "tuppence.people.kyc.models.State.labels",
        "KycStanding": "tuppence.people.kyc.http.serializers.STATES",
        "KycTier": "tuppence.people.kyc.models.Tier.labels",
        "KycDocument": "tuppence.people.kyc.models.Document.values",
        "AppealState": "tuppence.payments.appeals.models.State.labels",
        "FamilyAction": "tuppence.people.families.http.serializers.ACTIONS",
        "FamilyProposable": "tuppence.people.families.http.serializers.PROPOSED",
        "FamilyNeed": "tuppence.people.families.http.serializers.NEEDS",
        "InvitationState": "tuppence.people.families.models.InvitationState.labels",
        "ProposalState": "tuppence.people.families.models.ProposalState.labels",
        "AllowanceState": "tuppence.payments.allowances.models.State.labels",
        "ApprovalState": "tuppence.payments.approvals.models.State.labels",
        "AskState": "tuppence.payments.asks.models.State.labels",
        "ChoreEvery": "tuppence.payments.chores.models.Every.labels",
        "ChoreTurnState": "tuppence.payments.chores.models.State.labels",
        "Every": "tuppence.payments.allowances.models.Every.labels",
        "IouState": "tuppence.payments.ious.models.State.labels",
        "PaymentState": "tuppence.payments.payments.models.State.labels",
        "PaymentKind": "tuppence.payments.payments.models.Kind.labels",
        "WalletKind": "tuppence.payments.wallets.models.Kind.labels",
    },
}
