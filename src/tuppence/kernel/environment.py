"""Every setting, typed, in one table: name, default, meaning. Read once, checked as a whole.

`load` reports all that is wrong in one `SettingsInvalid`, so an operator mends the environment in
one go. docs/settings.md is generated from `SETTINGS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuppence.kernel import setting_values

MODES = ("demo", "production", "test")


class SettingsInvalid(Exception):
    """The environment cannot be used; the message names every setting that is wrong and why."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        lines = "".join(f"\n  - {problem}" for problem in problems)
        super().__init__(f"{len(problems)} setting(s) need attention:{lines}")


def _mode(value: str) -> str:
    if value not in MODES:
        raise ValueError(f"must be one of {', '.join(MODES)}")
    return value


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. ``default`` is the text an absent variable stands for."""

    name: str
    field: str
    default: str
    read: Callable[[str], Any]
    meaning: str
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "TUPPENCE_MODE",
        "mode",
        "production",
        _mode,
        "demo (seeded family, /dev/inbox), production, or test",
    ),
    Setting(
        "TUPPENCE_SECRET_KEY",
        "secret_key",
        "",
        setting_values.text,
        "signs access tokens and sessions; at least 32 characters, kept out of the repository",
        secret=True,
    ),
    Setting(
        "TUPPENCE_DATA_DIR",
        "data_dir",
        ".tuppence",
        setting_values.path,
        "where the embedded servers keep data, logs and sockets",
    ),
    Setting(
        "DATABASE_URL",
        "database_url",
        "",
        setting_values.database,
        "the primary, as the application's role; empty means the embedded server; with "
        "`?pooler=transaction` at its end, PgBouncer in transaction mode ([scale.md](scale.md))",
        secret=True,
    ),
    Setting(
        "DATABASE_OWNER_URL",
        "database_owner_url",
        "",
        setting_values.owners_database,
        "the role that owns the schema and migrates, at the server itself and not at a pooler; "
        "empty means DATABASE_URL",
        secret=True,
    ),
    Setting(
        "DATABASE_REPLICA_URLS",
        "database_replica_urls",
        "",
        setting_values.databases,
        "read replicas, comma-separated; reads that may be stale go there, balances never",
        secret=True,
    ),
    Setting(
        "REDIS_URL",
        "redis_url",
        "",
        setting_values.url("redis", "rediss", "unix"),
        "cache, rate limits, Celery's broker; empty means the embedded server",
        secret=True,
    ),
    Setting(
        "TUPPENCE_POLICY_FILE",
        "policy_file",
        "",
        setting_values.whole_path,
        "a file with this installation's own rows of the [table of policy](policy.md)",
    ),
    Setting(
        "TUPPENCE_HOST", "host", "127.0.0.1", setting_values.text, "the address gunicorn listens on"
    ),
    Setting(
        "TUPPENCE_PORT",
        "port",
        "8200",
        setting_values.port,
        "the port gunicorn listens on; the next free one when taken",
    ),
    Setting(
        "TUPPENCE_WEB_WORKERS",
        "web_workers",
        "2",
        setting_values.count,
        "gunicorn worker processes",
    ),
    Setting(
        "TUPPENCE_ALLOWED_HOSTS",
        "allowed_hosts",
        "127.0.0.1,localhost",
        setting_values.parts,
        "host names that are answered",
    ),
    Setting(
        "TUPPENCE_TRUSTED_PROXIES",
        "trusted_proxies",
        "",
        setting_values.networks,
        "addresses or networks (10.0.0.0/8) of our own proxies: their X-Forwarded-For is believed",
    ),
    Setting(
        "TUPPENCE_CORS_ORIGINS",
        "cors_origins",
        "",
        setting_values.parts,
        "origins whose pages may call the API, such as https://app.example.org",
    ),
    Setting(
        "TUPPENCE_APP_SERVERS",
        "app_servers",
        "",
        setting_values.origins,
        "other platforms that the app's builders' tools may be switched to, and whose apps may be "
        "switched to this one; in demo mode only ([app.md](app.md))",
    ),
    Setting(
        "TUPPENCE_PASSKEY_ORIGINS",
        "passkey_origins",
        "",
        setting_values.passkey_origins,
        "where people open the app, such as https://pay.example.org: pages that may make and use "
        "passkeys, which belong to the first one's host and are void under another "
        "([identity.md](identity.md#passkeys)); empty means no passkeys, and in demo mode "
        "http://localhost and the platform's port",
    ),
    Setting(
        "TUPPENCE_MAX_BODY_BYTES",
        "max_body_bytes",
        "65536",
        setting_values.count,
        "the largest request body; more is answered 413",
    ),
    Setting(
        "TUPPENCE_RATE_LIMIT",
        "rate_limit",
        "600",
        setting_values.count,
        "requests a minute of one person, or of one address that is not signed in; more get 429",
    ),
    Setting(
        "TUPPENCE_MAX_REQUESTS",
        "max_requests",
        "500",
        setting_values.count,
        "requests that one worker has in hand at once; more are answered 503 before any work",
    ),
    Setting(
        "TUPPENCE_LIVE_STREAMS",
        "live_streams",
        "1000",
        setting_values.count,
        "people who may listen for changes at one worker at once ([live.md](live.md)); more are "
        "answered 503, and look by themselves",
    ),
    Setting(
        "TUPPENCE_DB_POOL",
        "db_pool",
        "8",
        setting_values.count,
        "database connections of one web worker",
    ),
    Setting(
        "TUPPENCE_POST_QUEUE",
        "post_queue",
        "400",
        setting_values.count,
        "money requests that may wait in one worker; more are answered 503",
    ),
    Setting(
        "TUPPENCE_POST_BATCH",
        "post_batch",
        "250",
        setting_values.count,
        "money requests posted in one statement at most",
    ),
    Setting(
        "TUPPENCE_SMS_URL",
        "sms_url",
        "inbox:",
        setting_values.url("inbox", "http", "https"),
        "where text messages are posted as JSON; inbox: keeps them for /dev/inbox (demo)",
    ),
    Setting(
        "TUPPENCE_KYC_URL",
        "kyc_url",
        "",
        setting_values.url("http", "https"),
        "the provider that checks documents ([kyc.md](kyc.md)); empty means none, and in demo mode "
        "a simulator",
    ),
    Setting(
        "TUPPENCE_KYC_TOKEN",
        "kyc_token",
        "",
        setting_values.text,
        "the bearer token that this provider asks for",
        secret=True,
    ),
    Setting(
        "TUPPENCE_KYC_WEBHOOK_SECRET",
        "kyc_webhook_secret",
        "",
        setting_values.text,
        "what it signs its webhooks with; empty means that none is believed",
        secret=True,
    ),
    Setting(
        "TUPPENCE_PUSH_KEY",
        "push_key",
        "",
        setting_values.seed,
        "the key that pushes are signed with (VAPID), as secrets.token_urlsafe(32) gives one in "
        "Python; empty means that none are sent. Another one makes every subscription void",
        secret=True,
    ),
    Setting(
        "TUPPENCE_PUSH_CONTACT",
        "push_contact",
        "",
        setting_values.url("mailto", "https"),
        "whom a push service may turn to about our pushes, such as mailto:ops@example.org",
    ),
    Setting(
        "TUPPENCE_PUSH_HOSTS",
        "push_hosts",
        "fcm.googleapis.com,*.push.services.mozilla.com,*.notify.windows.com,web.push.apple.com",
        setting_values.parts,
        "push services that pushes may be sent to: host names, `*.` for any below one",
    ),
    Setting(
        "TUPPENCE_SEAL_ORIGIN",
        "seal_origin",
        "tuppence.localhost/ledger",
        setting_values.name,
        "the name of the tree of journals in checkpoints and keys, such as pay.example.org/ledger",
    ),
    Setting(
        "TUPPENCE_SEAL_KEY",
        "seal_key",
        "",
        setting_values.seed,
        "the seed that signs checkpoints (Ed25519): what secrets.token_urlsafe(32) gives in Python",
        secret=True,
    ),
    Setting(
        "TUPPENCE_SEAL_FORMER_KEYS",
        "seal_former_keys",
        "",
        setting_values.parts,
        "public keys (name+id+key, comma-separated) that signed before and are still believed",
    ),
    Setting(
        "TUPPENCE_CONSENT_ISSUER_KEY",
        "consent_issuer_key",
        "",
        setting_values.public_key,
        "whose tokens say that a guardian is an adult (Ed25519, 32 bytes in URL-safe base64); "
        "empty means the simulator, and in production nobody",
    ),
    Setting(
        "TUPPENCE_METRICS_TOKEN",
        "metrics_token",
        "",
        setting_values.text,
        "what /metrics asks for as its bearer token; empty means that there is no /metrics",
        secret=True,
    ),
    Setting(
        "TUPPENCE_BACKUP_DAYS",
        "backup_days",
        "7",
        setting_values.not_negative,
        "days back to which the embedded PostgreSQL can be restored; 0 means no backups at all",
    ),
    Setting(
        "TUPPENCE_BACKUP_GB",
        "backup_gb",
        "20",
        setting_values.count,
        "space that backups may take; the oldest go first, the newest never",
    ),
    Setting(
        "TUPPENCE_LOG_LEVEL",
        "log_level",
        "INFO",
        setting_values.one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        "the least severe line logged",
    ),
    Setting(
        "TUPPENCE_LOG_FORMAT",
        "log_format",
        "auto",
        setting_values.one_of("auto", "json", "text"),
        "json: an object a line; text: for people; auto: text on a terminal, else json",
    ),
    Setting(
        "TUPPENCE_ACCESS_LOG",
        "access_log",
        "slow",
        setting_values.one_of("slow", "all"),
        "requests that get a line of their own: those of two seconds and more, or all",
    ),
)


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings, read and checked. Fields are described in `SETTINGS`."""

    mode: str
    secret_key: str
    data_dir: Path
    database_url: str
    database_owner_url: str
    database_replica_urls: tuple[str, ...]
    redis_url: str
    policy_file: str
    host: str
    port: int
    web_workers: int
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    cors_origins: tuple[str, ...]
    app_servers: tuple[str, ...]
    passkey_origins: tuple[str, ...]
    max_body_bytes: int
    rate_limit: int
    max_requests: int
    live_streams: int
    db_pool: int
    post_queue: int
    post_batch: int
    sms_url: str
    kyc_url: str
    kyc_token: str
    kyc_webhook_secret: str
    push_key: str
    push_contact: str
    push_hosts: tuple[str, ...]
    seal_origin: str
    seal_key: str
    seal_former_keys: tuple[str, ...]
    consent_issuer_key: str
    metrics_token: str
    backup_days: int
    backup_gb: int
    log_level: str
    log_format: str
    access_log: str


