"""The table of policy: complete as it is built in, and strict about any other."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuppence.kernel.money import format_minor
from tuppence.people.policy import rows
from tuppence.people.policy.table import PolicyInvalid, amounts, parse

BUILT_IN = rows.BUILT_IN.read_text(encoding="utf-8")


def row(name: str, value: str, *, more: str = "") -> str:
    return f'["{name}"]\nvalue = {value}\nsource = "a court"\nchecked = 2026-11-28\n{more}\n'


class TestTheBuiltInTable:
    def test_has_every_row_with_a_source_and_a_day(self) -> None:
        table = parse(rows.ROWS, BUILT_IN)
        for declared in rows.ROWS:
            found = table[declared]
            assert found.source
            assert found.checked >= date(2026, 11, 23)
            assert declared.meaning

    def test_reads_rupees_as_paise(self) -> None:
        table = parse(rows.ROWS, BUILT_IN)
        assert table[rows.SMALL_BALANCE].value == {"INR": 10_000_00}
        assert table[rows.SMALL_LOAD_YEAR].value == {"INR": 1_20_000_00}
        assert table[rows.SMALL_PEOPLE_MONTH].value == {"INR": 0}
        assert table[rows.FULL_BALANCE].value == {"INR": 2_00_000_00}

    def test_says_which_numbers_rest_on_secondary_sources(self) -> None:
        table = parse(rows.ROWS, BUILT_IN)
        doubtful = {one.name for one in rows.ROWS if table[one].doubtful}
        assert doubtful == {"tier.full.people.new.month", "tier.full.people.registered.month"}


class TestAFileOfOnesOwn:
    def test_changes_the_rows_that_it_names(self, tmp_path: Path) -> None:
        own = tmp_path / "policy.toml"
        own.write_text(row("tier.small.balance", '{ INR = "9000.50" }'), encoding="utf-8")
        table = rows.load({"TUPPENCE_POLICY_FILE": str(own)})
        assert table[rows.SMALL_BALANCE].value == {"INR": 9_000_50}
        assert table[rows.SMALL_BALANCE].source == "a court"
        assert table[rows.FULL_BALANCE].value == {"INR": 2_00_000_00}

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            (row("tier.small.balanse", '"1"'), "there is no such row"),
            (row("tier.small.balance", '"1"'), "must be a table"),
            (row("tier.small.balance", "{ INR = 1000 }"), "an amount is a text"),
            (row("tier.small.balance", '{ INR = "1.005" }'), "is no amount of INR"),
            (row("tier.small.balance", '{ INR = "-1" }'), "is no amount of INR"),
            (row("tier.small.balance", '{ inr = "1" }'), "is no unit"),
            (row("home.zone", '"Asia/Nowhere"'), "must be an IANA time zone"),
            (row("home.unit", '"rupees"'), "must be a unit"),
            (row("minors.blocked", '{ 58 = "alcohol" }'), "must be four digits"),
            (row("home.unit", '"INR"', more="since = 2020"), "does not know since"),
            (row("home.unit", '"INR"', more='doubtful = "no"'), "doubtful is true or false"),
            ('["home.unit"]\nvalue = "INR"\nchecked = 2026-11-28', "must name its source"),
            ('["home.unit"]\nvalue = "INR"\nsource = "x"', "must say when it was checked"),
            ("home.unit", "is not TOML"),
        ],
    )
    def test_that_is_wrong_is_refused_with_the_reason(self, text: str, problem: str) -> None:
        with pytest.raises(PolicyInvalid) as refused:
            parse(rows.ROWS, BUILT_IN, text)
        assert problem in str(refused.value)

    def test_is_told_all_that_is_wrong_at_once(self) -> None:
        with pytest.raises(PolicyInvalid) as refused:
            parse(rows.ROWS, row("home.unit", '"rupees"') + row("home.zone", '"Nowhere"'))
        assert len(refused.value.problems) == len(rows.ROWS)

    def test_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(PolicyInvalid, match="cannot be read"):
            rows.load({"TUPPENCE_POLICY_FILE": str(tmp_path / "none.toml")})


class TestAmounts:
    @given(st.integers(min_value=0, max_value=10**12))
    def test_are_exact(self, minor: int) -> None:
        assert amounts({"INR": format_minor(minor, "INR")}) == {"INR": minor}
