"""Every operation of the API with who may use it, and who else might try.

An operation that is not here fails `test_every_door`: whoever adds an endpoint says in one row whom
it is for.
"""

from typing import Any

from tests.conformance.confirming_doors import CONFIRMING_DOORS
from tests.conformance.door import (
    CHILD_NOT_GUARDIAN,
    FAMILY_BUT_NOT_OWNER,
    MEERA,
    STRANGERS,
    Door,
    Ids,
    from_meera,
)
from tests.conformance.family_doors import FAMILY_DOORS
from tuppence.reach.notify.tests.pushing import a_subscription

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

UNSIGNED = {
    "DELETE /v1/auth/sessions/current": "takes the caller's own access away",
    "DELETE /v1/me/devices/{device}": "takes a device's access away, also one that was lost",
    "DELETE /v1/me/passkeys/{passkey}": "takes access away, and leaves the PIN",
    "POST /v1/payments/preview": "changes nothing",
    "POST /v1/people/{person}/controls/replay": "changes nothing",
}
"""Operations other than a GET for which a token is enough, without the device's signature, and
why."""

KEPT = {
    "POST /v1/allowances",
    "POST /v1/allowances/{allowance}/raise",
    "POST /v1/allowances/{allowance}/resume",
    "POST /v1/approvals",
    "POST /v1/approvals/{approval}/approve",
    "POST /v1/chores",
    "POST /v1/goals/{goal}/close",
    "POST /v1/goals/{goal}/plans",
    "POST /v1/goals/{goal}/savings",
    "POST /v1/goals/{goal}/withdrawals",
    "POST /v1/kyc",
    "POST /v1/asks",
    "POST /v1/asks/{ask}/approve",
    "POST /v1/asks/{ask}/ask-guardian",
    "POST /v1/asks/{ask}/pay",
    "POST /v1/bills",
    "POST /v1/ious/{iou}/pay",
    "POST /v1/payments",
    "POST /v1/payments/{payment}/refunds",
    "POST /v1/people/{person}/consent",
    "POST /v1/turns/{turn}/approve",
    "POST /v1/wallets/{wallet}/topups",
}
"""Operations that give the first answer again to the same idempotency key and request: those that
move, promise or ask for money, give consent, or show a document."""

OUTSIDE_THE_DOCUMENT = {
    "dev/": 404,
    "admin": 302,
    "problems": 200,
    "healthz": 200,
    "livez": 200,
    "readyz": 200,
    "metrics": 404,
    "dev/builders.json": 404,
    "dev/document-token": 404,
    "vendors/kyc": 405,
    "dev/inbox": 404,
    "dev/inbox.json": 404,
}
"""Addresses for people and load balancers, not in the OpenAPI document, and what anyone gets there
(what is under dev/ is the demo's; metrics are for who has their token; what
vendors tell is signed by them)."""

_WALLET = {"wallet": "wallet"}
_PAYMENT = {"payment": "payment"}


def _document_of_kabir(ids: Ids) -> Any:
    pan = {"document": "pan", "number": "ABCDE1205F", "name": "Kabir Rao"}
    return pan | {"person": ids["kabir"]}


_NO_GUARDIANS = {"meera": 403, "kabir": 403, "zoya": 404, "arjun": 404}
_TARA = {"person": "tara"}
_OF_MEERA_RESTING = {"tara": 404} | STRANGERS


def _consent(ids: Ids) -> Any:
    return {
        "text": {"version": int(ids["text_version"]), "sha256": ids["text_hash"]},
        "verification": {"method": "document_token", "token": ids["document_token"]},
    }


