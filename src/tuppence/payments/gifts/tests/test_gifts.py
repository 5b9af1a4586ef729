"""Gift links: made by a family, used by whoever holds one, and telling as little as they can."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.ledger.accounts import set_limit
from tuppence.payments.gifts import operations
from tuppence.payments.gifts.models import Gift, GiftLink
from tuppence.payments.gifts.operations import GiftNotTaken, LinkOver
from tuppence.payments.goals.tests import saving
from tuppence.payments.goals.tests.saving import a_goal, assert_books_agree, saved, told
from tuppence.payments.payments.models import Payment
from tuppence.payments.payments.operations.top_up import LOAD
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_household,
    balance,
    wallet_of,
)
from tuppence.people.consent.operations import withdraw


def a_link(phone: Phone, **asked: Any) -> dict[str, Any]:
    answer = phone.send("POST", "/v1/gift-links", {"most_amount": 500_00} | asked)
    assert answer.status_code == 201, answer.content
    body: dict[str, Any] = answer.json()
    return body


def look(token: str) -> Any:
    return Client().post("/v1/gifts/look", {"token": token}, content_type="application/json")


def give(token: str, amount: int, *, key: str | None = None, **more: Any) -> Any:
    body = {"token": token, "amount": amount, "giver": "Nani"} | more
    headers = {"Idempotency-Key": key or str(uuid4())}
    return Client().post("/v1/gifts", body, content_type="application/json", headers=headers)


def world() -> dict[str, Any]:
    return saving.world() | {
        "links": list(GiftLink.objects.order_by("id").values()),
        "gifts": list(Gift.objects.order_by("id").values()),
    }


class TestALink:
    def test_tells_its_secret_once(self, home: Household) -> None:
        made = a_link(home.meera)
        secret = made["token"].split(".")[1]
        assert len(secret) == 43
        assert secret not in str(GiftLink.objects.values())
        [listed] = home.asha.get("/v1/gift-links").json()["items"]
        assert listed == made["link"]
        assert "token" not in listed

    def test_is_made_for_oneself_or_a_child(self, home: Household) -> None:
        meera = to_public("per", home.meera.person.public_id)
        goal = a_goal(home.meera)
        assert a_link(home.asha, person=meera)["link"]["person"]["name"] == "Meera"
        assert a_link(home.asha, goal=goal)["link"]["person"]["name"] == "Meera"
        assert a_link(home.asha, person=meera, goal=goal)["link"]["goal"] == goal
        before = world()
        asha = to_public("per", home.asha.person.public_id)
        for phone, asked in (
            (home.kabir, {"person": meera}), (home.zoya, {"goal": goal}),
            (home.kabir, {"goal": goal}), (home.meera, {"person": asha}),
            (home.asha, {"person": asha, "goal": goal}),
        ):  # fmt: skip
            answer = phone.send("POST", "/v1/gift-links", {"most_amount": 1} | asked)
            assert answer.status_code == 404
        assert world() == before

    @pytest.mark.parametrize(
        "asked",
        [{"most_amount": 10_000_01}, {"most_gifts": 0}, {"days": 91}, {"secret": "mine"}],
    )
    def test_beyond_bounds_is_refused(self, home: Household, asked: dict[str, Any]) -> None:
        before = world()
        answer = home.meera.send("POST", "/v1/gift-links", {"most_amount": 1_00} | asked)
        assert answer.status_code == (422 if "most_amount" in asked else 400)
        assert world() == before

    def test_of_ever_more_is_refused(self, home: Household) -> None:
        for _ in range(operations.MOST_LINKS):
            a_link(home.meera)
        answer = home.meera.send("POST", "/v1/gift-links", {"most_amount": 1})
        assert answer.json()["code"] == "gift_links_full"

    def test_is_revoked_by_the_family_alone(self, home: Household) -> None:
        made = a_link(home.meera)
        before = world()
        for phone in (home.kabir, home.zoya):
            answer = phone.send("DELETE", f"/v1/gift-links/{made['link']['id']}")
            assert answer.status_code == 404
        assert world() == before
        for _ in range(2):
            answer = home.asha.send("DELETE", f"/v1/gift-links/{made['link']['id']}")
            assert answer.json()["revoked_at"] is not None
        assert told("gift.link_revoked") == 1

    def test_lists_cost_the_same_however_many(
        self, home: Household, django_assert_max_num_queries: Any
    ) -> None:
        goal = a_goal(home.meera)
        made = a_link(home.meera, goal=goal, most_gifts=9)
        for _ in range(5):
            a_link(home.asha, goal=goal)
            give(made["token"], 1_00)
        with django_assert_max_num_queries(5):
            assert len(home.asha.get("/v1/gift-links").json()["items"]) == 6
        with django_assert_max_num_queries(5):
            page = home.asha.get(f"/v1/gift-links/{made['link']['id']}/gifts").json()
        assert len(page["items"]) == 5


class TestLooking:
    def test_tells_a_first_name_and_no_more(self, home: Household) -> None:
        home.meera.person.name = "Meera Rao"
        home.meera.person.save()
        goal = a_goal(home.meera)
        hidden = look(a_link(home.meera, goal=goal)["token"]).json()
        assert hidden.keys() == {"for", "goal", "unit", "most_amount", "expires_at"}
        assert (hidden["for"], hidden["goal"]) == ("Meera", None)
        seen = look(a_link(home.meera, goal=goal, shows_goal=True)["token"]).json()
        assert seen["goal"] == {"name": "Camera", "target": 500_00, "saved": 0}

    def test_with_a_wrong_secret_tells_nothing(self, home: Household) -> None:
        token = a_link(home.meera)["token"]
        other = a_link(home.asha)["token"]
        link, secret = token.split(".")
        wrong = [
            f"{link}.{'a' * 43}", f"{link}.{other.split('.')[1]}",
            f"gft_01h455vb4pex5vsknk084sn02q.{secret}",
        ]  # fmt: skip
        for one in wrong:
            assert look(one).status_code == 404
            assert give(one, 1_00).status_code == 404
        assert look(link).status_code == 400
        assert not Payment.objects.exists()


class TestGiving:
    def test_into_a_goal_reaches_it(self, home: Household) -> None:
        goal = a_goal(home.meera, target=300_00)
        made = a_link(home.asha, goal=goal)
        answer = give(made["token"], 300_00, message="Happy birthday!")
        assert answer.status_code == 201, answer.content
        assert answer.json().keys() == {"id", "amount", "unit", "created_at"}
        assert (saved(goal), balance(home.meera), told("goal.reached")) == (300_00, 0, 1)
        paid = home.meera.get("/v1/payments").json()["items"][0]
        assert (paid["kind"], paid["payer"], paid["note"], paid["category"]) == (
            "gift", {"name": "Nani", "wallet": None}, "Happy birthday!", "gifts",
        )  # fmt: skip
        [gift] = home.asha.get(f"/v1/gift-links/{made['link']['id']}/gifts").json()["items"]
        assert (gift["giver"], gift["message"], gift["payment"]) == (
            "Nani", "Happy birthday!", paid["id"],
        )  # fmt: skip
        assert told("gift.received") == 1
        assert_books_agree()

    def test_to_a_wallet_and_twice_under_one_key_pays_once(self, home: Household) -> None:
        token = a_link(home.meera)["token"]
        first, again = (give(token, 100_00, key="birthday") for _ in range(2))
        assert (again.status_code, again.content) == (201, first.content)
        assert again["Idempotent-Replayed"] == "true"
        assert give(token, 99_00, key="birthday").json()["code"] == "idempotency_conflict"
        assert balance(home.meera) == 100_00

    def test_more_often_than_it_may_is_refused(self, home: Household) -> None:
        token = a_link(home.meera, most_gifts=2)["token"]
        answers = [give(token, 1_00) for _ in range(3)]
        assert [one.status_code for one in answers] == [201, 201, 409]
        assert answers[2].json()["reason"] == "used"
        assert balance(home.meera) == 2_00

    def test_by_one_that_is_over_is_refused(self, home: Household) -> None:
        goal = a_goal(home.meera)
        revoked, expired, closed = (a_link(home.meera, goal=goal) for _ in range(3))
        home.meera.send("DELETE", f"/v1/gift-links/{revoked['link']['id']}")
        old = GiftLink.objects.order_by("id")[1:2].get()
        GiftLink.objects.filter(pk=old.pk).update(expires_at=utc_now() - timedelta(seconds=1))
        home.meera.sign(f"/v1/goals/{goal}/close", {})
        before = world()
        for made, reason in ((revoked, "revoked"), (expired, "expired"), (closed, "closed")):
            for answer in (look(made["token"]), give(made["token"], 1_00)):
                assert (answer.json()["code"], answer.json()["reason"]) == (
                    "gift_link_over",
                    reason,
                )
        assert world() == before

    def test_to_an_account_that_rests_finds_nobody(self, home: Household) -> None:
        token = a_link(home.meera)["token"]
        withdraw(actor=home.asha.actor(), person=home.meera.person.public_id, now=utc_now())
        before = world()
        assert (look(token).status_code, give(token, 1_00).status_code) == (404, 404)
        assert world() == before

    def test_too_much_is_refused(self, home: Household) -> None:
        token = a_link(home.meera, most_gifts=9, most_amount=9_000_00)["token"]
        answer = give(token, 9_000_01)
        assert (answer.json()["code"], answer.json()["most"]) == ("gift_too_large", 9_000_00)
        for _ in range(2):
            assert give(token, 9_000_00).status_code == 201
        late = give(token, 9_000_00)
        assert (late.json()["code"], late.json()["most"]) == ("gift_too_large", 2_000_00)
        assert balance(home.meera) == 18_000_00

    def test_past_a_familys_limit_tells_the_giver_nothing_of_it(self, home: Household) -> None:
        goal = a_goal(home.meera)
        made = a_link(home.meera, goal=goal)
        account = wallet_of(home.meera).account_id
        set_limit(account, scope=LOAD, window="month", cap=100_00, at=utc_now())
        for _ in range(2):
            answer = give(made["token"], 100_01, key="much")
            assert (answer.status_code, answer.json()["code"]) == (409, "gift_not_taken")
            assert not answer.json().keys() & {"cap", "used", "payment"}
        refused = home.meera.get("/v1/payments").json()["items"][0]
        assert refused["refusal"]["code"] == "limit_reached"
        assert (saved(goal), GiftLink.objects.get().used) == (0, 0)

    @pytest.mark.parametrize(
        "more",
        [{"giver": ""}, {"giver": "a" * 41}, {"message": "a" * 141}, {"giver": "Na\u202eni"},
         {"message": "a\nb"}, {"giver": 5}, {"from": "Nani"}, {"amount": 0}, {"amount": "5"}],
    )  # fmt: skip
    def test_with_odd_words_is_refused(self, home: Household, more: dict[str, Any]) -> None:
        token = a_link(home.meera)["token"]
        before = world()
        assert give(token, more.pop("amount", 1_00), **more).status_code in (400, 422)
        assert world() == before

    def test_too_often_from_one_address_is_refused(self, home: Household) -> None:
        token = a_link(home.meera, most_gifts=100)["token"]
        statuses = [give(token, 1).status_code for _ in range(21)]
        assert (statuses[19], statuses[20]) == (201, 429)
        assert balance(home.meera) == 20

    def test_logs_no_secret(self, home: Household, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        token = a_link(home.meera)["token"]
        look(token)
        give(token, 1_00)
        give(token, 1_00)
        assert token.split(".")[1] not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_link_for_one_gift_gives_once_to_many_at_once() -> None:
    home = a_household()
    token = a_link(home.meera)["token"]

    def act(n: int) -> bool:
        try:
            operations.give(
                token=token, amount=1_00, giver="Nani", message=None, key=str(n), now=utc_now()
            )
        except (LinkOver, GiftNotTaken):
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(act, range(4))) == [False, False, False, True]
    assert balance(home.meera) == 1_00
