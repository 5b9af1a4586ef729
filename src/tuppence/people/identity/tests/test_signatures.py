"""Device signatures, proven by a client that is not ours, and refused when anything differs."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver, algorithms
from hypothesis import given
from hypothesis import strategies as st

from tuppence.people.identity.signatures import (
    MAX_AGE,
    Message,
    SignatureInvalid,
    SignatureMissing,
    point_of,
    verify,
)
from tuppence.people.identity.signer import DeviceKey

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DEVICE = "dev_01h455vb4pex5vsknk084sn02q"
KEY = DeviceKey.new()
BODY = b'{"amount": {"amount": 12500, "unit": "INR"}}'


def signed(*, body: bytes = BODY, now: datetime = NOW, key: DeviceKey = KEY) -> Message:
    headers = key.headers(
        method="POST",
        path="/v1/payments",
        body=body,
        idempotency_key="pay-1",
        device=DEVICE,
        now=now,
    )
    return Message(
        method="POST",
        path="/v1/payments",
        query="",
        body=body,
        idempotency_key=headers["Idempotency-Key"],
        content_digest=headers["Content-Digest"],
        signature_input=headers["Signature-Input"],
        signature=headers["Signature"],
    )


def check(message: Message, *, now: datetime = NOW) -> None:
    verify(message, keyid=DEVICE, key=KEY.point, now=now)


class TestOurOwnSigner:
    def test_is_accepted(self) -> None:
        check(signed())

    @given(body=st.binary(max_size=200), moment=st.integers(-MAX_AGE, MAX_AGE))
    def test_is_accepted_for_any_body_within_the_time(self, body: bytes, moment: int) -> None:
        check(signed(body=body), now=NOW + timedelta(seconds=moment))


class TestTheHttpMessageSignaturesPackage:
    """An independent implementation of RFC 9421 and RFC 9530, unmodified, as the client."""

    @pytest.mark.parametrize("include_alg", [True, False])
    def test_signs_what_we_accept(self, include_alg: bool) -> None:
        request = httpx.Request(
            "POST",
            "https://api.example.org/v1/payments",
            content=BODY,
            headers={"Idempotency-Key": "pay-1"},
        )
        resolver = MappingKeyResolver(public_keys={}, private_keys={DEVICE: KEY.private})
        signer = HTTPMessageSigner(
            signature_algorithm=algorithms.ECDSA_P256_SHA256, key_resolver=resolver
        )
        signer.sign(
            request,
            key_id=DEVICE,
            created=NOW,
            label="sig1",
            include_alg=include_alg,
            covered_component_ids=("@method", "@path", "content-digest", "idempotency-key"),
            body=BODY,
        )
        check(
            Message(
                method=request.method,
                path=request.url.path,
                query="",
                body=request.content,
                idempotency_key=request.headers["idempotency-key"],
                content_digest=request.headers["content-digest"],
                signature_input=request.headers["signature-input"],
                signature=request.headers["signature"],
            )
        )


class TestWhatDoesNotFitIsRefused:
    @pytest.mark.parametrize(
        "change",
        [
            {"method": "PUT"},
            {"path": "/v1/payments/"},
            {"query": "a=1"},
            {"body": BODY + b" "},
            {"body": b""},
            {"idempotency_key": "pay-2"},
            {"content_digest": "sha-512=:AAAA:"},
            {"signature": "sig1=:AAAA:"},
            {"signature": f"sig1=:{'A' * 86}==:"},
            {"signature": f"sig1=:{'/' * 86}==:"},
        ],
    )
    def test_an_altered_part(self, change: dict[str, object]) -> None:
        with pytest.raises(SignatureInvalid):
            check(dataclasses.replace(signed(), **change))  # type: ignore[arg-type]

    @pytest.mark.parametrize("part", ["content_digest", "signature_input", "signature"])
    def test_an_absent_header(self, part: str) -> None:
        with pytest.raises(SignatureMissing):
            check(dataclasses.replace(signed(), **{part: None}))

    @pytest.mark.parametrize("seconds", [-MAX_AGE - 1, MAX_AGE + 1])
    def test_another_time(self, seconds: int) -> None:
        with pytest.raises(SignatureInvalid):
            check(signed(), now=NOW + timedelta(seconds=seconds))

    def test_another_key(self) -> None:
        with pytest.raises(SignatureInvalid):
            check(signed(key=DeviceKey.new()))

    def test_a_digest_that_was_swapped_with_the_body(self) -> None:
        other = signed(body=b"{}")
        swapped = dataclasses.replace(
            signed(), body=other.body, content_digest=other.content_digest
        )
        with pytest.raises(SignatureInvalid):
            check(swapped)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("created=", "created=0"),
            ("created=", "created=-"),
            ("created=", "expires="),
            ("sig1=", "sig2="),
            ('"@path" ', ""),
            ('"@path" ', '"@path"  '),
            (DEVICE, DEVICE.replace("2q", "2r")),
            (";keyid", "; keyid"),
            (";created", ";created=1;created"),
            (";created", ';nonce="a";created'),
            (";created", ';alg="hmac-sha256";created'),
        ],
    )
    def test_another_spelling_of_the_parameters(self, old: str, new: str) -> None:
        message = signed()
        assert message.signature_input is not None
        altered = message.signature_input.replace(old, new, 1)
        assert altered != message.signature_input
        with pytest.raises(SignatureInvalid):
            check(dataclasses.replace(message, signature_input=altered))

    @given(header=st.text(max_size=200))
    def test_any_text_as_parameters(self, header: str) -> None:
        with pytest.raises((SignatureInvalid, SignatureMissing)):
            check(dataclasses.replace(signed(), signature_input=header))

    @given(header=st.text(max_size=120))
    def test_any_text_as_signature(self, header: str) -> None:
        with pytest.raises((SignatureInvalid, SignatureMissing)):
            check(dataclasses.replace(signed(), signature=header))


class TestTheWebApp:
    """Another program, in another language: a request that its code signed (web/tests/signing.json,
    which its own tests read too)."""

    VECTOR: ClassVar[dict[str, Any]] = json.loads(
        (Path(__file__).parents[5] / "web" / "tests" / "signing.json").read_text("utf-8")
    )

    def message(self, *, body: str) -> Message:
        headers = self.VECTOR["headers"]
        return Message(
            method=self.VECTOR["method"],
            path=self.VECTOR["path"],
            query="",
            body=body.encode(),
            idempotency_key=headers["Idempotency-Key"],
            content_digest=headers["Content-Digest"],
            signature_input=headers["Signature-Input"],
            signature=headers["Signature"],
        )

    def verify(self, message: Message) -> None:
        verify(
            message,
            keyid=self.VECTOR["device"],
            key=point_of(self.VECTOR["public_key"]),
            now=datetime.fromtimestamp(self.VECTOR["created"], UTC),
        )

    def test_signs_what_we_accept(self) -> None:
        self.verify(self.message(body=self.VECTOR["body"]))

    def test_signed_no_other_body(self) -> None:
        with pytest.raises(SignatureInvalid):
            self.verify(self.message(body=self.VECTOR["body"].replace("4500", "45000")))
