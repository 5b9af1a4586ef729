"""Does each system work? A real use of each, through the client that the platform itself uses:
something is written and read back. What a probe writes, it removes; a fact alone stays (and is
nothing but its name).

Runs in a process where Django is set up, as the application's role.
"""

import http.client
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections, transaction
from redis import Redis

from tuppence.kernel.clock import utc_now
from tuppence.outbox import operations as outbox
from tuppence.outbox import queries as outbox_queries
from tuppence.outbox.facts import Fact
from tuppence.outbox.models import StoredFact
from tuppence.people.identity import texts
from tuppence.people.identity.models import TextMessage
from tuppence.people.kyc.provider import connected
from tuppence.stack import health, tasks
from tuppence.stack.installation import Installation
from tuppence.stack.supervisor import Supervisor

PATIENCE = 15
"""Seconds that work done by another process may take."""


class ProbeFailed(Exception):
    """The system answered, but not with what was written."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One row. ``engine``: what serves it; ``where``: at which address or folder; ``run`` uses it
    and gives what was found, or raises."""

    system: str
    engine: str
    where: str
    run: Callable[[], str]


def every(chosen: Installation) -> Iterator[Probe]:
    """The rows that exist so far, in the order of their table in the docs."""
    database = _where(chosen.variables["DATABASE_URL"])
    redis = _where(chosen.variables["REDIS_URL"])
    postgres_engine = "embedded" if "postgres" in chosen.ports else "DATABASE_URL"
    redis_engine = "embedded" if "redis" in chosen.ports else "REDIS_URL"
    yield Probe("PostgreSQL", postgres_engine, database, _postgres)
    for number, url in enumerate(chosen.environment.database_replica_urls, start=1):
        yield Probe(
            f"PostgreSQL replica {number}", "DATABASE_REPLICA_URLS", _where(url), _replica(number)
        )
    yield Probe("Redis", redis_engine, redis, _redis)
    yield Probe("Celery worker", "Celery, gevent pool", redis, _celery)
    yield Probe("Celery beat", "django-celery-beat", database, _beat)
    yield Probe("supervisor", "supervisord", str(chosen.folder.run), lambda: _programs(chosen))
    yield Probe("Django, gunicorn, gevent", "built-in", chosen.url, lambda: _web(chosen))
    yield Probe("Static files", "WhiteNoise", f"{chosen.url}/static/", lambda: _static(chosen))
    yield Probe("Outbox relay", "built-in", database, _relay)
    if chosen.environment.kyc_url:
        engine = "simulator" if "kyc" in chosen.ports else "provider"
        yield Probe("Checks of documents", engine, _where(chosen.environment.kyc_url), _kyc)
    if chosen.environment.sms_url.startswith("inbox:") and chosen.environment.mode == "demo":
        inbox = f"{chosen.url}/dev/inbox"
        yield Probe("Text messages", "built-in inbox", inbox, lambda: _texts(chosen))


