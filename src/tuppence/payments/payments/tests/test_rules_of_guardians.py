"""Guardians' rules as properties: stricter controls never let more through, in any layer."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tuppence.payments.controls.document import CHANNELS, Controls, read
from tuppence.payments.controls.models import _DEFAULTS
from tuppence.payments.controls.tests.documents import (
    AMOUNTS,
    SHOPS,
    STRICTER,
    Document,
    documents,
    pairs,
    stricter,
)
from tuppence.payments.payments.rules import OF_GUARDIANS, Attempt, refusals

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=ZoneInfo("Asia/Kolkata"))

ATTEMPTS = st.builds(
    Attempt,
    amount=st.sampled_from([*AMOUNTS, 20_01, 50_01, 301_00, 1_500_00]),
    unit=st.just("INR"),
    payer_unit=st.just("INR"),
    payee_unit=st.just("INR"),
    payer_is_minor=st.just(True),
    same_party=st.booleans(),
    stepped_up=st.booleans(),
    local=st.integers(-48, 48).map(lambda half: NOON + half * timedelta(minutes=30)),
    mccs=st.frozensets(st.sampled_from(["5814", "5942", "4111", "7995"]), max_size=2),
    merchant=st.none() | st.sampled_from(SHOPS),
    channel=st.none() | st.sampled_from(CHANNELS),
    is_new=st.booleans(),
    approved=st.booleans(),
)
DOCUMENTS = documents(around=NOON)


def codes(attempt: Attempt, *layers: Document) -> set[str]:
    return {one.code for one in refusals(replace(attempt, layers=tuple(map(read, layers))))}


def every_cap(controls: Controls, at: datetime) -> Iterator[tuple[str, str, int]]:
    yield from (("", window, cap) for window, cap in controls.in_force(at=at).items())
    for kind, caps in controls.in_force_at_shops(at=at).items():
        yield from ((kind, window, cap) for window, cap in caps.items())


class TestStricterControls:
    @settings(max_examples=500)
    @given(pairs(around=NOON), ATTEMPTS)
    def test_refuse_whatever_looser_ones_refuse(
        self, pair: tuple[Document, Document], attempt: Attempt
    ) -> None:
        loose, strict = pair
        assert codes(attempt, loose) <= codes(attempt, strict)

    @settings(max_examples=500)
    @given(pairs(around=NOON), st.integers(-2, 2))
    def test_cap_at_no_more_than_looser_ones(
        self, pair: tuple[Document, Document], seconds: int
    ) -> None:
        at = NOON + timedelta(seconds=seconds)
        loose, strict = (
            {(kind, window): cap for kind, window, cap in every_cap(read(one), at)} for one in pair
        )
        assert loose.keys() <= strict.keys()
        assert all(strict[name] <= cap for name, cap in loose.items())

    def test_are_made_of_every_member_there_is(self) -> None:
        assert STRICTER.keys() == _DEFAULTS.keys()

    @pytest.mark.parametrize("member", sorted(_DEFAULTS))
    @given(data=st.data())
    @settings(max_examples=30)
    def test_are_stricter_in_one_member_as_in_many(self, member: str, data: st.DataObject) -> None:
        loose = data.draw(DOCUMENTS)
        strict = loose | {member: STRICTER[member](data.draw, loose.get(member), SHOPS)}
        attempt = data.draw(ATTEMPTS)
        assert codes(attempt, loose) <= codes(attempt, strict)


class TestARaise:
    @given(DOCUMENTS, ATTEMPTS)
    def test_never_refuses_what_is_let_through_without_it(
        self, document: Document, attempt: Attempt
    ) -> None:
        without = {name: value for name, value in document.items() if name != "raised"}
        assert codes(attempt, document) <= codes(attempt, without)
        lasting: Mapping[str, int] = read(document).caps
        for window, cap in read(document).in_force(at=attempt.local).items():
            assert cap >= lasting[window]

    @given(DOCUMENTS)
    def test_is_over_at_its_end_and_not_before(self, document: Document) -> None:
        controls = read(document)
        assume(controls.raised_until is not None)
        assert controls.raised_until is not None
        end = controls.raised_until
        assert controls.in_force(at=end) == controls.caps
        assert controls.most(at=end) == controls.payment
        assert controls.is_raised(at=end - timedelta(microseconds=1))


class TestLayers:
    """A guardian's controls and a card's: each must allow it."""

    @settings(max_examples=300)
    @given(DOCUMENTS, DOCUMENTS, ATTEMPTS)
    def test_refuse_what_either_of_them_refuses_and_nothing_else(
        self, guardians: Document, cards: Document, attempt: Attempt
    ) -> None:
        both = codes(attempt, guardians, cards)
        assert both == codes(attempt, guardians) | codes(attempt, cards)
        assert both == codes(attempt, cards, guardians)

    @given(DOCUMENTS, DOCUMENTS, ATTEMPTS, st.data())
    def test_of_which_one_is_stricter_never_let_more_through(
        self, guardians: Document, cards: Document, attempt: Attempt, data: st.DataObject
    ) -> None:
        strict = data.draw(stricter(cards))
        assert codes(attempt, guardians, cards) <= codes(attempt, guardians, strict)

    @given(DOCUMENTS, DOCUMENTS, ATTEMPTS)
    def test_come_after_the_programme_and_the_guardians_before_the_cards(
        self, guardians: Document, cards: Document, attempt: Attempt
    ) -> None:
        layers = (read(guardians), read(cards))
        found = [one.code for one in refusals(replace(attempt, layers=layers))]
        first = [one.code for one in refusals(replace(attempt, layers=layers[:1]))]
        of_guardians = {kind.code for kind in OF_GUARDIANS}
        named = [code for code in found if code in of_guardians]
        assert named[: len([c for c in first if c in of_guardians])] == [
            code for code in first if code in of_guardians
        ]
        if "category_blocked" in found and named:
            assert found.index("category_blocked") < found.index(named[0])

    @given(DOCUMENTS, ATTEMPTS)
    def test_that_leave_everything_open_change_nothing(
        self, document: Document, attempt: Attempt
    ) -> None:
        attempt = replace(attempt, channel=None)
        assert codes(attempt, document, {}) == codes(attempt, document)


class TestAWayOfPaying:
    @pytest.mark.parametrize("channel", CHANNELS)
    def test_is_off_until_a_guardian_turns_it_on(self, channel: str) -> None:
        attempt = Attempt(
            amount=1, unit="INR", payer_unit="INR", payee_unit="INR", payer_is_minor=True,
            same_party=False, stepped_up=False, local=NOON, merchant=SHOPS[0], channel=channel,
        )  # fmt: skip
        assert codes(attempt, {"people": True}) == {"channel_off"}
        assert codes(attempt, {"channels": [channel]}) == set()
        others = [one for one in CHANNELS if one != channel]
        assert codes(attempt, {"channels": others}) == {"channel_off"}


class TestAYes:
    @given(DOCUMENTS, ATTEMPTS)
    def test_lifts_the_question_and_no_rule(self, document: Document, attempt: Attempt) -> None:
        asked = codes(replace(attempt, approved=False), document)
        assert codes(replace(attempt, approved=True), document) == asked - {"approval_required"}
