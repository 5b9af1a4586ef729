"""The HTTP provider against the simulator: retries, time-outs, and when it is left alone."""

import time
from datetime import date
from uuid import uuid4

import pytest

from tuppence.kernel.ids import new_uuid, to_public
from tuppence.people.kyc.provider import Breaker, HttpProvider, KycAway, Word, word
from tuppence.people.kyc.rules import Shown, shown
from tuppence.people.kyc.tests.simulating import NUMBERS, TOKEN

BORN = date(1985, 5, 17)


def document(what: str) -> Shown:
    return shown(kind="pan", number=NUMBERS[what], name="Asha Rao")


def reference() -> str:
    return to_public("kyc", new_uuid())


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def provider(simulated: str, pauses: list[float]) -> HttpProvider:
    return HttpProvider(simulated, TOKEN, timeout=0.5, pause=pauses.append)


def settled(provider: HttpProvider, name: str) -> Word:
    """What it says once it has made up its mind."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        found = provider.status(reference=name)
        assert found is not None
        if found.said != "pending":
            return found
        time.sleep(0.05)
    raise AssertionError("it never decided")


class TestAProvider:
    def test_thinks_and_then_says(self, provider: HttpProvider) -> None:
        name = reference()
        first = provider.submit(reference=name, shown=document("unreadable"), birth_date=BORN)
        assert first == Word("pending")
        assert settled(provider, name) == Word("rejected", "document_unreadable")

    def test_knows_nothing_of_what_it_never_got(self, provider: HttpProvider) -> None:
        assert provider.status(reference=reference()) is None

    def test_that_is_busy_is_asked_again(self, provider: HttpProvider, pauses: list[float]) -> None:
        name = reference()
        said = provider.submit(reference=name, shown=document("busy_first"), birth_date=BORN)
        assert said == Word("pending")
        assert pauses == [0.2, 0.4]
        assert settled(provider, name) == Word("approved")

    def test_whose_answer_is_lost_has_the_check_once(self, provider: HttpProvider) -> None:
        name = reference()
        provider.submit(reference=name, shown=document("slow"), birth_date=BORN)
        assert settled(provider, name) == Word("approved")

    def test_that_stays_away_is_told_as_such(
        self, provider: HttpProvider, pauses: list[float]
    ) -> None:
        with pytest.raises(KycAway):
            provider.submit(reference=reference(), shown=document("down"), birth_date=BORN)
        assert len(pauses) == 2

    def test_that_knows_another_token_is_away(self, simulated: str) -> None:
        stranger = HttpProvider(simulated, "another-token", pause=lambda _: None)
        with pytest.raises(KycAway):
            stranger.submit(reference=reference(), shown=document("approved"), birth_date=BORN)

    def test_where_nobody_listens_is_away(self) -> None:
        nobody = HttpProvider("http://127.0.0.1:9", TOKEN, timeout=0.5, pause=lambda _: None)
        with pytest.raises(KycAway):
            nobody.status(reference=reference())


class TestTheBreaker:
    def test_opens_after_failures_in_a_row_and_lets_one_try_later(self) -> None:
        clock = [1000.0]
        breaker = Breaker(most=3, seconds=30, clock=lambda: clock[0])
        for _ in range(2):
            breaker.note(answered=False)
        breaker.note(answered=True)
        for _ in range(3):
            breaker.check()
            breaker.note(answered=False)
        with pytest.raises(KycAway) as refused:
            breaker.check()
        assert refused.value.retry_after == 31
        clock[0] += 30
        breaker.check()
        breaker.note(answered=False)
        with pytest.raises(KycAway):
            breaker.check()
        clock[0] += 30
        breaker.note(answered=True)
        breaker.check()

    def test_spares_a_provider_that_is_down(self) -> None:
        nobody = HttpProvider(
            "http://127.0.0.1:9", TOKEN, timeout=0.5, pause=lambda _: None, breaker=Breaker(most=3)
        )
        for _ in range(2):
            with pytest.raises(KycAway):
                nobody.status(reference=str(uuid4()))
        assert nobody._breaker._failures == 3


class TestAWord:
    @pytest.mark.parametrize(
        ("said", "read"),
        [
            ({"state": "approved", "reason": None}, Word("approved")),
            ({"state": "approved", "reason": "because"}, Word("approved")),
            ({"state": "rejected", "reason": "name_mismatch"}, Word("rejected", "name_mismatch")),
            ({"state": "rejected", "reason": "see <a href=x>"}, Word("rejected", "other")),
            ({"state": "rejected"}, Word("rejected", "other")),
            ({"state": "rejected", "reason": 7}, Word("rejected", "other")),
            ({"state": "rejected", "reason": "a" * 500}, Word("rejected", "a" * 80)),
        ],
    )
    def test_is_read_with_care(self, said: object, read: Word) -> None:
        assert word(said) == read

    @pytest.mark.parametrize("said", [None, [], "approved", {}, {"state": "gone"}, {"state": []}])
    def test_that_is_none_is_refused(self, said: object) -> None:
        with pytest.raises((ValueError, TypeError)):
            word(said)
