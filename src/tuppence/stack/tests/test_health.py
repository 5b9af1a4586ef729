import json

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tuppence.stack.http import views

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    monkeypatch.setattr(views._Migrations, "applied", True)


class TestHealth:
    def test_is_well_when_all_answer(self, client: Client) -> None:
        answer = client.get("/healthz")
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        body = answer.json()
        assert body["status"] == "ok"
        assert {name: check["ok"] for name, check in body["checks"].items()} == {
            "database": True,
            "redis": True,
            "migrations": True,
        }

    def test_without_redis_is_unwell_and_tells_no_address(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nobody = views.Redis.from_url("redis://:word@127.0.0.1:9/0")
        monkeypatch.setattr(views, "_redis", lambda: nobody)
        answer = client.get("/healthz")
        assert answer.status_code == 503
        assert [name for name, check in answer.json()["checks"].items() if not check["ok"]] == [
            "redis"
        ]
        assert "127.0.0.1" not in json.dumps(answer.json())

    @pytest.mark.usefixtures("without_a_database")
    def test_without_a_database_is_unwell(self, client: Client) -> None:
        answer = client.get("/healthz")
        assert answer.status_code == 503
        assert not answer.json()["checks"]["database"]["ok"]

    def test_with_a_migration_to_come_is_unwell(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(views._Migrations, "applied", False)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        answer = client.get("/healthz")
        assert answer.status_code == 503
        assert not answer.json()["checks"]["migrations"]["ok"]

    @pytest.mark.parametrize("address", ["/healthz", "/livez", "/readyz"])
    def test_is_only_read(self, client: Client, address: str) -> None:
        assert client.post(address).status_code == 405


class TestReadiness:
    def test_asks_for_what_every_request_needs(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nobody = views.Redis.from_url("redis://:word@127.0.0.1:9/0")
        monkeypatch.setattr(views, "_redis", lambda: nobody)
        answer = client.get("/readyz")
        assert (answer.status_code, set(answer.json()["checks"])) == (
            200,
            {"database", "migrations"},
        )

    @pytest.mark.usefixtures("without_a_database")
    def test_without_a_database_is_not(self, client: Client) -> None:
        assert client.get("/readyz").status_code == 503
        assert client.get("/livez").json() == {"status": "ok", "checks": {}}