DOORS: dict[str, list[Door]] = (
    FAMILY_DOORS
    | CONFIRMING_DOORS
    | {
        "GET /v1/people/{person}/controls": [
            Door("meera", 200, path=MEERA, shut_to=STRANGERS),
            Door("ravi", 200, path=MEERA, shut_to=STRANGERS),
        ],
        "PUT /v1/people/{person}/controls": [
            Door(
                "ravi",
                200,
                path=MEERA,
                body=lambda _: {"version": 1, "controls": {"people": False}},
                shut_to=CHILD_NOT_GUARDIAN,
            )
        ],
        "GET /v1/people/{person}/controls/history": [
            Door("meera", 200, path=MEERA, shut_to=STRANGERS),
            Door("asha", 200, path=MEERA, shut_to=STRANGERS),
        ],
        "POST /v1/people/{person}/controls/replay": [
            Door(
                "ravi",
                200,
                path=MEERA,
                body=lambda ids: {"controls": {"people": False}, "month": ids["month"]},
                shut_to=STRANGERS,
                changes_nothing=True,
            )
        ],
        "PUT /v1/people/{person}/controls/raise": [
            Door(
                "asha",
                200,
                path=MEERA,
                body=lambda _: {"limits": {"day": 900_00}},
                shut_to=CHILD_NOT_GUARDIAN,
            )
        ],
        "DELETE /v1/people/{person}/controls/raise": [
            Door("asha", 200, path=MEERA, shut_to=CHILD_NOT_GUARDIAN, changes_nothing=True)
        ],
        "GET /v1/consents/texts/{purpose}": [
            Door("asha", 200, path={"purpose": "text"}, own=True, resting=True)
        ],
        "GET /v1/people/{person}/consent": [
            Door("meera", 200, path=MEERA, shut_to=_OF_MEERA_RESTING, resting=True),
            Door("ravi", 200, path=MEERA, shut_to=_OF_MEERA_RESTING, resting=True),
            Door("tara", 200, path=_TARA, shut_to={"meera": 404} | STRANGERS, resting=True),
        ],
        "POST /v1/people/{person}/consent": [
            Door("ravi", 201, path=_TARA, body=_consent, shut_to={"meera": 404} | STRANGERS),
        ],
        "DELETE /v1/people/{person}/consent": [
            Door("asha", 200, path=MEERA, shut_to=CHILD_NOT_GUARDIAN)
        ],
        "GET /v1/people/{person}/consent/history": [
            Door("meera", 200, path=MEERA, shut_to=_OF_MEERA_RESTING, resting=True),
            Door("tara", 200, path=_TARA, shut_to={"meera": 404} | STRANGERS, resting=True),
        ],
        "DELETE /v1/auth/sessions/current": [
            Door("asha", 204, own=True, newcomers=True, resting=True)
        ],
        "GET /v1/family": [Door("asha", 200, own=True)],
        "GET /v1/kyc": [
            Door("ravi", 200, query={"person": "meera"}, shut_to=STRANGERS),
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
                resting=True,  # who belongs to no family has nobody who could consent
            )
        ],
        "GET /v1/home": [Door("asha", 200, own=True), Door("meera", 200, own=True)],
        "GET /v1/live": [Door("asha", 200, own=True), Door("meera", 200, own=True)],
        "GET /v1/me/push-subscriptions": [Door("asha", 200, own=True)],
        "POST /v1/me/push-subscriptions": [
            Door("asha", 201, body=lambda _: a_subscription(), own=True)
        ],
        "DELETE /v1/me/push-subscriptions": [Door("asha", 204, own=True, changes_nothing=True)],
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
                shut_to={"ravi": 404, "meera": 404, "tara": 404} | STRANGERS,
                newcomers=True,
                resting=True,
            )
        ],
        "GET /v1/people/{person}/data": [
            Door("meera", 200, path=MEERA, shut_to=STRANGERS),
            Door("ravi", 200, path=MEERA, shut_to=STRANGERS),
        ],
        "GET /v1/people/{person}/erasure": [
            Door(
                "asha",
                200,
                path={"person": "asha"},
                shut_to={"ravi": 404, "meera": 404} | STRANGERS,
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
                shut_to={"ravi": 404, "meera": 404} | STRANGERS,
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
            Door("meera", 200, query={"wallet": "wallet"}, shut_to=STRANGERS),
            Door("ravi", 200, query={"wallet": "wallet"}, shut_to=STRANGERS),
            Door("asha", 200, own=True),
        ],
        "POST /v1/payments": [
            Door("meera", 201, body=from_meera, shut_to=FAMILY_BUT_NOT_OWNER),
            Door(
                "meera",
                201,
                body=lambda ids: {
                    "wallet": ids["wallet"],
                    "to": {"upi": "upi://pay?pa=campus-canteen@tuppence&pn=Canteen&am=1.00"},
                },
                shut_to=FAMILY_BUT_NOT_OWNER,
            ),
        ],
        "POST /v1/payments/preview": [
            Door(
                "meera",
                200,
                body=from_meera,
                shut_to=FAMILY_BUT_NOT_OWNER,
                changes_nothing=True,
            ),
        ],
        "GET /v1/payments/{payment}": [
            Door("meera", 200, path=_PAYMENT, shut_to={"kabir": 404, "arjun": 404}),
            Door("ravi", 200, path=_PAYMENT, shut_to={"kabir": 404, "arjun": 404}),
            Door("meera", 200, path={"payment": "top_up"}, shut_to=STRANGERS),
        ],
        "GET /v1/payments/{payment}/receipt": [
            Door("meera", 200, path=_PAYMENT, shut_to={"kabir": 404, "arjun": 404}),
            Door("zoya", 200, path=_PAYMENT, shut_to={"kabir": 404, "arjun": 404}),
            Door("ravi", 200, path={"payment": "top_up"}, shut_to=STRANGERS),
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
            Door("meera", 200, path=_WALLET, shut_to=STRANGERS),
            Door("ravi", 200, path=_WALLET, shut_to=STRANGERS),
            Door("zoya", 200, path={"wallet": "shop_wallet"}, shut_to={"asha": 404, "meera": 404}),
        ],
        "PUT /v1/wallets/{wallet}/freeze": [
            Door("meera", 200, path=_WALLET, shut_to=STRANGERS),
            Door("ravi", 200, path=_WALLET, shut_to=STRANGERS),
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
                shut_to={"meera": 403} | STRANGERS,
            )
        ],
        "GET /v1/wallets/{wallet}/statement": [
            Door("meera", 200, path=_WALLET, shut_to=STRANGERS),
            Door("asha", 200, path=_WALLET, shut_to=STRANGERS),
        ],
        "GET /v1/wallets/{wallet}/statement.csv": [
            Door("meera", 200, path=_WALLET, query={"month": "month"}, shut_to=STRANGERS),
            Door("asha", 200, path=_WALLET, shut_to=STRANGERS),
        ],
        "GET /v1/wallets/{wallet}/statement.pdf": [
            Door("meera", 200, path=_WALLET, query={"month": "month"}, shut_to=STRANGERS),
            Door("asha", 200, path=_WALLET, shut_to=STRANGERS),
        ],
        "GET /v1/wallets/{wallet}/summary": [
            Door("meera", 200, path=_WALLET, query={"month": "month"}, shut_to=STRANGERS),
        ],
        "POST /v1/wallets/{wallet}/topups": [
            Door("asha", 201, path=_WALLET, body=lambda _: {"amount": 100}, shut_to=STRANGERS),
            Door(
                "zoya",
                201,
                path={"wallet": "shop_wallet"},
                body=lambda _: {"amount": 100},
                shut_to={"asha": 404, "meera": 404, "arjun": 404},
            ),
        ],
    }
)
