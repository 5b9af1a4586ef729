"""The house's habits, where the linters cannot keep them. docs/ says why each is one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src" / "tuppence"

MAX_LINES, MAX_FUNCTION = 450, 70
MONEY = ("ledger", "payments", "kernel/money.py")
"""Where an amount passes. (The odds of the demo's story are no amounts, nor are seconds, nor the
places on a page.)"""
NO_AMOUNTS = {
    "payments/payments/demo.py",
    "payments/statements/letters.py",
    "payments/statements/paper.py",
    "payments/statements/pdf.py",
    "edge/batch_measures.py",
}
EDGES = ("http", "tasks.py", "management", "admin.py", "stack", "audit", "config", "edge")
"""Who may read the clock: whoever starts something. Everything below is told the time."""


def python(*folders: str) -> list[Path]:
    """The house's own modules, without tests and migrations."""
    found = [
        path
        for folder in folders or ("",)
        for path in sorted(
            [HOUSE / folder] if folder.endswith(".py") else (HOUSE / folder).rglob("*.py")
        )
    ]
    return [path for path in found if not {"tests", "migrations"} & set(path.parts)]


def named(path: Path) -> str:
    return str(path.relative_to(HOUSE if path.is_relative_to(HOUSE) else ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def every_file(*endings: str) -> Iterator[Path]:
    for folder in ("src", "tests", "tools", "bench"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in endings and "__pycache__" not in path.parts:
                yield path


class TestSize:
    def test_of_a_file_is_what_one_reads_in_one_go(self) -> None:
        long = {
            named(path): lines
            for path in every_file(".py", ".sql")
            if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
        }
        assert long == {}

    def test_of_a_function_is_a_screen(self) -> None:
        long = {
            f"{named(path)} {node.name}": lines
            for path in python()
            for node in ast.walk(tree(path))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (lines := (node.end_lineno or node.lineno) - node.lineno) > MAX_FUNCTION
        }
        assert long == {}


class TestNames:
    def test_say_what_is_inside(self) -> None:
        vague = re.compile(r"(utils?|helpers?|common|misc|shared|services?)(\.py)?")
        found = [
            named(path)
            for path in HOUSE.rglob("*")
            if vague.fullmatch(path.name) and "__pycache__" not in path.parts
        ]
        assert found == []

    def test_of_rooms_have_a_page_each(self) -> None:
        rooms = {path.parent for path in HOUSE.rglob("models.py")}
        without = sorted(named(room) for room in rooms if not (room / "README.md").exists())
        assert without == []


class TestAnAmount:
    def test_is_never_a_float_on_its_way(self) -> None:
        found = [
            f"{named(path)}:{node.lineno}"
            for path in python(*MONEY)
            if named(path) not in NO_AMOUNTS
            for node in ast.walk(tree(path))
            if (isinstance(node, ast.Constant) and isinstance(node.value, float))
            or (isinstance(node, ast.Call) and _called(node) in ("float", "Decimal", "round"))
        ]
        assert found == []

    def test_is_never_a_float_in_a_table(self) -> None:
        fields = [
            str(field)
            for model in apps.get_models()
            if model.__module__.startswith("tuppence.")
            for field in model._meta.get_fields()
            if isinstance(field, models.FloatField | models.DecimalField)
        ]
        assert fields == []
        loose = re.compile(r"\b(double precision|float[48]?|real|decimal)\b", re.IGNORECASE)
        columns = [
            f"{named(path)}: {line.strip()}"
            for folder in ("ledger", "payments")
            for path in (HOUSE / folder).rglob("*.sql")
            for line in path.read_text(encoding="utf-8").splitlines()
            if loose.search(line.partition("--")[0])
        ]
        assert columns == []

    def test_is_moved_by_the_ledger_alone(self) -> None:
        write = re.compile(r"\b(insert\s+into|update|delete\s+from|truncate)\s+ledger_", re.I)
        found = [
            named(path)
            for path in [*python(), *HOUSE.rglob("*.sql")]
            if not named(path).startswith("ledger/")
            if write.search(path.read_text(encoding="utf-8"))
        ]
        assert found == []


class TestTheClock:
    def test_is_read_where_something_starts(self) -> None:
        found = [
            f"{named(path)}:{node.lineno}"
            for path in python()
            if not set(EDGES) & set(path.relative_to(HOUSE).parts)
            if named(path) != "kernel/clock.py"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Call) and _called(node) in ("utc_now", "now", "today", "utcnow")
            if not _is_database_function(node)
        ]
        assert found == []


class TestNothing:
    def test_hides_a_write_in_a_signal(self) -> None:
        hooks = re.compile(r"\b(pre|post)_(save|delete|init)\b|m2m_changed")
        found = [named(path) for path in python() if hooks.search(path.read_text(encoding="utf-8"))]
        assert found == []

    def test_is_a_mock(self) -> None:
        found = [
            named(path)
            for path in every_file(".py")
            if re.search(r"unittest(\.| import )mock|mocker\b", path.read_text(encoding="utf-8"))
            if path != Path(__file__)
        ]
        assert found == []


class TestAnOperationOfTheApi:
    @pytest.fixture(scope="class")
    def operations(self) -> dict[str, dict[str, object]]:
        paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
        return {
            f"{method.upper()} {path}": operation
            for path, methods in paths.items()
            for method, operation in methods.items()
        }

    def test_says_what_it_does(self, operations: dict[str, dict[str, object]]) -> None:
        silent = [
            name for name, one in operations.items() if not {"summary", "description"} & one.keys()
        ]
        assert silent == []

    def test_names_the_form_of_what_stands_in_its_address(
        self, operations: dict[str, dict[str, object]]
    ) -> None:
        loose = [
            f"{name}: {parameter['name']}"
            for name, one in operations.items()
            for parameter in one.get("parameters", [])  # type: ignore[attr-defined]
            if parameter["in"] == "path" and "pattern" not in parameter["schema"]
        ]
        assert loose == []


class TestABody:
    def test_takes_no_text_for_a_number_and_no_number_for_a_yes(self) -> None:
        """DRF's own fields read "1", 1.0 and "on" as what they might have meant. A body is signed
        as it stands, and says one thing."""
        get_resolver().url_patterns  # noqa: B018  # every view is imported, and its bodies with it
        loose = (serializers.IntegerField, serializers.BooleanField, serializers.CharField)
        found = sorted(
            f"{body.__name__}.{name}"
            for body in _kinds_of(StrictSerializer)
            if body.__module__.startswith("tuppence.") and ".tests." not in body.__module__
            for name, field in body().fields.items()
            if type(getattr(field, "child", field)) in loose
        )
        assert found == []


def _kinds_of(kind: type[StrictSerializer]) -> Iterator[type[StrictSerializer]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds_of(each)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _is_database_function(call: ast.Call) -> bool:
    """``Now()`` in a model is the database's own clock, which stamps a row as it is written."""
    return isinstance(call.func, ast.Name) and call.func.id == "Now"
