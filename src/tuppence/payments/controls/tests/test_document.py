from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuppence.payments.controls.document import OPEN, Hours, read

ZONE = ZoneInfo("Asia/Kolkata")
FRIDAY = datetime(2026, 11, 27, tzinfo=ZONE)


def at(clock: str, *, days: int = 0) -> datetime:
    hour, minute = clock.split(":")
    return FRIDAY + timedelta(days=days, hours=int(hour), minutes=int(minute))


class TestHours:
    @pytest.mark.parametrize(
        ("clock", "covered"),
        [("07:59", False), ("08:00", True), ("14:59", True), ("15:00", False)],
    )
    def test_of_school_are_from_their_start_to_before_their_end(
        self, clock: str, covered: bool
    ) -> None:
        school = Hours(frozenset({5}), 8 * 60, 15 * 60)
        assert school.covers(at(clock)) is covered
        assert not school.covers(at(clock, days=1))

    @pytest.mark.parametrize(
        ("clock", "days", "covered"),
        [("21:59", 0, False), ("22:00", 0, True), ("05:59", 1, True), ("06:00", 1, False),
         ("05:59", 0, False), ("23:00", 1, False)],
    )  # fmt: skip
    def test_of_a_night_go_on_into_the_next_day(self, clock: str, days: int, covered: bool) -> None:
        assert Hours(frozenset({5}), 22 * 60, 6 * 60).covers(at(clock, days=days)) is covered

    def test_of_a_sunday_night_end_on_monday(self) -> None:
        assert Hours(frozenset({7}), 22 * 60, 6 * 60).covers(at("01:00", days=3))

    def test_that_end_when_they_start_are_a_whole_day(self) -> None:
        day = Hours(frozenset({5}), 9 * 60, 9 * 60)
        assert day.covers(at("09:00"))
        assert day.covers(at("08:59", days=1))
        assert not day.covers(at("09:00", days=1))

    @given(
        st.frozensets(st.integers(1, 7), min_size=1),
        st.integers(0, 1439),
        st.integers(0, 1439),
        st.integers(0, 7 * 1440 - 1),
    )
    def test_cover_as_many_minutes_as_they_last(
        self, days: frozenset[int], start: int, end: int, shift: int
    ) -> None:
        hours = Hours(days, start, end)
        lasts = (end - start) % 1440 or 1440
        first = FRIDAY + timedelta(minutes=shift)
        covered = hours.covers(first)
        by_hand = any(
            timedelta() <= first - begins < timedelta(minutes=lasts)
            for begins in (
                datetime(first.year, first.month, first.day, tzinfo=ZONE)
                + timedelta(days=back, minutes=start)
                for back in (-1, 0)
            )
            if begins.isoweekday() in days
        )
        assert covered is by_hand


def test_an_empty_document_leaves_everything_open() -> None:
    assert read({}) == OPEN


def test_a_raise_stands_in_for_the_lasting_limits_until_it_is_over() -> None:
    until = FRIDAY + timedelta(hours=24)
    controls = read(
        {
            "limits": {"payment": 100, "day": 500, "month": 1000},
            "raised": {"until": until.isoformat(), "limits": {"payment": 300, "day": 900}},
        }
    )
    assert controls.in_force(at=FRIDAY) == {"day": 900, "month": 1000}
    assert controls.most(at=FRIDAY) == 300
    assert controls.in_force(at=until) == {"day": 500, "month": 1000}
    assert controls.most(at=until) == 100
    assert (controls.has_lapsed(at=FRIDAY), controls.has_lapsed(at=until)) == (False, True)
