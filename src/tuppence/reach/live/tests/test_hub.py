"""Listeners and how they are handed what comes, without a server: one step at a time."""

from uuid import UUID

import pytest
from redis import Redis

from tuppence.edge.tests.conftest import environment, no_counts
from tuppence.kernel.clock import utc_now
from tuppence.people.identity.tokens import Claims
from tuppence.reach.audience import Hint
from tuppence.reach.live import hub as hubs
from tuppence.reach.live import streams
from tuppence.reach.live.hub import Hub, Listener, LiveFull, LiveUnavailable

__all__ = ["environment", "no_counts"]

WHO = 7
CLAIMS = Claims(person=UUID(int=1), device=UUID(int=2), session=UUID(int=3))


class StillHub(Hub):
    """Its loop is the test's to turn."""

    def _run(self) -> None:
        pass


@pytest.fixture
def hub() -> Hub:
    return StillHub(utc_now)


def join(hub: Hub, who: int = WHO) -> Listener:
    return hub.join(person_id=who, claims=CLAIMS, place=streams.begin(who))


def heard(listener: Listener) -> list[Hint] | None:
    batch = listener.next(wait=0)
    return None if batch is None else [hint for _, hint in batch]


def look(hub: Hub) -> None:
    redis: Redis = streams.waiting_client(wait=hubs.LOOK)
    hub._look(redis)
    redis.close()


class TestListeners:
    def test_are_each_handed_what_is_new_to_them(self, hub: Hub) -> None:
        early = join(hub)
        streams.tell({WHO: [Hint("payments", "pay_1")]})
        late, stranger = join(hub), join(hub, WHO + 1)
        streams.tell({WHO: [Hint("goals", "gol_1")]})
        look(hub)
        assert heard(early) == [Hint("payments", "pay_1"), Hint("goals", "gol_1")]
        assert heard(late) == [Hint("goals", "gol_1")]
        assert heard(stranger) == []
        look(hub)
        assert heard(early) == []

    def test_are_bounded(self, hub: Hub, environment: object) -> None:
        environment(live_streams=2)  # type: ignore[operator]
        join(hub)
        second = join(hub, WHO + 1)
        with pytest.raises(LiveFull):
            join(hub, WHO + 2)
        second.close()
        join(hub, WHO + 2)

    def test_of_one_person_make_room_for_the_newest(self, hub: Hub) -> None:
        theirs = [join(hub) for _ in range(hubs.MOST_OF_ONE + 1)]
        assert heard(theirs[0]) is None
        assert [heard(one) for one in theirs[1:]] == [[]] * hubs.MOST_OF_ONE

    def test_who_read_too_slowly_are_sent_away_after_what_waits_for_them(self, hub: Hub) -> None:
        slow = join(hub)
        for number in range(hubs.UNREAD + 1):
            streams.tell({WHO: [Hint("payments", f"pay_{number}")]})
            look(hub)
        waiting = [heard(slow) for _ in range(hubs.UNREAD)]
        assert waiting[-1] == [Hint("payments", f"pay_{hubs.UNREAD - 1}")]
        assert heard(slow) is None

    def test_are_all_sent_away_when_the_process_ends(self, hub: Hub) -> None:
        listener = join(hub)
        hub.end()
        assert heard(listener) is None
        with pytest.raises(LiveUnavailable):
            join(hub)
