"""The app's page and files: who is given them, and under which policy."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tuppence.config import webapp

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app that was built, of one page."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Tuppence</title>")
    monkeypatch.setattr(webapp, "FILES", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("built")
class TestThePage:
    @pytest.mark.parametrize("path", ["/", "/pay", "/goals/gol_01h455vb4pex5vsknk084sn02q"])
    def test_is_a_browsers_at_every_screen(self, path: str) -> None:
        answer = Client().get(path, headers=BROWSER)
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/html")
        assert b"<title>Tuppence" in answer.content

    def test_may_run_only_what_is_ours(self) -> None:
        answer = Client().get("/", headers=BROWSER)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "script-src 'self'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert answer["X-Frame-Options"] == "DENY"

    @pytest.mark.parametrize("path", ["/", "/pay"])
    def test_is_nobody_elses(self, path: str) -> None:
        answer = Client().get(path, headers={"Accept": "application/json"})
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("path", ["/v1/nothing", "/admin/nothing", "/dev/nothing", "/app.js"])
    def test_stands_in_for_nothing_else(self, path: str) -> None:
        answer = Client().get(path, headers=BROWSER)
        assert answer.status_code in (302, 404)

    def test_is_only_read(self) -> None:
        assert Client().post("/pay", headers=BROWSER).status_code == 405


def in_mode(mode: str) -> override_settings:
    given = replace(settings.ENVIRONMENT, mode=mode, app_servers=("http://127.0.0.1:8299",))
    return override_settings(ENVIRONMENT=given)


@pytest.mark.usefixtures("built")
class TestAnotherServer:
    """That of the builders' tools, which are the demo's alone."""

    def test_may_be_asked_in_demo_mode(self) -> None:
        with in_mode("demo"):
            policy = Client().get("/", headers=BROWSER)["Content-Security-Policy"]
            told = Client().get("/dev/builders.json")
        assert "connect-src 'self' http://127.0.0.1:8299;" in policy
        assert told.json() == {"servers": ["http://127.0.0.1:8299"]}
        assert told["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("mode", ["production", "test"])
    def test_is_unknown_elsewhere(self, mode: str) -> None:
        with in_mode(mode):
            policy = Client().get("/", headers=BROWSER)["Content-Security-Policy"]
            told = Client().get("/dev/builders.json")
        assert "connect-src 'self';" in policy
        assert told.status_code == 404


class TestAnAppThatWasNotBuilt:
    @pytest.mark.usefixtures("db")
    def test_is_not_there(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(webapp, "FILES", tmp_path / "nothing")
        assert Client().get("/", headers=BROWSER).status_code == 404


@pytest.mark.usefixtures("built")
class TestFiles:
    def test_are_kept_for_good_where_their_name_tells_what_is_in_them(self, built: Path) -> None:
        (built / "assets").mkdir()
        (built / "assets" / "index-abc.js").write_text("1")
        (built / "sw.js").write_text("2")
        with override_settings(WHITENOISE_ROOT=built, WHITENOISE_AUTOREFRESH=True):
            script = Client().get("/assets/index-abc.js")
            worker = Client().get("/sw.js")
        assert "immutable" in script["Cache-Control"]
        assert worker["Cache-Control"] == "no-cache"
        assert "connect-src 'self'" in worker["Content-Security-Policy"]
