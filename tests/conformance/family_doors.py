"""The doors of what a family moves within itself: appeals and approvals, allowances, chores, goals,
gifts, asks and bills."""

from typing import Any

from tests.conformance.door import (
    CHILD_NOT_GUARDIAN,
    FAMILY_BUT_NOT_OWNER,
    MEERA,
    STRANGERS,
    Door,
    Ids,
    from_meera,
)
from tests.conformance.town import ASK_ABOVE


def _more_than_meera_may_alone(ids: Ids) -> Any:
    return from_meera(ids) | {"amount": ASK_ABOVE + 1}


_APPROVAL = {"approval": "approval"}
_GOAL = {"goal": "goal"}
_LOCKED_GOAL = {"goal": "locked_goal"}
_ALLOWANCE = {"allowance": "allowance"}
_IOU = {"iou": "iou"}
_GIVER_ALONE = {"meera": 403, "ravi": 403} | STRANGERS
_CHORE = {"chore": "chore"}
_DONE = {"turn": "done_turn"}


def _a_chore(ids: Ids) -> Any:
    return {"person": ids["meera"], "title": "Dishes", "reward": 20_00}


def _an_allowance(ids: Ids) -> Any:
    return {"person": ids["meera"], "every": "monthly", "day": 31, "amount": 500_00}


_APPEAL = {"appeal": "appeal"}
_ASK = {"ask": "ask"}
_BILL = {"bill": "bill"}
_OUTSIDE = {"zoya": 404, "arjun": 404}
_FAMILY_BUT_NOT_ASKED = {"asha": 403, "ravi": 403, "kabir": 403} | _OUTSIDE
_FAMILY_BUT_NOT_ASKER = {"asha": 403, "ravi": 403, "meera": 403} | _OUTSIDE
_FAMILY_BUT_NOT_MAKER = {"asha": 403, "ravi": 403, "kabir": 403} | _OUTSIDE


def _split_with_kabir(_: Ids) -> Any:
    return {
        "amount": 90_00, "note": "Lunch", "how": "percent",
        "members": [{"to": {"handle": "kabir"}, "share": 50_00}],
    }  # fmt: skip


