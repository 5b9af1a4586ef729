"""A month once more, under other controls."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.payments.controls.document import read
from tuppence.payments.controls.tests.documents import Document, documents, pairs
from tuppence.payments.payments.models import Payment
from tuppence.payments.payments.tests.lanes import TRANSITIONS, WEEK, Lane, a_lane, around
from tuppence.payments.payments.tests.market import a_shop, world
from tuppence.payments.replays import queries
from tuppence.payments.replays.rules import GivenBack, Paid, replay
from tuppence.payments.wallets.tests.household import Household, Phone, a_household, give
from tuppence.people.families.models import Membership, Scope

KOLKATA = ZoneInfo("Asia/Kolkata")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=KOLKATA)
MCCS = ("5814", "5942")


@pytest.fixture
def home(db: None) -> Household:
    return a_household()


def lunch(key: int, *, hours: float = 0, amount: int = 50_00, **more: Any) -> Paid:
    at = MONDAY + timedelta(hours=hours)
    return Paid(key, at, 7, amount, "INR", "mer_a", "5814", **more)


def refused(paid: list[Paid], document: Document, back: tuple[GivenBack, ...] = ()) -> list[int]:
    return sorted(replay(paid, back, read(document), zone=KOLKATA))


class TestAReplay:
    def test_counts_a_day_by_the_wallets_calendar(self) -> None:
        paid = [lunch(1), lunch(2, hours=14), lunch(3, hours=15)]  # the third is after midnight
        assert refused(paid, {"limits": {"day": 60_00}}) == [2]

    def test_counts_nothing_that_it_refuses(self) -> None:
        paid = [lunch(1, amount=50_00), lunch(2, amount=20_00), lunch(3, amount=10_00)]
        assert refused(paid, {"limits": {"day": 60_00}}) == [2]

    def test_gives_back_within_the_window_alone(self) -> None:
        paid = [lunch(1), lunch(2, hours=3), lunch(3, hours=24)]
        document = {"limits": {"day": 60_00}}
        in_time = (GivenBack(1, MONDAY + timedelta(hours=2), 50_00),)
        too_late = (GivenBack(1, MONDAY + timedelta(hours=4), 50_00),)
        assert refused(paid, document) == [2]
        assert refused(paid, document, in_time) == []
        assert refused(paid, document, too_late) == [2]

    def test_caps_a_kind_of_shop(self) -> None:
        paid = [lunch(1), lunch(2, hours=1)]
        by_kind = {"off": [], "limits": {"food": {"week": 60_00}}}
        assert refused(paid, {"categories": by_kind}) == [2]
        by_kind = {"off": [], "limits": {"education": {"week": 60_00}}}
        assert refused(paid, {"categories": by_kind}) == []

    def test_asks_for_the_first_payment_to_somebody_and_for_no_more(self) -> None:
        document = {"ask_first": {"new_payees": True, "above": None}}
        paid = [lunch(1), lunch(2)]
        assert refused(paid, document) == [1, 2]  # as the first was not made, the second is one
        assert refused([lunch(1, approved=True), lunch(2)], document) == []
        assert sorted(replay(paid, (), read(document), zone=KOLKATA, known={7})) == []

    def test_names_the_rule(self) -> None:
        found = replay([lunch(1)], (), read({"limits": {"month": 40_00}}), zone=KOLKATA)
        assert (found[1].code, found[1].data) == (
            "limit_reached",
            {"category": None, "window": "month", "cap": 40_00, "used": 0, "asked": 50_00},
        )


HISTORIES = st.lists(
    st.builds(
        lunch,
        st.just(0),
        hours=st.sampled_from([0, 5, 14, 15, 24, 30, 100, 200]),
        amount=st.sampled_from([1, 20_00, 50_00, 120_00]),
        approved=st.booleans(),
    ),
    max_size=8,
)


@given(HISTORIES, pairs(around=MONDAY))
def test_what_stricter_controls_let_through_first_looser_ones_do_too(
    history: list[Paid], pair: tuple[Document, Document]
) -> None:
    """Of a whole history that cannot be said: what a stricter one refuses leaves room for more."""
    loose, strict = (replay(history[:1], (), read(one), zone=KOLKATA) for one in pair)
    assert loose.keys() <= strict.keys()


places = st.sampled_from(
    [(zone, n) for zone, some in TRANSITIONS.items() for n in range(len(some))]
)
steps = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 1799, 3600, 6 * 3600, 86_400, 3 * 86_400]),
        st.sampled_from(MCCS),
        st.sampled_from([1, 20_00, 35_00, 60_00]),
        st.sampled_from([0, 0, 0, 1, 10_00]),
    ),
    min_size=1,
    max_size=10,
)


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=places, steps=steps, data=st.data())
def test_under_the_controls_that_were_in_force_refuses_nothing_that_was_paid(
    place: tuple[str, int], steps: list[tuple[int, str, int, int]], data: st.DataObject
) -> None:
    zone, which = place
    at = around(zone, which) - timedelta(days=2)
    document = data.draw(documents(around=at, shops=()))
    document.pop("raised", None)
    lane = a_lane(zone=zone, at=at - 2 * WEEK, mccs=MCCS)
    lane.decide(document, now=at - 2 * WEEK)
    paid = _live(lane, at, steps)
    found = [_month(lane, document, months) for months in _months(paid, zone)]
    assert sum(one.paid.count for one in found) == len(paid)
    assert [one.by_rule for one in found] == [[] for _ in found]
    shut = {"merchants": {"only": [], "never": []}}
    closed = [_month(lane, shut, months) for months in _months(paid, zone)]
    assert sum(one.refused.count for one in closed) == len(paid)


def _live(lane: Lane, at: datetime, steps: list[tuple[int, str, int, int]]) -> list[Payment]:
    """What was paid of what was tried; of some, something was given back at once."""
    paid = []
    for seconds, mcc, amount, back in steps:
        at += timedelta(seconds=seconds)
        if not lane.is_paid(mcc, amount, at=at):
            continue
        payment = Payment.objects.filter(payer_wallet=lane.wallet).latest("id")
        paid.append(payment)
        if back and back <= amount:
            lane.give_back(payment.public_id, back, at=at)
    return paid


def _months(paid: list[Payment], zone: str) -> list[tuple[int, int]]:
    local = [one.created_at.astimezone(ZoneInfo(zone)) for one in paid]
    return sorted({(at.year, at.month) for at in local})


def _month(lane: Lane, document: Document, when: tuple[int, int]) -> queries.Replay:
    year, month = when
    return queries.month_under(
        lane.guardian, lane.child.person, document=document, year=year, month=month
    )


class TestOverHttp:
    @pytest.fixture(autouse=True)
    def _paid(self, home: Household) -> None:
        give(home.meera, 5_000_00)
        a_shop(home.zoya)
        for amount in (40_00, 80_00):
            body = {"to": {"handle": "campus-canteen"}, "amount": amount}
            assert home.meera.sign("/v1/payments", body).status_code == 201
        body = {"to": {"handle": "zoya"}, "amount": 30_00}
        assert home.meera.sign("/v1/payments", body).status_code == 201

    def test_says_what_and_why_and_changes_nothing(self, home: Household) -> None:
        before = world()
        found = asked(home.asha, home, {"limits": {"payment": 50_00}, "people": False})
        assert world() == before
        assert (found["paid"], found["refused"]) == (
            {"count": 3, "amount": 150_00}, {"count": 2, "amount": 110_00},
        )  # fmt: skip
        assert found["by_rule"] == [
            {"count": 1, "amount": 80_00, "code": "payment_too_large"},
            {"count": 1, "amount": 30_00, "code": "people_off"},
        ]
        first = found["refusals"][0]
        assert (first["payment"]["amount"], first["reason"]["code"]) == (80_00, "payment_too_large")
        assert first["reason"]["details"] == {"cap": 50_00, "asked": 80_00}
        assert found["complete"] is True
        assert asked(home.meera, home, {})["refused"] == {"count": 0, "amount": 0}

    def test_of_the_month_before_unless_one_is_named(self, home: Household) -> None:
        found = replayed(home.asha, home, {"controls": {"people": False}}).json()
        assert (found["paid"]["count"], found["month"] < f"{utc_now():%Y-%m}") == (0, True)

    @pytest.mark.parametrize("who", ["kabir", "zoya", "arjun"])
    def test_is_for_nobody_else(self, home: Household, who: str) -> None:
        assert replayed(getattr(home, who), home, {"controls": {}}).status_code == 404

    def test_is_for_a_guardian_who_sees_controls_and_history(self, home: Household) -> None:
        guardian = Membership.objects.get(person=home.asha.person)
        child = Membership.objects.get(person=home.meera.person)
        place = Scope.objects.create(guardian=guardian, child=child, rights=["see_controls"])
        assert replayed(home.asha, home, {"controls": {}}).status_code == 404
        Scope.objects.filter(pk=place.pk).update(
            rights=["see_controls", "see_history", "see_wallet"]
        )
        assert replayed(home.asha, home, {"controls": {}}).status_code == 200

    def test_asks_as_much_of_the_database_however_much_there_was(
        self, home: Household, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(12):
            asked(home.asha, home, {"people": False})

    def test_says_when_there_was_more_than_it_replays(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "MOST_PAYMENTS", 2)
        monkeypatch.setattr(queries, "MOST_SHOWN", 1)
        found = asked(home.asha, home, {"merchants": {"only": [], "never": []}})
        assert (found["complete"], found["paid"]["count"]) == (False, 2)
        assert (found["refused"]["count"], len(found["refusals"])) == (2, 1)


def replayed(phone: Phone, home: Household, body: dict[str, Any]) -> Any:
    address = f"/v1/people/{to_public('per', home.meera.person.public_id)}/controls/replay"
    return phone.send("POST", address, body)


def asked(phone: Phone, home: Household, controls: Document) -> dict[str, Any]:
    """Of the month that it is now."""
    month = f"{utc_now().astimezone(KOLKATA):%Y-%m}"
    answer = replayed(phone, home, {"controls": controls, "month": month})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found
