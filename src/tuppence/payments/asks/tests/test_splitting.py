"""A split loses no paisa, and adds none."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuppence.payments.asks.splitting import WHOLE, SharesWrong, by_amount, by_percent, evenly

TOTALS = st.integers(1, 10**12)


@st.composite
def parts(draw: st.DrawFn) -> list[int]:
    """Hundredths of a per cent that are the whole."""
    cuts = sorted(draw(st.lists(st.integers(0, WHOLE), max_size=20)))
    return [after - before for before, after in zip([0, *cuts], [*cuts, WHOLE], strict=True)]


def test_a_hundred_rupees_among_three() -> None:
    assert evenly(100_00, 3) == [33_34, 33_33, 33_33]
    assert by_percent(100_00, [33_33, 33_33, 33_34]) == [33_33, 33_33, 33_34]
    assert by_percent(1, [33_33, 33_33, 33_34]) == [0, 0, 1]


@given(TOTALS, st.integers(1, 50))
def test_an_even_split_is_all_of_it_and_as_even_as_can_be(total: int, count: int) -> None:
    shares = evenly(total, count)
    assert (len(shares), sum(shares)) == (count, total)
    assert max(shares) - min(shares) <= 1
    assert shares == sorted(shares, reverse=True)


@given(TOTALS, parts())
def test_percentages_are_all_of_it_and_each_is_off_by_less_than_one(
    total: int, parts: list[int]
) -> None:
    shares = by_percent(total, parts)
    assert sum(shares) == total
    for share, part in zip(shares, parts, strict=True):
        assert abs(share * WHOLE - total * part) < WHOLE
        assert part or not share


@given(TOTALS, parts())
def test_a_larger_part_is_never_a_smaller_share(total: int, parts: list[int]) -> None:
    by_part = sorted(zip(parts, by_percent(total, parts), strict=True))
    for (less, small), (more, large) in pairwise(by_part):
        assert less == more or small <= large


@given(TOTALS, parts(), st.integers(-5, 5).filter(bool))
def test_parts_that_are_not_the_whole_are_refused(total: int, parts: list[int], off: int) -> None:
    with pytest.raises(SharesWrong):
        by_percent(total, [parts[0] + off, *parts[1:]])


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20), st.integers(-5, 5))
def test_amounts_have_to_add_up(amounts: list[int], off: int) -> None:
    if off:
        with pytest.raises(SharesWrong):
            by_amount(sum(amounts) + off, amounts)
    else:
        assert by_amount(sum(amounts), amounts) == amounts
