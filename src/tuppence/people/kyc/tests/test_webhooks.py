"""What is told is believed only when the provider signed it lately."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuppence.kernel.ids import new_uuid, to_public
from tuppence.people.kyc.provider import Word
from tuppence.people.kyc.webhooks import WebhookInvalid, WebhookUnreadable, signature, told

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
SECRET = "a-secret"
CHECK = new_uuid()
BODY = json.dumps(
    {
        "type": "check.rejected",
        "data": {
            "reference": to_public("kyc", CHECK),
            "state": "rejected",
            "reason": "name_mismatch",
        },
    }
).encode()


def headers(body: bytes = BODY, *, at: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": "evt_1",
        "webhook-timestamp": stamp,
        "webhook-signature": signature(body, event="evt_1", stamp=stamp, secret=secret),
    }


def heard(body: bytes, given: dict[str, str], *, secret: str = SECRET) -> Any:
    return told(body, given, secret=secret, now=NOW)


class TestAnEvent:
    def test_that_is_signed_is_read(self) -> None:
        found = heard(BODY, headers())
        assert (found.event, found.check) == ("evt_1", CHECK)
        assert found.word == Word("rejected", "name_mismatch")

    def test_is_believed_by_any_of_its_signatures(self) -> None:
        given = headers()
        other = headers(secret="another")["webhook-signature"]
        given["webhook-signature"] = f"{other} {given['webhook-signature']}"
        assert heard(BODY, given).check == CHECK

    def test_is_signed_as_standard_webhooks_are(self) -> None:
        """The example of the specification."""
        signed = signature(
            b'{"test": 2432232314}',
            event="msg_p5jXN8AQM9LWM0D4loKWxJek",
            stamp="1614265330",
            secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        )
        assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    @pytest.mark.parametrize(
        "changed",
        [
            {"webhook-id": "evt_2"},
            {"webhook-id": ""},
            {"webhook-id": "a b"},
            {"webhook-timestamp": "1"},
            {"webhook-timestamp": "now"},
            {"webhook-timestamp": "9" * 400},
            {"webhook-signature": ""},
            {"webhook-signature": "v1,"},
            {"webhook-signature": "v1,\u00e9"},
        ],
    )
    def test_with_other_headers_is_not_believed(self, changed: dict[str, str]) -> None:
        with pytest.raises(WebhookInvalid):
            heard(BODY, headers() | changed)

    def test_by_another_secret_or_none_is_not_believed(self) -> None:
        with pytest.raises(WebhookInvalid):
            heard(BODY, headers(secret="another"))
        with pytest.raises(WebhookInvalid):
            heard(BODY, headers(secret=""), secret="")

    @pytest.mark.parametrize("minutes", [-6, 6])
    def test_of_another_time_is_not_believed(self, minutes: int) -> None:
        with pytest.raises(WebhookInvalid):
            heard(BODY, headers(at=NOW + timedelta(minutes=minutes)))

    @given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
    def test_with_one_byte_changed_is_not_believed(self, place: int, by: int) -> None:
        bent = bytearray(BODY)
        bent[place] ^= by
        with pytest.raises(WebhookInvalid):
            heard(bytes(bent), headers())

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b"\xff",
            b'{"data": 1}',
            b'{"data": {"reference": "kyc_1", "state": "approved"}}',
            b'{"data": {"reference": null, "state": "approved"}}',
            b'{"data": {"reference": "' + to_public("kyc", CHECK).encode() + b'"}}',
        ],
        ids=len,  # one of them has an id that is another in each process
    )
    def test_that_says_nothing_is_refused(self, body: bytes) -> None:
        with pytest.raises(WebhookUnreadable):
            heard(body, headers(body))
