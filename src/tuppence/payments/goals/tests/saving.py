"""Goals for tests, and one look at everything that a refused request must leave alone."""

from typing import Any

from tuppence.kernel.ids import from_public
from tuppence.ledger.verify import verify
from tuppence.outbox.facts import RecordedFact
from tuppence.outbox.models import StoredFact
from tuppence.payments.goals import queries
from tuppence.payments.goals.handlers import fill_goals
from tuppence.payments.goals.models import Goal, Plan
from tuppence.payments.payments.tests import market
from tuppence.payments.wallets.tests.household import Phone

CAMERA: dict[str, Any] = {"name": "Camera", "picture": "camera", "target": 500_00}


def a_goal(phone: Phone, *, holding: int = 0, **changed: Any) -> str:
    """The public id of a new goal of this person, with something in it."""
    answer = phone.send("POST", "/v1/goals", CAMERA | changed)
    assert answer.status_code == 201, answer.content
    goal: str = answer.json()["id"]
    if holding:
        moved = phone.sign(f"/v1/goals/{goal}/savings", {"amount": holding})
        assert moved.status_code == 201, moved.content
    return goal


def row(goal: str) -> Goal:
    return queries.whole().get(public_id=from_public("gol", goal))


def saved(goal: str) -> int:
    return queries.saved(row(goal))


def world() -> dict[str, Any]:
    """What a refused request leaves as it was."""
    return market.world() | {
        "goals": list(Goal.objects.order_by("id").values()),
        "plans": list(Plan.objects.order_by("id").values()),
    }


def told(topic: str) -> int:
    """How often a fact was stated."""
    return StoredFact.objects.filter(topic=topic).count()


def assert_books_agree() -> None:
    assert [check for check in verify() if check.disagreement] == []


def a_plan(phone: Phone, goal: str, **plan: Any) -> dict[str, Any]:
    """A plan that was begun, as its answer shows it: ``share={"percent": 10}``."""
    answer = phone.sign(f"/v1/goals/{goal}/plans", plan)
    assert answer.status_code == 201, answer.content
    body: dict[str, Any] = answer.json()
    return body


def deliver(*, since: int = 0) -> None:
    """Hands every fact after ``since`` to the plans, and what that tells in its turn."""
    rows = list(StoredFact.objects.filter(id__gt=since).order_by("id"))
    if rows:
        fill_goals([recorded(row) for row in rows])
        deliver(since=rows[-1].pk)


def recorded(row: StoredFact) -> RecordedFact:
    """A fact as the relay hands it over."""
    return RecordedFact(
        row.pk, row.topic, row.version, row.key, row.payload, row.classification, row.subject,
        row.created_at,
    )  # fmt: skip
