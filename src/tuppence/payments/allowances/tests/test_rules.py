"""When allowances are due: across ends of months and changes of the clock, in several zones."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tuppence.payments.allowances import rules
from tuppence.payments.calendar import Every, Rhythm, after, due, first

PATIENT = settings(deadline=None)
ZONES = (
    "Asia/Kolkata", "Europe/Berlin", "America/New_York", "America/Havana", "Africa/Casablanca",
    "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC",
)  # fmt: skip
DATES = st.dates(date(2020, 1, 1), date(2035, 12, 31))
RHYTHMS = st.one_of(
    st.builds(
        Rhythm,
        every=st.sampled_from([Every.WEEKLY, Every.FORTNIGHTLY]),
        day=st.integers(1, 7),
        start=DATES,
    ),
    st.builds(Rhythm, every=st.just(Every.MONTHLY), day=st.integers(1, 31), start=DATES),
)


class TestTheNextTurn:
    @PATIENT
    @given(RHYTHMS, st.sampled_from(ZONES), st.integers(0, 60))
    def test_from_turn_to_turn_is_the_calendar(self, rhythm: Rhythm, zone: str, turns: int) -> None:
        """A run knows a due day, and not the start: what follows is the same."""
        turn = rules.opening(rhythm, zone=zone)
        found = [turn.on]
        for _ in range(turns):
            turn = rules.following(rhythm.every, rhythm.day, turn.on, zone)
            found.append(turn.on)
        assert found == due(rhythm, since=None, until=found[-1])
        assert found[0] == first(rhythm)

    @PATIENT
    @given(RHYTHMS, st.sampled_from(ZONES))
    def test_comes_later_than_this_one(self, rhythm: Rhythm, zone: str) -> None:
        turn = rules.opening(rhythm, zone=zone)
        for _ in range(30):
            later = rules.following(rhythm.every, rhythm.day, turn.on, zone)
            assert later.at > turn.at
            turn = later

    @PATIENT
    @given(RHYTHMS, st.sampled_from(ZONES), DATES)
    def test_after_a_pause_is_the_first_to_come(self, rhythm: Rhythm, zone: str, day: date) -> None:
        now = datetime.combine(day, time(3, 30), tzinfo=UTC)
        turn = rules.resumed(rhythm, zone=zone, now=now)
        assert turn.at > now
        assert turn.on in due(rhythm, since=turn.on - timedelta(days=40), until=turn.on)
        before = [day for day in due(rhythm, since=None, until=turn.on) if day < turn.on]
        if before:
            earlier = rules.following(rhythm.every, rhythm.day, before[-1], zone)
            assert earlier == turn
            assert after(rhythm, before[-1]) == turn.on

    def test_of_the_31st_is_the_last_of_each_month(self) -> None:
        on, seen = date(2027, 12, 31), []
        for _ in range(5):
            on = rules.following(Every.MONTHLY, 31, on, "Asia/Kolkata").on
            seen.append(on)
        assert [f"{day:%m-%d}" for day in seen] == ["01-31", "02-29", "03-31", "04-30", "05-31"]


class TestWhatIsPaid:
    @PATIENT
    @given(st.integers(1, 10**6), st.none() | st.tuples(st.integers(1, 10**6), DATES), DATES)
    def test_is_the_raise_from_its_day_on(
        self, amount: int, raised: tuple[int, date] | None, on: date
    ) -> None:
        more, since = raised or (None, None)
        paid = rules.payable(amount, more, since, on=on)
        assert paid == (more if since is not None and on >= since else amount)
