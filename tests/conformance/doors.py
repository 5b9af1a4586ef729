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


def _document(number: str) -> Any:
    return {"document": "pan", "number": number, "name": "Asha Rao"}


def _document_of_meera(ids: Ids) -> Any:
    return _document("ABCDE1205F") | {"person": ids["meera"]}


_MEERA = {"person": "meera"}
_APPROVAL = {"approval": "approval"}
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


DOORS: dict[str, list[Door]] = {
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
        Door("ravi", 201, body=_document_of_meera, shut_to=_CHILD_NOT_GUARDIAN),
        Door("zoya", 201, body=lambda _: _document("ABCDE1305F")),
    ],
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
