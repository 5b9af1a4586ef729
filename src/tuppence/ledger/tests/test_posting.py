"""What single journals and batches do, where the reason is worth telling. (test_machine.py tries
everything else.)"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tuppence.ledger.accounts import (
    NewAccount,
    freeze,
    open_account,
    open_accounts,
    remove_limit,
    set_limit,
)
from tuppence.ledger.journals import (
    Capture,
    Charge,
    Hold,
    Journal,
    Key,
    Outcome,
    Refusal,
    Release,
    Reversal,
    Transfer,
)
from tuppence.ledger.posting import MAX_BATCH, MAX_LEGS, fetch, post
from tuppence.ledger.queries import balance, limits
from tuppence.ledger.refusals import BY_CODE, AccountUnknown, as_exception
from tuppence.ledger.tests.books import NOON, bank, journal, post_one, wallet

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


def code(outcome: Outcome) -> str | None:
    return outcome.refusal.code if outcome.refusal else None


class TestAmounts:
    @pytest.mark.parametrize("amount", [0, -1, 10**12 + 1, 2**63 - 1, -(2**63)])
    def test_that_cannot_be_are_refused_without_harm_to_the_batch(self, amount: int) -> None:
        teen, shop = wallet(100), wallet()
        outcomes = post(
            [
                journal(Transfer(teen, shop, 10, "INR")),
                journal(Transfer(teen, shop, amount, "INR"), Transfer(shop, teen, amount, "INR")),
                journal(Transfer(teen, shop, 10, "INR")),
            ],
            at=NOON,
        )
        assert [code(o) for o in outcomes] == [None, "amount_invalid", None]
        assert balance(teen).posted == 80

    @pytest.mark.parametrize("amount", [0, -5, 2**63 - 1])
    def test_of_charges_are_refused(self, amount: int) -> None:
        teen, shop = wallet(100), wallet()
        set_limit(teen, scope="spend", window="day", cap=50, at=NOON)
        outcome = post_one(Transfer(teen, shop, 10, "INR"), charges=[Charge(teen, "spend", amount)])
        assert outcome.refusal == Refusal("amount_invalid", {"scope": "spend"})

    def test_of_a_hold_may_be_captured_or_reversed_without_overflow(self) -> None:
        teen, shop = wallet(100), wallet()
        placed = post_one(Hold(teen, shop, 10, "INR", over_capture=True))
        assert code(post_one(Capture(placed.holds[0], 2**63 - 1))) == "amount_invalid"
        paid = post_one(Transfer(teen, shop, 10, "INR"))
        assert code(post_one(Reversal(paid.journal, 1, 2**63 - 1))) == "amount_invalid"


class TestExpiredHold:
    def test_given_up_in_a_batch_frees_nothing_twice(self) -> None:
        """It reserved nothing any more, so what another hold keeps must not pay for it."""
        teen, shop = wallet(100), wallet()
        expired = post_one(Hold(teen, shop, 60, "INR", NOON + HOUR))
        post_one(Hold(teen, shop, 40, "INR"))
        outcomes = post(
            [journal(Release(expired.holds[0])), journal(Transfer(teen, shop, 100, "INR"))],
            at=NOON + HOUR,
        )
        assert [code(o) for o in outcomes] == [None, "insufficient_funds"]
        assert outcomes[1].refusal is not None
        assert outcomes[1].refusal.data["available"] == 60

    @pytest.mark.parametrize("swept", [True, False])
    def test_is_given_up_alike_before_and_after_the_sweep(self, swept: bool) -> None:
        teen, shop = wallet(100), wallet()
        hold = post_one(Hold(teen, shop, 60, "INR", NOON + HOUR)).holds[0]
        if swept:
            assert fetch("SELECT ledger_expire_holds(%s, 10)", [NOON + HOUR]) == [(1,)]
        assert post_one(Release(hold), at=NOON + HOUR).posted
        assert code(post_one(Capture(hold, 10), at=NOON + HOUR)) == "hold_spent"

    def test_is_captured_late_until_the_final_capture(self) -> None:
        teen, shop = wallet(100), wallet()
        hold = post_one(Hold(teen, shop, 60, "INR", NOON + HOUR)).holds[0]
        assert post_one(Capture(hold, 10), at=NOON + HOUR).posted
        assert post_one(Capture(hold, 10, final=True), at=NOON + HOUR).posted
        assert code(post_one(Capture(hold, 10), at=NOON + HOUR)) == "hold_spent"
        assert fetch("SELECT count(*) FROM ledger_transfer WHERE late", []) == [(2,)]

    def test_cannot_be_placed(self) -> None:
        teen, shop = wallet(100), wallet()
        assert code(post_one(Hold(teen, shop, 60, "INR", NOON))) == "hold_expired"


class TestReleaseAlone:
    def test_is_answered_again_with_its_own_time(self) -> None:
        teen, shop = wallet(100), wallet()
        hold = post_one(Hold(teen, shop, 60, "INR")).holds[0]
        first = post_one(Release(hold), key="release")
        again = post_one(Release(hold), key="release", at=NOON + HOUR)
        assert (again.at, again.journal, again.posted) == (first.at, first.journal, True)
        assert again.replayed


class TestRefusal:
    def test_of_a_reversal_tells_what_remains(self) -> None:
        teen, shop = wallet(100), wallet()
        paid = post_one(Transfer(teen, shop, 30, "INR"))
        post_one(Reversal(paid.journal, 1, 10))
        refused = post_one(Reversal(paid.journal, 1, 21))
        assert refused.refusal == Refusal(
            "reversal_exceeds", {"account": shop, "asked": 21, "remaining": 20}
        )

    def test_of_a_capture_tells_what_could_be_captured(self) -> None:
        teen, shop = wallet(100), wallet()
        hold = post_one(Hold(teen, shop, 60, "INR", over_capture=True)).holds[0]
        post_one(Transfer(teen, shop, 30, "INR"))
        refused = post_one(Capture(hold, 71))
        assert refused.refusal is not None
        assert refused.refusal.data == {"account": teen, "asked": 71, "available": 70}
        assert post_one(Capture(hold, 70)).posted

    def test_of_two_limits_names_the_older(self) -> None:
        teen, shop = wallet(100), wallet()
        set_limit(teen, scope="spend", window="month", cap=20, at=NOON)
        set_limit(teen, scope="spend", window="day", cap=20, at=NOON)
        refused = post_one(Transfer(teen, shop, 30, "INR"), charges=[Charge(teen, "spend", 30)])
        assert refused.refusal is not None
        assert refused.refusal.data == {
            "scope": "spend",
            "window": "month",
            "measure": "sum",
            "cap": 20,
            "used": 0,
            "asked": 30,
            "resets_at": "2024-05-31T18:30:00+00:00",
        }

    def test_has_an_exception_that_keeps_the_account_to_itself(self) -> None:
        error = as_exception(Refusal("insufficient_funds", {"account": 7, "asked": 2}))
        assert (error.code, error.data) == ("insufficient_funds", {"asked": 2})
        assert all(kind.code == name for name, kind in BY_CODE.items())


class TestDryRun:
    def test_judges_each_journal_as_if_it_came_alone(self) -> None:
        teen, shop = wallet(100), wallet()
        spend = [journal(Transfer(teen, shop, 60, "INR")) for _ in range(2)]
        top_up = journal(Transfer(bank(), shop, 50, "INR"))
        pass_on = journal(Transfer(shop, teen, 50, "INR"))
        outcomes = post([*spend, top_up, pass_on], at=NOON, dry_run=True)
        assert [code(o) for o in outcomes] == [None, None, None, "insufficient_funds"]

    def test_writes_nothing(self) -> None:
        teen, shop = wallet(100), wallet()
        before = everything()
        post([journal(Transfer(teen, shop, 60, "INR"))], at=NOON, dry_run=True)
        post([journal(Transfer(teen, shop, 600, "INR"))], at=NOON, dry_run=True)
        assert everything() == before


class TestLimit:
    def test_gives_back_only_what_it_was_charged(self) -> None:
        """Not what was paid before there was a limit, nor what was refused or never was."""
        teen, shop = wallet(1000), wallet()
        old = post_one(Transfer(teen, shop, 40, "INR"), charges=[Charge(teen, "spend", 40)])
        later = NOON + HOUR
        set_limit(teen, scope="spend", window="day", cap=50, at=later)
        set_limit(teen, scope="spend", window="rolling", cap=50, seconds=7200, at=later)
        spend = [Charge(teen, "spend", 50)]
        assert post_one(Transfer(teen, shop, 50, "INR"), charges=spend, at=later).posted
        refused = post_one(Transfer(teen, shop, 50, "INR"), charges=spend, at=later)
        for journal_id in (old.journal, refused.journal, 10**15):
            back = [Charge(teen, "spend", 40, gives_back=journal_id)]
            assert post_one(Transfer(shop, teen, 1, "INR"), charges=back, at=later).posted
        assert [use.used for use in limits(teen, now=later)] == [50, 50]

    def test_has_nothing_left_of_what_is_given_back_beyond_its_use(self) -> None:
        """A caller should not; then at least it buys no room for the charges that follow."""
        teen, shop = wallet(1000), wallet()
        set_limit(teen, scope="spend", window="day", cap=50, at=NOON)
        set_limit(teen, scope="spend", window="rolling", cap=50, seconds=7200, at=NOON)
        paid = post_one(Transfer(teen, shop, 10, "INR"), charges=[Charge(teen, "spend", 10)])
        post(
            [
                journal(
                    Transfer(shop, teen, 1, "INR"),
                    charges=[Charge(teen, "spend", 30, gives_back=paid.journal)],
                ),
                journal(Transfer(teen, shop, 7, "INR"), charges=[Charge(teen, "spend", 7)]),
            ],
            at=NOON,
        )
        assert [use.used for use in limits(teen, now=NOON)] == [7, 7]

    def test_is_not_passed_by_a_batch_that_also_gives_back(self) -> None:
        teen, shop = wallet(1000), wallet()
        old = post_one(Transfer(teen, shop, 40, "INR"), charges=[Charge(teen, "spend", 40)])
        set_limit(teen, scope="spend", window="rolling", cap=50, seconds=7200, at=NOON)
        outcomes = post(
            [
                journal(
                    Reversal(old.journal, 1, 40),
                    charges=[Charge(teen, "spend", 40, gives_back=old.journal)],
                ),
                journal(Transfer(teen, shop, 51, "INR"), charges=[Charge(teen, "spend", 51)]),
            ],
            at=NOON + HOUR,
        )
        assert [code(o) for o in outcomes] == [None, "limit_reached"]

    def test_counts_in_another_zone_from_its_next_window_on(self) -> None:
        teen = wallet()
        set_limit(teen, scope="spend", window="day", cap=50, at=NOON, zone="Asia/Kolkata")
        set_limit(teen, scope="spend", window="day", cap=50, at=NOON, zone="UTC")
        [today] = limits(teen, now=NOON)
        [tomorrow] = limits(teen, now=NOON + 12 * HOUR)
        assert str(today.resets_at) == "2024-05-15 18:30:00+00:00"
        assert str(tomorrow.resets_at) == "2024-05-17 00:00:00+00:00"

    def test_needs_an_account(self) -> None:
        with pytest.raises(AccountUnknown):
            set_limit(10**15, scope="spend", window="day", cap=50, at=NOON)

    def test_that_was_removed_leaves_nothing(self) -> None:
        teen, shop = wallet(100), wallet()
        set_limit(teen, scope="spend", window="rolling", cap=50, seconds=60, at=NOON)
        post_one(Transfer(teen, shop, 50, "INR"), charges=[Charge(teen, "spend", 50)])
        remove_limit(teen, scope="spend", window="rolling", seconds=60)
        remove_limit(teen, scope="spend", window="rolling", seconds=60)
        assert limits(teen, now=NOON) == []
        assert fetch("SELECT count(*) FROM ledger_rolling_charge", []) == [(0,)]


class TestBatch:
    def test_tells_same_keys_within_it_apart(self) -> None:
        teen, shop = wallet(100), wallet()
        pay = journal(Transfer(teen, shop, 10, "INR"), key="k")
        other = journal(Transfer(teen, shop, 11, "INR"), key="k")
        first, again, conflict = post([pay, pay, other], at=NOON)
        assert first.posted
        assert not first.replayed
        assert (again.journal, again.posted, again.replayed) == (first.journal, True, True)
        assert (conflict.journal, code(conflict)) == (first.journal, "idempotency_conflict")
        assert balance(teen).posted == 90

    def test_of_the_largest_size_is_posted_in_order(self) -> None:
        teen, shop = wallet(MAX_BATCH - 1), wallet()
        outcomes = post([journal(Transfer(teen, shop, 1, "INR")) for _ in range(MAX_BATCH)])
        assert [code(o) for o in outcomes] == [None] * (MAX_BATCH - 1) + ["insufficient_funds"]

    def test_is_refused_whole_when_it_is_beyond_bounds(self) -> None:
        leg = Transfer(1, 2, 1, "INR")
        for journals in (
            [journal(leg)] * (MAX_BATCH + 1),
            [journal(*[leg] * (MAX_LEGS + 1))],
            [Journal(Key("test", "empty", ""))],
        ):
            with pytest.raises(ValueError, match=r"at (most|least)"):
                post(journals)

    def test_of_none_is_fine(self) -> None:
        assert post([]) == []


class TestAccount:
    def test_ids_come_in_the_order_asked_for(self) -> None:
        wanted = [NewAccount("INR", f"{n * 7919 % 1000}") for n in range(1000)]
        opened = open_accounts(wanted, at=NOON)
        rows = fetch("SELECT code FROM ledger_account WHERE id = ANY (%s) ORDER BY id", [opened])
        assert [row[0] for row in rows] == [account.code for account in wanted]
        assert opened == sorted(opened)

    def test_that_is_unknown_cannot_be_changed(self) -> None:
        with pytest.raises(AccountUnknown):
            freeze(10**15)

    def test_must_hold_zero_within_its_bounds(self) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            open_account(unit="INR", code="wallet", at=NOON, floor=1)


def everything() -> list[object]:
    tables = connection.introspection.table_names()
    return [
        (table, fetch(f"SELECT * FROM {table} ORDER BY 1, 2", []))
        for table in tables
        if table.startswith("ledger_")
    ]
