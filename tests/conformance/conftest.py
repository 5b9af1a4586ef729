"""Limits that fail closed count in Redis, which no rollback reaches: each test starts at zero."""

from tuppence.edge.tests.conftest import environment, no_counts

__all__ = ["environment", "no_counts"]
