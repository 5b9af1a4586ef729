"""The quick way (sql/plain.sql) and the full rules (sql/move.sql) come to the same books."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuppence.ledger.accounts import close, freeze, open_account, set_limit
from tuppence.ledger.journals import Charge, Journal, Outcome, Refusal, Transfer
from tuppence.ledger.posting import arguments, fetch, outcome, post
from tuppence.ledger.queries import limits
from tuppence.ledger.tests.books import NOON, bank, journal, post_one, wallet

pytestmark = pytest.mark.django_db

POST = "SELECT * FROM ledger_post({}) ORDER BY 1"


def post_fully(journals: list[Journal], *, at: datetime) -> list[Outcome]:
    """By the full rules: a list of refusals decided beforehand, if of none, is not plain."""
    call = arguments(journals, at=at)
    call[2] = call[3] = "{" + ",".join(["NULL"] * len(journals)) + "}"
    casts = ("uuid[]", "uuid[]", "text[]", "jsonb[]", "int[]", "smallint[]", "smallint[]",
             "bigint[]", "bigint[]", "bigint[]", "text[]", "bigint[]", "smallint[]",
             "timestamptz[]", "boolean[]", "int[]", "bigint[]", "text[]", "bigint[]", "bigint[]",
             "timestamptz", "boolean")  # fmt: skip
    return [outcome(row) for row in fetch(POST.format(", ".join(f"%s::{c}" for c in casts)), call)]


def went_quickly(sent: Outcome) -> bool:
    """The quick way writes in a subtransaction, so that it can be undone: its rows bear another
    transaction id than what is written beside them."""
    probe = bank()
    [(quickly,)] = fetch(
        "SELECT t.xmin <> a.xmin FROM ledger_transfer t, ledger_account a"
        " WHERE t.journal_id = %s AND a.id = %s",
        [sent.journal, probe],
    )
    return bool(quickly)


@dataclass
class Street:
    """Five accounts of every sort, two of them with limits."""

    accounts: list[int]

    def state(self) -> list[object]:
        rows = fetch(
            "SELECT array_position(%s::bigint[], account_id), debits_posted, credits_posted, seq,"
            " last_at FROM ledger_balance WHERE account_id = ANY (%s::bigint[]) ORDER BY 1",
            [self.accounts, self.accounts],
        )
        moved = fetch(
            "SELECT array_position(%(a)s::bigint[], debit_id),"
            " array_position(%(a)s::bigint[], credit_id), amount, debit_seq, credit_seq,"
            " debit_balance, credit_balance, at, line FROM ledger_transfer"
            " WHERE debit_id = ANY (%(a)s::bigint[]) AND credit_id = ANY (%(a)s::bigint[])"
            " ORDER BY journal_id, line",
            {"a": self.accounts},
        )
        used = [
            (one.scope, one.window, one.measure, one.used, one.resets_at)
            for account in self.accounts
            for one in limits(account, now=NOON)
        ]
        return [rows, moved, used]


def street() -> Street:
    source = bank()
    frozen, shut = wallet(50, source=source), wallet()
    teens = [wallet(100, source=source), wallet(60, source=source, ceiling=150)]
    set_limit(teens[0], scope="spend", window="day", cap=90, at=NOON)
    set_limit(teens[0], scope="spend", window="month", measure="count", cap=4, at=NOON)
    set_limit(teens[1], scope="spend", window="day", cap=30, at=NOON)
    freeze(frozen)
    close(shut)
    return Street([source, *teens, open_account(unit="INR", code="shop", at=NOON), frozen, shut])


# Mostly what is allowed, so that the quick way is taken and each rule is met alone.
place = st.sampled_from([0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4])
amount = st.sampled_from([0, 5, 10, 20, 30, 31, 35, 45, 91]) | st.integers(1, 60)
leg = st.tuples(place, place, amount)
sent = st.tuples(st.lists(leg, min_size=1, max_size=2), st.booleans())
batches = st.lists(
    st.tuples(st.lists(sent, min_size=1, max_size=3), st.integers(-1, 30)), min_size=1, max_size=6
)


def written(on: Street, legs: list[tuple[int, int, int]], charged: bool) -> Journal:
    a = on.accounts
    return journal(
        *(Transfer(a[debit], a[credit], amount, "INR") for debit, credit, amount in legs),
        charges=[Charge(a[debit], "spend", amount) for debit, _, amount in legs if charged],
    )


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(batches)
def test_both_ways_come_to_the_same(
    plan: list[tuple[list[tuple[list[tuple[int, int, int]], bool]], int]],
) -> None:
    one, other = street(), street()
    for batch, hours in plan:
        at = NOON + timedelta(hours=hours)
        quick = post([written(one, *what) for what in batch], at=at)
        full = post_fully([written(other, *what) for what in batch], at=at)
        for left, right in zip(quick, full, strict=True):
            assert code(left) == code(right)
            assert left.at == right.at
    assert one.state() == other.state()


def code(answer: Outcome) -> str | None:
    return answer.refusal.code if answer.refusal else None


class TestQuickWay:
    def test_is_that_of_an_allowed_batch(self) -> None:
        teen, shop = wallet(100), wallet()
        set_limit(teen, scope="spend", window="day", cap=50, at=NOON)
        outcomes = post(
            [
                journal(Transfer(teen, shop, 10, "INR"), charges=[Charge(teen, "spend", 10)]),
                journal(Transfer(teen, shop, 40, "INR"), charges=[Charge(teen, "spend", 40)]),
            ],
            at=NOON,
        )
        assert [went_quickly(one) for one in outcomes] == [True, True]

    @pytest.mark.parametrize("unordinary", ["rolling", "repeated", "refused", "past"])
    def test_is_not_taken_otherwise(self, unordinary: str) -> None:
        teen, shop = wallet(100), wallet()
        at, more = NOON, []
        if unordinary == "rolling":
            set_limit(teen, scope="spend", window="rolling", seconds=60, cap=99, at=NOON)
        elif unordinary == "past":
            at = NOON - timedelta(days=1)
        elif unordinary == "refused":
            more = [journal(Transfer(shop, teen, 1000, "INR"))]
        else:
            more = [journal(Transfer(teen, shop, 1, "INR"), key="again")]
            post(more, at=NOON)
        sent = journal(Transfer(teen, shop, 10, "INR"), charges=[Charge(teen, "spend", 10)])
        posted = post([sent, *more], at=at)
        assert posted[0].posted
        assert not went_quickly(posted[0])

    def test_leaves_nothing_of_what_it_gave_up(self) -> None:
        """Not even a version of a row: the books are as if it had never been tried."""
        teen, shop = wallet(100), wallet()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_journal")
            before = cursor.fetchone()
        refused = post_one(Transfer(teen, shop, 101, "INR"))
        assert refused.refusal == Refusal(
            "insufficient_funds", {"account": teen, "asked": 101, "available": 100}
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_journal")
            after = cursor.fetchone()
        assert after == (before[0] + 1,)

    def test_charges_an_account_that_no_leg_names_by_the_full_rules(self) -> None:
        """Its limits are guarded by its lock, which the quick way does not take."""
        teen, shop, guardian = wallet(100), wallet(), wallet()
        set_limit(guardian, scope="give", window="day", cap=50, at=NOON)
        given = post_one(Transfer(teen, shop, 10, "INR"), charges=[Charge(guardian, "give", 10)])
        assert given.posted
        assert not went_quickly(given)
        assert [one.used for one in limits(guardian, now=NOON)] == [10]
