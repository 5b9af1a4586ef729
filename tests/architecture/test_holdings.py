"""Every table that tells about people is in the registry that exports and erasures work from."""

import pytest
from django.apps import apps
from django.db import connection, models

from tuppence.payments.wallets.models import Wallet
from tuppence.people.identity.models import Person
from tuppence.people.privacy.holdings import registry

ELSEWHERE = {
    "outbox_fact": "append-only; has public ids and no names, see outbox/events of every room",
    "audit_entry": "append-only: who of the operators looked at whom, which the law asks to keep",
}
"""Tables that no model of ours stands for."""


def about_people() -> set[str]:
    """Models with a person's or a wallet's key, or a phone."""
    return {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("tuppence.")
        for column in model._meta.concrete_fields
        if model is Person
        or column.related_model in (Person, Wallet)
        or column.name in ("phone", "email", "handle", "vpa")
    }


class TestTheRegistry:
    def test_has_every_table_that_tells_about_people(self) -> None:
        registered = {holding.model for holding in registry().holdings}
        assert sorted(about_people() - registered) == []

    def test_names_tables_once_and_rightly(self) -> None:
        names = [holding.model for holding in registry().holdings]
        assert len(names) == len(set(names))
        for holding in registry().holdings:
            columns = {column.name for column in holding.table._meta.concrete_fields}
            assert holding.hides <= columns, holding.model
            assert set(holding.only) <= set(holding.whose), holding.model
            assert holding.whose or holding.withheld, holding.model
            has_id = "public_id" in columns
            assert has_id == bool(holding.prefix) or holding.withheld, holding.model

    def test_shows_no_text_of_bytes_or_digests(self) -> None:
        for holding in registry().holdings:
            if holding.withheld:
                continue
            shown = {
                column.name
                for column in holding.table._meta.concrete_fields
                if not isinstance(column, models.BinaryField) and column.name not in holding.hides
            }
            assert not {name for name in shown if "hash" in name or name.endswith("_key")}

    @pytest.mark.django_db
    def test_misses_no_table_without_a_model(self) -> None:
        known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT c.relname FROM pg_class c"
                " JOIN pg_attribute a ON a.attrelid = c.oid"
                " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
                " AND NOT c.relispartition AND a.attname ~ '(person|owner|subject|phone)'"
            )
            tables = {name for (name,) in cursor.fetchall()}
        assert sorted(tables - known - ELSEWHERE.keys()) == []
