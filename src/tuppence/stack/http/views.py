"""Three questions of whoever looks after this process:

``/livez``    is it alive? No server is asked. If not: restart it
``/readyz``   can it take requests? If not: send them elsewhere, and let it be
``/healthz``  is everything as it should be? If not: tell an operator
"""

import time
from collections.abc import Callable
from functools import cache

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    """200 from any process that can answer at all: a restart mends nothing that is elsewhere."""
    return _answer({})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when this process can serve. Redis is no part of it: without it most requests are still
    answered, and taking every process out of service would end those too."""
    return _answer(
        {
            "database": _checked(_database_answers),
            "migrations": _checked(_Migrations.are_applied),
        }
    )


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when this process can serve every request, else 503; says which part is amiss, and no
    more (why is in the log)."""
    return _answer(
        {
            "database": _checked(_database_answers),
            "redis": _checked(lambda: bool(_redis().ping())),
            "migrations": _checked(_Migrations.are_applied),
        }
    )


def _answer(checks: dict[str, dict[str, object]]) -> JsonResponse:
    healthy = all(check["ok"] for check in checks.values())
    body = {"status": "ok" if healthy else "unavailable", "checks": checks}
    answer = JsonResponse(body, status=200 if healthy else 503)
    answer["Cache-Control"] = "no-store"
    return answer


def _checked(probe: Callable[[], bool]) -> dict[str, object]:
    begun = time.perf_counter()
    try:
        passed = probe()
    except (DatabaseError, RedisError) as error:
        log.warning("health_check_failed", error=str(error))
        passed = False
    return {"ok": passed, "ms": round((time.perf_counter() - begun) * 1000, 1)}


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


@cache
def _redis() -> Redis:
    url = settings.ENVIRONMENT.redis_url
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)


class _Migrations:
    """Once all are applied that stays so for the life of this process: its code does not change."""

    applied = False

    @classmethod
    def are_applied(cls) -> bool:
        if not cls.applied:
            executor = MigrationExecutor(connection)
            cls.applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return cls.applied
