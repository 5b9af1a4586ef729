"""Document tokens: only what the issuer signed, for this person, now, and of an adult."""

import base64
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import new_uuid, to_public
from tuppence.people.consent import documents
from tuppence.people.consent.documents import IssuerMissing, TokenInvalid

WHO = new_uuid()
NOW = utc_now()


def claims(**changes: Any) -> dict[str, Any]:
    made = {
        "iss": "simulator",
        "aud": documents.AUDIENCE,
        "sub": to_public("per", WHO),
        "age_over_18": True,
        "jti": "a-token-of-this-test",
        "iat": int(NOW.timestamp()),
        "exp": int((NOW + timedelta(minutes=5)).timestamp()),
    }
    return {name: value for name, value in {**made, **changes}.items() if value is not None}


def signed(**changes: Any) -> str:
    return jwt.encode(claims(**changes), documents._simulator(), algorithm="EdDSA")


class TestAToken:
    def test_of_the_simulator_is_taken(self) -> None:
        token = documents.issue(person=WHO, now=NOW)
        assert documents.verified(token, person=WHO, now=NOW).startswith("document:simulator:")

    def test_names_its_proof_by_issuer_and_id(self) -> None:
        proof = documents.verified(signed(), person=WHO, now=NOW)
        assert proof == "document:simulator:a-token-of-this-test"

    @pytest.mark.parametrize(
        "changes",
        [
            {"sub": to_public("per", new_uuid())},
            {"age_over_18": False},
            {"age_over_18": "true"},
            {"age_over_18": 1},
            {"age_over_18": None},
            {"aud": "somebody-else"},
            {"jti": None},
            {"jti": "short"},
            {"jti": "with a space in it"},
            {"exp": int(NOW.timestamp())},
            {"exp": int((NOW + timedelta(days=1)).timestamp())},
            {"exp": None},
            {"iat": int((NOW + timedelta(minutes=5)).timestamp())},
            {"iss": None},
        ],
    )
    def test_that_says_anything_else_is_not(self, changes: dict[str, Any]) -> None:
        with pytest.raises(TokenInvalid):
            documents.verified(signed(**changes), person=WHO, now=NOW)

    def test_that_somebody_else_signed_is_not(self) -> None:
        secret = "s" * 32
        forged = [
            jwt.encode(claims(), Ed25519PrivateKey.generate(), algorithm="EdDSA"),
            jwt.encode(claims(), secret, algorithm="HS256"),
            jwt.encode(claims(), None, algorithm="none"),
            signed().rsplit(".", 1)[0] + ".",
            "nonsense",
            "",
        ]
        for token in forged:
            with pytest.raises(TokenInvalid):
                documents.verified(token, person=WHO, now=NOW)


class TestTheIssuer:
    def test_is_who_the_settings_name(self, environment: Any) -> None:
        theirs = Ed25519PrivateKey.generate()
        public = base64.urlsafe_b64encode(theirs.public_key().public_bytes_raw()).decode()
        environment(consent_issuer_key=public.rstrip("="), mode="production")
        token = jwt.encode(claims(), theirs, algorithm="EdDSA")
        assert documents.verified(token, person=WHO, now=NOW)
        with pytest.raises(TokenInvalid):
            documents.verified(signed(), person=WHO, now=NOW)

    def test_is_nobody_in_production_without_one(self, environment: Any) -> None:
        environment(mode="production")
        with pytest.raises(IssuerMissing):
            documents.verified(signed(), person=WHO, now=NOW)
