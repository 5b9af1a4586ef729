"""A child's privacy does not hang on anyone's care: there is one way to product facts, and a gate
in it. Whoever builds another way meets this."""

import ast
import re
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from tests.architecture.test_house import HOUSE, named, python, tree
from tuppence.outbox.consumers import declared
from tuppence.people.privacy import gate
from tuppence.people.privacy.models import Purpose

READERS = {
    "outbox": "delivers them, and asks the gate",
    "stack/partitions.py": "takes old months out whole",
    "stack/measures.py": "counts them",
    "stack/probes.py": "states one, and takes it back",
    "seal/verify.py": "looks for ids that are there twice",
    "payments/payments/sql/seed_payments.sql": "writes the facts of a benchmark's payments",
    "stack/grants.sql": "says who may read them",
}
"""Who may touch the table of facts, and what for. A sink is none of them: it is a consumer."""


class TestProductFacts:
    def test_are_gated_by_the_one_gate(self) -> None:
        assert import_string(settings.OUTBOX_GATE) is gate.passing

    def test_go_to_sinks_that_say_what_for_and_how_they_forget(self) -> None:
        for consumer in declared():
            sink = "product" in consumer.classifications
            assert sink == (consumer.purpose in Purpose.values) == (consumer.forget is not None)

    def test_are_read_by_nobody_but_the_relay(self) -> None:
        table = re.compile(
            r"\boutbox_fact\b|\bStoredFact\b|\boutbox\.pages\b|outbox import .*pages"
        )
        readers = {
            named(path)
            for path in [*python(), *HOUSE.rglob("*.sql")]
            if table.search(path.read_text(encoding="utf-8"))
        }
        assert [reader for reader in sorted(readers) if not _known(reader)] == []

    def test_are_handed_over_in_one_place(self) -> None:
        """Whatever calls `Consumer.handle` has asked `Consumer.wanted`, which asks the gate."""
        found: dict[str, list[str]] = {}
        for path in python("outbox"):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Call) and _attribute(node.func) == "handle":
                    found.setdefault(named(path), []).append(ast.unparse(node))
        assert found.keys() == {"outbox/delivery.py"}
        for call in found["outbox/delivery.py"]:
            assert re.fullmatch(r"consumer\.handle\(consumer\.wanted\(.*\)\)", call), call


def _known(reader: str) -> bool:
    return any(reader == name or reader.startswith(f"{name}/") for name in READERS)


def _attribute(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else ""


def test_the_readers_are_still_there() -> None:
    assert [name for name in READERS if not Path(HOUSE / name).exists()] == []
