"""Chores: given by a guardian, done by the child, approved once, and paid once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import from_public, to_public
from tuppence.ledger.verify import verify
from tuppence.outbox.models import StoredFact
from tuppence.payments.calendar import DAY, day_of
from tuppence.payments.chores.models import Chore, Split, State, Turn
from tuppence.payments.chores.operations import giving, turns
from tuppence.payments.goals.tests.saving import a_goal, saved
from tuppence.payments.ious.models import Iou
from tuppence.payments.ious.models import State as IouState
from tuppence.payments.ious.operations import pay_owed, pay_promised
from tuppence.payments.payments.models import Kind, Payment
from tuppence.payments.payments.tests.market import world
from tuppence.payments.wallets.operations import open_wallet
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_household,
    a_person,
    balance,
    give,
    wallet_of,
)
from tuppence.people.families.models import Membership, Role, Scope
from tuppence.people.families.operations import add_member
from tuppence.people.identity.actor import Actor

ZONE = "Asia/Kolkata"


def meera(home: Household) -> str:
    return to_public("per", home.meera.person.public_id)


def a_chore(home: Household, **changed: Any) -> dict[str, Any]:
    body = {"person": meera(home), "title": "Water the plants", "reward": 50_00} | changed
    answer = home.asha.sign("/v1/chores", body)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def a_turn(home: Household, **changed: Any) -> str:
    """The open turn of a new chore."""
    chore = a_chore(home, **changed)
    found = Turn.objects.get(chore__public_id=from_public("chr", chore["id"]))
    return to_public("trn", found.public_id)


def act(phone: Phone, turn: str, what: str, **body: Any) -> Any:
    path = f"/v1/turns/{turn}/{what}"
    if what == "approve":
        return phone.sign(path, {})
    return phone.send("POST", path, body or None)


def finished(home: Household, **changed: Any) -> str:
    turn = a_turn(home, **changed)
    assert act(home.meera, turn, "done").status_code == 200
    return turn


def everything() -> dict[str, Any]:
    tables = (Chore, Turn, Split, Iou)
    return world() | {table.__name__: list(table.objects.values()) for table in tables}


def ravi(home: Household) -> Phone:
    """Another guardian of the family."""
    family = Membership.objects.get(person=home.asha.person).family
    person = a_person("Ravi", age=44)
    add_member(family=family, person=person, role=Role.GUARDIAN, today=utc_now().date())
    open_wallet(owner_id=person.pk, name="Wallet", now=utc_now())
    return Phone(person)


class TestATurn:
    def test_is_done_approved_and_paid(self, home: Household) -> None:
        give(home.asha, 200_00)
        turn = a_turn(home)
        [todo] = home.meera.get("/v1/turns", state="open").json()["items"]
        assert (todo["id"], todo["chore"]["title"]) == (turn, "Water the plants")
        assert act(home.meera, turn, "done").json()["state"] == "done"
        paid = act(home.asha, turn, "approve")
        assert paid.status_code == 200, paid.content
        assert (paid.json()["state"], paid.json()["reward"]["state"]) == ("paid", "paid")
        assert (balance(home.asha), balance(home.meera)) == (150_00, 50_00)
        payment = Payment.objects.get()
        assert (payment.kind, payment.note) == (Kind.CHORE, "Water the plants")
        assert home.meera.get("/v1/turns", state="paid").json()["items"] == [paid.json()]
        assert home.meera.get("/v1/turns", state="approved").json()["items"] == []
        again = act(home.asha, turn, "approve")
        assert (again.content, again["Idempotent-Replayed"]) == (paid.content, "true")
        assert Payment.objects.count() == 1
        topics = list(StoredFact.objects.order_by("id").values_list("topic", flat=True))
        assert "iou.promised" not in topics
        assert "iou.paid" in topics
        assert [check for check in verify() if check.disagreement] == []

    def test_that_is_sent_back_is_open_again(self, home: Household) -> None:
        turn = finished(home)
        back = act(home.asha, turn, "send-back", note="The fern, too").json()
        assert (back["state"], back["note"], back["decided_by"]["name"]) == (
            "open", "The fern, too", "Asha",
        )  # fmt: skip
        refused = act(home.asha, turn, "approve")
        assert (refused.status_code, refused.json()["code"]) == (409, "turn_not_so")
        assert refused.json()["state"] == "open"
        assert act(home.meera, turn, "done").json()["note"] is None

    def test_whose_reward_is_not_there_is_owed(self, home: Household) -> None:
        turn = finished(home)
        answer = act(home.asha, turn, "approve").json()
        assert (answer["state"], answer["reward"]["state"]) == ("approved", "owed")
        assert balance(home.meera) == 0
        give(home.asha, 50_00)
        pay_owed(wallet=wallet_of(home.asha).public_id, now=utc_now())
        assert home.meera.get(f"/v1/turns/{turn}").json()["state"] == "paid"
        assert balance(home.meera) == 50_00

    def test_can_be_paid_on_pay_day(self, home: Household) -> None:
        give(home.asha, 200_00)
        allowance = {"person": meera(home), "every": "monthly", "day": 31, "amount": 100_00}
        made = home.asha.sign("/v1/allowances", allowance).json()
        turn = finished(home, pays="pay_day")
        answer = act(home.asha, turn, "approve").json()
        assert (answer["state"], answer["reward"]["state"]) == ("approved", "promised")
        assert answer["reward"]["due_at"] == made["next"]["at"]
        assert balance(home.meera) == 0
        assert pay_promised(now=Iou.objects.get().due_at) == 1
        assert balance(home.meera) == 50_00

    @pytest.mark.parametrize(
        ("who", "what", "status"),
        [("asha", "done", 403), ("meera", "approve", 403), ("meera", "send-back", 403),
         ("kabir", "done", 404), ("zoya", "approve", 404), ("arjun", "send-back", 404)],
    )  # fmt: skip
    def test_is_not_everyones(self, home: Household, who: str, what: str, status: int) -> None:
        turn = finished(home)
        before = everything()
        body = {"note": "No"} if what == "send-back" else {}
        assert act(getattr(home, who), turn, what, **body).status_code == status
        assert everything() == before

    def test_is_approved_by_another_guardian_and_paid_by_the_giver(self, home: Household) -> None:
        give(home.asha, 50_00)
        other = ravi(home)
        assert act(other, finished(home), "approve").json()["state"] == "paid"
        assert (balance(home.asha), balance(home.meera)) == (0, 50_00)


class TestATurnWhoseGiverHasLeft:
    @pytest.fixture
    def other(self, home: Household) -> Phone:
        """The guardian who is left."""
        return ravi(home)

    def test_is_not_paid_from_their_wallet(self, home: Household, other: Phone) -> None:
        give(home.asha, 50_00)
        turn = finished(home)
        Membership.objects.filter(person=home.asha.person).delete()
        before = everything()
        answer = act(other, turn, "approve")
        assert (answer.status_code, answer.json()["code"]) == (409, "giver_gone")
        assert everything() == before

    def test_is_not_paid_when_they_may_give_no_more(self, home: Household, other: Phone) -> None:
        give(home.asha, 50_00)
        turn = finished(home)
        Scope.objects.create(
            guardian=Membership.objects.get(person=home.asha.person),
            child=Membership.objects.get(person=home.meera.person),
            rights=["see_wallet"],
        )
        assert act(other, turn, "approve").json()["code"] == "giver_gone"

    def test_is_the_last_when_another_guardian_ends_the_chore(
        self, home: Household, other: Phone
    ) -> None:
        path = f"/v1/chores/{a_chore(home, every='weekly')['id']}/end"
        assert other.send("POST", path).status_code == 403
        Membership.objects.filter(person=home.asha.person).delete()
        assert home.meera.send("POST", path).status_code == 403
        assert other.send("POST", path).json()["ended_at"] is not None
        assert giving.begin_turns(now=utc_now() + timedelta(days=60)) == 0


class TestAChore:
    def test_under_one_key_is_given_once(self, home: Household) -> None:
        body = {"person": meera(home), "title": "Dishes", "reward": 10_00}
        first = home.asha.sign("/v1/chores", body, key="dishes")
        again = home.asha.sign("/v1/chores", body, key="dishes")
        assert (first.content, again["Idempotent-Replayed"]) == (again.content, "true")
        assert Turn.objects.count() == 1

    @pytest.mark.parametrize(
        ("changed", "status", "code"),
        [({"reward": 1_000_00}, 403, "step_up_required"),
         ({"every": "weekly", "day": 8}, 422, "weekday_invalid"),
         ({"starts_on": "2020-01-01"}, 422, "day_invalid"),
         ({"title": ""}, 400, "invalid_request")],
    )  # fmt: skip
    def test_as_it_cannot_be_is_refused(
        self, home: Household, changed: dict[str, Any], status: int, code: str
    ) -> None:
        before = everything()
        body = {"person": meera(home), "title": "Dishes", "reward": 10_00} | changed
        answer = home.asha.sign("/v1/chores", body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert everything() == before

    @pytest.mark.parametrize("who", ["meera", "kabir", "zoya"])
    def test_is_given_by_guardians(self, home: Household, who: str) -> None:
        before = everything()
        body = {"person": meera(home), "title": "Dishes", "reward": 10_00}
        assert getattr(home, who).sign("/v1/chores", body).status_code == 404
        assert everything() == before

    def test_that_ends_withdraws_what_is_open(self, home: Household) -> None:
        chore = a_chore(home, every="weekly")
        path = f"/v1/chores/{chore['id']}/end"
        assert home.meera.send("POST", path).status_code == 403
        ended = home.asha.send("POST", path).json()
        assert (ended["next_on"], ended["ended_at"] is None) == (None, False)
        assert Turn.objects.get().state == State.WITHDRAWN
        assert giving.begin_turns(now=utc_now() + timedelta(days=60)) == 0

    def test_that_recurs_has_a_turn_each_time(self, home: Household) -> None:
        today = day_of(utc_now(), zone=ZONE)
        a_chore(home, every="weekly", starts_on=(today + DAY).isoformat())
        begun = utc_now() + timedelta(days=9)
        assert giving.begin_turns(now=begun) == 1
        assert giving.begin_turns(now=begun) == 0
        found = list(Turn.objects.order_by("due_on"))
        assert [turn.due_on for turn in found] == [today + DAY, today + 8 * DAY]
        assert [turn.state for turn in found] == [State.MISSED, State.OPEN]
        # After an outage of a month it is the newest that begins.
        later = utc_now() + timedelta(days=37)
        assert giving.begin_turns(now=later) == 1
        assert Turn.objects.count() == 3
        assert Turn.objects.latest("due_on").due_on == today + 36 * DAY

    def test_done_turns_wait_for_their_guardian(self, home: Household) -> None:
        turn = finished(home, every="weekly")
        giving.begin_turns(now=utc_now() + timedelta(days=8))
        assert home.asha.get(f"/v1/turns/{turn}").json()["state"] == "done"

    def test_lists_cost_the_same_however_many(
        self, home: Household, django_assert_max_num_queries: Any
    ) -> None:
        give(home.asha, 100_00)
        for number in range(5):
            turn = finished(home)
            if number % 2:
                act(home.asha, turn, "approve")
        for path in ("/v1/chores", "/v1/turns"):
            with django_assert_max_num_queries(5):
                assert len(home.asha.get(path).json()["items"]) == 5


class TestASplit:
    def test_sends_parts_of_a_reward_into_goals(self, home: Household) -> None:
        give(home.asha, 200_00)
        bicycle, shelter = a_goal(home.meera), a_goal(home.meera, name="Animal shelter")
        path = f"/v1/people/{meera(home)}/split"
        assert home.meera.get(path).json()["spend_bp"] == 10_000
        split = {
            "saving": {"bp": 3_333, "goal": bicycle},
            "sharing": {"bp": 1_000, "goal": shelter},
        }
        decided = home.asha.send("PUT", path, split)
        assert decided.status_code == 200, decided.content
        assert home.meera.get(path).json() == decided.json()
        assert (decided.json()["spend_bp"], decided.json()["author"]["name"]) == (5_667, "Asha")
        act(home.asha, finished(home, reward=99_99), "approve")
        assert (balance(home.meera), saved(bicycle), saved(shelter)) == (56_68, 33_32, 9_99)
        assert [check for check in verify() if check.disagreement] == []

    @pytest.mark.parametrize(
        ("who", "change", "status"),
        [("meera", {}, 403), ("kabir", {}, 404), ("zoya", {}, 404),
         ("asha", {"sharing": {"bp": 9_000, "goal": None}}, 422),
         ("asha", {"saving": {"bp": 1}}, 422),
         ("asha", {"saving": {"bp": 10_001}}, 400)],
    )  # fmt: skip
    def test_that_cannot_be_is_refused(
        self, home: Household, who: str, change: dict[str, Any], status: int
    ) -> None:
        goal = a_goal(home.meera)
        split: dict[str, Any] = {"saving": {"bp": 5_000, "goal": goal}, "sharing": {"bp": 0}}
        before = everything()
        answer = getattr(home, who).send("PUT", f"/v1/people/{meera(home)}/split", split | change)
        assert answer.status_code == status, answer.content
        assert everything() == before

    def test_into_anothers_goal_is_refused(self, home: Household) -> None:
        goal = a_goal(home.kabir)
        split = {"saving": {"bp": 5_000, "goal": goal}, "sharing": {"bp": 0}}
        answer = home.asha.send("PUT", f"/v1/people/{meera(home)}/split", split)
        assert (answer.status_code, answer.json()["code"]) == (422, "split_invalid")


@pytest.mark.django_db(transaction=True)
def test_two_guardians_who_approve_at_once_pay_once() -> None:
    home = a_household()
    other = ravi(home)
    give(home.asha, 500_00)
    turn = from_public("trn", finished(home))

    def approve(actor: Actor) -> str:
        try:
            turns.approve(actor=actor, turn=turn, now=utc_now())
        except turns.TurnNotSo as refused:
            return str(refused.data["state"])
        else:
            return "approved"
        finally:
            connection.close()

    actors = [home.asha.actor(), other.actor()] * 2
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(approve, actors))
    assert said.count("approved") == 2  # who was first, twice
    assert said.count("paid") == 2
    assert (balance(home.asha), balance(home.meera)) == (450_00, 50_00)
    assert Iou.objects.get().state == IouState.PAID
