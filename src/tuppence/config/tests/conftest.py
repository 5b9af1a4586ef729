"""Settings that a test may change, as the edge's tests have them."""

from tuppence.edge.tests.conftest import environment

__all__ = ["environment"]
