"""How the console shows amounts and instants."""

from datetime import UTC, datetime

import pytest

from tuppence.audit.browsing import moment, money


class TestMoney:
    @pytest.mark.parametrize(
        ("minor", "unit", "shown"),
        [
            (0, "INR", "₹0.00"),
            (5, "INR", "₹0.05"),
            (99_999, "INR", "₹999.99"),
            (100_000, "INR", "₹1,000.00"),
            (12_345_650, "INR", "₹1,23,456.50"),
            (1_234_567_890_12, "INR", "₹1,23,45,67,890.12"),
            (-150_000, "INR", "-₹1,500.00"),
            (1500, "COIN", "1,500 COIN"),
            (-3, "CAP-RED", "-3 CAP-RED"),
            (None, "INR", "-"),
        ],
    )
    def test_is_grouped_as_rupees_are(self, minor: int | None, unit: str, shown: str) -> None:
        assert money(minor, unit) == shown


class TestMoment:
    def test_is_shown_to_the_second(self) -> None:
        assert moment(datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)) == "2026-01-02 03:04:05"
        assert moment(None) == "-"