FAMILY_DOORS: dict[str, list[Door]] = {
    "GET /v1/family/pin-resets": [Door("asha", 200, own=True)],
    "POST /v1/family/pin-resets/{reset}/agree": [
        Door("asha", 200, path={"reset": "pin_reset"}, shut_to=CHILD_NOT_GUARDIAN)
    ],
    "POST /v1/family/pin-resets/{reset}/decline": [
        Door("ravi", 200, path={"reset": "pin_reset"}, shut_to=CHILD_NOT_GUARDIAN)
    ],
    "GET /v1/appeals": [Door("asha", 200, own=True)],
    "POST /v1/appeals": [
        Door(
            "meera",
            201,
            body=lambda ids: {"about": {"payment": ids["refused"]}, "message": "It was lunch"},
            shut_to=FAMILY_BUT_NOT_OWNER,
        )
    ],
    "GET /v1/appeals/{appeal}": [
        Door("meera", 200, path=_APPEAL, shut_to=STRANGERS),
        Door("ravi", 200, path=_APPEAL, shut_to=STRANGERS),
    ],
    "POST /v1/appeals/{appeal}/grant": [
        Door(
            "ravi",
            200,
            path=_APPEAL,
            body=lambda _: {"by": {"raised": {"limits": {"payment": 800_00}}}},
            shut_to=CHILD_NOT_GUARDIAN,
        )
    ],
    "POST /v1/appeals/{appeal}/dismiss": [
        Door("ravi", 200, path=_APPEAL, body=lambda _: {"answer": "No"}, shut_to=CHILD_NOT_GUARDIAN)
    ],
    "POST /v1/appeals/{appeal}/withdraw": [
        Door("meera", 200, path=_APPEAL, shut_to=FAMILY_BUT_NOT_OWNER)
    ],
    "GET /v1/allowances": [Door("asha", 200, own=True)],
    "POST /v1/allowances": [
        Door("ravi", 201, body=_an_allowance, shut_to={"meera": 404} | STRANGERS)
    ],
    "GET /v1/allowances/{allowance}": [
        Door("meera", 200, path=_ALLOWANCE, shut_to=STRANGERS),
        Door("ravi", 200, path=_ALLOWANCE, shut_to=STRANGERS),
    ],
    "GET /v1/allowances/{allowance}/history": [
        Door("meera", 200, path=_ALLOWANCE, shut_to=STRANGERS),
        Door("ravi", 200, path=_ALLOWANCE, shut_to=STRANGERS),
    ],
    "POST /v1/allowances/{allowance}/raise": [
        Door(
            "asha",
            200,
            path=_ALLOWANCE,
            body=lambda _: {"amount": 300_00},
            shut_to=_GIVER_ALONE,
        )
    ],
    "POST /v1/allowances/{allowance}/skip": [
        Door("asha", 200, path=_ALLOWANCE, shut_to=_GIVER_ALONE)
    ],
    "POST /v1/allowances/{allowance}/pause": [
        Door("asha", 200, path=_ALLOWANCE, shut_to=_GIVER_ALONE)
    ],
    "POST /v1/allowances/{allowance}/resume": [
        Door("asha", 200, path={"allowance": "paused_allowance"}, shut_to=_GIVER_ALONE)
    ],
    "POST /v1/allowances/{allowance}/end": [
        Door("asha", 200, path=_ALLOWANCE, shut_to=_GIVER_ALONE)
    ],
    "GET /v1/chores": [Door("asha", 200, own=True)],
    "POST /v1/chores": [Door("ravi", 201, body=_a_chore, shut_to={"meera": 404} | STRANGERS)],
    "GET /v1/chores/{chore}": [
        Door("meera", 200, path=_CHORE, shut_to=STRANGERS),
        Door("ravi", 200, path=_CHORE, shut_to=STRANGERS),
    ],
    "POST /v1/chores/{chore}/end": [Door("asha", 200, path=_CHORE, shut_to=_GIVER_ALONE)],
    "GET /v1/turns": [Door("asha", 200, own=True)],
    "GET /v1/turns/{turn}": [
        Door("meera", 200, path=_DONE, shut_to=STRANGERS),
        Door("ravi", 200, path=_DONE, shut_to=STRANGERS),
    ],
    "POST /v1/turns/{turn}/done": [
        Door("meera", 200, path={"turn": "open_turn"}, shut_to=FAMILY_BUT_NOT_OWNER)
    ],
    "POST /v1/turns/{turn}/send-back": [
        Door(
            "ravi",
            200,
            path=_DONE,
            body=lambda _: {"note": "The pans, too"},
            shut_to=CHILD_NOT_GUARDIAN,
        )
    ],
    "POST /v1/turns/{turn}/approve": [Door("ravi", 200, path=_DONE, shut_to=CHILD_NOT_GUARDIAN)],
    "GET /v1/people/{person}/split": [
        Door("meera", 200, path=MEERA, shut_to=STRANGERS),
        Door("ravi", 200, path=MEERA, shut_to=STRANGERS),
    ],
    "PUT /v1/people/{person}/split": [
        Door(
            "asha",
            200,
            path=MEERA,
            body=lambda ids: {"saving": {"bp": 2_000, "goal": ids["goal"]}, "sharing": {"bp": 0}},
            shut_to=CHILD_NOT_GUARDIAN,
        )
    ],
    "GET /v1/ious": [Door("asha", 200, own=True)],
    "GET /v1/ious/{iou}": [
        Door("meera", 200, path=_IOU, shut_to=STRANGERS),
        Door("ravi", 200, path=_IOU, shut_to=STRANGERS),
    ],
    "POST /v1/ious/{iou}/pay": [Door("asha", 200, path=_IOU, shut_to=_GIVER_ALONE)],
    "GET /v1/approvals": [Door("asha", 200, own=True)],
    "POST /v1/approvals": [
        Door("meera", 201, body=_more_than_meera_may_alone, shut_to=FAMILY_BUT_NOT_OWNER)
    ],
    "GET /v1/approvals/{approval}": [
        Door("meera", 200, path=_APPROVAL, shut_to=STRANGERS),
        Door("ravi", 200, path=_APPROVAL, shut_to=STRANGERS),
    ],
    "POST /v1/approvals/{approval}/approve": [
        Door("ravi", 200, path=_APPROVAL, shut_to=CHILD_NOT_GUARDIAN)
    ],
    "POST /v1/approvals/{approval}/decline": [
        Door("ravi", 200, path=_APPROVAL, shut_to=CHILD_NOT_GUARDIAN)
    ],
    "POST /v1/approvals/{approval}/cancel": [
        Door("meera", 200, path=_APPROVAL, shut_to=FAMILY_BUT_NOT_OWNER)
    ],
    "GET /v1/gift-links": [Door("asha", 200, own=True)],
    "POST /v1/gift-links": [
        Door(
            "ravi",
            201,
            body=lambda ids: {"goal": ids["goal"], "most_amount": 500_00, "shows_goal": True},
            shut_to=STRANGERS,
        ),
        Door(
            "asha",
            201,
            body=lambda ids: {"person": ids["meera"], "most_amount": 500_00},
            shut_to=STRANGERS,
        ),
    ],
    "DELETE /v1/gift-links/{link}": [
        Door("ravi", 200, path={"link": "gift_link"}, shut_to=STRANGERS)
    ],
    "GET /v1/gift-links/{link}/gifts": [
        Door("meera", 200, path={"link": "gift_link"}, shut_to=STRANGERS),
        Door("ravi", 200, path={"link": "gift_link"}, shut_to=STRANGERS),
    ],
    "GET /v1/goals": [Door("asha", 200, own=True), Door("meera", 200, own=True)],
    "POST /v1/goals": [
        Door(
            "meera",
            201,
            body=lambda _: {"name": "Bicycle", "picture": "bicycle", "target": 8_000_00},
            own=True,
        )
    ],
    "GET /v1/goals/{goal}": [
        Door("meera", 200, path=_GOAL, shut_to=STRANGERS),
        Door("ravi", 200, path=_GOAL, shut_to=STRANGERS),
    ],
    "PATCH /v1/goals/{goal}": [
        Door(
            "meera",
            200,
            path=_GOAL,
            body=lambda _: {"name": "Bigger camera", "target": 9_000_00},
            shut_to=FAMILY_BUT_NOT_OWNER,
        )
    ],
    "POST /v1/goals/{goal}/savings": [
        Door(
            "meera",
            201,
            path=_GOAL,
            body=lambda _: {"amount": 5_00},
            shut_to=FAMILY_BUT_NOT_OWNER,
        )
    ],
    "POST /v1/goals/{goal}/withdrawals": [
        Door(
            "meera",
            201,
            path=_GOAL,
            body=lambda _: {"amount": 5_00},
            shut_to=FAMILY_BUT_NOT_OWNER,
        )
    ],
    "POST /v1/goals/{goal}/close": [Door("meera", 200, path=_GOAL, shut_to=FAMILY_BUT_NOT_OWNER)],
    "PUT /v1/goals/{goal}/lock": [
        Door(
            "ravi",
            200,
            path=_GOAL,
            body=lambda _: {"until": None},
            shut_to=CHILD_NOT_GUARDIAN,
        )
    ],
    "DELETE /v1/goals/{goal}/lock": [
        Door("ravi", 200, path=_LOCKED_GOAL, shut_to=CHILD_NOT_GUARDIAN)
    ],
    "GET /v1/asks": [Door("meera", 200, own=True)],
    "POST /v1/asks": [
        Door(
            "meera",
            201,
            body=lambda _: {"to": {"handle": "kabir"}, "amount": 100},
            shut_to=_OUTSIDE,
        )
    ],
    "GET /v1/asks/{ask}": [
        Door("meera", 200, path=_ASK, shut_to=_OUTSIDE),
        Door("ravi", 200, path=_ASK, shut_to=_OUTSIDE),
    ],
    "POST /v1/asks/{ask}/pay": [Door("meera", 201, path=_ASK, shut_to=_FAMILY_BUT_NOT_ASKED)],
    "POST /v1/asks/{ask}/ask-guardian": [
        Door("meera", 200, path={"ask": "large_ask"}, shut_to=_FAMILY_BUT_NOT_ASKED)
    ],
    "POST /v1/asks/{ask}/approve": [
        Door(
            "ravi",
            201,
            path={"ask": "waiting_ask"},
            shut_to={"meera": 403, "kabir": 403} | _OUTSIDE,
        )
    ],
    "POST /v1/asks/{ask}/decline": [
        Door("meera", 200, path=_ASK, shut_to={"kabir": 403} | _OUTSIDE),
        Door("asha", 200, path=_ASK, shut_to={"kabir": 403} | _OUTSIDE),
    ],
    "POST /v1/asks/{ask}/cancel": [Door("kabir", 200, path=_ASK, shut_to=_FAMILY_BUT_NOT_ASKER)],
    "POST /v1/asks/{ask}/remind": [Door("kabir", 200, path=_ASK, shut_to=_FAMILY_BUT_NOT_ASKER)],
    "GET /v1/bills": [Door("meera", 200, own=True)],
    "POST /v1/bills": [Door("meera", 201, body=_split_with_kabir, shut_to=_OUTSIDE)],
    "GET /v1/bills/{bill}": [
        Door("meera", 200, path=_BILL, shut_to=_OUTSIDE),
        Door("kabir", 200, path=_BILL, shut_to=_OUTSIDE),
        Door("ravi", 200, path=_BILL, shut_to=_OUTSIDE),
    ],
    "POST /v1/bills/{bill}/close": [Door("meera", 200, path=_BILL, shut_to=_FAMILY_BUT_NOT_MAKER)],
    "GET /v1/goals/{goal}/plans": [
        Door("meera", 200, path=_GOAL, shut_to=STRANGERS),
        Door("ravi", 200, path=_GOAL, shut_to=STRANGERS),
    ],
    "POST /v1/goals/{goal}/plans": [
        Door(
            "meera",
            201,
            path=_GOAL,
            body=lambda _: {"autosave": {"amount": 50_00, "every": "monthly", "day": 31}},
            shut_to=FAMILY_BUT_NOT_OWNER,
        ),
        Door(
            "ravi",
            201,
            path=_GOAL,
            body=lambda _: {"match": {"percent": 50, "monthly_cap": 500_00}},
            shut_to=CHILD_NOT_GUARDIAN,
        ),
    ],
    "DELETE /v1/plans/{plan}": [
        Door("meera", 200, path={"plan": "plan"}, shut_to=FAMILY_BUT_NOT_OWNER)
    ],
}
