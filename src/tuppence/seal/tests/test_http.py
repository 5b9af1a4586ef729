"""The tree over HTTP: enough for a stranger to hold us to what we signed."""

import base64

import pytest
from django.test import Client

from tuppence.seal import BEAT, keys
from tuppence.seal.note import key_from, opened
from tuppence.seal.tests.sealing import Paid, seal_all
from tuppence.seal.tree import roots_by_consistency

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(db: None) -> Paid:
    return Paid()


class TestACheckpoint:
    def test_is_for_anyone(self, paid: Paid, client: Client) -> None:
        told = client.get("/v1/seal/checkpoint").json()
        [key] = client.get("/v1/seal/keys").json()["keys"]
        checkpoint = opened(told["note"], [key_from(key["key"])])
        assert (checkpoint.size, told["size"]) == (21, 21)
        assert base64.b64decode(told["root_hash"]) == checkpoint.root
        assert client.get("/v1/seal/checkpoints/21").json() == told

    def test_is_not_there_before_the_first(self, client: Client) -> None:
        answer = client.get("/v1/seal/checkpoint")
        assert (answer.status_code, answer["Retry-After"]) == (409, str(BEAT))
        assert answer.json()["code"] == "not_sealed_yet"

    @pytest.mark.parametrize(("size", "status"), [("20", 404), ("0", 400), ("x", 400)])
    def test_of_a_size_that_was_not_signed_is_not_found(
        self, paid: Paid, client: Client, size: str, status: int
    ) -> None:
        assert client.get(f"/v1/seal/checkpoints/{size}").status_code == status


class TestConsistency:
    def test_is_proven_between_checkpoints(self, paid: Paid, client: Client) -> None:
        before = client.get("/v1/seal/checkpoint").json()
        Paid()
        seal_all()
        after = client.get("/v1/seal/checkpoint").json()
        answer = client.get("/v1/seal/consistency", {"old": 21, "new": 42})
        path = [base64.b64decode(each) for each in answer.json()["path"]]
        roots = tuple(base64.b64decode(each["root_hash"]) for each in (before, after))
        assert roots_by_consistency(roots[0], old=21, new=42, path=path) == roots

    @pytest.mark.parametrize(
        ("old", "new", "status"),
        [(1, 22, 404), (5, 4, 404), (0, 4, 400), ("", 4, 400), (1, 10**30, 400)],
    )
    def test_is_of_sizes_that_are_signed_for(
        self, paid: Paid, client: Client, old: object, new: object, status: int
    ) -> None:
        answer = client.get("/v1/seal/consistency", {"old": str(old), "new": str(new)})
        assert answer.status_code == status


def test_keys_are_named(client: Client) -> None:
    assert client.get("/v1/seal/keys").json() == {
        "origin": keys.origin(),
        "keys": [{"id": key.id.hex(), "key": key.text} for key in keys.trusted()],
    }
