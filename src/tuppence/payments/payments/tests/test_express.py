"""The short way answers a payment exactly as the full way does, or leaves it to it."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import override_settings

from tuppence.edge import express as edge
from tuppence.edge import log_lines
from tuppence.edge.bodies import shown
from tuppence.edge.express import in_front_of
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.payments.controls.operations import set_limits
from tuppence.payments.payees.models import Payee
from tuppence.payments.payees.operations import meet
from tuppence.payments.payments.http import express
from tuppence.payments.payments.http.serializers import PaymentSerializer
from tuppence.payments.payments.models import Payment
from tuppence.payments.payments.operations import pay, pay_together
from tuppence.payments.payments.tests.market import a_shop
from tuppence.payments.payments.upi import parse
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    balance,
    give,
    wallet_id,
    wallet_of,
)
from tuppence.people.identity.models import Device
from tuppence.people.identity.signatures import Message
from tuppence.people.identity.tokens import Claims, access_token

Changes = dict[str, str | None]

CODE = "upi://pay?pa=campus-canteen@tuppence&pn=Canteen&mc=5814"


class Ways:
    """Both ways to the same address. ``taken`` counts the requests that took the full one."""

    def __init__(self) -> None:
        self.taken = 0
        handler = WSGIHandler()
        handler.load_middleware()
        self.full = handler

        def counted(environ: dict[str, Any], start: Any) -> Any:
            self.taken += 1
            return handler(environ, start)

        self.short = in_front_of(counted, {("POST", express.PATH): express.WAY})


@pytest.fixture
def ways(settings: Any) -> Iterator[Ways]:
    settings.ALLOWED_HOSTS = ["api.tuppence.test"]
    # As Django's own test client does: a request must not end the test's connection.
    request_started.disconnect(close_old_connections)
    yield Ways()
    request_started.connect(close_old_connections)


def environ(phone: Phone, raw: bytes, *, key: str, changes: Changes) -> dict[str, Any]:
    headers = phone.signature(express.PATH, raw, key=key) | phone.authorization
    built: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": express.PATH,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(raw)),
        "HTTP_HOST": "api.tuppence.test",
        "HTTP_X_REQUEST_ID": "req-the-same",
        "wsgi.input": io.BytesIO(raw),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        **{"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()},
    }
    built |= changes
    return {name: value for name, value in built.items() if value is not None}


def ask(way: Callable[..., Any], given: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
    """Status, headers and body, less what no two answers have in common."""
    told: list[Any] = []
    pieces = way(given, lambda status, headers, _=None: told.extend((status, headers)))
    body = json.loads(b"".join(pieces))
    headers = {name.lower(): value for name, value in told[1]}
    for own in ("content-length", "ratelimit-remaining", "ratelimit-reset"):
        headers.pop(own, None)
    for own in ("id", "created_at", "payment"):
        body.pop(own, None)
    return int(told[0].split()[0]), headers, body


def compare(
    ways: Ways, phone: Phone, body: Any, *, changes: Changes | None = None, key: str = ""
) -> tuple[int, dict[str, str], Any]:
    """What both ways answer, each to a key of its own."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    short, full = (
        ask(way, environ(phone, raw, key=key or str(uuid4()), changes=changes or {}))
        for way in (ways.short, ways.full)
    )
    assert short == full
    return short


class TestBothWays:
    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"to": {"handle": "arjun"}, "amount": 100}, 201),
            ({"to": {"handle": "ARJUN"}, "amount": 100, "note": "Tea"}, 201),
            ({"to": {"handle": "arjun"}, "amount": 100, "unit": "INR", "note": "Samosas 🥟"}, 201),
            ({"to": {"handle": " arjun "}, "amount": 100, "note": "  spaced  "}, 201),
            ({"to": {"handle": "campus-canteen"}, "amount": 100}, 201),
            ({"to": {"upi": CODE}, "amount": 100}, 201),
            ({"to": {"upi": f"{CODE}&am=45.00&tr=T1&tn=Lunch"}}, 201),
            ({"to": {"handle": "nobody"}, "amount": 100}, 404),
            ({"to": {"handle": "no-shop"}, "amount": 100}, 404),
            ({"to": {"handle": "meera"}, "amount": 100}, 422),
            ({"to": {"handle": "old-monk"}, "amount": 100}, 422),
            ({"to": {"handle": "arjun"}, "amount": 999_99}, 422),
            ({"to": {"handle": "arjun"}, "amount": 1_000_00}, 403),
            ({"to": {"handle": "arjun"}, "amount": 100, "unit": "COIN"}, 422),
            ({"to": {"handle": "arjun"}}, 422),
            ({"to": {"upi": f"{CODE}&am=45.00"}, "amount": 100}, 422),
            ({"to": {"upi": "upi://pay?pn=x"}, "amount": 100}, 422),
            ({"to": {"upi": ""}, "amount": 100}, 400),
            *(
                ({"to": {"handle": "arjun"}, "amount": amount}, 422)
                for amount in (0, -1, 1.0, True, "100", 10**12 + 1, 10**40)
            ),
            *(
                ({"to": {"handle": "arjun"}, "amount": 100, "note": note}, 400)
                for note in ("", " ", "x" * 141, "a\u202eb", "a\nb", 5, None)
            ),
            ({"to": {"handle": "arjun"}, "amount": None}, 400),
            ({"to": {"handle": "arjun", "upi": CODE}, "amount": 100}, 400),
            ({"to": {}, "amount": 100}, 400),
            ({"to": [], "amount": 100}, 400),
            ({"to": {"handle": 5}, "amount": 100}, 400),
            ({"to": {"phone": "12"}, "amount": 100}, 422),
            ({"to": {"handle": "arjun"}, "amount": 100, "wallet": "wal_x"}, 400),
            ({"to": {"handle": "arjun"}, "amount": 100, "more": 1}, 400),
            ({"amount": 100}, 400),
            (b'{"to": {"handle": "arjun"}, "amount": 100, "amount": 200}', 400),
            (b'{"to": {"handle": "arjun"}, "amount": 1e2}', 422),
            (b"[]", 400),
            (b"{", 400),
            (b"\xff", 400),
            (b"", 400),
        ],
    )
    def test_answer_a_body_alike(self, ways: Ways, home: Household, body: Any, status: int) -> None:
        a_shop(home.zoya)
        a_shop(home.zoya, name="Old Monk", mcc="5813")
        give(home.meera, 500_00)
        assert compare(ways, home.meera, body)[0] == status

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"HTTP_AUTHORIZATION": None}, 401),
            ({"HTTP_AUTHORIZATION": "Bearer x"}, 401),
            ({"HTTP_AUTHORIZATION": "Basic x"}, 401),
            ({"HTTP_IDEMPOTENCY_KEY": None}, 400),
            ({"HTTP_IDEMPOTENCY_KEY": "a b"}, 400),
            ({"HTTP_IDEMPOTENCY_KEY": "another"}, 401),
            ({"HTTP_SIGNATURE": None}, 401),
            ({"HTTP_SIGNATURE": "sig1=:AAAA:"}, 401),
            ({"HTTP_CONTENT_DIGEST": "sha-256=:AAAA:"}, 401),
            ({"HTTP_SIGNATURE_INPUT": "sig1=()"}, 401),
            ({"QUERY_STRING": "a=1"}, 401),
            ({"CONTENT_TYPE": "application/json; charset=utf-8"}, 201),
            ({"CONTENT_TYPE": "text/plain"}, 415),
            ({"HTTP_HOST": "elsewhere.test"}, 400),
            ({"HTTP_ORIGIN": "https://elsewhere.test"}, 201),
            ({"HTTP_X_REQUEST_ID": "no good"}, 201),
            ({"wsgi.url_scheme": "https"}, 201),
        ],
    )
    def test_answer_headers_alike(
        self, ways: Ways, home: Household, changes: Changes, status: int
    ) -> None:
        give(home.meera, 500_00)
        raw = json.dumps({"to": {"handle": "arjun"}, "amount": 100}).encode()
        short, full = (
            ask(way, environ(home.meera, raw, key=str(uuid4()), changes=changes))
            for way in (ways.short, ways.full)
        )
        if changes.get("HTTP_X_REQUEST_ID"):
            assert short[1].pop("x-request-id") != full[1].pop("x-request-id")
        assert short == full
        assert short[0] == status

    def test_know_who_may_not_ask(self, ways: Ways, home: Household) -> None:
        give(home.meera, 500_00)
        body = {"to": {"handle": "arjun"}, "amount": 100}
        Device.objects.filter(pk=home.meera.tokens.device.pk).update(revoked_at=utc_now())
        assert compare(ways, home.meera, body)[0] == 401
        old = Phone(home.kabir.person)
        claims = Claims(
            old.person.public_id, old.tokens.device.public_id, old.tokens.session.public_id
        )
        stale = access_token(claims, now=utc_now() - timedelta(hours=1))
        changes: Changes = {"HTTP_AUTHORIZATION": f"Bearer {stale}"}
        assert compare(ways, old, body, changes=changes)[0] == 401
        assert balance(home.meera) == 500_00

    def test_tell_a_limit_alike(self, ways: Ways, home: Household) -> None:
        give(home.meera, 500_00)
        set_limits(
            actor=home.asha.actor(stepped_up=True),
            wallet=wallet_of(home.meera).public_id,
            now=utc_now(),
            daily=150,
            monthly=None,
        )
        body = {"to": {"handle": "arjun"}, "amount": 200}
        status, _, told = compare(ways, home.meera, body)
        assert (status, told["code"], told["cap"]) == (422, "limit_reached", 150)

    @override_settings(SECURE_HSTS_SECONDS=60, SECURE_SSL_REDIRECT=True)
    @pytest.mark.usefixtures("ways")
    def test_speak_over_tls_alike(self, home: Household, settings: Any) -> None:
        settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
        edge.same_for_all.cache_clear()
        give(home.meera, 500_00)
        changes: Changes = {"wsgi.url_scheme": "https"}
        body = {"to": {"handle": "arjun"}, "amount": 100}
        try:
            _, headers, _ = compare(Ways(), home.meera, body, changes=changes)
        finally:
            edge.same_for_all.cache_clear()
        assert headers["strict-transport-security"].startswith("max-age=60")


class TestTheShortWay:
    def test_is_taken_by_an_ordinary_payment(self, ways: Ways, home: Household) -> None:
        a_shop(home.zoya)
        give(home.meera, 500_00)
        for to in ({"handle": "arjun"}, {"upi": CODE}, {"phone": home.arjun.person.phone}):
            raw = json.dumps({"to": to, "amount": 100}).encode()
            assert ask(ways.short, environ(home.meera, raw, key=str(uuid4()), changes={}))[0] == 201
        assert ways.taken == 0
        assert balance(home.meera) == 497_00

    def test_notes_for_the_log_who_paid_and_what_was_posted(
        self, ways: Ways, home: Household
    ) -> None:
        give(home.meera, 500_00)
        raw = json.dumps({"to": {"handle": "arjun"}, "amount": 100}).encode()
        given = environ(home.meera, raw, key="one", changes={})
        request = edge.Plain("POST", express.PATH, given, raw, json.loads(raw))
        assert express.answer(request) is not None
        log_lines.begin(request)
        line = log_lines.add_request(None, "", {})
        log_lines.end()
        assert line["journal"] == Payment.objects.latest("id").journal
        assert line["person"] == to_public("per", home.meera.person.public_id)

    def test_gives_a_key_its_first_answer(self, ways: Ways, home: Household) -> None:
        give(home.meera, 500_00)
        body, other = (
            json.dumps({"to": {"handle": "arjun"}, "amount": amount}).encode()
            for amount in (100, 200)
        )
        answers = [
            ask(ways.short, environ(home.meera, raw, key="one", changes={}))
            for raw in (body, body, other)
        ]
        assert [status for status, _, _ in answers] == [201, 201, 422]
        assert [headers.get("idempotent-replayed") for _, headers, _ in answers] == [
            None, "true", None,
        ]  # fmt: skip
        assert answers[2][2]["code"] == "idempotency_conflict"
        assert ask(ways.full, environ(home.meera, body, key="one", changes={}))[2] == answers[0][2]
        assert balance(home.meera) == 499_00

    def test_gives_an_answer_again_whose_payee_is_gone(self, ways: Ways, home: Household) -> None:
        give(home.meera, 500_00)
        raw = json.dumps({"to": {"phone": home.arjun.person.phone}, "amount": 100}).encode()
        first = ask(ways.short, environ(home.meera, raw, key="one", changes={}))
        type(home.arjun.person).objects.filter(pk=home.arjun.person.pk).update(
            phone="+919999999999"
        )
        again = ask(ways.short, environ(home.meera, raw, key="one", changes={}))
        assert (first[0], again[0], again[1]["idempotent-replayed"]) == (201, 201, "true")
        assert again[2] == first[2]

    def test_shows_every_payment_as_the_full_way_does(self, ways: Ways, home: Household) -> None:
        a_shop(home.zoya)
        give(home.meera, 500_00)
        compare(ways, home.meera, {"to": {"upi": f"{CODE}&tr=T-1&tn=Lunch"}, "amount": 100})
        payment = Payment.objects.latest("id").shown_to([home.meera.person.pk])
        assert express.shape(payment) == shown(PaymentSerializer, payment)
        assert express.shape(payment)["payer"]["wallet"] == wallet_id(home.meera)
        assert express.shape(payment)["payee"]["wallet"] is None


class TestPaymentsTogether:
    def test_harm_each_other_in_nothing(self, home: Household) -> None:
        """One batch of everything that can become of a payment."""
        shop = a_shop(home.zoya)
        give(home.meera, 500_00)
        give(home.asha, 500_00)
        revoked = Phone(home.meera.person)
        Device.objects.filter(pk=revoked.tokens.device.pk).update(revoked_at=utc_now())
        handle = {"handle": "arjun"}
        batch = [
            asked(home.meera, handle, 100, key="a"),
            asked(home.meera, handle, 100, key="a"),
            asked(home.meera, handle, 200, key="a"),
            asked(revoked, handle, 100, key="b"),
            asked(home.asha, {"handle": shop.handle}, 300, key="c"),
            asked(home.asha, {"handle": "nobody"}, 300, key="d"),
            asked(home.kabir, handle, 100, key="e"),
            asked(home.asha, handle, 100, key="f", signed_by=home.meera),
            asked(home.meera, {"upi": CODE}, 400, key="g"),
        ]
        answers = pay_together._pay_all(batch)
        assert [told(answer) for answer in answers] == [
            "succeeded", "again", "idempotency_conflict", "nothing", "succeeded", "payee_unknown",
            "insufficient_funds", "nothing", "succeeded",
        ]  # fmt: skip
        assert (balance(home.meera), balance(home.asha)) == (495_00, 497_00)
        assert [answer.standing is None for answer in answers] == [
            told(answer) == "nothing" for answer in answers
        ]

    def test_meet_a_new_payee_together_and_count_as_one(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One statement more for them; a batch without new payees asks for none."""
        met: list[int] = []

        def counted(meetings: Any, **more: Any) -> Any:
            met.append(len(meetings))
            return meet(meetings, **more)

        monkeypatch.setattr(pay, "meet", counted)
        Payee.objects.all().delete()
        a_shop(home.zoya)
        give(home.meera, 9_000_00)
        handle, shop = {"handle": "arjun"}, {"upi": CODE}
        batch = [
            asked(home.meera, handle, 300_00, key="a"),
            asked(home.meera, shop, 900_00, key="b"),
            asked(home.meera, handle, 300_00, key="c"),
            asked(home.meera, handle, 600_00, key="d"),
            asked(home.meera, handle, 200_00, key="e"),
        ]
        assert [told(answer) for answer in pay_together._pay_all(batch)] == [
            "succeeded", "succeeded", "payee_new", "payee_new", "succeeded",
        ]  # fmt: skip
        later = [
            asked(home.meera, handle, 1, key="f"),
            asked(home.meera, shop, 1, key="g"),
        ]
        assert [told(answer) for answer in pay_together._pay_all(later)] == [
            "payee_new", "succeeded",
        ]  # fmt: skip
        assert met == [4, 0]
        assert Payee.objects.count() == 1


def asked(
    phone: Phone, to: dict[str, str], amount: int, *, key: str, signed_by: Phone | None = None
) -> pay_together.Asked:
    raw = json.dumps({"to": to, "amount": amount}).encode()
    headers = (signed_by or phone).signature(express.PATH, raw, key=key)
    tokens = phone.tokens
    ask = express.ask_of(json.loads(raw))
    return pay_together.Asked(
        Claims(phone.person.public_id, tokens.device.public_id, tokens.session.public_id),
        Message(
            "POST", express.PATH, "", raw, key, headers["Content-Digest"],
            headers["Signature-Input"], headers["Signature"],
        ),
        raw.decode(),
        ask,
        None if ask.to.upi is None else parse(ask.to.upi),
        utc_now(),
    )  # fmt: skip


def told(answer: pay_together.Answered) -> str:
    if answer.error is not None:
        return str(getattr(answer.error, "code", answer.error))
    if answer.settled is None:
        return "nothing"
    if answer.settled.payment.refusal_code:
        return answer.settled.payment.refusal_code
    return "again" if answer.settled.replayed else "succeeded"
