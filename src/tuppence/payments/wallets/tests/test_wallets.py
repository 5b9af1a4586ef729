"""Wallets: who sees one, who bounds it, who freezes it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.ledger import accounts
from tuppence.ledger import queries as ledger
from tuppence.outbox.facts import RecordedFact
from tuppence.outbox.models import StoredFact
from tuppence.payments.wallets import events
from tuppence.payments.wallets.handlers import open_first_wallet
from tuppence.payments.wallets.models import SystemAccount, Wallet
from tuppence.payments.wallets.operations import (
    freeze_as_operator,
    open_wallet,
    system_account,
    unfreeze_as_operator,
)
from tuppence.payments.wallets.tests.household import (
    Household,
    a_person,
    balance,
    give,
    wallet_id,
    wallet_of,
    world,
)

CAPS = {"daily": 300_00, "monthly": 2_000_00}


class TestAWallet:
    def test_is_seen_by_its_owner_and_their_guardian_alone(self, home: Household) -> None:
        give(home.meera, 70)
        address = f"/v1/wallets/{wallet_id(home.meera)}"
        for phone in (home.meera, home.asha):
            body = phone.get(address).json()
            assert (body["balance"], body["available"], body["frozen"]) == (70, 70, False)
            assert body["owner"]["name"] == "Meera"
        for phone in (home.kabir, home.zoya, home.arjun):
            assert phone.get(address).status_code == 404
        assert home.meera.client.get(address).status_code == 401

    def test_is_listed_ones_own_first_then_the_childrens(self, home: Household) -> None:
        def listed(phone: Any) -> list[str]:
            return [item["owner"]["name"] for item in phone.get("/v1/wallets").json()["items"]]

        assert listed(home.asha) == ["Asha", "Meera", "Kabir"]
        assert listed(home.meera) == ["Meera"]

    def test_that_does_not_exist_is_not_found(self, home: Household) -> None:
        assert home.asha.get("/v1/wallets/wal_01h455vb4pex5vsknk084sn02q").status_code == 404
        assert home.asha.get("/v1/wallets/pay_01h455vb4pex5vsknk084sn02q").status_code == 400
        assert home.asha.get("/v1/wallets/nonsense").status_code == 400


class TestLimits:
    def test_are_set_by_a_guardian_and_shown(self, home: Household) -> None:
        answer = home.asha.send("PUT", f"/v1/wallets/{wallet_id(home.meera)}/limits", CAPS)
        assert answer.status_code == 200, answer.content
        shown = {(one["scope"], one["window"]): one for one in answer.json()["limits"]}
        assert shown["spend", "day"]["cap"] == 300_00
        assert shown["spend", "month"]["cap"] == 2_000_00
        assert shown["spend", "day"]["used"] == 0
        fact = StoredFact.objects.latest("id")
        assert (fact.topic, fact.payload["what"]) == ("controls.changed", "set")
        assert fact.payload["by"] == to_public("per", home.asha.person.public_id)

    def test_are_lifted_by_null(self, home: Household) -> None:
        address = f"/v1/wallets/{wallet_id(home.meera)}/limits"
        home.asha.send("PUT", address, CAPS)
        answer = home.asha.send("PUT", address, {"daily": None, "monthly": 5})
        assert [(one["window"], one["cap"]) for one in answer.json()["limits"]] == [("month", 5)]

    def test_are_an_adults_own_to_set(self, home: Household) -> None:
        address = f"/v1/wallets/{wallet_id(home.zoya)}/limits"
        assert home.zoya.send("PUT", address, CAPS).status_code == 200
        fact = StoredFact.objects.latest("id")
        event = events.WalletLimitsSet(**fact.payload)
        assert (fact.topic, event.daily, event.monthly) == (event.TOPIC, 300_00, 2_000_00)

    def test_are_nobody_elses(self, home: Household) -> None:
        before = world()
        address = f"/v1/wallets/{wallet_id(home.meera)}/limits"
        answers = {
            phone.person.handle: phone.send("PUT", address, CAPS).status_code
            for phone in (home.meera, home.kabir, home.zoya)
        }
        assert answers == {"meera": 403, "kabir": 404, "zoya": 404}
        assert world() == before

    @pytest.mark.parametrize(
        "body",
        [{}, {"daily": 1}, {"daily": 0, "monthly": None}, {"daily": -1, "monthly": None},
         {"daily": 1.5, "monthly": None}, {"daily": "1", "monthly": None},
         {"daily": True, "monthly": None}, {"daily": 10**13, "monthly": None},
         {"daily": 1, "monthly": 1, "weekly": 1}],
    )  # fmt: skip
    def test_that_are_none_change_nothing(self, home: Household, body: dict[str, Any]) -> None:
        before = world()
        answer = home.asha.send("PUT", f"/v1/wallets/{wallet_id(home.meera)}/limits", body)
        assert answer.status_code in (400, 422), answer.content
        assert world() == before


class TestAFreeze:
    def test_is_placed_and_lifted_by_a_guardian(self, home: Household) -> None:
        give(home.meera, 10)
        address = f"/v1/wallets/{wallet_id(home.meera)}/freeze"
        for _ in range(2):
            assert home.asha.send("PUT", address).json()["frozen"] is True
        assert ledger.balance(wallet_of(home.meera).account_id).frozen
        for _ in range(2):
            assert home.asha.send("DELETE", address).json()["frozen"] is False
        topics = StoredFact.objects.filter(topic__startswith="wallet.").order_by("id")
        assert list(topics.values_list("topic", flat=True))[-2:] == [
            "wallet.frozen",
            "wallet.unfrozen",
        ]
        assert topics.filter(topic="wallet.frozen").count() == 1

    def test_lets_money_in(self, home: Household) -> None:
        home.asha.send("PUT", f"/v1/wallets/{wallet_id(home.meera)}/freeze")
        give(home.meera, 10)
        assert balance(home.meera) == 10

    def test_is_a_teens_to_place_and_not_to_lift(self, home: Household) -> None:
        address = f"/v1/wallets/{wallet_id(home.meera)}/freeze"
        assert home.meera.send("PUT", address).status_code == 200
        before = world()
        assert home.meera.send("DELETE", address).status_code == 403
        assert world() == before
        assert home.asha.send("DELETE", address).status_code == 200

    def test_by_an_operator_is_not_the_familys_to_lift(self, home: Household) -> None:
        accounts.freeze(wallet_of(home.meera).account_id)
        before = world()
        address = f"/v1/wallets/{wallet_id(home.meera)}/freeze"
        for _ in range(2):
            answer = home.asha.send("DELETE", address)
            assert (answer.status_code, answer.json()["code"]) == (403, "freeze_not_yours")
            assert home.asha.send("PUT", address).json()["frozen"] is True
        assert world() == before

    def test_by_an_operator_takes_over_the_familys(self, home: Household) -> None:
        address = f"/v1/wallets/{wallet_id(home.meera)}/freeze"
        home.asha.send("PUT", address)
        freeze_as_operator(wallet=wallet_of(home.meera), now=utc_now())
        before = world()
        assert home.asha.send("DELETE", address).json()["code"] == "freeze_not_yours"
        assert world() == before
        unfreeze_as_operator(wallet=wallet_of(home.meera), now=utc_now())
        assert not ledger.balance(wallet_of(home.meera).account_id).frozen
        assert home.asha.get(f"/v1/wallets/{wallet_id(home.meera)}").json()["frozen"] is False

    def test_that_an_operator_lifted_can_be_placed_again(self, home: Household) -> None:
        address = f"/v1/wallets/{wallet_id(home.meera)}/freeze"
        home.asha.send("PUT", address)
        accounts.unfreeze(wallet_of(home.meera).account_id)
        assert home.asha.get(f"/v1/wallets/{wallet_id(home.meera)}").json()["frozen"] is False
        assert home.asha.send("PUT", address).json()["frozen"] is True

    def test_is_no_strangers(self, home: Household) -> None:
        before = world()
        address = f"/v1/wallets/{wallet_id(home.meera)}/freeze"
        for phone in (home.kabir, home.zoya):
            assert phone.send("PUT", address).status_code == 404
            assert phone.send("DELETE", address).status_code == 404
        assert world() == before


@pytest.mark.django_db
def test_whoever_signs_up_gets_a_wallet_once() -> None:
    person = a_person("Nila", age=20)
    stored = StoredFact.objects.get(topic="person.signed_up", subject=person.pk)
    fact = RecordedFact(
        id=stored.id,
        topic=stored.topic,
        version=stored.version,
        key=stored.key,
        payload=stored.payload,
        classification=stored.classification,
        subject=stored.subject,
        created_at=stored.created_at,
    )
    for _ in range(2):
        open_first_wallet(fact)
    wallet = Wallet.objects.get(owner=person)
    event = events.WalletOpened(**StoredFact.objects.get(topic="wallet.opened").payload)
    assert event.wallet == to_public("wal", wallet.public_id)


def test_two_who_open_the_same_at_once_open_one(committed_database: str) -> None:
    person = a_person("Nila", age=20)

    def both(_: int) -> tuple[int, int]:
        try:
            wallet = open_wallet(owner_id=person.pk, name="Wallet", now=utc_now())
            return wallet.pk, system_account("escrow", unit="INR", now=utc_now())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        opened = set(pool.map(both, range(8)))
    assert len(opened) == 1
    assert Wallet.objects.count() == SystemAccount.objects.count() == 1
