import contextvars
import os
import subprocess
import sys
import threading

from django.contrib.auth import get_user_model

from tuppence.config.replicas import ReplicaRouter
from tuppence.kernel.staleness import may_be_stale, may_be_stale_now

User = get_user_model()

ASK_BOTH = """
import django
django.setup()
from django.contrib.auth import get_user_model
from django.db import connections
from tuppence.kernel.staleness import may_be_stale

def ask():
    alias = get_user_model().objects.all().db
    with connections[alias].cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        print(alias, cursor.fetchone()[0])

ask()
with may_be_stale():
    ask()
"""


class TestReads:
    def test_go_to_the_primary_unless_said_otherwise(self) -> None:
        assert ReplicaRouter(["replica1"]).db_for_read(User) is None

    def test_that_may_be_stale_go_to_each_replica(self) -> None:
        several = ReplicaRouter(["default", "replica1", "replica2"])
        with may_be_stale():
            chosen = {several.db_for_read(User) for _ in range(100)}
        assert chosen == {"replica1", "replica2"}

    def test_stay_on_the_primary_when_there_is_no_replica(self) -> None:
        with may_be_stale():
            assert ReplicaRouter([]).db_for_read(User) is None

    def test_are_stale_only_inside_and_only_for_who_said_so(self) -> None:
        seen = []
        with may_be_stale():
            other = threading.Thread(
                target=contextvars.Context().run, args=(lambda: seen.append(may_be_stale_now()),)
            )
            other.start()
            other.join()
        assert seen == [False]
        assert not may_be_stale_now()

    def test_are_answered_by_the_second_alias(self) -> None:
        """The replica here is the same server, which lets its connections read only."""
        url = os.environ["DATABASE_URL"]
        replica = f"{url}?options=-c%20default_transaction_read_only%3Don"
        done = subprocess.run(
            [sys.executable, "-c", ASK_BOTH],
            env={**os.environ, "DATABASE_REPLICA_URLS": replica},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.stdout, done.returncode) == ("default off\nreplica1 on\n", 0), done.stderr


class TestWrites:
    def test_never_go_to_a_replica(self) -> None:
        several = ReplicaRouter(["replica1"])
        with may_be_stale():
            assert several.db_for_write(User) == "default"
        assert several.allow_migrate("default", "auth")
        assert not several.allow_migrate("replica1", "auth")
