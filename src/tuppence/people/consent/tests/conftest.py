"""The fixtures of the edge: a Redis without other tests' counts, settings that may be changed."""

from tuppence.edge.tests.conftest import environment, no_counts

__all__ = ["environment", "no_counts"]
