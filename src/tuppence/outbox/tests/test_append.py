"""Writing facts: in the caller's transaction, in order, and never touched again."""

import psycopg
import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.transaction import TransactionManagementError

from tuppence.outbox import facts, operations
from tuppence.outbox.facts import Fact
from tuppence.outbox.models import StoredFact


def _fact(number: int = 1, **changes: object) -> Fact:
    values = {
        "topic": "test.happened",
        "key": f"thing_{number}",
        "payload": {"number": number},
        "classification": "ledger",
    }
    return Fact(**{**values, **changes})  # type: ignore[arg-type]


class TestAFact:
    def test_is_not_made_without_saying_of_which_class_it_is(self) -> None:
        with pytest.raises(TypeError, match="classification"):
            Fact(topic="test.happened", key="thing", payload={})  # type: ignore[call-arg]


@pytest.mark.django_db
class TestAppend:
    def test_keeps_every_column_and_the_order(self) -> None:
        operations.append(
            [
                _fact(1, classification="security", subject=7, version=3),
                _fact(2, payload={"text": 'quotes " and {braces}, ₹ and \\', "null": None}),
            ]
        )
        first, second = StoredFact.objects.order_by("id")
        assert (first.topic, first.version, first.key) == ("test.happened", 3, "thing_1")
        assert (first.classification, first.subject) == ("security", 7)
        assert (first.payload, second.subject) == ({"number": 1}, None)
        assert second.payload == {"text": 'quotes " and {braces}, ₹ and \\', "null": None}
        assert second.id == first.id + 1
        assert first.created_at <= second.created_at

    def test_nothing_is_written_for_no_facts(self) -> None:
        operations.append([])
        assert not StoredFact.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"topic": "Has Spaces"},
            {"topic": ""},
            {"key": "k" * 201},
            {"version": 0},
            {"classification": "gossip"},
            {"payload": {"text": "ab" * 10_000}},
        ],
    )
    def test_a_malformed_or_oversized_fact_is_refused(self, wrong: dict[str, object]) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            operations.append([_fact(), _fact(**wrong)])
        assert not StoredFact.objects.exists()

    def test_facts_can_join_a_statement_of_the_callers_own(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                WITH posted AS MATERIALIZED (
                    SELECT * FROM (VALUES (1, 71), (3, 73)) AS posted (ordinal, journal)
                )
                {facts.INSERT}
                SELECT fact.topic, fact.version, fact.key,
                       fact.payload || jsonb_build_object('journal', posted.journal),
                       fact.classification, fact.subject
                  FROM {facts.ROWS} JOIN posted USING (ordinal)
                 ORDER BY fact.ordinal
                """,
                facts.arguments([_fact(1), _fact(2), _fact(3)]),
            )
        told = StoredFact.objects.order_by("id").values_list("key", "payload")
        assert list(told) == [
            ("thing_1", {"number": 1, "journal": 71}),
            ("thing_3", {"number": 3, "journal": 73}),
        ]


class TestTransaction:
    def test_a_transaction_is_required(self, committed_database: str) -> None:
        with pytest.raises(TransactionManagementError):
            operations.append([_fact()])
        assert not StoredFact.objects.exists()

    def test_facts_leave_with_their_transaction(self, committed_database: str) -> None:
        with transaction.atomic():
            operations.append([_fact()])
            transaction.set_rollback(True)
        assert not StoredFact.objects.exists()
        with transaction.atomic():
            operations.append([_fact()])
        with psycopg.connect(committed_database) as other:
            assert other.execute("SELECT count(*) FROM outbox_fact").fetchone() == (1,)


@pytest.mark.django_db
class TestAppendOnly:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE outbox_fact SET topic = 'other'",
            "DELETE FROM outbox_fact",
            "TRUNCATE outbox_fact",
            "DELETE FROM outbox_fact WHERE false",
        ],
    )
    def test_the_database_itself_refuses_a_change(self, statement: str) -> None:
        operations.append([_fact()])
        with (
            pytest.raises((InternalError, IntegrityError), match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        assert StoredFact.objects.get().topic == "test.happened"

    def test_the_sequence_hands_out_one_id_at_a_time(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT cache_size FROM pg_sequences WHERE sequencename LIKE 'outbox_fact%'"
            )
            assert cursor.fetchone() == (1,)

    def test_drawing_an_id_assigns_a_transaction_id(self, committed_database: str) -> None:
        with psycopg.connect(committed_database) as writer:
            held = writer.execute("SELECT pg_current_xact_id_if_assigned()").fetchone()
            assert held == (None,)
            writer.execute("SELECT outbox_next_fact_id()")
            held = writer.execute("SELECT pg_current_xact_id_if_assigned()").fetchone()
            assert held is not None
            assert held[0] is not None
