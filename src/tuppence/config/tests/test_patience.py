"""Nobody waits for ever for a server that has vanished."""

import socket
import time

import psycopg
import pytest
from django.conf import settings
from django.db import connection

PATIENCE = {"keepalives_idle": "10", "keepalives_count": "3", "tcp_user_timeout": "15000"}


class TestADatabaseThatAcceptsAndSaysNothing:
    def test_is_given_up_in_seconds(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            begun = time.monotonic()
            with pytest.raises(psycopg.OperationalError, match="timeout"):
                psycopg.connect(
                    f"postgresql://127.0.0.1:{silent.getsockname()[1]}/none",
                    **settings.DATABASE_PATIENCE,
                )
            assert time.monotonic() - begun < 15


@pytest.mark.django_db
class TestADatabasesConnection:
    def test_notices_by_itself_that_its_peer_has_vanished(self) -> None:
        connection.ensure_connection()
        given = connection.connection.info.get_parameters()
        assert {name: given[name] for name in PATIENCE} == PATIENCE
