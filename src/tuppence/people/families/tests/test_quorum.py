"""How many guardians it takes, by the numbers."""

from hypothesis import given
from hypothesis import strategies as st

from tuppence.people.families.quorum import (
    LEAST,
    Action,
    Need,
    is_carried,
    is_lost,
    need_of,
    stricter,
    votes_needed,
)

NEEDS = st.sampled_from(list(Need))
ACTIONS = st.sampled_from(list(Action))


def test_two_is_both_of_two_and_two_of_three() -> None:
    assert [votes_needed(Need.TWO, guardians=n) for n in (1, 2, 3)] == [1, 2, 2]
    assert [votes_needed(Need.ALL, guardians=n) for n in (1, 2, 3)] == [1, 2, 3]
    assert [votes_needed(Need.ANY, guardians=n) for n in (1, 2, 3)] == [1, 1, 1]


def test_one_of_two_guardians_never_decides_alone_who_has_rights() -> None:
    for action in (
        Action.INVITE_GUARDIAN,
        Action.REMOVE_GUARDIAN,
        Action.NARROW_GUARDIAN,
        Action.SET_QUORUM,
    ):
        for asked in (None, *Need):
            assert not is_carried(yes=1, need=need_of(action, asked), guardians=2)


@given(action=ACTIONS, asked=NEEDS)
def test_a_family_asks_for_more_and_never_for_less(action: Action, asked: Need) -> None:
    found = need_of(action, asked)
    assert stricter(found, LEAST[action]) == found
    assert stricter(found, asked) == found


@given(need=NEEDS, guardians=st.integers(1, 3), yes=st.integers(0, 3), no=st.integers(0, 3))
def test_what_is_carried_is_not_lost(need: Need, guardians: int, yes: int, no: int) -> None:
    if yes + no > guardians:
        return
    carried = is_carried(yes=yes, need=need, guardians=guardians)
    lost = is_lost(no=no, need=need, guardians=guardians)
    assert not (carried and lost)
    if yes + no == guardians:
        assert carried or lost
