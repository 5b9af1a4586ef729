from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuppence.kernel.environment import SETTINGS, SettingsInvalid, load


def problems(**source: str) -> list[str]:
    with pytest.raises(SettingsInvalid) as refused:
        load({"TUPPENCE_MODE": "demo", **source})
    return refused.value.problems


class TestSettings:
    def test_of_a_demo_need_nothing(self) -> None:
        environment = load({"TUPPENCE_MODE": "demo"})
        assert (environment.port, environment.database_url) == (8200, "")

    def test_default_to_production_and_its_demands(self) -> None:
        with pytest.raises(SettingsInvalid, match="in production"):
            load({})

    def test_that_are_empty_count_as_absent(self) -> None:
        assert load({"TUPPENCE_MODE": "demo", "TUPPENCE_PORT": ""}).port == 8200

    def test_that_are_wrong_are_told_of_together(self) -> None:
        found = problems(
            TUPPENCE_PORT="80000",
            TUPPENCE_WEB_WORKERS="two",
            REDIS_URL="http://x",
            TUPPENCE_PROT="1",
        )
        assert [problem.split()[0] for problem in found] == [
            "REDIS_URL",
            "TUPPENCE_PORT",
            "TUPPENCE_WEB_WORKERS",
            "TUPPENCE_PROT",
        ]

    def test_that_are_secret_are_not_repeated(self) -> None:
        [found] = problems(DATABASE_URL="mysql://me:word@db/x")
        assert "word" not in found

    def test_of_folders_are_absolute(self) -> None:
        environment = load({"TUPPENCE_MODE": "demo", "TUPPENCE_DATA_DIR": "here"})
        assert environment.data_dir == Path.cwd() / "here"

    def test_of_replicas_are_a_list(self) -> None:
        urls = "postgresql://a/t, postgresql://b/t"
        environment = load({"TUPPENCE_MODE": "demo", "DATABASE_REPLICA_URLS": urls})
        assert environment.database_replica_urls == ("postgresql://a/t", "postgresql://b/t")

    @pytest.mark.parametrize(
        ("origins", "told"),
        [
            ("http://pay.example.org", "with https"),
            ("https://10.0.0.7", "have host names"),
            ("pay.example.org", "must be origins"),
            ("https://pay.example.org,https://example.org", "of one host"),
            ("https://example.org,https://payexample.org", "of one host"),
        ],
    )
    def test_of_passkeys_are_pages_that_can_have_them(self, origins: str, told: str) -> None:
        [found] = problems(TUPPENCE_PASSKEY_ORIGINS=origins)
        assert told in found
        good = "https://example.org,https://pay.example.org"
        assert load({"TUPPENCE_MODE": "demo", "TUPPENCE_PASSKEY_ORIGINS": good}).passkey_origins

    @pytest.mark.parametrize(
        ("name", "url", "told"),
        [
            ("DATABASE_URL", "pooler=session", "has a pooler that is not transaction or"),
            ("DATABASE_URL", "pooler=transaction&options=-c%20jit%3Doff", "ALTER ROLE"),
            ("DATABASE_URL", "pooler=transaction&assume_role=x", "log in as the role"),
            ("DATABASE_URL", "prepare_threshold=none", "pooler=transaction stands for it"),
            ("DATABASE_REPLICA_URLS", "pooler=yes", "has a pooler that is not"),
            ("DATABASE_OWNER_URL", "pooler=transaction", "must be the server's own address"),
        ],
    )
    def test_of_a_pooler_are_what_it_can_do(self, name: str, url: str, told: str) -> None:
        [found] = problems(**{name: f"postgresql://me:word@db/x?{url}"})
        assert found.startswith(name)
        assert told in found
        assert "word" not in found

    @given(st.dictionaries(st.sampled_from([s.name for s in SETTINGS]), st.text(max_size=20)))
    def test_of_any_kind_are_read_or_refused_by_name(self, source: dict[str, str]) -> None:
        names = {setting.name for setting in SETTINGS}
        try:
            problems = []
            load(source)
        except SettingsInvalid as refused:
            problems = refused.problems
        assert {problem.split()[0] for problem in problems} <= names
