"""Calendar windows of limits, held against Python's own calendar and time zones."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tuppence.ledger.posting import fetch
from tuppence.ledger.tests.calendar_windows import window

ZONES = (
    "Asia/Kolkata",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",  # clocks move by half an hour
    "Pacific/Apia",  # 30 December 2011 never happened
    "Africa/Cairo",  # clocks skip midnight
    "Atlantic/Azores",  # clocks show midnight twice
    "America/Havana",  # both
    "UTC",
)
PERIODS = ("day", "week", "month", "year")

instants = st.integers(
    int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2036, 1, 1, tzinfo=UTC).timestamp()),
).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
transitions = st.sampled_from(
    [
        datetime(2024, 3, 10, 7, tzinfo=UTC),  # New York, forward
        datetime(2024, 11, 3, 6, tzinfo=UTC),  # New York, back
        datetime(2024, 3, 31, 1, tzinfo=UTC),  # Berlin and the Azores, forward
        datetime(2024, 10, 27, 1, tzinfo=UTC),  # Berlin and the Azores, back
        datetime(2024, 4, 6, 15, tzinfo=UTC),  # Lord Howe, back
        datetime(2024, 10, 5, 15, 30, tzinfo=UTC),  # Lord Howe, forward
        datetime(2011, 12, 30, 10, tzinfo=UTC),  # Apia, over the date line
        datetime(2024, 4, 25, 22, tzinfo=UTC),  # Cairo, forward at midnight
        datetime(2024, 10, 31, 21, tzinfo=UTC),  # Cairo, back at midnight
        datetime(2024, 3, 31, 18, 30, tzinfo=UTC),  # India's financial year
        datetime(2024, 2, 28, 18, 30, tzinfo=UTC),  # India's leap day
    ]
)
near_transitions = st.builds(
    lambda at, seconds: at + timedelta(seconds=seconds),
    transitions,
    st.integers(-100_000, 100_000),
)


def windows(period: str, zone: str, year_month: int, at: datetime) -> tuple[datetime, datetime]:
    [row] = fetch(
        "SELECT ledger_window_start(%(p)s, %(z)s, %(m)s::smallint, %(at)s),"
        " ledger_window_end(%(p)s, %(z)s, %(m)s::smallint, %(at)s)",
        {"p": period, "z": zone, "m": year_month, "at": at},
    )
    return row


@pytest.mark.django_db
class TestCalendarWindow:
    @settings(max_examples=600, deadline=None)
    @given(
        period=st.sampled_from(PERIODS),
        zone=st.sampled_from(ZONES),
        year_month=st.integers(1, 12),
        at=st.one_of(instants, near_transitions, transitions),
    )
    @example("day", "Africa/Cairo", 4, datetime(2024, 4, 25, 22, tzinfo=UTC))
    @example("day", "Atlantic/Azores", 4, datetime(2024, 10, 27, 0, 30, tzinfo=UTC))
    @example("week", "Pacific/Apia", 4, datetime(2011, 12, 30, 9, 59, 59, tzinfo=UTC))
    @example("year", "Asia/Kolkata", 4, datetime(2024, 3, 31, 18, 29, 59, tzinfo=UTC))
    def test_is_that_of_python(self, period: str, zone: str, year_month: int, at: datetime) -> None:
        start, end = windows(period, zone, year_month, at)
        assert (start, end) == window(period, zone, at, year_month=year_month)
        assert start <= at < end

    @settings(max_examples=300, deadline=None)
    @given(
        period=st.sampled_from(PERIODS),
        zone=st.sampled_from(ZONES),
        year_month=st.integers(1, 12),
        at=st.one_of(instants, near_transitions),
    )
    def test_ends_where_the_next_one_starts(
        self, period: str, zone: str, year_month: int, at: datetime
    ) -> None:
        start, end = windows(period, zone, year_month, at)
        assert windows(period, zone, year_month, start) == (start, end)
        assert windows(period, zone, year_month, end - timedelta(microseconds=1)) == (start, end)
        assert windows(period, zone, year_month, end)[0] == end

    def test_is_none_when_rolling(self) -> None:
        at = datetime(2024, 3, 31, tzinfo=UTC)
        assert windows("rolling", "UTC", 4, at) == (None, None)
