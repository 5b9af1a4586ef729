"""Waiting in one greenlet must not stop the others: a worker serves many requests in one thread."""

import os
import subprocess
import sys

SCRIPT = """
from gevent import monkey
monkey.patch_all()
import gevent, os, time
from django.conf import settings
import django
django.setup()
from django.db import connection
from redis import Redis

def query(name):
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.5)")
    connection.close()
    return begun, time.monotonic()

def wait(name):
    begun = time.monotonic()
    Redis.from_url(settings.ENVIRONMENT.redis_url).blpop("nothing:" + name, timeout=1)
    return begun, time.monotonic()

assert "pool" in settings.DATABASES["default"]["OPTIONS"], "greenlets share a pool"
for act in (query, wait):
    one, other = (gevent.spawn(act, name) for name in ("one", "other"))
    (begun, ended), (begun_too, ended_too) = one.get(), other.get()
    assert max(begun, begun_too) < min(ended, ended_too), f"{act.__name__} did not overlap"
print("overlapped")
connection.close_pool()
"""


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script], env=os.environ, capture_output=True, text=True, check=False
    )


class TestTwoGreenlets:
    def test_wait_for_postgresql_and_redis_at_the_same_time(self) -> None:
        done = run(SCRIPT)
        assert (done.stdout, done.returncode) == ("overlapped\n", 0), done.stderr


class TestAPlainProcess:
    def test_has_a_connection_of_its_own(self) -> None:
        from django.conf import settings

        assert "pool" not in settings.DATABASES["default"]["OPTIONS"]


class TestGunicornsSettings:
    def test_import_nothing_that_must_be_imported_after_patching(self) -> None:
        script = (
            "import runpy, sys; runpy.run_module('tuppence.config.gunicorn')\n"
            "print(sorted({'django', 'psycopg', 'redis', 'celery'} & set(sys.modules)))"
        )
        done = run(script)
        assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr
