"""Every operation of the API with who may use it, and who else might try.

An operation that is not here fails `test_every_door`: whoever adds an endpoint says in one row whom
it is for.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.conformance.town import ASK_ABOVE, PIN

Ids = dict[str, str]


@dataclass(frozen=True, slots=True)
class Door:
    """A request that works for ``by``, and must not for those in ``shut_to``.

    ``path`` and ``query`` name the entry of `Town.ids` that stands for each parameter; ``body`` is
    made from the same ids. ``shut_to`` says with what status each other person, signed in and with
    a valid signature, is turned away. ``own``: the operation is about whoever asks, so the others
    are let in, and must see nothing of the family. ``newcomers``: a profile is not needed.
    ``changes_nothing``: not even when it opens, though it is no GET. ``resting``: a minor without a
    guardian's consent is let in, too, as far as anybody is; to all other doors they get a 403.
    """

    by: str
    opens: int
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Callable[[Ids], Any] = lambda _: None
    shut_to: dict[str, int] = field(default_factory=dict)
    own: bool = False
    newcomers: bool = False
    changes_nothing: bool = False
    resting: bool = False


PUBLIC = {
    "POST /v1/auth/codes": "asks for a code, which goes to the phone and nowhere else",
    "POST /v1/auth/sessions": "shows the code",
    "POST /v1/auth/tokens": "shows a refresh token",
    "POST /v1/gifts": "shows a gift link's secret",
    "POST /v1/gifts/look": "shows a gift link's secret",
    "GET /v1/seal/checkpoint": "tells a size and a hash, for anyone to hold us to",
    "GET /v1/seal/checkpoints/{size}": "the same, of an earlier size",
    "GET /v1/seal/consistency": "hashes only",
    "GET /v1/seal/keys": "public keys",
}
"""Operations for which nobody needs to be signed in, and what stands in for it."""

OUTSIDE_THE_DOCUMENT = {
    "": 404,
    "admin": 302,
    "problems": 200,
    "healthz": 200,
    "livez": 200,
    "readyz": 200,
    "metrics": 404,
    "dev/document-token": 404,
    "vendors/kyc": 405,
    "dev/inbox": 404,
    "dev/inbox.json": 404,
}
"""Addresses for people and load balancers, not in the OpenAPI document, and what anyone gets there
(the front page and what is under dev/ are the demo's; metrics are for who has their token; what
vendors tell is signed by them)."""

_WALLET = {"wallet": "wallet"}
_PAYMENT = {"payment": "payment"}
_STRANGERS = {"kabir": 404, "zoya": 404, "arjun": 404}
_FAMILY_BUT_NOT_OWNER = {"asha": 403, "ravi": 403} | _STRANGERS


def _from_meera(ids: Ids) -> Any:
    return {"wallet": ids["wallet"], "to": {"handle": "asha"}, "amount": 100}


def _more_than_meera_may_alone(ids: Ids) -> Any:
    return _from_meera(ids) | {"amount": ASK_ABOVE + 1}


def _document_of_kabir(ids: Ids) -> Any:
    pan = {"document": "pan", "number": "ABCDE1205F", "name": "Kabir Rao"}
    return pan | {"person": ids["kabir"]}


_MEERA = {"person": "meera"}
_APPROVAL = {"approval": "approval"}
_NO_GUARDIANS = {"meera": 403, "kabir": 403, "zoya": 404, "arjun": 404}
_CHILD_NOT_GUARDIAN = {"meera": 403} | _STRANGERS
_GOAL = {"goal": "goal"}
_LOCKED_GOAL = {"goal": "locked_goal"}
_TARA = {"person": "tara"}
_OF_MEERA_RESTING = {"tara": 404} | _STRANGERS


def _consent(ids: Ids) -> Any:
    return {
        "text": {"version": int(ids["text_version"]), "sha256": ids["text_hash"]},
        "verification": {"method": "document_token", "token": ids["document_token"]},
    }


_GOAL = {"goal": "goal"}
_LOCKED_GOAL = {"goal": "locked_goal"}
_ALLOWANCE = {"allowance": "allowance"}
_IOU = {"iou": "iou"}
_GIVER_ALONE = {"meera": 403, "ravi": 403} | _STRANGERS


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


DOORS: dict[str, list[Door]] = {
    "GET /v1/appeals": [Door("asha", 200, own=True)],
    "POST /v1/appeals": [
        Door(
            "meera",
            201,
            body=lambda ids: {"about": {"payment": ids["refused"]}, "message": "It was lunch"},
            shut_to=_FAMILY_BUT_NOT_OWNER,
        )
    ],
    "GET /v1/appeals/{appeal}": [
        Door("meera", 200, path=_APPEAL, shut_to=_STRANGERS),
        Door("ravi", 200, path=_APPEAL, shut_to=_STRANGERS),
    ],
    "POST /v1/appeals/{appeal}/grant": [
        Door(
            "ravi",
            200,
            path=_APPEAL,
            body=lambda _: {"by": {"raised": {"limits": {"payment": 800_00}}}},
            shut_to=_CHILD_NOT_GUARDIAN,
        )
    ],
    "POST /v1/appeals/{appeal}/dismiss": [
        Door(
            "ravi", 200, path=_APPEAL, body=lambda _: {"answer": "No"}, shut_to=_CHILD_NOT_GUARDIAN
        )
    ],
    "POST /v1/appeals/{appeal}/withdraw": [
        Door("meera", 200, path=_APPEAL, shut_to=_FAMILY_BUT_NOT_OWNER)
    ],
    "GET /v1/allowances": [Door("asha", 200, own=True)],
    "POST /v1/allowances": [
        Door("ravi", 201, body=_an_allowance, shut_to={"meera": 404} | _STRANGERS)
    ],
    "GET /v1/allowances/{allowance}": [
        Door("meera", 200, path=_ALLOWANCE, shut_to=_STRANGERS),
        Door("ravi", 200, path=_ALLOWANCE, shut_to=_STRANGERS),
    ],
    "GET /v1/allowances/{allowance}/history": [
        Door("meera", 200, path=_ALLOWANCE, shut_to=_STRANGERS),
        Door("ravi", 200, path=_ALLOWANCE, shut_to=_STRANGERS),
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
    "POST /v1/chores": [Door("ravi", 201, body=_a_chore, shut_to={"meera": 404} | _STRANGERS)],
    "GET /v1/chores/{chore}": [
        Door("meera", 200, path=_CHORE, shut_to=_STRANGERS),
        Door("ravi", 200, path=_CHORE, shut_to=_STRANGERS),
    ],
    "POST /v1/chores/{chore}/end": [Door("asha", 200, path=_CHORE, shut_to=_GIVER_ALONE)],
    "GET /v1/turns": [Door("asha", 200, own=True)],
    "GET /v1/turns/{turn}": [
        Door("meera", 200, path=_DONE, shut_to=_STRANGERS),
        Door("ravi", 200, path=_DONE, shut_to=_STRANGERS),
    ],
    "POST /v1/turns/{turn}/done": [
        Door("meera", 200, path={"turn": "open_turn"}, shut_to=_FAMILY_BUT_NOT_OWNER)
    ],
    "POST /v1/turns/{turn}/send-back": [
        Door(
            "ravi",
            200,
            path=_DONE,
            body=lambda _: {"note": "The pans, too"},
            shut_to=_CHILD_NOT_GUARDIAN,
        )
    ],
    "POST /v1/turns/{turn}/approve": [Door("ravi", 200, path=_DONE, shut_to=_CHILD_NOT_GUARDIAN)],
    "GET /v1/people/{person}/split": [
        Door("meera", 200, path=_MEERA, shut_to=_STRANGERS),
        Door("ravi", 200, path=_MEERA, shut_to=_STRANGERS),
    ],
    "PUT /v1/people/{person}/split": [
        Door(
            "asha",
            200,
            path=_MEERA,
            body=lambda ids: {"saving": {"bp": 2_000, "goal": ids["goal"]}, "sharing": {"bp": 0}},
            shut_to=_CHILD_NOT_GUARDIAN,
        )
    ],
    "GET /v1/ious": [Door("asha", 200, own=True)],
    "GET /v1/ious/{iou}": [
        Door("meera", 200, path=_IOU, shut_to=_STRANGERS),
        Door("ravi", 200, path=_IOU, shut_to=_STRANGERS),
    ],
    "POST /v1/ious/{iou}/pay": [Door("asha", 200, path=_IOU, shut_to=_GIVER_ALONE)],
    "GET /v1/approvals": [Door("asha", 200, own=True)],
    "POST /v1/approvals": [
        Door("meera", 201, body=_more_than_meera_may_alone, shut_to=_FAMILY_BUT_NOT_OWNER)
    ],
    "GET /v1/approvals/{approval}": [
        Door("meera", 200, path=_APPROVAL, shut_to=_STRANGERS),
        Door("ravi", 200, path=_APPROVAL, shut_to=_STRANGERS),
    ],
    "POST /v1/approvals/{approval}/approve": [
        Door("ravi", 200, path=_APPROVAL, shut_to=_CHILD_NOT_GUARDIAN)
    ],
    "POST /v1/approvals/{approval}/decline": [
        Door("ravi", 200, path=_APPROVAL, shut_to=_CHILD_NOT_GUARDIAN)
    ],
    "POST /v1/approvals/{approval}/cancel": [
        Door("meera", 200, path=_APPROVAL, shut_to=_FAMILY_BUT_NOT_OWNER)
    ],
    "GET /v1/gift-links": [Door("asha", 200, own=True)],
    "POST /v1/gift-links": [
        Door(
            "ravi",
            201,
            body=lambda ids: {"goal": ids["goal"], "most_amount": 500_00, "shows_goal": True},
            shut_to=_STRANGERS,
        ),
        Door(
            "asha",
            201,
            body=lambda ids: {"person": ids["meera"], "most_amount": 500_00},
            shut_to=_STRANGERS,
        ),
    ],
    "DELETE /v1/gift-links/{link}": [
        Door("ravi", 200, path={"link": "gift_link"}, shut_to=_STRANGERS)
    ],
    "GET /v1/gift-links/{link}/gifts": [
        Door("meera", 200, path={"link": "gift_link"}, shut_to=_STRANGERS),
        Door("ravi", 200, path={"link": "gift_link"}, shut_to=_STRANGERS),
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
        Door("meera", 200, path=_GOAL, shut_to=_STRANGERS),
        Door("ravi", 200, path=_GOAL, shut_to=_STRANGERS),
    ],
    "PATCH /v1/goals/{goal}": [
        Door(
            "meera",
            200,
            path=_GOAL,
            body=lambda _: {"name": "Bigger camera", "target": 9_000_00},
            shut_to=_FAMILY_BUT_NOT_OWNER,
        )
    ],
    "POST /v1/goals/{goal}/savings": [
        Door(
            "meera",
            201,
            path=_GOAL,
            body=lambda _: {"amount": 5_00},
            shut_to=_FAMILY_BUT_NOT_OWNER,
        )
    ],
    "POST /v1/goals/{goal}/withdrawals": [
        Door(
            "meera",
            201,
            path=_GOAL,
            body=lambda _: {"amount": 5_00},
            shut_to=_FAMILY_BUT_NOT_OWNER,
        )
    ],
    "POST /v1/goals/{goal}/close": [Door("meera", 200, path=_GOAL, shut_to=_FAMILY_BUT_NOT_OWNER)],
    "PUT /v1/goals/{goal}/lock": [
        Door(
            "ravi",
            200,
            path=_GOAL,
            body=lambda _: {"until": None},
            shut_to=_CHILD_NOT_GUARDIAN,
        )
    ],
    "DELETE /v1/goals/{goal}/lock": [
        Door("ravi", 200, path=_LOCKED_GOAL, shut_to=_CHILD_NOT_GUARDIAN)
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
        Door("meera", 200, path=_GOAL, shut_to=_STRANGERS),
        Door("ravi", 200, path=_GOAL, shut_to=_STRANGERS),
    ],
    "POST /v1/goals/{goal}/plans": [
        Door(
            "meera",
            201,
            path=_GOAL,
            body=lambda _: {"autosave": {"amount": 50_00, "every": "monthly", "day": 31}},
            shut_to=_FAMILY_BUT_NOT_OWNER,
        ),
        Door(
            "ravi",
            201,
            path=_GOAL,
            body=lambda _: {"match": {"percent": 50, "monthly_cap": 500_00}},
            shut_to=_CHILD_NOT_GUARDIAN,
        ),
    ],
    "DELETE /v1/plans/{plan}": [
        Door("meera", 200, path={"plan": "plan"}, shut_to=_FAMILY_BUT_NOT_OWNER)
    ],
    "GET /v1/people/{person}/controls": [
        Door("meera", 200, path=_MEERA, shut_to=_STRANGERS),
        Door("ravi", 200, path=_MEERA, shut_to=_STRANGERS),
    ],
    "PUT /v1/people/{person}/controls": [
        Door(
            "ravi",
            200,
            path=_MEERA,
            body=lambda _: {"version": 1, "controls": {"people": False}},
            shut_to=_CHILD_NOT_GUARDIAN,
        )
    ],
    "GET /v1/people/{person}/controls/history": [
        Door("meera", 200, path=_MEERA, shut_to=_STRANGERS),
        Door("asha", 200, path=_MEERA, shut_to=_STRANGERS),
    ],
    "POST /v1/people/{person}/controls/replay": [
        Door(
            "ravi",
            200,
            path=_MEERA,
            body=lambda ids: {"controls": {"people": False}, "month": ids["month"]},
            shut_to=_STRANGERS,
            changes_nothing=True,
        )
    ],
    "PUT /v1/people/{person}/controls/raise": [
        Door(
            "asha",
            200,
            path=_MEERA,
            body=lambda _: {"limits": {"day": 900_00}},
            shut_to=_CHILD_NOT_GUARDIAN,
        )
    ],
    "DELETE /v1/people/{person}/controls/raise": [
        Door("asha", 200, path=_MEERA, shut_to=_CHILD_NOT_GUARDIAN, changes_nothing=True)
    ],
    "GET /v1/consents/texts/{purpose}": [
        Door("asha", 200, path={"purpose": "text"}, own=True, resting=True)
    ],
    "GET /v1/people/{person}/consent": [
        Door("meera", 200, path=_MEERA, shut_to=_OF_MEERA_RESTING, resting=True),
        Door("ravi", 200, path=_MEERA, shut_to=_OF_MEERA_RESTING, resting=True),
        Door("tara", 200, path=_TARA, shut_to={"meera": 404} | _STRANGERS, resting=True),
    ],
    "POST /v1/people/{person}/consent": [
        Door("ravi", 201, path=_TARA, body=_consent, shut_to={"meera": 404} | _STRANGERS),
    ],
    "DELETE /v1/people/{person}/consent": [
        Door("asha", 200, path=_MEERA, shut_to=_CHILD_NOT_GUARDIAN)
    ],
    "GET /v1/people/{person}/consent/history": [
        Door("meera", 200, path=_MEERA, shut_to=_OF_MEERA_RESTING, resting=True),
        Door("tara", 200, path=_TARA, shut_to={"meera": 404} | _STRANGERS, resting=True),
    ],
    "DELETE /v1/auth/sessions/current": [Door("asha", 204, own=True, newcomers=True, resting=True)],
    "GET /v1/family": [Door("asha", 200, own=True)],
    "GET /v1/kyc": [
        Door("ravi", 200, query={"person": "meera"}, shut_to=_STRANGERS),
        Door("asha", 200, own=True),
    ],
    "POST /v1/kyc": [
        Door(
            "ravi",
            201,
            body=_document_of_kabir,
            shut_to={"kabir": 403, "meera": 404, "zoya": 404, "arjun": 404},
        )
    ],
    "POST /v1/family": [
        Door(
            "zoya",
            201,
            body=lambda _: {"name": "Khan"},
            shut_to={"asha": 409, "ravi": 409, "meera": 422, "arjun": 422},
        )
    ],
    "GET /v1/family/invitations": [Door("ravi", 200, shut_to=_NO_GUARDIANS)],
    "POST /v1/family/invitations": [
        Door(
            "asha",
            201,
            body=lambda _: {"role": "guardian", "phone": "+919876543288"},
            shut_to=_NO_GUARDIANS,
        )
    ],
    "DELETE /v1/family/invitations/{invitation}": [
        Door("ravi", 200, path={"invitation": "invitation"}, shut_to=_NO_GUARDIANS)
    ],
    "GET /v1/family/rights": [Door("meera", 200, own=True)],
    "GET /v1/family/quorum": [Door("ravi", 200, shut_to=_NO_GUARDIANS)],
    "POST /v1/family/leave": [
        Door(
            "asha",
            204,
            body=lambda ids: {"family": ids["family"]},
            shut_to={"meera": 403, "kabir": 403, "zoya": 404, "arjun": 404},
        )
    ],
    "GET /v1/family/proposals": [Door("ravi", 200, shut_to=_NO_GUARDIANS)],
    "POST /v1/family/proposals": [
        Door(
            "asha",
            201,
            body=lambda ids: {"action": "remove_member", "person": ids["meera"]},
            shut_to=_NO_GUARDIANS,
        )
    ],
    "GET /v1/family/proposals/{proposal}": [
        Door("ravi", 200, path={"proposal": "proposal"}, shut_to=_NO_GUARDIANS)
    ],
    "POST /v1/family/proposals/{proposal}/confirm": [
        Door("asha", 200, path={"proposal": "proposal"}, shut_to=_NO_GUARDIANS)
    ],
    "POST /v1/family/proposals/{proposal}/decline": [
        Door("asha", 200, path={"proposal": "proposal"}, shut_to=_NO_GUARDIANS)
    ],
    "POST /v1/family/invitations/accept": [
        Door(
            "zoya",
            200,
            body=lambda ids: {"code": ids["invitation_code"]},
            shut_to={"asha": 409, "ravi": 409, "meera": 422, "kabir": 422, "arjun": 422},
            newcomers=True,
        )
    ],
    "GET /v1/home": [Door("asha", 200, own=True), Door("meera", 200, own=True)],
    "GET /v1/me": [Door("asha", 200, own=True, newcomers=True, resting=True)],
    "PATCH /v1/me": [
        Door("asha", 200, body=lambda _: {"name": "Asha R"}, own=True, newcomers=True),
    ],
    "GET /v1/me/devices": [Door("asha", 200, own=True, newcomers=True, resting=True)],
    "DELETE /v1/me/devices/{device}": [
        Door(
            "asha",
            204,
            path={"device": "device"},
            shut_to={"ravi": 404, "meera": 404, "tara": 404} | _STRANGERS,
            newcomers=True,
            resting=True,
        )
    ],
    "PUT /v1/me/pin": [
        Door(
            "asha",
            204,
            body=lambda _: {"pin": "582946", "current_pin": PIN},
            own=True,
            newcomers=True,
        )
    ],
    "POST /v1/me/step-up": [
        Door("asha", 200, body=lambda _: {"pin": PIN}, own=True, newcomers=True)
    ],
    "GET /v1/people/{person}/data": [
        Door("meera", 200, path=_MEERA, shut_to=_STRANGERS),
        Door("ravi", 200, path=_MEERA, shut_to=_STRANGERS),
    ],
    "GET /v1/people/{person}/erasure": [
        Door(
            "asha",
            200,
            path={"person": "asha"},
            shut_to={"ravi": 404, "meera": 404} | _STRANGERS,
        )
    ],
    "PUT /v1/people/{person}/erasure": [
        Door(
            "ravi",
            200,
            path={"person": "kabir"},
            shut_to={"kabir": 403, "meera": 404, "zoya": 404, "arjun": 404},
        )
    ],
    "DELETE /v1/people/{person}/erasure": [
        Door(
            "asha",
            204,
            path={"person": "asha"},
            shut_to={"ravi": 404, "meera": 404} | _STRANGERS,
        )
    ],
    "GET /v1/me/privacy": [Door("asha", 200, own=True)],
    "PUT /v1/me/privacy/{purpose}": [
        Door(
            "asha",
            200,
            path={"purpose": "purpose"},
            body=lambda _: {"allowed": True},
            shut_to={"meera": 403, "kabir": 403, "arjun": 403},
        )
    ],
    "GET /v1/payments": [
        Door("meera", 200, query={"wallet": "wallet"}, shut_to=_STRANGERS),
        Door("ravi", 200, query={"wallet": "wallet"}, shut_to=_STRANGERS),
        Door("asha", 200, own=True),
    ],
    "POST /v1/payments": [
        Door("meera", 201, body=_from_meera, shut_to=_FAMILY_BUT_NOT_OWNER),
        Door(
            "meera",
            201,
            body=lambda ids: {
                "wallet": ids["wallet"],
                "to": {"upi": "upi://pay?pa=campus-canteen@tuppence&pn=Canteen&am=1.00"},
            },
            shut_to=_FAMILY_BUT_NOT_OWNER,
        ),
    ],
    "POST /v1/payments/preview": [
        Door(
            "meera",
            200,
            body=_from_meera,
            shut_to=_FAMILY_BUT_NOT_OWNER,
            changes_nothing=True,
        ),
    ],
    "GET /v1/payments/{payment}": [
        Door("meera", 200, path=_PAYMENT, shut_to={"kabir": 404, "arjun": 404}),
        Door("ravi", 200, path=_PAYMENT, shut_to={"kabir": 404, "arjun": 404}),
        Door("meera", 200, path={"payment": "top_up"}, shut_to=_STRANGERS),
    ],
    "GET /v1/payments/{payment}/receipt": [
        Door("meera", 200, path=_PAYMENT, shut_to={"kabir": 404, "arjun": 404}),
        Door("zoya", 200, path=_PAYMENT, shut_to={"kabir": 404, "arjun": 404}),
        Door("ravi", 200, path={"payment": "top_up"}, shut_to=_STRANGERS),
    ],
    "POST /v1/payments/{payment}/refunds": [
        Door(
            "zoya",
            201,
            path=_PAYMENT,
            body=lambda _: {"amount": 500, "reason": "Cold tea"},
            shut_to={"asha": 403, "ravi": 403, "meera": 403, "kabir": 404, "arjun": 404},
        )
    ],
    "GET /v1/wallets": [Door("asha", 200, own=True)],
    "GET /v1/wallets/{wallet}": [
        Door("meera", 200, path=_WALLET, shut_to=_STRANGERS),
        Door("ravi", 200, path=_WALLET, shut_to=_STRANGERS),
        Door("zoya", 200, path={"wallet": "shop_wallet"}, shut_to={"asha": 404, "meera": 404}),
    ],
    "PUT /v1/wallets/{wallet}/freeze": [
        Door("meera", 200, path=_WALLET, shut_to=_STRANGERS),
        Door("ravi", 200, path=_WALLET, shut_to=_STRANGERS),
    ],
    "DELETE /v1/wallets/{wallet}/freeze": [
        Door(
            "asha",
            200,
            path={"wallet": "frozen_wallet"},
            shut_to={"kabir": 403, "meera": 404, "zoya": 404, "arjun": 404},
        ),
    ],
    "PUT /v1/wallets/{wallet}/limits": [
        Door(
            "asha",
            200,
            path=_WALLET,
            body=lambda _: {"daily": 500_00, "monthly": None},
            shut_to={"meera": 403} | _STRANGERS,
        )
    ],
    "GET /v1/wallets/{wallet}/statement": [
        Door("meera", 200, path=_WALLET, shut_to=_STRANGERS),
        Door("asha", 200, path=_WALLET, shut_to=_STRANGERS),
    ],
    "GET /v1/wallets/{wallet}/statement.csv": [
        Door("meera", 200, path=_WALLET, query={"month": "month"}, shut_to=_STRANGERS),
        Door("asha", 200, path=_WALLET, shut_to=_STRANGERS),
    ],
    "GET /v1/wallets/{wallet}/statement.pdf": [
        Door("meera", 200, path=_WALLET, query={"month": "month"}, shut_to=_STRANGERS),
        Door("asha", 200, path=_WALLET, shut_to=_STRANGERS),
    ],
    "GET /v1/wallets/{wallet}/summary": [
        Door("meera", 200, path=_WALLET, query={"month": "month"}, shut_to=_STRANGERS),
    ],
    "POST /v1/wallets/{wallet}/topups": [
        Door("asha", 201, path=_WALLET, body=lambda _: {"amount": 100}, shut_to=_STRANGERS),
        Door(
            "zoya",
            201,
            path={"wallet": "shop_wallet"},
            body=lambda _: {"amount": 100},
            shut_to={"asha": 404, "meera": 404, "arjun": 404},
        ),
    ],
}
