"""What a guardian lets a child pay for, from the first rule to the last appeal: over HTTP."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.app import expected
from tests.journeys.conftest import People
from tests.journeys.test_first_payment import assert_books_agree

pytestmark = [pytest.mark.stack]

KOLKATA = ZoneInfo("Asia/Kolkata")


class Family:
    """Asha's and Meera's requests, by what they are for."""

    def __init__(self, people: People) -> None:
        self.asha, self.meera, self.people = people.asha, people.meera, people
        self.address = f"/v1/people/{people.meera.get('/v1/me')['id']}/controls"
        self.wallet = f"/v1/wallets/{people.meera.wallet()['id']}"

    def decide(self, controls: dict[str, Any]) -> dict[str, Any]:
        seen = self.asha.get(self.address)["version"]
        body = {"version": seen, "controls": controls, "note": "Because"}
        return expected(self.asha.send("PUT", self.address, body), 200)

    def lunch(self, amount: int) -> dict[str, Any]:
        return {"to": {"handle": self.people.shop}, "amount": amount}

    def foresees(self, amount: int) -> list[str]:
        body = self.lunch(amount)
        preview = expected(self.meera.send("POST", "/v1/payments/preview", body), 200)
        assert preview["allowed"] is not bool(preview["refusals"])
        return [one["code"] for one in preview["refusals"]]

    def pays(self, amount: int) -> dict[str, Any]:
        return expected(self.meera.sign("/v1/payments", self.lunch(amount)), 201, 403, 422)

    def appeals(self, about: dict[str, str]) -> dict[str, Any]:
        body = {"about": about, "message": "It is Diwali"}
        return expected(self.meera.send("POST", "/v1/appeals", body), 201)

    def balance(self) -> int:
        return int(self.meera.wallet()["balance"])


def test_a_childs_month(people: People) -> None:
    family = Family(people)
    loaded = family.asha.sign(f"{family.wallet}/topups", {"amount": 2_000_00})
    assert loaded.status_code == 201, loaded.text

    # Rules, seen by both, and obeyed by the very next payment.
    decided = family.decide({"limits": {"payment": 100_00, "day": 500_00}, "people": False})
    assert family.meera.get(family.address) == decided
    assert family.foresees(150_00) == ["payment_too_large"]
    refused = family.pays(150_00)
    assert (refused["code"], refused["cap"]) == ("payment_too_large", 100_00)
    assert family.foresees(80_00) == []
    assert family.pays(80_00)["state"] == "succeeded"

    # A word against it, and a raise for a day.
    appeal = family.appeals({"payment": refused["payment"]})
    [waiting] = family.asha.get("/v1/appeals", state="open")["items"]
    assert (waiting, waiting["message"]) == (appeal, "It is Diwali")
    granted = family.asha.send(
        "POST",
        f"/v1/appeals/{appeal['id']}/grant",
        {"by": {"raised": {"limits": {"payment": 200_00}}}, "answer": "Just today"},
    )
    assert granted.json()["version"] == decided["version"] + 1
    assert family.pays(150_00)["state"] == "succeeded"
    ended = expected(family.asha.send("DELETE", f"{family.address}/raise"), 200)
    assert ended["controls"]["raised"] is None
    assert family.pays(150_00)["code"] == "payment_too_large"

    # A second one, that is not granted.
    appeal = family.appeals({"rule": "people_off"})
    dismissed = family.asha.send("POST", f"/v1/appeals/{appeal['id']}/dismiss", {"answer": "No"})
    assert dismissed.json()["state"] == "dismissed"
    assert family.meera.get(f"/v1/appeals/{appeal['id']}")["answer"] == "No"

    # Frozen and thawed.
    frozen = family.meera.send("PUT", f"{family.wallet}/freeze")
    assert frozen.status_code == 200
    assert family.foresees(10_00) == ["account_frozen"]
    assert family.pays(10_00)["code"] == "account_frozen"
    assert family.asha.send("DELETE", f"{family.wallet}/freeze").status_code == 200

    # Asked first.
    family.decide({"ask_first": {"above": 50_00}})
    assert family.foresees(60_00) == ["approval_required"]
    assert family.pays(60_00)["code"] == "approval_required"
    asked = expected(family.meera.sign("/v1/approvals", family.lunch(60_00)), 201)
    given = expected(family.asha.sign(f"/v1/approvals/{asked['id']}/approve", {}), 200)
    assert given["payment"]["state"] == "succeeded"
    assert family.balance() == 2_000_00 - 80_00 - 150_00 - 60_00

    # And what all that would have been under other rules.
    month = f"{datetime.now(UTC).astimezone(KOLKATA):%Y-%m}"
    stricter = {"limits": {"payment": 100_00, "month": 120_00}, "ask_first": {"above": 50_00}}
    body = {"controls": stricter, "month": month}
    replayed = expected(family.asha.send("POST", f"{family.address}/replay", body), 200)
    assert (replayed["paid"]["count"], replayed["complete"]) == (3, True)
    assert [(one["payment"]["amount"], one["reason"]["code"]) for one in replayed["refusals"]] == [
        (80_00, "approval_required"),
        (150_00, "payment_too_large"),
    ]
    versions = family.meera.get(f"{family.address}/history")["items"]
    assert [one["version"] for one in versions] == [4, 3, 2, 1]
    assert_books_agree()
