"""Tests run on the real PostgreSQL and Redis: servers of their own, stopped at the end, in a folder
that git ignores.

A plugin named with ``-p`` rather than a conftest, as Django's settings are read before those.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from tuppence.stack import postgres, redis

_ROOT = Path.cwd() / ".tuppence" / "test"


def _start_servers() -> None:
    _ROOT.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=_ROOT))
    cluster = postgres.start(folder / "postgres")
    process, redis_url = redis.start(folder / "redis", password=secrets.token_hex(8))

    def stop() -> None:
        postgres.stop(folder / "postgres")
        process.terminate()
        process.wait(timeout=10)
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    os.environ.update(
        TUPPENCE_MODE="test",
        TUPPENCE_SECRET_KEY="t" * 40,
        TUPPENCE_DATA_DIR=str(folder),
        DATABASE_URL=cluster.url("postgres"),
        REDIS_URL=redis_url,
    )


_start_servers()
