"""The one place the wall clock is read. Everything below the edge takes ``now`` as an argument."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
