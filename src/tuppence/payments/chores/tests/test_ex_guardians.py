"""Who has no right any more to give a child anything gives no chore, and no reward."""

from typing import Any

import pytest

from tuppence.kernel.ids import from_public, to_public
from tuppence.outbox.models import StoredFact
from tuppence.payments.chores.handlers import let_go_of_rights
from tuppence.payments.chores.models import Chore, State, Turn
from tuppence.payments.ious.models import Iou
from tuppence.payments.wallets.tests.household import Household, Phone, balance, give
from tuppence.payments.wallets.tests.parting import (
    another_guardian,
    hear,
    is_narrowed,
    is_removed,
    leaves,
    public,
)


@pytest.fixture
def ravi(home: Household) -> Phone:
    return another_guardian(home)


def a_turn(giver: Phone, child: Phone, **changed: Any) -> Turn:
    """The first turn of a new chore."""
    body = {"person": public(child), "title": "Water the plants", "reward": 50_00} | changed
    answer = giver.sign("/v1/chores", body)
    assert answer.status_code == 201, answer.content
    return Turn.objects.get(chore__public_id=from_public("chr", answer.json()["id"]))


def act(phone: Phone, turn: Turn, what: str) -> Any:
    path = f"/v1/turns/{to_public('trn', turn.public_id)}/{what}"
    return phone.sign(path, {}) if what == "approve" else phone.send("POST", path)


def standing(turn: Turn) -> tuple[int, bool]:
    """What a turn is, and whether its chore goes on."""
    found = Turn.objects.select_related("chore").get(pk=turn.pk)
    return found.state, found.chore.ended_at is None


class TestAChore:
    def test_ends_when_its_giver_leaves(self, home: Household, ravi: Phone) -> None:
        waits = a_turn(home.asha, home.meera, every="weekly", day=6)
        is_done = a_turn(home.asha, home.meera)
        others = a_turn(ravi, home.meera)
        assert act(home.meera, is_done, "done").status_code == 200
        hear(leaves(home.asha), let_go_of_rights)
        assert standing(waits) == standing(is_done) == (State.WITHDRAWN, False)
        assert standing(others) == (State.OPEN, True)
        assert Chore.objects.filter(next_at__isnull=False).count() == 0
        told = StoredFact.objects.filter(topic="chore.changed", payload__what="ended")
        assert [fact.payload["by"] for fact in told] == [None, None]
        for phone in (home.asha, home.meera, ravi):
            path = f"/v1/chores/{to_public('chr', waits.chore.public_id)}"
            assert phone.get(path).json()["ended_at"] is not None

    def test_ends_when_the_child_is_removed(self, home: Household) -> None:
        theirs, siblings = a_turn(home.asha, home.meera), a_turn(home.asha, home.kabir)
        hear(is_removed(home.meera, by=home.asha), let_go_of_rights)
        assert standing(theirs) == (State.WITHDRAWN, False)
        assert standing(siblings) == (State.OPEN, True)

    def test_ends_when_its_giver_is_left_without_the_right(
        self, home: Household, ravi: Phone
    ) -> None:
        theirs = a_turn(home.asha, home.meera)
        topic = is_narrowed(home.asha, home.meera, by=ravi, kept=["see_wallet"])
        hear(topic, let_go_of_rights)
        assert standing(theirs) == (State.WITHDRAWN, False)

    def test_that_was_ended_before_withdraws_what_waits_for_a_yes(
        self, home: Household, ravi: Phone
    ) -> None:
        turn = a_turn(home.asha, home.meera)
        act(home.meera, turn, "done")
        home.asha.send("POST", f"/v1/chores/{to_public('chr', turn.chore.public_id)}/end")
        assert standing(turn) == (State.DONE, False)
        hear(leaves(home.asha), let_go_of_rights)
        assert standing(turn) == (State.WITHDRAWN, False)


class TestAReward:
    def test_is_not_approved_out_of_the_wallet_of_who_has_gone(
        self, home: Household, ravi: Phone
    ) -> None:
        """Though nobody has heard yet that they have."""
        give(home.asha, 100_00)
        turn = a_turn(home.asha, home.meera)
        act(home.meera, turn, "done")
        leaves(home.asha)
        refused = act(ravi, turn, "approve")
        assert (refused.status_code, refused.json()["code"]) == (409, "giver_gone")
        assert standing(turn) == (State.DONE, True)
        assert (balance(home.asha), Iou.objects.count()) == (100_00, 0)

    def test_that_was_approved_before_is_owed_all_the_same(
        self, home: Household, ravi: Phone
    ) -> None:
        turn = a_turn(home.asha, home.meera)
        act(home.meera, turn, "done")
        assert act(ravi, turn, "approve").status_code in (200, 201)
        hear(leaves(home.asha), let_go_of_rights)
        assert standing(turn)[0] == State.APPROVED
        assert Iou.objects.get().giver_id == home.asha.person.pk
