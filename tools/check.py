"""`make check`: everything that is judged without running the platform. Needs no network.

Every check runs, also after one has failed. One that passes is a line; one that fails shows why.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable

CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("format", [f"{BIN}/ruff", "format", "--check", "."]),
    ("lint", [f"{BIN}/ruff", "check", "."]),
    ("layers", [f"{BIN}/lint-imports"]),
    ("types", [f"{BIN}/mypy"]),
    ("migrations", [f"{BIN}/django-admin", "makemigrations", "--check", "--dry-run"]),
    ("openapi.yaml", [PYTHON, "tools/openapi.py", "--check"]),
    ("settings.md", [PYTHON, "tools/settings.py", "--check"]),
    ("policy.md", [PYTHON, "tools/policy.py", "--check"]),
    ("errors.md", [PYTHON, "tools/errors.py", "--check"]),
    (
        ".gitlab-ci.yml",
        [f"{BIN}/check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", ".gitlab-ci.yml"],
    ),
    ("web lint", ["tools/npm", "run", "--silent", "lint"]),
    ("web types", ["tools/npm", "run", "--silent", "types"]),
    ("web unused", ["tools/npm", "run", "--silent", "unused"]),
    ("web tests", ["tools/npm", "run", "--silent", "test"]),
)

# Settings that satisfy the checks and reach no server: a check never opens a connection.
ENVIRONMENT = {
    "TUPPENCE_MODE": "test",
    "DJANGO_SETTINGS_MODULE": "tuppence.config.settings",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "PYTHONWARNINGS": "ignore:Got an error checking a consistent migration history",
}


def main() -> int:
    failed = [name for name, command in CHECKS if not _passes(name, command)]
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return int(bool(failed))


def _passes(name: str, command: list[str]) -> bool:
    begun = time.monotonic()
    given = {key: value for key, value in os.environ.items() if not key.startswith("TUPPENCE_")}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=given | ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    print(f"{'ok    ' if passed else 'FAILED'} {name:<16} {time.monotonic() - begun:5.1f} s")
    if not passed:
        print(done.stdout)
    return passed


if __name__ == "__main__":
    sys.exit(main())
