from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuppence.people.kyc import rules
from tuppence.people.kyc.rules import (
    DocumentNumberInvalid,
    KycTriesSpent,
    after,
    check_tries,
    shown,
)

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
STATES = ("submitted", "approved", "rejected", "review", "stuck", "void")


class TestANumber:
    @pytest.mark.parametrize(
        ("kind", "number", "plain"),
        [
            ("pan", "abcde1234f", "ABCDE1234F"),
            ("pan", "ABCDE 1234-F", "ABCDE1234F"),
            ("passport", "Z1234567", "Z1234567"),
            ("voter_id", "ABC 1234567", "ABC1234567"),
            ("driving_licence", "MH12-2011 0012345", "MH1220110012345"),
        ],
    )
    def test_is_read_as_it_is_printed(self, kind: str, number: str, plain: str) -> None:
        assert shown(kind=kind, number=number, name="Asha").number == plain

    @pytest.mark.parametrize(
        ("kind", "number"),
        [("pan", "ABCDE12345"), ("passport", "12345678"), ("aadhaar", "123412341234"), ("pan", "")],
    )
    def test_of_another_form_is_refused(self, kind: str, number: str) -> None:
        with pytest.raises(DocumentNumberInvalid):
            shown(kind=kind, number=number, name="Asha")

    def test_is_in_no_text_of_a_document(self) -> None:
        document = shown(kind="pan", number="ABCDE1234F", name="Asha Rao")
        assert "1234" not in f"{document!r} {document}"
        assert "Asha" not in repr(document)
        assert document.last_four == "234F"


class TestAWord:
    @given(st.sampled_from(STATES), st.sampled_from([*rules.SAID, "lost", ""]))
    def test_never_changes_a_decision(self, state: str, said: str) -> None:
        made = after(state, said)
        assert made in (None, "approved", "rejected", "review")
        assert made != state
        if state in ("approved", "rejected", "void"):
            assert made is None

    @given(st.permutations(["pending", "review", "approved"]), st.integers(1, 3))
    def test_in_any_order_and_number_ends_the_same(self, words: list[str], times: int) -> None:
        state = "submitted"
        for said in words * times:
            state = after(state, said) or state
        assert state == "approved"

    def test_that_comes_first_is_the_decision(self) -> None:
        for words in permutations(["approved", "rejected"]):
            state = "stuck"
            for said in words:
                state = after(state, said) or state
            assert state == words[0]


class TestTheNextQuestion:
    @given(st.integers(0, 10_000))
    def test_comes_later_and_later_and_at_least_now_and_then(self, asked: int) -> None:
        pause = rules.next_ask(asked=asked, now=NOW) - NOW
        assert rules.FIRST_ASKED <= pause <= rules.SELDOMEST
        assert rules.next_ask(asked=asked + 1, now=NOW) - NOW >= pause


class TestTries:
    def test_are_three_in_any_day(self) -> None:
        tries = [NOW - timedelta(hours=h) for h in (23, 5, 1)]
        check_tries(tries[:2], now=NOW)
        with pytest.raises(KycTriesSpent) as refused:
            check_tries(tries, now=NOW)
        again = datetime.fromisoformat(refused.value.data["again_at"])
        assert again == NOW + timedelta(hours=1)
        check_tries(tries, now=again)

    def test_are_ten_in_all(self) -> None:
        tries = [NOW - timedelta(days=d) for d in range(2, 12)]
        check_tries(tries[:9], now=NOW)
        with pytest.raises(KycTriesSpent) as refused:
            check_tries(tries, now=NOW)
        assert refused.value.data["again_at"] is None

    @given(st.lists(st.integers(0, 72 * 60).map(lambda m: NOW - timedelta(minutes=m)), max_size=9))
    def test_are_there_again_when_it_is_said_and_not_before(self, tries: list[datetime]) -> None:
        try:
            check_tries(tries, now=NOW)
        except KycTriesSpent as refusal:
            again = datetime.fromisoformat(refusal.data["again_at"])
            assert again > NOW
            check_tries(tries, now=again)
            with pytest.raises(KycTriesSpent):
                check_tries(tries, now=again - timedelta(microseconds=1))
