"""Who may ask whom, and how often."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuppence.payments.asks.rules import (
    DAY,
    MOST_A_DAY_WITH_ONE,
    MOST_OPEN,
    MOST_OPEN_WITH_ONE,
    REMIND_AFTER,
    AsksFull,
    Earlier,
    RemindTooSoon,
    Standing,
    check_reminder,
    check_room,
    may_ask,
)

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
STANDINGS = st.builds(Standing, *[st.booleans()] * 5)


class TestWhoMayAsk:
    @given(STANDINGS)
    def test_family_always(self, standing: Standing) -> None:
        assert may_ask(replace(standing, family=True))

    @given(STANDINGS)
    def test_no_stranger_a_child(self, standing: Standing) -> None:
        stranger = replace(standing, family=False, asked_is_minor=True, asked_paid=False)
        assert not may_ask(stranger)

    @given(STANDINGS)
    def test_no_child_a_stranger(self, standing: Standing) -> None:
        stranger = replace(
            standing, family=False, asker_is_minor=True, asked_paid=False, asker_paid=False
        )
        assert not may_ask(stranger)

    @given(STANDINGS)
    def test_whom_a_child_has_paid_asks_them(self, standing: Standing) -> None:
        assert may_ask(replace(standing, asked_is_minor=True, asked_paid=True))

    def test_a_grown_up_another(self) -> None:
        assert may_ask(Standing(asker_is_minor=False, asked_is_minor=False))


def earlier(asked: int, count: int, *, is_open: bool, age: timedelta) -> list[Earlier]:
    return [Earlier(asked, NOW - age, is_open)] * count


class TestHowOften:
    def test_little_with_one(self) -> None:
        there = earlier(1, MOST_OPEN_WITH_ONE, is_open=True, age=2 * DAY)
        check_room(there[1:], [1], now=NOW)
        check_room(there, [2], now=NOW)
        with pytest.raises(AsksFull):
            check_room(there, [1], now=NOW)

    def test_not_again_and_again_though_they_say_no(self) -> None:
        there = earlier(1, MOST_A_DAY_WITH_ONE, is_open=False, age=DAY / 2)
        check_room(earlier(1, 99, is_open=False, age=DAY), [1], now=NOW)
        with pytest.raises(AsksFull):
            check_room(there, [1], now=NOW)

    def test_not_with_everybody(self) -> None:
        there = [Earlier(n, NOW - DAY, True) for n in range(MOST_OPEN - 1)]
        check_room(there, [999], now=NOW)
        with pytest.raises(AsksFull):
            check_room(there, [999, 1000], now=NOW)


class TestAReminder:
    def test_waits_a_day_after_the_ask_and_the_last_one(self) -> None:
        check_reminder(made_at=NOW - REMIND_AFTER, last=None, sent=0, now=NOW)
        for made_at, last in ((NOW, None), (NOW - 5 * DAY, NOW - DAY / 2)):
            with pytest.raises(RemindTooSoon) as refused:
                check_reminder(made_at=made_at, last=last, sent=1, now=NOW)
            assert refused.value.data["left"] == 2

    def test_is_not_sent_for_ever(self) -> None:
        with pytest.raises(RemindTooSoon):
            check_reminder(made_at=NOW - 9 * DAY, last=NOW - 5 * DAY, sent=3, now=NOW)
