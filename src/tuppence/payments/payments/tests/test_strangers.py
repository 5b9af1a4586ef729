"""What somebody learns of a stranger by paying them, or by nearly doing so: as little as can be."""

from typing import Any

import pytest

from tuppence.edge.tests.conftest import no_counts
from tuppence.ledger import accounts
from tuppence.outbox.models import StoredFact
from tuppence.payments.payees.models import Payee
from tuppence.payments.payments.models import Payment
from tuppence.payments.payments.tests.market import a_shop
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    balance,
    give,
    wallet_id,
    wallet_of,
)

__all__ = ["no_counts"]

pytestmark = pytest.mark.django_db


def pay(phone: Phone, handle: str, amount: int, *, key: str | None = None) -> dict[str, Any]:
    body = {"to": {"handle": handle}, "amount": amount}
    answer = phone.sign("/v1/payments", body, key=key)
    return {"status": answer.status_code, **answer.json()}


def preview(phone: Phone, handle: str, amount: int) -> dict[str, Any]:
    body = {"to": {"handle": handle}, "amount": amount}
    found: dict[str, Any] = phone.send("POST", "/v1/payments/preview", body).json()
    return found


def has_room_for(phone: Phone, amount: int) -> None:
    """The most their wallet may hold is so much more than it does."""
    accounts.set_ceiling(wallet_of(phone).account_id, balance(phone) + amount)


class TestWhatSomebodyHolds:
    @pytest.fixture(autouse=True)
    def _nearly_full(self, home: Household) -> None:
        for phone in (home.asha, home.zoya):
            give(phone, 500_00)
        give(home.meera, 123_45)
        has_room_for(home.meera, 50_00)

    def test_is_not_told_to_a_stranger_who_cannot_pay_them(self, home: Household) -> None:
        refused = pay(home.zoya, "meera", 50_01, key="one")
        assert (refused["status"], refused["code"]) == (422, "payment_not_taken")
        told = {"status", "code", "type", "title", "detail", "instance", "request_id", "payment"}
        assert refused.keys() == told
        assert pay(home.zoya, "meera", 50_01, key="one")["code"] == "payment_not_taken"
        row = Payment.objects.get()
        assert (row.refusal_code, row.refusal_data) == ("payment_not_taken", {})
        fact = StoredFact.objects.get(topic="payment.refused")
        assert (fact.payload["code"], fact.payload["data"]) == ("payment_not_taken", {})
        assert balance(home.meera) == 123_45

    def test_is_not_told_by_a_preview(self, home: Household) -> None:
        assert preview(home.zoya, "meera", 50_00)["refusals"] == []
        assert preview(home.zoya, "meera", 50_01)["refusals"] == []

    def test_is_told_to_their_family(self, home: Household) -> None:
        Payee.objects.all().delete()  # whom one's own family pays is never met
        refused = pay(home.asha, "meera", 50_01)
        assert (refused["code"], refused["ceiling"]) == ("ceiling_reached", 173_45)
        assert preview(home.asha, "meera", 50_01)["refusals"][0]["code"] == "ceiling_reached"

    def test_is_not_told_to_a_shop_that_gives_them_something_back(self, home: Household) -> None:
        shop = a_shop(home.zoya)
        paid = pay(home.meera, shop.handle, 100_00)
        has_room_for(home.meera, 99_99)
        path = f"/v1/payments/{paid['id']}/refunds"
        answer = home.zoya.sign(path, {"reason": "Broken"}).json()
        assert answer["code"] == "payment_not_taken"
        assert "ceiling" not in answer
        assert home.zoya.sign(path, {"reason": "Broken", "amount": 99_99}).status_code == 201

    def test_is_not_found_out_by_trying(self, home: Household) -> None:
        codes = [pay(home.zoya, "meera", 100_00 - n)["code"] for n in range(31)]
        assert codes == ["payment_not_taken"] * 30 + ["rate_limited"]


