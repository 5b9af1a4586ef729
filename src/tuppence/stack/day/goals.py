"""Afternoon: Meera saves for a camera, and the family helps it along."""

from typing import Any, Final
from uuid import uuid4

import httpx

from tuppence.stack.day.controls import CANTEEN
from tuppence.stack.day.family import Family, amount, at, refused, tell
from tuppence.stack.phone import expected

CAMERA: Final = {"name": "Camera", "picture": "camera", "target": 250_00}


def the_camera(family: Family) -> None:
    at("17:10", "Meera saves for a camera: Asha matches, the canteen's change counts, Nani gives")
    goal = family.changed("Meera", "POST", "/v1/goals", CAMERA)["id"]
    plans = f"/v1/goals/{goal}/plans"
    family.done("Meera", plans, {"round_up": {"to": 10_00}})
    family.done("Asha", plans, {"match": {"percent": 50, "monthly_cap": 100_00}})
    tell("What Meera pays at shops is rounded up to ten rupees and saved; Asha adds half of what "
         "Meera saves.")  # fmt: skip
    family.done("Meera", f"/v1/goals/{goal}/savings", {"amount": 50_00})
    family.done("Meera", "/v1/payments", {"to": {"upi": CANTEEN}, "amount": 12_00, "note": "Chai"})
    family.changed("Asha", "PUT", f"/v1/goals/{goal}/lock", {"until": None})
    problem = refused(
        family.phone("Meera").sign(f"/v1/goals/{goal}/withdrawals", {"amount": 10_00}),
        "goal_locked",
    )
    tell(f"Meera saved {amount(50_00)}, had a chai, and Asha locked the pot: {problem['title']}.")
    given = _gift(family, goal)
    tell(f"Nani has no account. By a link she gave {amount(given['amount'])}.")
    found = family.phone("Meera").get(f"/v1/goals/{goal}")
    reached = "which is all of it: the lock is over" if found["reached_at"] else "and on it goes"
    tell(f"{amount(found['saved'])} of {amount(found['target'])} are there, {reached}.")
    closed = family.done("Meera", f"/v1/goals/{goal}/close")
    tell(f"Meera breaks the pot ({closed['name']}) and has {family.balance('Meera')} to spend.")


def _gift(family: Family, goal: str) -> dict[str, Any]:
    """What somebody without an account gives, who holds nothing but a link."""
    asked = {"goal": goal, "most_amount": 200_00, "shows_goal": True}
    made = family.changed("Asha", "POST", "/v1/gift-links", asked)
    body = {"token": made["token"], "amount": 200_00, "giver": "Nani", "message": "Smile!"}
    answer = httpx.post(
        f"{family.url}/v1/gifts", json=body, headers={"Idempotency-Key": str(uuid4())}, timeout=30
    )
    return expected(answer, 201)
