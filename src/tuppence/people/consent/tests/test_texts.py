"""Texts that were published stay what they were."""

import json
from pathlib import Path

import pytest

from tuppence.people.consent import texts
from tuppence.people.consent.models import Purpose
from tuppence.people.consent.texts import FOLDER, TextAltered


class TestPublishedTexts:
    def test_are_all_there_with_their_hashes(self) -> None:
        listed = json.loads((FOLDER / "published.json").read_text())
        assert listed.keys() == set(Purpose.values)
        for purpose, hashes in listed.items():
            files = {path.stem for path in (FOLDER / purpose).glob("*.md")}
            assert files == set(hashes)
            assert [text.version for text in texts.published(purpose)] == list(
                range(1, len(hashes) + 1)
            )

    def test_that_were_changed_are_not_given_out(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "account").mkdir()
        (tmp_path / "account" / "1.md").write_text("Something else")
        (tmp_path / "published.json").write_text((FOLDER / "published.json").read_text())
        monkeypatch.setattr(texts, "FOLDER", tmp_path)
        with pytest.raises(TextAltered):
            texts.published.__wrapped__("account")
