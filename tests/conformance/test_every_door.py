"""Nobody reads or moves what is not theirs: every operation, tried by everyone who may not.

Each refusal has the right status, is a problem that the OpenAPI document names for that operation,
tells a stranger nothing, and leaves every table exactly as it was.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from tests.conformance.door import Door
from tests.conformance.doors import DOORS, KEPT, OUTSIDE_THE_DOCUMENT, PUBLIC, UNSIGNED
from tests.conformance.fingerprint import changed, fingerprint
from tests.conformance.operations import Operation, every_operation
from tests.conformance.requests import Request, bearing, dressed, knock, refused, signed
from tests.conformance.town import Town
from tuppence.config.webapp import SCREENS
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.payments.wallets.tests.household import Phone
from tuppence.people.identity.models import Device, Session
from tuppence.people.identity.signatures import digest_of
from tuppence.people.identity.tokens import ACCESS_LIFE, Claims, access_token

SIGNATURE = ("Signature", "Signature-Input", "Content-Digest")


CASES = [
    pytest.param(operation, door, id=f"{operation} as {door.by} {number}")
    for operation in every_operation()
    for number, door in enumerate(DOORS.get(str(operation), []))
]
OWN_CASES = [case for case in CASES if case.values[1].own]
SIGNED_CASES = [case for case in CASES if case.values[0].signed]
KEPT_CASES = [case for case in SIGNED_CASES if str(case.values[0]) in KEPT]


class TestEveryOperation:
    def test_is_for_somebody_or_public_for_a_reason(self) -> None:
        here = {str(operation) for operation in every_operation()}
        assert here == DOORS.keys() | PUBLIC.keys()
        public = {str(operation) for operation in every_operation() if not operation.guarded}
        assert public == PUBLIC.keys()

    def test_that_changes_something_is_signed_or_known_not_to_be(self) -> None:
        guarded = [operation for operation in every_operation() if operation.guarded]
        reads = {str(operation) for operation in guarded if operation.method == "GET"}
        unsigned = {str(operation) for operation in guarded if not operation.signed}
        assert unsigned == reads | UNSIGNED.keys()

    def test_that_is_not_signed_stands_in_the_page_of_identity(self) -> None:
        page = Path("docs/identity.md").read_text(encoding="utf-8")
        table = page.partition("is not signed | Why |\n")[2].partition("\n\n")[0]
        not_signed = [name for name in [*UNSIGNED, *PUBLIC] if not name.startswith("GET ")]
        assert sorted(re.findall(r"`([A-Z]+ /[^`]*)`", table)) == sorted(not_signed)

    def test_stands_in_the_document_or_is_known_to_be_elsewhere(self) -> None:
        documented = {operation.path.lstrip("/") for operation in every_operation()}
        routes = {_in_braces(route) for route in _routes(get_resolver().url_patterns)}
        undocumented = {route for route in routes - documented if not route.startswith("admin/")}
        assert undocumented == OUTSIDE_THE_DOCUMENT.keys() | {SCREENS}

    @pytest.mark.django_db
    @pytest.mark.parametrize(("path", "status"), OUTSIDE_THE_DOCUMENT.items())
    def test_outside_the_document_only_reads(self, path: str, status: int) -> None:
        before = fingerprint()
        assert Request("GET", f"/{path}").send().status_code == status
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = Request(method, f"/{path}", body=b"{}").send()
            # 401: a vendor's, which is believed by its signature.
            assert answer.status_code in (401, 404, 405)
        assert not changed(before)


class TestTheConsole:
    """Whose own tests say what operators may do; here, that nobody else gets past its door."""

    OPEN = ("admin/login/", "admin/logout/", "admin/jsi18n/")

    def test_is_shut_to_everyone_who_is_no_operator(
        self, town: Town, subtests: pytest.Subtests
    ) -> None:
        routes = {
            _filled(route)
            for route in _routes(get_resolver().url_patterns)
            if route.startswith("admin/") and route not in self.OPEN
        }
        assert len(routes) > 20
        before = fingerprint()
        for route in sorted(routes):
            for method in ("GET", "POST"):
                with subtests.test(f"{method} {route}"):
                    bare = Request(method, f"/{route}", body=b"_save=1", content_type=_FORM)
                    for request in (bare, bearing(bare, town.asha)):
                        answer = request.send()
                        assert answer.status_code in (302, 403, 404), answer.content
                        if answer.status_code == 302:
                            assert answer["Location"].startswith("/admin/login/")
                        _tells_nothing(request, answer, town, "arjun")
        assert not changed(before)


@pytest.mark.parametrize(("operation", "door"), CASES)
class TestADoor:
    def test_opens_to_whom_it_is_for_and_to_nobody_else(
        self, operation: Operation, door: Door, town: Town, subtests: pytest.Subtests
    ) -> None:
        owner = town.phone(door.by)
        request = dressed(operation, knock(operation, door, town), owner)
        former = {"ended session": _ended(owner), "revoked device": _revoked(owner)}
        before = fingerprint()
        for name, authorization in _bad_tokens(owner).items():
            with subtests.test(name):
                bent = request.lacking("Authorization")
                if authorization is not None:
                    bent = bent.having(Authorization=authorization)
                assert refused(operation, bent.send(), status=401) == "unauthenticated"
                assert not changed(before)
        for name, phone in former.items():
            with subtests.test(name):
                own = dressed(operation, knock(operation, door, town), phone)
                assert refused(operation, own.send(), status=401) == "unauthenticated"
                assert not changed(before)
        for name, status in door.shut_to.items():
            with subtests.test(name):
                other = dressed(operation, knock(operation, door, town), town.phone(name))
                answer = other.send()
                refused(operation, answer, status=status)
                assert not changed(before)
                if status == 404:
                    _tells_nothing(other, answer, town, name)
        if not door.newcomers:
            with subtests.test("without a profile"):
                other = dressed(operation, knock(operation, door, town), town.newcomer)
                assert refused(operation, other.send(), status=403) == "profile_incomplete"
                assert not changed(before)
        if not door.resting:
            with subtests.test("a minor without consent"):
                other = dressed(operation, knock(operation, door, town), town.tara)
                assert refused(operation, other.send(), status=403) == "consent_required"
                assert not changed(before)
        answer = request.send()
        assert answer.status_code == door.opens, answer.content
        assert (operation.method == "GET") == (not changed(before)) or door.changes_nothing


@pytest.mark.parametrize(("operation", "door"), OWN_CASES)
class TestADoorThatIsAboutWhoeverAsks:
    def test_shows_others_only_what_is_theirs(
        self, operation: Operation, door: Door, town: Town, subtests: pytest.Subtests
    ) -> None:
        for name in ("zoya", "arjun", "newcomer"):
            with subtests.test(name):
                request = dressed(operation, knock(operation, door, town), town.phone(name))
                _tells_nothing(request, request.send(), town, name)


@pytest.mark.parametrize(("operation", "door"), SIGNED_CASES)
class TestASignedDoor:
    def test_is_shut_to_a_bad_signature(
        self, operation: Operation, door: Door, town: Town, subtests: pytest.Subtests
    ) -> None:
        owner = town.phone(door.by)
        bare = bearing(knock(operation, door, town), owner)
        tablet = Phone(owner.person)
        before = fingerprint()
        for name, bend in _BENT.items():
            with subtests.test(name):
                code = refused(operation, bend(bare, owner, tablet, town).send(), status=401)
                assert code == ("signature_missing" if "without" in name else "signature_invalid")
                assert not changed(before)

    def test_needs_an_idempotency_key(self, operation: Operation, door: Door, town: Town) -> None:
        owner = town.phone(door.by)
        request = dressed(operation, knock(operation, door, town), owner)
        before = fingerprint()
        for key, code in {None: "missing", "a b": "invalid", "k" * 129: "invalid"}.items():
            bent = request.lacking("Idempotency-Key")
            answer = (bent if key is None else bent.having(Idempotency_Key=key)).send()
            assert refused(operation, answer, status=400) == f"idempotency_key_{code}"
        assert not changed(before)


@pytest.mark.parametrize(("operation", "door"), KEPT_CASES)
class TestADoorThatKeepsItsAnswers:
    def test_answers_a_replay_with_the_first_answer(
        self, operation: Operation, door: Door, town: Town
    ) -> None:
        request = dressed(operation, knock(operation, door, town), town.phone(door.by))
        first = request.send()
        before = fingerprint()
        again = request.send()
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again["Idempotent-Replayed"] == "true"
        assert not changed(before)

    def test_keeps_each_persons_keys_apart(
        self, operation: Operation, door: Door, town: Town
    ) -> None:
        bare = knock(operation, door, town)
        owner = town.phone(door.by)
        first = signed(bearing(bare, owner), owner, key="the-same").send()
        before = fingerprint()
        for name, status in door.shut_to.items():
            other = town.phone(name)
            answer = signed(bearing(bare, other), other, key="the-same").send()
            assert answer.status_code == status
            assert first.json()["id"].encode() not in answer.content.replace(
                bare.path.encode(), b""
            )
        assert not changed(before)


Bend = Callable[[Request, Phone, Phone, Town], Request]


def _with_parameters(request: Request, before: str, after: str) -> Request:
    given = request.headers["Signature-Input"]
    assert before in given
    return request.having(Signature_Input=given.replace(before, after))


def _flipped(request: Request) -> Request:
    raw = bytearray(base64.b64decode(request.headers["Signature"][6:-1]))
    raw[40] ^= 1
    return request.having(Signature=f"sig1=:{base64.b64encode(raw).decode()}:")


def _other_body(request: Request) -> bytes:
    return request.body.replace(b'"amount": ', b'"amount": 9') + b" "


_NOTHING = base64.b64encode(bytes(64)).decode()
_BENT: dict[str, Bend] = {
    "without any signature": lambda bare, owner, tablet, town: signed(bare, owner).lacking(
        *SIGNATURE
    ),
    "without a digest": lambda bare, owner, tablet, town: signed(bare, owner).lacking(
        "Content-Digest"
    ),
    "without parameters": lambda bare, owner, tablet, town: signed(bare, owner).lacking(
        "Signature-Input"
    ),
    "body altered": lambda bare, owner, tablet, town: signed(bare, owner).but(
        body=_other_body(bare)
    ),
    "body and digest altered": lambda bare, owner, tablet, town: (
        signed(bare, owner)
        .but(body=_other_body(bare))
        .having(Content_Digest=digest_of(_other_body(bare)))
    ),
    "key altered": lambda bare, owner, tablet, town: signed(bare, owner).having(
        Idempotency_Key=str(uuid4())
    ),
    "of another path": lambda bare, owner, tablet, town: signed(
        bare.but(path="/v1/payments/preview"), owner
    ).but(path=bare.path),
    "of another method": lambda bare, owner, tablet, town: signed(
        bare.but(method="PUT" if bare.method != "PUT" else "POST"), owner
    ).but(method=bare.method),
    "with a query": lambda bare, owner, tablet, town: signed(bare, owner).but(query="a=1"),
    "too old": lambda bare, owner, tablet, town: signed(
        bare, owner, now=utc_now() - timedelta(minutes=6)
    ),
    "from the future": lambda bare, owner, tablet, town: signed(
        bare, owner, now=utc_now() + timedelta(minutes=6)
    ),
    "by another device of the same person": lambda bare, owner, tablet, town: signed(bare, tablet),
    "by another device, as if by this one": lambda bare, owner, tablet, town: signed(
        bare, tablet, device=to_public("dev", owner.tokens.device.public_id)
    ),
    "with the token of another device": lambda bare, owner, tablet, town: bearing(
        signed(bare, owner), tablet
    ),
    "by a stranger": lambda bare, owner, tablet, town: signed(bare, town.arjun),
    "by a stranger, as if by this device": lambda bare, owner, tablet, town: signed(
        bare, town.arjun, device=to_public("dev", owner.tokens.device.public_id)
    ),
    "one bit off": lambda bare, owner, tablet, town: _flipped(signed(bare, owner)),
    "all zero": lambda bare, owner, tablet, town: signed(bare, owner).having(
        Signature=f"sig1=:{_NOTHING}:"
    ),
    "over fewer parts": lambda bare, owner, tablet, town: _with_parameters(
        signed(bare, owner), ' "content-digest"', ""
    ),
    "under another label": lambda bare, owner, tablet, town: _with_parameters(
        signed(bare, owner), "sig1=", "sig2="
    ),
    "by another algorithm": lambda bare, owner, tablet, town: _with_parameters(
        signed(bare, owner), ";created", ';alg="hmac-sha256";created'
    ),
    "given twice": lambda bare, owner, tablet, town: signed(bare, owner).having(
        Signature="{0}, {0}".format(signed(bare, owner).headers["Signature"])
    ),
}


def _bad_tokens(phone: Phone) -> dict[str, str | None]:
    """Authorization headers that must open nothing."""
    good = phone.tokens.access_token
    head, payload, tail = good.split(".")
    claims = jwt.decode(good, options={"verify_signature": False})
    long_ago = utc_now() - ACCESS_LIFE - timedelta(seconds=1)
    named = Claims(
        person=phone.person.public_id,
        device=phone.tokens.device.public_id,
        session=phone.tokens.session.public_id,
    )
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    return {
        "none": None,
        "empty": "Bearer ",
        "expired": f"Bearer {access_token(named, now=long_ago)}",
        "alg none": f"Bearer {unsigned}.{payload}.",
        "alg none with the old signature": f"Bearer {unsigned}.{payload}.{tail}",
        "wrong key": f"Bearer {jwt.encode(claims, 'x' * 32, algorithm='HS256')}",
        "altered": f"Bearer {head}.{_with_later_expiry(payload)}.{tail}",
        "without its signature": f"Bearer {head}.{payload}.",
        "a refresh token": f"Bearer {phone.tokens.refresh_token}",
        "another scheme": f"Basic {good}",
        "two in one": f"Bearer {good} {good}",
    }


def _with_later_expiry(payload: str) -> str:
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    claims["exp"] += 86400
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def _ended(owner: Phone) -> Phone:
    phone = Phone(owner.person)
    Session.objects.filter(pk=phone.tokens.session.pk).update(
        ended_at=utc_now(), end_reason="logged_out"
    )
    return phone


def _revoked(owner: Phone) -> Phone:
    phone = Phone(owner.person)
    Device.objects.filter(pk=phone.tokens.device.pk).update(revoked_at=utc_now())
    return phone


def _tells_nothing(request: Request, answer: HttpResponse, town: Town, name: str) -> None:
    """An answer to a stranger holds nothing of the family's but what they said, or know."""
    known = [request.path, request.query, request.body.decode(), *town.known_to(name)]
    told = [text for text in town.private() if text in answer.content.decode()]
    assert all(any(text in one for one in known) for text in told), told


def _routes(patterns: Any, prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)


_FORM = "application/x-www-form-urlencoded"


def _filled(route: str) -> str:
    """A console's route with something in the place of its parameters."""
    return re.sub(r"<[^>]+>", "1", route).replace("^", "").replace("$", "")


def _in_braces(route: str) -> str:
    """``v1/wallets/<str:wallet>`` as the document writes it."""
    return route.replace("<str:", "{").replace(">", "}")
