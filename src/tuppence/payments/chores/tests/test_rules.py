"""Splits add up, and turns come on their days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tuppence.kernel.money import MAX_MINOR
from tuppence.payments.calendar import Every, Rhythm, due, moment
from tuppence.payments.chores import rules

PATIENT = settings(deadline=None)
BP = st.integers(0, rules.WHOLE).flatmap(
    lambda save: st.tuples(st.just(save), st.integers(0, rules.WHOLE - save))
)
ZONES = ("Asia/Kolkata", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")


class TestASplit:
    @PATIENT
    @given(st.integers(1, MAX_MINOR), BP)
    def test_adds_up_to_the_reward(self, reward: int, bp: tuple[int, int]) -> None:
        parts = rules.parts(reward, save_bp=bp[0], share_bp=bp[1])
        assert sum(parts) == reward
        assert min(parts) >= 0

    @PATIENT
    @given(st.integers(1, MAX_MINOR), BP)
    def test_gives_no_part_more_than_its_due(self, reward: int, bp: tuple[int, int]) -> None:
        parts = rules.parts(reward, save_bp=bp[0], share_bp=bp[1])
        for part, share in ((parts.save, bp[0]), (parts.share, bp[1])):
            assert 0 <= reward * share - part * rules.WHOLE < rules.WHOLE

    def test_of_the_whole_leaves_nothing_to_spend(self) -> None:
        assert rules.parts(100, save_bp=10_000, share_bp=0) == (0, 100, 0)
        assert rules.parts(1, save_bp=5_000, share_bp=5_000) == (1, 0, 0)


class TestTheTurnAfterAnOutage:
    @PATIENT
    @given(
        st.builds(
            Rhythm,
            every=st.sampled_from([Every.WEEKLY, Every.FORTNIGHTLY]),
            day=st.integers(1, 7),
            start=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        ),
        st.integers(0, 200),
        st.sampled_from(ZONES),
    )
    def test_is_the_newest_that_has_begun(self, rhythm: Rhythm, hours: int, zone: str) -> None:
        on = rules.opening(rhythm, rhythm.start)
        now = datetime.fromtimestamp(moment(on, zone=zone).timestamp() + hours * 3600 * 7, UTC)
        newest = rules.latest(rhythm, on, zone=zone, now=now)
        today = now.astimezone(ZoneInfo(zone)).date()
        begun = [day for day in due(rhythm, since=None, until=today) if day >= on]
        assert newest == max(day for day in begun if moment(day, zone=zone) <= now)
        following = rules.following(rhythm, newest)
        assert following is not None
        assert moment(following, zone=zone) > now


def test_pay_day_without_an_allowance_is_saturday() -> None:
    friday = datetime(2026, 3, 6, 12, tzinfo=UTC)
    saturday = moment(date(2026, 3, 7), zone="Asia/Kolkata")
    assert rules.next_saturday(zone="Asia/Kolkata", now=friday) == saturday
    assert rules.next_saturday(zone="Asia/Kolkata", now=saturday) == moment(
        date(2026, 3, 14), zone="Asia/Kolkata"
    )
