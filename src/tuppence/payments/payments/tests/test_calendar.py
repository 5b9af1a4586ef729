"""Due days: against a day-by-day walk, over month ends, and across every kind of clock change."""

import calendar as months
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tuppence.payments.calendar import (
    DAY,
    Every,
    Rhythm,
    after,
    day_of,
    due,
    first,
    last_due_day,
    moment,
    month_of,
)

ZONES = (
    "Asia/Kolkata",
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",  # half an hour
    "Africa/Cairo",  # changes at midnight
    "America/Santiago",  # changes at midnight
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)

days = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
zones = st.sampled_from(ZONES)


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    every = draw(st.sampled_from(Every))
    last = 31 if every == Every.MONTHLY else 7
    return Rhythm(every, draw(st.integers(1, last)), draw(days))


def fits(rhythm: Rhythm, day: date) -> bool:
    """Whether something could be due, by the words of its rhythm alone."""
    if rhythm.every == Every.MONTHLY:
        _, length = months.monthrange(day.year, day.month)
        return day.day == rhythm.day or (day.day == length and rhythm.day > length)
    return day.isoweekday() == rhythm.day


class TestDueDays:
    @given(rhythms())
    def test_begin_with_the_first_that_fits(self, rhythm: Rhythm) -> None:
        walked = next(day for n in range(32) if fits(rhythm, day := rhythm.start + n * DAY))
        assert first(rhythm) == walked

    @given(rhythms(), st.integers(-40, 400))
    def test_follow_one_another_with_nothing_left_out(self, rhythm: Rhythm, ahead: int) -> None:
        seen = rhythm.start + ahead * DAY
        found = after(rhythm, seen)
        assert found > seen
        assert found >= rhythm.start
        assert fits(rhythm, found)
        earliest = max(seen + DAY, rhythm.start)
        between = [
            day for n in range((found - earliest).days) if fits(rhythm, day := earliest + n * DAY)
        ]
        if rhythm.every == Every.FORTNIGHTLY:
            assert (found - first(rhythm)).days % 14 == 0
            assert (found - earliest).days < 14
        else:
            assert between == []

    @given(rhythms(), st.integers(-40, 400), st.integers(0, 200), st.integers(0, 200))
    def test_of_two_spans_are_those_of_the_whole(
        self, rhythm: Rhythm, ahead: int, one: int, two: int
    ) -> None:
        since = rhythm.start + ahead * DAY
        middle, until = since + one * DAY, since + (one + two) * DAY
        whole = due(rhythm, since=since, until=until)
        assert whole == (
            due(rhythm, since=since, until=middle) + due(rhythm, since=middle, until=until)
        )
        assert due(rhythm, since=since, until=until, most=2) == whole[:2]

    @given(rhythms())
    def test_begin_with_the_first_when_none_was_yet(self, rhythm: Rhythm) -> None:
        until = rhythm.start + 100 * DAY
        assert due(rhythm, since=None, until=until) == due(
            rhythm, since=rhythm.start - DAY, until=until
        )

    def test_on_the_31st_are_the_last_of_shorter_months(self) -> None:
        rhythm = Rhythm(Every.MONTHLY, 31, date(2027, 12, 31))
        assert due(rhythm, since=None, until=date(2028, 5, 1)) == [
            date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31),
            date(2028, 4, 30),
        ]  # fmt: skip

    @given(st.integers(1, 31), days)
    def test_come_once_a_month(self, day: int, start: date) -> None:
        rhythm = Rhythm(Every.MONTHLY, day, start)
        found = due(rhythm, since=None, until=start + 800 * DAY)
        counted = [one.year * 12 + one.month for one in found]
        assert counted == list(range(counted[0], counted[0] + len(counted)))

    @pytest.mark.parametrize(
        ("every", "day"), [(Every.WEEKLY, 0), (Every.FORTNIGHTLY, 8), (Every.MONTHLY, 32)]
    )
    def test_that_never_come_are_refused(self, every: Every, day: int) -> None:
        with pytest.raises(ValueError, match="due"):
            Rhythm(every, day, date(2026, 11, 28))


class TestMoments:
    @given(days, zones, st.times())
    @example(date(2026, 3, 8), "America/New_York", time(2, 30))  # skipped
    @example(date(2026, 11, 1), "America/New_York", time(1, 30))  # twice
    @example(date(2026, 4, 24), "Africa/Cairo", time(0))  # midnight is skipped
    @example(date(2026, 9, 6), "America/Santiago", time(0))
    def test_are_on_their_day_in_the_zone(self, day: date, zone: str, at: time) -> None:
        assert day_of(moment(day, zone=zone, at=at), zone=zone) == day

    @given(days, zones, st.times())
    def test_of_later_days_come_later(self, day: date, zone: str, at: time) -> None:
        gap = moment(day + DAY, zone=zone, at=at) - moment(day, zone=zone, at=at)
        assert timedelta(hours=22) <= gap <= timedelta(hours=26)

    def test_are_the_same_by_the_clock_in_summer_and_winter(self) -> None:
        winter = moment(date(2026, 3, 7), zone="America/New_York")
        summer = moment(date(2026, 3, 8), zone="America/New_York")
        assert (winter.hour, summer.hour) == (14, 13)

    def test_that_occur_twice_are_the_first(self) -> None:
        twice = moment(date(2026, 11, 1), zone="America/New_York", at=time(1, 30))
        assert twice == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)

    @given(days, zones, st.integers(0, 24 * 60 - 1))
    def test_say_which_days_can_be_done(self, day: date, zone: str, minute: int) -> None:
        now = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=UTC)
        last = last_due_day(now, zone=zone)
        assert moment(last, zone=zone) <= now < moment(last + DAY, zone=zone)


@given(days)
def test_a_month_is_from_its_first_day_to_the_next_ones(day: date) -> None:
    begins, ends = month_of(day)
    assert begins <= day < ends
    assert (begins.day, ends.day) == (1, 1)
    assert (ends - begins).days == months.monthrange(day.year, day.month)[1]
