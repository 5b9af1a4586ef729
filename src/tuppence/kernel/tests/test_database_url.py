import pytest

from tuppence.kernel.database_url import for_django, for_libpq, pooler

DIRECT = "postgresql://me:a%40b@db.example:5433/tup%20pence?sslmode=require"


class TestAnAddress:
    def test_is_djangos_entry(self) -> None:
        entry = for_django(DIRECT)
        assert [entry[part] for part in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
            "me", "a@b", "db.example", "5433", "tup pence",
        ]  # fmt: skip
        assert entry["OPTIONS"]["sslmode"] == "require"
        assert entry["OPTIONS"]["prepare_threshold"] == 5
        assert not entry["DISABLE_SERVER_SIDE_CURSORS"]

    @pytest.mark.parametrize(
        ("word", "threshold"), [("transaction", None), ("transaction-preparing", 5)]
    )
    def test_of_a_pooler_leaves_nothing_in_a_session(
        self, word: str, threshold: int | None
    ) -> None:
        entry = for_django(f"{DIRECT}&pooler={word}")
        assert pooler(f"{DIRECT}&pooler={word}").value == word
        assert entry["OPTIONS"]["prepare_threshold"] == threshold
        assert "pooler" not in entry["OPTIONS"]
        assert entry["DISABLE_SERVER_SIDE_CURSORS"]

    def test_is_given_to_libpq_in_its_own_words(self) -> None:
        assert for_libpq(f"{DIRECT}&pooler=transaction") == DIRECT
        assert for_libpq("postgresql://db/x?pooler=transaction") == "postgresql://db/x"
        options = "postgresql://db/x?options=-c%20jit%3Doff"
        assert for_libpq(options) == options
