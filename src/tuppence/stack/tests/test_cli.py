"""What the command line makes of its words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from tuppence.stack import cli, installation, schema


class TestACommandOfDjangos:
    @pytest.mark.parametrize("name", ["seed", "verify", "relay"])
    def test_is_handed_its_own_options(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        run: list[list[str]] = []
        said: Callable[[Any], None] = run.append
        monkeypatch.setattr("django.core.management.execute_from_command_line", said)
        monkeypatch.setattr(installation, "remembered", lambda environment: None)
        monkeypatch.setattr(schema, "load_django", lambda chosen: None)
        monkeypatch.setattr(cli, "_as_application", lambda: None)
        assert cli.main([name, "--users", "5", "--json"]) == 0
        assert run == [["tuppence manage", name, "--users", "5", "--json"]]

    def test_alone_may_have_options_that_are_not_ours(self) -> None:
        with pytest.raises(SystemExit) as ended:
            cli.main(["status", "--users", "5"])
        assert ended.value.code == 2


def test_a_database_that_is_away_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(words: list[str]) -> None:
        raise OperationalError("connection refused\n  and what else the driver knows")

    monkeypatch.setattr("django.core.management.execute_from_command_line", away)
    monkeypatch.setattr(cli, "_as_application", lambda: None)
    assert cli.main(["verify"]) == cli.FAILED
    told = " ".join(capsys.readouterr().err.split())
    assert "the database does not answer: connection refused Is the platform running?" in told