class TestWhoSomebodyIs:
    @pytest.fixture(autouse=True)
    def _whole_names(self, home: Household) -> None:
        for phone, name in (
            (home.asha, "Asha Rao"), (home.meera, "Meera Rao"), (home.zoya, "Zoya Sen"),
        ):  # fmt: skip
            phone.person.name = name
            phone.person.save(update_fields=["name"])
        Payee.objects.all().delete()
        for phone in (home.asha, home.meera, home.zoya):
            give(phone, 500_00)

    def test_is_a_first_name_to_a_stranger_who_looks(self, home: Household) -> None:
        assert preview(home.zoya, "meera", 1)["payee"] == {"name": "Meera", "merchant": None}
        assert preview(home.zoya, "asha", 1)["payee"] == {"name": "Asha", "merchant": None}
        paid = pay(home.zoya, "meera", 1)
        assert (paid["payer"]["name"], paid["payee"]["name"]) == ("Zoya S.", "Meera")

    def test_is_the_whole_name_to_their_family(self, home: Household) -> None:
        assert preview(home.asha, "meera", 1)["payee"]["name"] == "Meera Rao"
        paid = pay(home.asha, "meera", 1)
        assert (paid["payer"]["name"], paid["payee"]["name"]) == ("Asha Rao", "Meera Rao")

    def test_is_a_childs_first_name_to_whom_they_pay(self, home: Household) -> None:
        shop = a_shop(home.zoya)
        for handle in ("zoya", shop.handle):
            assert pay(home.meera, handle, 1)["payer"]["name"] == "Meera"
        seen = home.zoya.get("/v1/payments").json()["items"]
        assert {one["payer"]["name"] for one in seen} == {"Meera"}


class TestAWallet:
    @pytest.fixture(autouse=True)
    def _funds(self, home: Household) -> None:
        give(home.meera, 500_00)

    def shown(self, phone: Phone, payment: str) -> list[tuple[str | None, str | None]]:
        """The wallets that a payment names, wherever this person sees it."""
        lists = ("/v1/payments", f"/v1/payments?wallet={wallet_id(phone)}", "/v1/home")
        found = [phone.get(f"/v1/payments/{payment}").json()]
        for address in lists:
            body = phone.get(address).json()
            rows = body["payments"] if address == "/v1/home" else body["items"]
            found += [row for row in rows if row["id"] == payment]
        line = phone.get(f"/v1/wallets/{wallet_id(phone)}/statement").json()["items"][0]
        found.append(line["payment"])
        return [(one["payer"]["wallet"], one["payee"]["wallet"]) for one in found]

    @pytest.mark.parametrize("by_the_short_way", [True, False])
    def test_is_not_named_to_the_other_side(
        self, home: Household, *, by_the_short_way: bool
    ) -> None:
        whole = {} if by_the_short_way else {"wallet": wallet_id(home.meera)}
        body = {"to": {"handle": "zoya"}, "amount": 1} | whole
        paid = home.meera.sign("/v1/payments", body).json()
        mine = (wallet_id(home.meera), None)
        assert (paid["payer"]["wallet"], paid["payee"]["wallet"]) == mine
        assert set(self.shown(home.meera, paid["id"])) == {mine}
        assert set(self.shown(home.zoya, paid["id"])) == {(None, wallet_id(home.zoya))}

    def test_is_named_to_a_guardian(self, home: Household) -> None:
        paid = pay(home.meera, "zoya", 1)
        seen = home.asha.get(f"/v1/payments/{paid['id']}").json()
        assert (seen["payer"]["wallet"], seen["payee"]["wallet"]) == (wallet_id(home.meera), None)
        topped_up = home.asha.sign(f"/v1/wallets/{wallet_id(home.meera)}/topups", {"amount": 1})
        assert topped_up.json()["payee"]["wallet"] == wallet_id(home.meera)

    def test_of_a_customer_is_not_named_to_a_shop(self, home: Household) -> None:
        shop = a_shop(home.zoya)
        paid = pay(home.meera, shop.handle, 10)
        assert paid["payee"]["wallet"] is None
        answer = home.zoya.sign(f"/v1/payments/{paid['id']}/refunds", {"reason": "Broken"}).json()
        assert answer["payer"]["wallet"] is not None
        assert answer["payee"]["wallet"] is None
