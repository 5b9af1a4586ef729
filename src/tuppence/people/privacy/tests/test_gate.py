"""No product fact of a minor reaches anybody, and an adult's only what they opted in to."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tuppence.kernel.clock import utc_now
from tuppence.outbox import facts as outbox_facts
from tuppence.outbox.consumers import Consumer
from tuppence.outbox.facts import Fact
from tuppence.outbox.gate import Use
from tuppence.outbox.models import StoredFact
from tuppence.outbox.relay import Relay
from tuppence.people.identity.rules import age_on
from tuppence.people.privacy import gate, rules
from tuppence.people.privacy.models import Choice, HeldBack
from tuppence.people.privacy.operations import add_up, choose
from tuppence.people.privacy.tests.sinks import (
    ANALYTICS,
    Sink,
    a_person,
    acting,
    held_back,
    smuggle,
    use,
)

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2040, 1, 1))
ADULT = date(1990, 5, 5)


def years_ago(years: int) -> date:
    today = utc_now().date()
    return date(today.year - years, 1, 1)


class TestTheRule:
    @given(birth=DAYS, day=DAYS, chosen=st.none() | DAYS)
    def test_never_lets_a_minor_pass(self, birth: date, day: date, chosen: date | None) -> None:
        at = datetime.combine(day, time(12), UTC)
        since = None if chosen is None else datetime.combine(chosen, time(), UTC)
        held = rules.held_back(birth_date=birth, day=day, chosen_at=since, at=at)
        if age_on(birth, today=day) < 18:
            assert held == "minor"
        else:
            assert (held is None) == (since is not None and since <= at)

    @given(day=DAYS, chosen=st.none() | DAYS)
    def test_takes_an_unknown_age_for_a_minors(self, day: date, chosen: date | None) -> None:
        at = datetime.combine(day, time(), UTC)
        since = None if chosen is None else datetime.combine(chosen, time(), UTC)
        assert rules.held_back(birth_date=None, day=day, chosen_at=since, at=at) == "minor"

    def test_knows_the_day_of_the_eighteenth_birthday(self) -> None:
        at = datetime(2026, 6, 1, tzinfo=UTC)
        for day, held in ((date(2026, 5, 31), "minor"), (date(2026, 6, 1), None)):
            found = rules.held_back(
                birth_date=date(2008, 6, 1), day=day, chosen_at=at - timedelta(days=9), at=at
            )
            assert found == held


@pytest.mark.django_db
class TestTheEntrance:
    def test_keeps_minors_and_the_unknown_out_and_counts_them(self) -> None:
        teen = a_person(1, birth_date=years_ago(15))
        newcomer = a_person(2, birth_date=None)
        Choice.objects.create(person=teen, purpose=ANALYTICS, given_at=utc_now())  # cannot be
        use(teen, newcomer, None)
        assert StoredFact.objects.count() == 0
        assert held_back() == {("outbox", "screen.seen", "minor"): 3}

    def test_keeps_out_an_adult_who_was_not_asked_and_lets_in_who_was(self) -> None:
        silent, asked = (a_person(n, birth_date=ADULT) for n in (1, 2))
        choose(actor=acting(asked), purpose=ANALYTICS, allowed=True, now=utc_now())
        use(silent, asked)
        assert [*StoredFact.objects.filter(topic="screen.seen").values_list("subject")] == [
            (asked.pk,)
        ]
        assert held_back() == {("outbox", "screen.seen", "not_opted_in"): 1}

    def test_does_not_touch_what_the_books_and_safety_need(self) -> None:
        teen = a_person(1, birth_date=years_ago(15))
        with transaction.atomic():
            from tuppence.outbox import operations as outbox

            for classification in ("ledger", "security"):
                outbox.append(
                    [
                        Fact(
                            topic="thing.done",
                            key="k",
                            payload={},
                            classification=classification,
                            subject=teen.pk,
                        )
                    ]
                )
        assert StoredFact.objects.count() == 2
        assert held_back() == {}

    def test_has_no_way_round_it(self) -> None:
        fact = Fact(topic="screen.seen", key="k", payload={}, classification="product", subject=1)
        with pytest.raises(outbox_facts.GateMissed):
            outbox_facts.arguments([fact])

    def test_asks_for_a_transaction(self, transactional_db: None) -> None:
        with pytest.raises(TransactionManagementError):
            gate.passing([Use(1, "screen.seen")], purpose=ANALYTICS, door="sink")


class TestASink:
    def test_is_declared_with_its_purpose_and_how_it_forgets(self) -> None:
        whole: dict[str, Any] = {
            "name": "s",
            "batch": print,
            "classifications": frozenset({"product"}),
            "purpose": ANALYTICS,
            "forget": print,
        }
        Consumer(**whole)
        for bent in (
            whole | {"purpose": None},
            whole | {"forget": None},
            whole | {"classifications": frozenset({"ledger"})},
            whole | {"classifications": frozenset({"product", "security"})},
        ):
            with pytest.raises(ValueError, match="consumer s"):
                Consumer(**bent)

    def test_gets_no_minors_fact_however_it_came_there(
        self, committed_database: str, sink: Sink
    ) -> None:
        teen, adult = a_person(1, birth_date=years_ago(15)), a_person(2, birth_date=ADULT)
        choose(actor=acting(adult), purpose=ANALYTICS, allowed=True, now=utc_now())
        for person in (teen, adult, None):
            smuggle(person)
        Relay([sink.consumer]).drain()
        assert sink.got == [adult.pk]
        assert held_back() == {("sink", "screen.seen", "minor"): 2}

    def test_gets_nothing_from_before_a_birthday_or_a_choice(
        self, committed_database: str, sink: Sink
    ) -> None:
        today = utc_now().date()
        just_18 = date(today.year - 18, today.month, min(today.day, 28)) - timedelta(days=10)
        grown = a_person(1, birth_date=just_18)
        choose(actor=acting(grown), purpose=ANALYTICS, allowed=True, now=utc_now())
        smuggle(grown, at=utc_now() - timedelta(days=60))
        smuggle(grown, at=utc_now() - timedelta(days=2))
        Relay([sink.consumer]).drain()
        assert sink.got == []
        assert held_back() == {
            ("sink", "screen.seen", "minor"): 1,
            ("sink", "screen.seen", "not_opted_in"): 1,
        }

    def test_gets_nothing_more_once_a_choice_is_withdrawn(
        self, committed_database: str, sink: Sink
    ) -> None:
        adult = a_person(1, birth_date=ADULT)
        choose(actor=acting(adult), purpose=ANALYTICS, allowed=True, now=utc_now())
        use(adult)  # stated, and not yet delivered
        choose(actor=acting(adult), purpose=ANALYTICS, allowed=False, now=utc_now())
        Relay([sink.consumer]).drain()
        assert sink.got == []

    def test_holds_a_withdrawal_up_until_what_it_was_given_is_there(
        self, committed_database: str
    ) -> None:
        import psycopg

        adult = a_person(1, birth_date=ADULT)
        choose(actor=acting(adult), purpose=ANALYTICS, allowed=True, now=utc_now())
        with transaction.atomic():
            assert gate.passing([Use(adult.pk, "screen.seen")], purpose=ANALYTICS, door="sink")
            with psycopg.connect(committed_database) as other:
                other.execute("SET lock_timeout = '100ms'")
                with pytest.raises(psycopg.errors.LockNotAvailable):
                    other.execute("UPDATE privacy_choice SET withdrawn_at = now()")


class TestAnyMixOfPeople(TestCase):  # type: ignore[misc]
    @settings(max_examples=40, deadline=None)
    @given(
        people=st.lists(
            st.tuples(st.none() | st.dates(date(1960, 1, 1), date(2026, 1, 1)), st.booleans()),
            min_size=1,
            max_size=8,
        )
    )
    def test_passes_as_the_rule_says_and_accounts_for_all(
        self, people: list[tuple[date | None, bool]]
    ) -> None:
        now = utc_now()
        found = [a_person(n, birth_date=birth) for n, (birth, _) in enumerate(people)]
        Choice.objects.bulk_create(
            Choice(person=person, purpose=ANALYTICS, given_at=now - timedelta(hours=1))
            for person, (_, chose) in zip(found, people, strict=True)
            if chose
        )
        with transaction.atomic():
            uses = [Use(person.pk, "screen.seen") for person in found]
            passing = gate.passing(uses, purpose=ANALYTICS, door="sink")
        for passes, (birth, chose) in zip(passing, people, strict=True):
            adult = birth is not None and age_on(birth, today=now.date()) >= 18
            assert not passes or (adult and chose)
        assert sum(held_back().values()) == passing.count(False)


@pytest.mark.django_db
class TestTheCount:
    def test_has_no_place_for_whose_it_was(self) -> None:
        columns = {field.name for field in HeldBack._meta.get_fields()}
        assert columns == {"id", "day", "door", "kind", "reason", "count"}

    def test_is_added_up_without_losing_any(self) -> None:
        for _ in range(3):
            use(None, None)
            use(None, kind="button.pressed")
        before = held_back()
        assert add_up(before=utc_now().date()) == 0  # today's are still being added to
        assert add_up(before=utc_now().date() + timedelta(days=2)) == 2
        assert held_back() == before
        assert HeldBack.objects.count() == 2

    def test_costs_nothing_where_there_is_no_product_fact(
        self, django_assert_num_queries: Any
    ) -> None:
        from tuppence.outbox import operations as outbox

        with transaction.atomic(), django_assert_num_queries(1):
            outbox.append([Fact(topic="thing.done", key="k", payload={}, classification="ledger")])

    def test_costs_three_queries_however_many_uses(self, django_assert_num_queries: Any) -> None:
        people = [a_person(n, birth_date=years_ago(14)) for n in range(9)]
        with transaction.atomic(), django_assert_num_queries(3):
            gate.passing(
                [Use(person.pk, "screen.seen") for person in people],
                purpose=ANALYTICS,
                door="sink",
            )
        assert connection.in_atomic_block
