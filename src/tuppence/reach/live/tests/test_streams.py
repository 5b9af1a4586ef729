"""Streams of hints in Redis: short, only for those who listen, and honest about what is missing."""

import pytest
from redis.exceptions import RedisError

from tuppence.edge.tests.conftest import no_counts
from tuppence.outbox.consumers import NotNow
from tuppence.payments.wallets.tests.household import Household, last_fact, wallet_id
from tuppence.reach.audience import Hint
from tuppence.reach.live import handlers, streams
from tuppence.reach.live.streams import Place

__all__ = ["no_counts"]

WHO = 7


def after(place: Place) -> list[Hint]:
    redis = streams.waiting_client(wait=0.01)
    found = streams.after({WHO: place}, wait=0.01, redis=redis)
    redis.close()
    return [hint for _, hint in found.get(WHO, []) if hint is not None]


def hints(count: int) -> list[Hint]:
    return [Hint("payments", f"pay_{number}") for number in range(count)]


class TestAStream:
    def test_is_there_for_those_who_listen_alone(self) -> None:
        assert streams.tell({WHO: hints(1)}) == 0
        place = streams.begin(WHO)
        assert streams.tell({WHO: hints(1), WHO + 1: hints(1)}) == 1
        assert after(place) == hints(1)
        assert streams.client().keys("live:*") == [b"live:7"]
        assert 0 < streams.client().ttl("live:7") <= streams.LIFE  # type: ignore[operator]

    def test_is_gone_on_with_from_where_its_reader_was(self) -> None:
        first = streams.begin(WHO)
        assert streams.begin(WHO) == first
        streams.tell({WHO: hints(2)})
        second = streams.begin(WHO)
        assert second > first
        assert streams.goes_on_from(WHO, first)
        assert streams.goes_on_from(WHO, second)
        assert after(first) == hints(2)
        assert after(second) == []

    def test_is_not_where_something_may_be_missing(self) -> None:
        first = streams.begin(WHO)
        assert not streams.goes_on_from(WHO, Place(1, 1))
        assert not streams.goes_on_from(WHO + 1, first)
        for number in range(streams.KEPT):
            streams.tell({WHO: [Hint("payments", f"pay_{number}")]})
        assert not streams.goes_on_from(WHO, first)
        kept = streams.begin(WHO)
        streams.client().flushdb()
        assert not streams.goes_on_from(WHO, kept)

    def test_names_each_topic_once_where_there_is_too_much_to_name(self) -> None:
        place = streams.begin(WHO)
        streams.tell({WHO: [*hints(streams.MOST_AT_ONCE), *hints(1)]})
        assert after(place) == hints(streams.MOST_AT_ONCE)
        place = streams.begin(WHO)
        streams.tell({WHO: [*hints(streams.MOST_AT_ONCE + 1), Hint("goals", "gol_1")]})
        assert after(place) == [Hint("payments", None), Hint("goals", None)]


@pytest.mark.parametrize("text", ["", "1", "1-", "-1", "1-1-1", "1-x", "9" * 16 + "-0", "\u0661-1"])
def test_no_place_is_read_into_another_text(text: str) -> None:
    with pytest.raises(ValueError, match="not a place"):
        Place.of(text)


class TestTheHandler:
    def test_waits_for_a_redis_that_is_away(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home.asha.send("PUT", f"/v1/wallets/{wallet_id(home.meera)}/freeze")

        def away() -> None:
            raise RedisError("away")

        monkeypatch.setattr(streams, "client", away)
        with pytest.raises(NotNow):
            handlers.tell([last_fact("wallet.frozen")])

    def test_adds_what_was_told_before_once_more(self, home: Household) -> None:
        home.asha.send("PUT", f"/v1/wallets/{wallet_id(home.meera)}/freeze")
        place = streams.begin(home.meera.person.pk)
        for _ in range(2):
            handlers.tell([last_fact("wallet.frozen")])
        redis = streams.waiting_client(wait=0.01)
        found = streams.after({home.meera.person.pk: place}, wait=0.01, redis=redis)
        assert [hint for _, hint in found[home.meera.person.pk]] == [
            Hint("wallets", wallet_id(home.meera))
        ] * 2