def _where(url: str) -> str:
    """A server's address, without who we are there."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'local'}:{parts.port or 'default port'}{parts.path}"


def _kyc() -> str:
    connected().status(reference="kyc_of_nobody")
    return "asked about a check, and it answered"


def _postgres() -> str:
    token = secrets.token_hex(8)
    session = SessionStore()
    session["probe"] = token
    session.save()
    try:
        _same(SessionStore(session.session_key).get("probe"), token)
    finally:
        session.delete()
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"a row written and read, version {cursor.fetchone()[0]}"


def _replica(number: int) -> Callable[[], str]:
    def probe() -> str:
        with connections[f"replica{number}"].cursor() as cursor:
            cursor.execute(
                "SELECT pg_is_in_recovery(),"
                " extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())"
            )
            in_recovery, age = cursor.fetchone()
        if not in_recovery:
            return "read, but it is no replica: it accepts writes"
        return f"read, last change replayed {age or 0:.1f} s ago"

    return probe


def _redis() -> str:
    key, token = f"tuppence:probe:{secrets.token_hex(8)}", secrets.token_hex(8)
    with Redis.from_url(settings.ENVIRONMENT.redis_url, decode_responses=True) as redis:
        redis.set(key, token, ex=60)
        try:
            _same(redis.get(key), token)
        finally:
            redis.delete(key)
        version = dict(redis.info("server"))["redis_version"]
    return f"a key written and read, version {version}"


def _celery() -> str:
    key, word = f"tuppence:probe:{secrets.token_hex(8)}", secrets.token_hex(8)
    tasks.answer.apply_async((key, word), retry=False)

    def answered() -> str | None:
        with Redis.from_url(settings.ENVIRONMENT.redis_url, decode_responses=True) as redis:
            found = redis.getdel(key)
        if found is None:
            return None
        _same(found, word)
        return "a task sent, and done by a worker"

    return _soon(answered, what="no worker did the task")


def _beat() -> str:
    def beaten() -> str | None:
        with Redis.from_url(settings.ENVIRONMENT.redis_url, decode_responses=True) as redis:
            noted = redis.get(tasks.HEARTBEAT)
        if noted is None:
            return None
        age = (utc_now() - datetime.fromisoformat(str(noted))).total_seconds()
        return f"a scheduled task ran {age:.0f} s ago" if age < PATIENCE else None

    return _soon(beaten, what="no scheduled task ran")


def _programs(chosen: Installation) -> str:
    states = Supervisor(chosen.folder).states()
    down = [state.name for state in states if state.state != "RUNNING"]
    if down:
        raise ProbeFailed(f"not running: {', '.join(down)}")
    return f"{len(states)} programs run"


def _web(chosen: Installation) -> str:
    answer = health.ask(chosen.url)
    if not answer.healthy:
        raise ProbeFailed(f"/healthz: {answer.checks or 'no answer'}")
    return f"/healthz: {', '.join(answer.checks)} ok"


def _static(chosen: Installation) -> str:
    body = _get(chosen, "/static/admin/css/base.css")
    return f"a file of {len(body)} bytes read"


def _relay() -> str:
    """States a fact, and waits until every consumer has been handed what came before and it."""
    key = secrets.token_hex(8)
    with transaction.atomic():
        outbox.append([Fact(topic="stack.probed", key=key, payload={}, classification="ledger")])
    fact = StoredFact.objects.get(topic="stack.probed", key=key).pk

    def passed() -> str | None:
        lags = outbox_queries.lag()
        if not lags or any(lag.last_id < fact for lag in lags):
            return None
        dead = sum(lag.dead for lag in lags)
        return f"a fact passed {len(lags)} consumers" + (f", {dead} dead letters" if dead else "")

    return _soon(passed, what=f"fact {fact} did not reach every consumer")


def _texts(chosen: Installation) -> str:
    token = f"probe {secrets.token_hex(8)}"
    texts.send(phone="+910000000000", body=token, reference="probe", now=utc_now())
    try:
        if token not in _get(chosen, "/dev/inbox").decode():
            raise ProbeFailed("a text was sent, and is not in the inbox")
    finally:
        TextMessage.objects.filter(body=token).delete()
    return "a text sent and read in the inbox"


def _get(chosen: Installation, path: str) -> bytes:
    client = http.client.HTTPConnection(urlsplit(chosen.url).netloc, timeout=10)
    try:
        client.request("GET", path)
        answer = client.getresponse()
        if answer.status != 200:
            raise ProbeFailed(f"{path} answers {answer.status}")
        return answer.read()
    finally:
        client.close()


def _soon(look: Callable[[], str | None], *, what: str) -> str:
    deadline = time.monotonic() + PATIENCE
    while (found := look()) is None:
        if time.monotonic() > deadline:
            raise ProbeFailed(f"{what} within {PATIENCE} s")
        time.sleep(0.05)
    return found


def _same(found: object, written: str) -> None:
    if found != written:
        raise ProbeFailed("what was read is not what was written")
