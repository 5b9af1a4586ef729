"""Whatever is wrong with a body, the answer is a problem that says so, and nothing is written."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse

from tests.conformance.door import Door
from tests.conformance.doors import DOORS, PUBLIC
from tests.conformance.fingerprint import changed, fingerprint
from tests.conformance.operations import Operation, every_operation
from tests.conformance.requests import Request, as_json, dressed, knock, refused
from tests.conformance.town import Town
from tuppence.ledger.queries import balances
from tuppence.payments.wallets.models import Wallet
from tuppence.people.identity.signer import DeviceKey

MEGABYTE = 1024 * 1024

REFUSAL_ONLY = {"ledger_journal", "ledger_refusal", "payments_payment", "outbox_fact"}
"""What a refused payment leaves: its stored outcome, and the fact that tells of it."""

_PUBLIC_BODIES: dict[str, Any] = {
    "POST /v1/auth/codes": {"phone": "+919876543210", "device_hint": "tablet"},
    "POST /v1/auth/sessions": {
        "challenge": "chl_01h455vb4pex5vsknk084sn02q",
        "code": "123456",
        "device": {"name": "Phone", "public_key": DeviceKey.new().jwk},
    },
    "POST /v1/gifts": {
        "token": "gft_01h455vb4pex5vsknk084sn02q." + "a" * 43,
        "amount": 100_00,
        "giver": "Nani",
        "message": "For the camera",
    },
    "POST /v1/gifts/look": {"token": "gft_01h455vb4pex5vsknk084sn02q." + "a" * 43},
    "POST /v1/auth/tokens": {"refresh_token": "tpr_" + "a" * 43},
}

_MAY_BE_EMPTY = {("device_hint",), ("answer",)}

WITH_BODY = [
    pytest.param(operation, DOORS.get(str(operation), [None])[0], id=str(operation))
    for operation in every_operation()
    if operation.has_body
]


def _good(operation: Operation, door: Door | None, town: Town) -> tuple[Request, Any]:
    """A request that would be accepted, and its body."""
    if door is not None:
        request = knock(operation, door, town)
        return request, json.loads(request.body)
    body = _PUBLIC_BODIES[str(operation)]
    return Request(operation.method, operation.path, body=as_json(body)), body


def _sent(operation: Operation, door: Door | None, town: Town, request: Request) -> HttpResponse:
    """The answer to a request, signed as it is now, by whom its door is for."""
    if door is None:
        return request.send()
    return dressed(operation, request, town.phone(door.by)).send()


def _nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


def _not_json(good: bytes) -> dict[str, bytes]:
    """Bodies that are not one JSON object which everyone reads alike."""
    first, rest = good[1:].split(b",", 1) if b", " in good else (good[1:-1], good[-1:])
    return {
        "cut off": good[:-1],
        "followed by more": good + b"x",
        "twice": good + good,
        "not UTF-8": good[:2] + b"\xff" + good[2:],
        "UTF-16": good.decode().encode("utf-16"),
        "with a byte order mark": b"\xef\xbb\xbf" + good,
        "a raw NUL in a text": good[:2] + b"\x00" + good[2:],
        "an escaped NUL in a name": b'{"\\u0000":1,' + good[1:],
        "a lone surrogate": b'{"a":"\\ud800",' + good[1:],
        "surrogates the wrong way round": b'{"a":"\\udc00\\ud800",' + good[1:],
        "a name twice": b"{" + first + b"," + first + (b"," + rest if rest != b"}" else b"}"),
        "nested twice too deep": _nested(64),
        "nested ten thousand deep": _nested(10_000),
        "arrays ten thousand deep": b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        "never closed": b"[" * 60_000,
        "an array": b"[" + good + b"]",
        "a text": b'"' + b"a" * 10 + b'"',
        "a number": b"5",
        "null": b"null",
        "NaN": b'{"amount":NaN,' + good[1:],
        "a number beyond all": b'{"a":1e999,' + good[1:],
        "a number of 5,000 digits": b'{"a":' + b"9" * 5000 + b"," + good[1:],
        "single quotes": good.replace(b'"', b"'"),
        "a comment": good[:-1] + b"/* */}",
        "a trailing comma": good[:-1] + b",}",
        "a form": b"amount=100&unit=INR",
    }


def _texts(body: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where in a body there are texts."""
    for name, value in body.items():
        if isinstance(value, dict):
            yield from _texts(value, (*path, name))
        elif isinstance(value, str):
            yield (*path, name)


def _with(body: Any, path: tuple[str, ...], value: Any) -> Any:
    name, *rest = path
    return {**body, name: _with(body[name], tuple(rest), value) if rest else value}


@pytest.mark.parametrize(("operation", "door"), WITH_BODY)
class TestABody:
    def test_that_is_not_json_is_refused(
        self, operation: Operation, door: Door | None, town: Town, subtests: pytest.Subtests
    ) -> None:
        good, _ = _good(operation, door, town)
        before = fingerprint()
        for name, body in _not_json(good.body).items():
            with subtests.test(name):
                answer = _sent(operation, door, town, good.but(body=body))
                assert refused(operation, answer, status=400) == "json_invalid"
                assert not changed(before)

    def test_that_is_too_large_is_refused(
        self, operation: Operation, door: Door | None, town: Town, subtests: pytest.Subtests
    ) -> None:
        good, _ = _good(operation, door, town)
        before = fingerprint()
        for name, body in {
            "one byte over": good.body + b" " * (64 * 1024 + 1 - len(good.body)),
            "10 MB of spaces": good.body + b" " * (10 * MEGABYTE),
            "10 MB of brackets": b"[" * (10 * MEGABYTE),
        }.items():
            with subtests.test(name):
                answer = _sent(operation, door, town, good.but(body=body))
                assert refused(operation, answer, status=413) == "body_too_large"
                assert not changed(before)

    def test_of_another_type_is_refused(
        self, operation: Operation, door: Door | None, town: Town, subtests: pytest.Subtests
    ) -> None:
        good, _ = _good(operation, door, town)
        types = (
            None,
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/xml",
            "application/json; charset=utf-16",
            "application/jsonx",
            "application/json, text/plain",
            "*/*",
        )
        bent = {str(kind): good.but(content_type=kind) for kind in types}
        bent["gzip"] = good.but(body=gzip.compress(good.body)).having(Content_Encoding="gzip")
        bent["said to be gzip"] = good.having(Content_Encoding="gzip")
        before = fingerprint()
        for name, request in bent.items():
            with subtests.test(name):
                answer = _sent(operation, door, town, request)
                assert refused(operation, answer, status=415) == "content_type_unsupported"
                assert not changed(before)

    def test_with_a_member_nobody_knows_is_refused(
        self, operation: Operation, door: Door | None, town: Town, subtests: pytest.Subtests
    ) -> None:
        good, body = _good(operation, door, town)
        before = fingerprint()
        for name in ("surprise", "Amount", "id", "state", "actor", "__proto__", "\u202eamount"):
            with subtests.test(name):
                raw = as_json({**body, name: 1})
                answer = _sent(operation, door, town, good.but(body=raw))
                assert refused(operation, answer, status=400) == "invalid_request"
                assert not changed(before)

    def test_with_text_that_is_not_what_it_seems_is_refused(
        self, operation: Operation, door: Door | None, town: Town, subtests: pytest.Subtests
    ) -> None:
        good, body = _good(operation, door, town)
        before = fingerprint()
        marks = {
            "right-to-left override": "\u202e",
            "right-to-left mark": "\u200f",
            "isolate": "\u2067",
            "newline": "\n",
            "escape": "\x1b",
            "NUL": "\x00",
            "line separator": "\u2028",
            "next line": "\x85",
        }
        for path in _texts(body):
            for name, mark in marks.items():
                with subtests.test(f"{name} in {'/'.join(path)}"):
                    raw = as_json(_with(body, path, f"ab{mark}c"))
                    answer = _sent(operation, door, town, good.but(body=raw))
                    refused(operation, answer, status=answer.status_code)
                    assert answer.status_code in (400, 422)
                    assert not changed(before)

    def test_with_something_else_where_text_belongs_is_refused(
        self, operation: Operation, door: Door | None, town: Town, subtests: pytest.Subtests
    ) -> None:
        good, body = _good(operation, door, town)
        before = fingerprint()
        for path in _texts(body):
            for value in (1, 1.5, True, [], ["a"], {}, {"a": "b"}, "", "a" * 60_000):
                if value == "" and path in _MAY_BE_EMPTY:
                    continue
                with subtests.test(f"{str(value)[:20]} in {'/'.join(path)}"):
                    raw = as_json(_with(body, path, value))
                    answer = _sent(operation, door, town, good.but(body=raw))
                    refused(operation, answer, status=answer.status_code)
                    assert answer.status_code in (400, 422)
                    assert not changed(before)


AMOUNTS: dict[str, tuple[bytes, int, str]] = {
    "zero": (b"0", 422, "amount_invalid"),
    "minus zero": (b"-0", 422, "amount_invalid"),
    "negative": (b"-1", 422, "amount_invalid"),
    "fractional": (b"1.5", 422, "amount_invalid"),
    "whole with a point": (b"100.0", 422, "amount_invalid"),
    "text": (b'"100"', 422, "amount_invalid"),
    "empty text": (b'""', 422, "amount_invalid"),
    "other digits": ('"\uff11\uff10\uff10"'.encode(), 422, "amount_invalid"),
    "exponent": (b"1e3", 422, "amount_invalid"),
    "huge": (b"1" + b"0" * 30, 422, "amount_invalid"),
    "beyond the largest": (b"1000000000001", 422, "amount_invalid"),
    "beyond 64 bits": (b"9223372036854775808", 422, "amount_invalid"),
    "true": (b"true", 422, "amount_invalid"),
    "list": (b"[100]", 422, "amount_invalid"),
    "object": (b'{"amount":100}', 422, "amount_invalid"),
    "leading zero": (b"0100", 400, "json_invalid"),
    "plus sign": (b"+100", 400, "json_invalid"),
    "hexadecimal": (b"0x64", 400, "json_invalid"),
    "null": (b"null", 400, "invalid_request"),
}

MONEY = [
    ("POST /v1/payments", "amount"),
    ("POST /v1/payments/preview", "amount"),
    ("POST /v1/payments/{payment}/refunds", "amount"),
    ("POST /v1/wallets/{wallet}/topups", "amount"),
    ("PUT /v1/wallets/{wallet}/limits", "daily"),
]


def _operation(name: str) -> Operation:
    return next(operation for operation in every_operation() if str(operation) == name)


@pytest.mark.parametrize(("name", "member"), MONEY)
class TestAnAmount:
    def test_that_is_not_one_is_refused(
        self, name: str, member: str, town: Town, subtests: pytest.Subtests
    ) -> None:
        operation, door = _operation(name), DOORS[name][0]
        good, body = _good(operation, door, town)
        assert body[member]
        before = fingerprint()
        for what, (raw, status, code) in AMOUNTS.items():
            if what == "null" and member == "daily":
                continue  # which lifts the limit
            with subtests.test(what):
                given = as_json(_with(body, (member,), "AMOUNT")).replace(b'"AMOUNT"', raw)
                answer = _sent(operation, door, town, good.but(body=given))
                assert refused(operation, answer, status=status) == code
                assert not changed(before)


class TestAUnit:
    @pytest.mark.parametrize("unit", ["", "inr", "₹", "I N R", 5, None, ["INR"], "A" * 33])
    @pytest.mark.parametrize("name", ["POST /v1/payments", "POST /v1/wallets/{wallet}/topups"])
    def test_that_is_no_unit_is_refused(self, name: str, unit: Any, town: Town) -> None:
        operation, door = _operation(name), DOORS[name][0]
        good, body = _good(operation, door, town)
        before = fingerprint()
        answer = _sent(operation, door, town, good.but(body=as_json({**body, "unit": unit})))
        assert refused(operation, answer, status=400) == "invalid_request"
        assert not changed(before)

    @pytest.mark.parametrize("name", ["POST /v1/payments", "POST /v1/wallets/{wallet}/topups"])
    def test_of_another_wallet_moves_nothing(self, name: str, town: Town) -> None:
        operation, door = _operation(name), DOORS[name][0]
        good, body = _good(operation, door, town)
        accounts = list(Wallet.objects.values_list("account_id", flat=True))
        before, held = fingerprint(), balances(accounts)
        answer = _sent(operation, door, town, good.but(body=as_json({**body, "unit": "COIN"})))
        assert refused(operation, answer, status=422) == "unit_mismatch"
        assert changed(before) == REFUSAL_ONLY
        assert balances(accounts) == held


class TestAMissingAmount:
    def test_is_refused_where_nothing_else_says_how_much(
        self, town: Town, subtests: pytest.Subtests
    ) -> None:
        before = fingerprint()
        for name, status, code in (
            ("POST /v1/payments", 422, "amount_missing"),
            ("POST /v1/payments/preview", 422, "amount_missing"),
            ("POST /v1/wallets/{wallet}/topups", 400, "invalid_request"),
        ):
            with subtests.test(name):
                operation, door = _operation(name), DOORS[name][0]
                good, body = _good(operation, door, town)
                del body["amount"]
                answer = _sent(operation, door, town, good.but(body=as_json(body)))
                assert refused(operation, answer, status=status) == code
                assert not changed(before)


class TestEveryBody:
    def test_of_a_public_operation_is_known_here(self) -> None:
        public = {str(one) for one in every_operation() if one.has_body and not one.guarded}
        assert public == _PUBLIC_BODIES.keys()
        assert public <= PUBLIC.keys()
