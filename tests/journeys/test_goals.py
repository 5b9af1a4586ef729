"""A teen saves for a camera: by herself, with every payment, with her mother's help and by a gift
from her grandmother; then she breaks the pot. Over HTTP, and through the relay itself."""

from uuid import uuid4

import httpx
import pytest
from django.core.management import call_command

from tests.journeys.app import expected
from tests.journeys.conftest import People
from tests.journeys.test_first_payment import assert_books_agree
from tests.journeys.web import Web
from tuppence.outbox.models import StoredFact

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("people")]


def told(goal: str, topic: str) -> int:
    return StoredFact.objects.filter(topic=topic, payload__goal=goal).count()


class TestAGoal:
    def test_fills_from_every_side_and_breaks(self, people: People, web: Web) -> None:
        asha, meera = people.asha, people.meera
        for app, amount in ((asha, 500_00), (meera, 800_00)):
            wallet = app.wallet()["id"]
            expected(app.sign(f"/v1/wallets/{wallet}/topups", {"amount": amount}), 201)
        camera = {"name": "Camera", "picture": "camera", "target": 600_00}
        goal = expected(meera.send("POST", "/v1/goals", camera), 201)["id"]
        plans = f"/v1/goals/{goal}/plans"
        expected(meera.sign(plans, {"round_up": {"to": 10_00}}), 201)
        expected(asha.sign(plans, {"match": {"percent": 50, "monthly_cap": 200_00}}), 201)

        expected(meera.sign(f"/v1/goals/{goal}/savings", {"amount": 295_00}), 201)
        expected(meera.sign("/v1/payments", {"to": {"upi": people.code}}), 201)  # 45 rupees
        for _ in range(2):  # what was rounded up is matched, too
            call_command("relay", "--drain")
        # 295 and 5 of her own, half of it from Asha.
        assert meera.get(f"/v1/goals/{goal}")["saved"] == 450_00
        assert (meera.wallet()["balance"], asha.wallet()["balance"]) == (455_00, 350_00)
        assert told(goal, "goal.reached") == 0

        asked = {"goal": goal, "most_amount": 200_00, "shows_goal": True}
        made = expected(asha.send("POST", "/v1/gift-links", asked), 201)
        token = {"token": made["token"]}
        with httpx.Client(base_url=web.url, timeout=30) as nani:
            seen = expected(nani.post("/v1/gifts/look", json=token), 200)
            assert (seen["for"], seen["goal"]["name"], seen["goal"]["saved"]) == (
                "Meera", "Camera", 450_00,
            )  # fmt: skip
            gift = token | {"amount": 150_00, "giver": "Nani", "message": "For your camera"}
            headers = {"Idempotency-Key": str(uuid4())}
            first, again = (
                expected(nani.post("/v1/gifts", json=gift, headers=headers), 201) for _ in range(2)
            )
            assert first == again
            assert (
                nani.post("/v1/gifts", json=gift, headers={"Idempotency-Key": "other"}).json()[
                    "reason"
                ]
                == "used"
            )
        assert asha.get(f"/v1/goals/{goal}")["reached_at"] is not None
        assert told(goal, "goal.reached") == 1
        call_command("relay", "--drain")
        assert meera.get(f"/v1/goals/{goal}")["saved"] == 600_00

        broken = expected(meera.sign(f"/v1/goals/{goal}/close", {}), 200)
        assert (broken["saved"], meera.wallet()["balance"]) == (0, 455_00 + 600_00)
        assert told(goal, "goal.closed") == 1
        assert_books_agree()
