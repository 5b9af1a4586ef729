from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tuppence.kernel.clock import utc_now
from tuppence.stack.backups import stamp
from tuppence.stack.tasks import verify_books

pytestmark = pytest.mark.django_db


def told(client: Client, settings: Settings, **changes: object) -> dict[str, float]:
    """Every sample without a label of a person's making, by its name and labels."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, metrics_token="word", **changes)
    answer = client.get("/metrics", HTTP_AUTHORIZATION="Bearer word")
    assert answer.status_code == 200
    lines = [line for line in answer.content.decode().splitlines() if line[0] != "#"]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


class TestMetrics:
    def test_are_not_there_without_a_token(self, client: Client) -> None:
        assert client.get("/metrics").status_code == 404

    def test_tell_what_is_shared(self, client: Client, settings: Settings) -> None:
        samples = told(client, settings)
        assert samples['tuppence_up{part="database"}'] == 1
        assert samples['tuppence_up{part="redis"}'] == 1
        assert 0 < samples["tuppence_disk_free_bytes"] < samples["tuppence_disk_bytes"]
        assert samples["tuppence_archive_failing"] == 0
        assert "tuppence_backup_age_seconds" in samples

    def test_tell_which_part_is_away(self, client: Client, settings: Settings) -> None:
        samples = told(client, settings, redis_url="redis://127.0.0.1:9/0")
        assert samples['tuppence_up{part="redis"}'] == 0
        assert samples['tuppence_up{part="database"}'] == 1
        assert "tuppence_tasks_waiting" not in samples

    def test_tell_the_age_of_the_newest_backup(
        self, client: Client, settings: Settings, tmp_path: Path
    ) -> None:
        (tmp_path / "postgres").mkdir()
        assert told(client, settings, data_dir=tmp_path)["tuppence_backup_age_seconds"] > 10**9
        (tmp_path / "backups" / "base" / stamp(utc_now())).mkdir(parents=True)
        assert told(client, settings, data_dir=tmp_path)["tuppence_backup_age_seconds"] < 60

    def test_tell_whether_the_books_agreed(self, client: Client, settings: Settings) -> None:
        verify_books()
        samples = told(client, settings)
        assert samples["tuppence_verify_ok"] == 1
        assert samples["tuppence_verify_age_seconds"] < 60


def test_every_alarm_has_its_page() -> None:
    docs = Path(__file__).parents[4] / "docs"
    named = {part.split(")")[0] for part in (docs / "metrics.md").read_text().split("](")[1:]}
    pages = {f"runbooks/{page.name}" for page in (docs / "runbooks").iterdir()}
    assert pages
    assert pages <= named
    for page in pages:
        text = (docs / page).read_text()
        for part in ("**Means", "**Look at", "**Do", "**Over"):
            assert part in text, f"{page} does not say: {part}"