def load(source: Mapping[str, str]) -> Environment:
    """The settings in an environment. Raises `SettingsInvalid` that names all that is wrong."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for setting in SETTINGS:
        raw = source.get(setting.name, "") or setting.default
        try:
            values[setting.field] = setting.read(raw)
        except ValueError as error:
            shown = "" if setting.secret else f" (it is {raw!r})"
            problems.append(f"{setting.name} {error}{shown}")
    problems.extend(_unknown(source))
    if not problems:
        problems.extend(_together(values))
    if problems:
        raise SettingsInvalid(problems)
    return Environment(**values)


def _unknown(source: Mapping[str, str]) -> list[str]:
    known = {setting.name for setting in SETTINGS}
    strange = sorted(n for n in source if n.startswith("TUPPENCE_") and n not in known)
    return [f"{name} is not a setting (see docs/settings.md)" for name in strange]


def _together(values: dict[str, Any]) -> list[str]:
    """What is wrong only in combination: production must be given what demo makes up itself."""
    if values["mode"] != "production":
        return []
    problems = []
    if len(values["secret_key"]) < 32:
        problems.append("TUPPENCE_SECRET_KEY must have at least 32 characters in production")
    problems.extend(
        f"{name} must be set in production"
        for name, field in (
            ("DATABASE_URL", "database_url"),
            ("REDIS_URL", "redis_url"),
            ("TUPPENCE_SEAL_KEY", "seal_key"),
        )
        if not values[field]
    )
    if values["push_key"] and not values["push_contact"]:
        problems.append("TUPPENCE_PUSH_CONTACT must be set where TUPPENCE_PUSH_KEY is")
    if values["app_servers"]:
        problems.append(
            "TUPPENCE_APP_SERVERS is for demo mode: in production an app has one server"
        )
    if values["sms_url"].startswith("inbox:"):
        problems.append("TUPPENCE_SMS_URL must name a provider in production; inbox: is for demo")
    return problems
