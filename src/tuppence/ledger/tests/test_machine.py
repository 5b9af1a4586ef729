"""The ledger against its plain-Python model (model.py), step by step, over weeks of made-up time.

Hypothesis chooses the steps. After each one outcomes, balances, holds and limits must agree, and
units must sum to zero; at the end so must statements, balances in the past, and `verify`.
HYPOTHESIS_PROFILE=thorough looks for longer.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from tuppence.ledger import accounts
from tuppence.ledger.journals import (
    Capture,
    Charge,
    Hold,
    Journal,
    Key,
    Leg,
    Outcome,
    Refusal,
    Release,
    Reversal,
    Transfer,
)
from tuppence.ledger.posting import fetch, post
from tuppence.ledger.refusals import AccountNotEmpty, BoundsViolated
from tuppence.ledger.tests import comparing
from tuppence.ledger.tests.model import Model
from tuppence.ledger.tests.model_books import Account, Limit
from tuppence.ledger.verify import verify

# A Friday; on Sunday Europe's clocks change, and on Monday India's financial year begins.
START = datetime(2024, 3, 29, 10, tzinfo=UTC)
HOUR, DAY = 3600, 86400
SCOPES = ("spend", "load")
ZONES = ("Asia/Kolkata", "Europe/Berlin")
UNKNOWN = 10**15

amounts = st.one_of(st.integers(1, 30), st.integers(1, 150))
odd_amounts = st.one_of(amounts, st.sampled_from([0, -1, 10**12, 10**12 + 1, 2**63 - 1, -(2**63)]))


class Ledger(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.model = Model()
        self.now = START
        self.sent: list[Journal] = []
        self.given: dict[tuple[int, int, str], int] = {}  # what of a charge can still be given back

    def teardown(self) -> None:
        try:
            comparing.transfers(self.model)
            comparing.history(self.model, instants=[START - timedelta(days=9), self.now])
            assert [check for check in verify() if check.disagreement] == []
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @property
    def ids(self) -> list[int]:
        return list(self.model.books.accounts)

    @initialize()
    def open_accounts(self) -> None:
        wanted = [
            ("INR", None, None),
            ("INR", 0, None),
            ("INR", 0, 500),
            ("INR", -50, 400),
            ("COIN", None, None),
            ("COIN", 0, 300),
        ]
        opened = accounts.open_accounts(
            [accounts.NewAccount(u, "test", floor, ceiling) for u, floor, ceiling in wanted],
            at=self.now,
        )
        for account, (unit, floor, ceiling) in zip(opened, wanted, strict=True):
            self.model.books.accounts[account] = Account(unit, floor, ceiling, self.now)
        self.bank = opened[0]
        self.post(
            [
                self.journal([Transfer(opened[0], opened[1], 300, "INR")]),
                self.journal([Transfer(opened[4], opened[5], 100, "COIN")]),
            ]
        )

    @rule(
        seconds=st.sampled_from([1, 60, HOUR, 7 * HOUR, DAY, 7 * DAY, 31 * DAY]),
    )
    def let_time_pass(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(data=st.data())
    def pay(self, data: st.DataObject) -> None:
        self.post_some(data, ["transfer"])

    @rule(data=st.data())
    def hold(self, data: st.DataObject) -> None:
        self.post_some(data, ["hold", "hold", "transfer"])

    @precondition(lambda self: self.model.books.holds)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        self.post_some(data, ["capture", "capture", "release", "transfer"])

    @precondition(lambda self: self.model.books.transfers)
    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        self.post_some(data, ["reversal", "reversal", "transfer"])

    @rule(data=st.data(), dry_run=st.booleans())
    def ask_for_anything(self, data: st.DataObject, dry_run: bool) -> None:
        kinds = ["transfer", "hold", "capture", "release", "reversal"]
        self.post_some(data, kinds, odd=True, dry_run=dry_run)

    @rule(data=st.data())
    def enter_history(self, data: st.DataObject) -> None:
        earlier = data.draw(st.sampled_from([1, HOUR, DAY]), label="earlier by")
        self.post_some(data, ["transfer"], at=self.now - timedelta(seconds=earlier))

    @rule(data=st.data())
    def fill_a_wallet(self, data: st.DataObject) -> None:
        wallet = data.draw(st.sampled_from(self.ids[1:4]))
        amount = data.draw(st.integers(1, 400))
        self.post([self.journal([Transfer(self.bank, wallet, amount, "INR")])])

    @rule(data=st.data(), frozen=st.booleans())
    def freeze_or_thaw(self, data: st.DataObject, frozen: bool) -> None:
        account = data.draw(st.sampled_from(self.ids))
        (accounts.freeze if frozen else accounts.unfreeze)(account)
        self.model.books.accounts[account].frozen = frozen

    @precondition(lambda self: self.now > START + timedelta(days=20))
    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        account = data.draw(st.sampled_from(self.ids))
        known = self.model.books.accounts[account]
        holds = self.model.books.holds.values()
        empty = known.balance == 0 and not any(
            h.reserved and account in (h.debit, h.credit) for h in holds
        )
        try:
            accounts.close(account)
        except AccountNotEmpty:
            assert not empty
        else:
            assert empty
            known.closed = True

    @rule(
        data=st.data(),
        floor=st.sampled_from([None, -100, 0, 50]),
        ceiling=st.sampled_from([None, 300, 600]),
    )
    def change_bounds(self, data: st.DataObject, floor: int | None, ceiling: int | None) -> None:
        account = data.draw(st.sampled_from(self.ids[1:]))
        known = self.model.books.accounts[account]
        holds = self.model.books.holds.values()
        least = known.balance - sum(h.reserved for h in holds if h.debit == account)
        most = known.balance + sum(h.reserved for h in holds if h.credit == account)
        fits = (floor is None or least >= floor) and (ceiling is None or most <= ceiling)
        try:
            accounts.set_bounds(account, floor=floor, ceiling=ceiling)
        except BoundsViolated:
            assert not fits
        else:
            assert fits
            known.floor, known.ceiling = floor, ceiling

    @rule(
        data=st.data(),
        period=st.sampled_from(["day", "week", "month", "year", "rolling"]),
        measure=st.sampled_from(["sum", "sum", "count"]),
        zone=st.sampled_from(ZONES),
    )
    def set_limit(self, data: st.DataObject, period: Any, measure: Any, zone: str) -> None:
        self.now += timedelta(seconds=1)  # what was charged before it must be told apart
        account = data.draw(st.sampled_from(self.ids[:4]))
        scope = data.draw(st.sampled_from(SCOPES))
        cap = data.draw(st.integers(0, 4) if measure == "count" else st.integers(0, 500))
        seconds = data.draw(st.sampled_from([HOUR, DAY])) if period == "rolling" else None
        accounts.set_limit(
            account, scope=scope, window=period, cap=cap, at=self.now, measure=measure, zone=zone,
            seconds=seconds,
        )  # fmt: skip
        limit = Limit(account, scope, period, measure, zone, seconds, cap, None, None)
        self.model.set_limit(limit, self.now)

    @precondition(lambda self: self.model.books.limits)
    @rule(data=st.data())
    def remove_limit(self, data: st.DataObject) -> None:
        limit = data.draw(st.sampled_from(self.model.books.limits))
        self.model.books.limits.remove(limit)
        accounts.remove_limit(
            limit.account, scope=limit.scope, window=limit.period, measure=limit.measure,
            seconds=limit.seconds,
        )  # fmt: skip

    @rule(most=st.sampled_from([1, 100]))
    def sweep_expired_holds(self, most: int) -> None:
        swept = 0
        while (count := fetch("SELECT ledger_expire_holds(%s, %s)", [self.now, most])[0][0]) > 0:
            swept += count
        assert swept == self.model.sweep(self.now)

    @rule()
    def prune_rolling_charges(self) -> None:
        before = self.now - timedelta(days=2)  # a day for postings that come later, as `earlier`
        fetch("SELECT ledger_prune_rolling(%s, 1000)", [before])
        for limit in self.model.books.limits:
            limit.charges = {
                at: used for at, used in limit.charges.items() if at > before - limit.length
            }

    # What is posted.

    def journal(self, legs: Sequence[Leg], **more: Any) -> Journal:
        value = str(len(self.sent))
        journal = Journal(Key("machine", value, repr((legs, more))), tuple(legs), **more)
        self.sent.append(journal)
        return journal

    def post_some(
        self, data: st.DataObject, kinds: list[str], *, odd: bool = False, dry_run: bool = False,
        at: datetime | None = None,
    ) -> None:  # fmt: skip
        """Posts a batch of journals of such legs; ``odd`` ones are mostly wrong in some way."""
        back: set[tuple[int, str]] = set()
        count = data.draw(st.integers(1, 8), label="journals")
        journals = [self._draw_journal(data, kinds, odd, back) for _ in range(count)]
        self.post(journals, at=at, dry_run=dry_run)

    def _draw_journal(
        self, data: st.DataObject, kinds: list[str], odd: bool, back: set[tuple[int, str]]
    ) -> Journal:
        how = data.draw(st.sampled_from(["new"] * 12 + ["again", "conflict", "refused"]))
        if how in ("again", "conflict"):
            sent = data.draw(st.sampled_from(self.sent))
            if how == "again":
                return sent
            return sent._replace(key=sent.key._replace(request="another"))
        count = data.draw(st.sampled_from([1, 1, 2, 3]), label="legs")
        legs = [self._draw_leg(data, kinds, odd) for _ in range(count)]
        if how == "refused":
            return self.journal(legs, refused=Refusal("guardian_says_no", {"rule": 7}))
        charges = [
            charge
            for _ in range(data.draw(st.integers(0, 2), label="charges"))
            if (charge := self._draw_charge(data, legs, back)) is not None
        ]
        return self.journal(legs, charges=tuple(charges))

    def _draw_leg(self, data: st.DataObject, kinds: list[str], odd: bool) -> Leg:
        amount = data.draw(odd_amounts if odd else amounts, label="amount")
        match data.draw(st.sampled_from(kinds), label="leg"):
            case "transfer":
                debit, credit, unit = self._draw_pair(data, odd)
                return Transfer(debit, credit, amount, unit)
            case "hold":
                debit, credit, unit = self._draw_pair(data, odd)
                lasts = data.draw(st.sampled_from([None, HOUR, DAY, 0 if odd else 2 * HOUR]))
                expires = None if lasts is None else self.now + timedelta(seconds=lasts)
                return Hold(debit, credit, amount, unit, expires, data.draw(st.booleans()))
            case "capture":
                hold = self._draw_hold(data, odd)
                return Capture(hold, amount, data.draw(st.booleans()))
            case "release":
                return Release(self._draw_hold(data, odd))
        transfers = self.model.books.transfers
        original = data.draw(st.sampled_from(transfers), label="transfer")
        back = data.draw(st.sampled_from([original.amount, amount]), label="amount back")
        journal = UNKNOWN if odd and data.draw(st.booleans()) else original.journal
        return Reversal(journal, original.line, back)

    def _draw_pair(self, data: st.DataObject, odd: bool) -> tuple[int, int, str]:
        """Debit account, credit account, unit."""
        if odd:
            anyone = st.sampled_from([*self.ids, UNKNOWN])
            units = st.sampled_from(["INR", "COIN", "XXX"])
            return data.draw(anyone), data.draw(anyone), data.draw(units)
        own, unit = data.draw(
            st.sampled_from([(self.ids[:4], "INR")] * 4 + [(self.ids[4:], "COIN")])
        )
        debit, credit = data.draw(st.permutations(own), label="accounts")[:2]
        return debit, credit, unit

    def _draw_hold(self, data: st.DataObject, odd: bool) -> int:
        unknown = [UNKNOWN] if odd or not self.model.books.holds else []
        return data.draw(st.sampled_from([*self.model.books.holds, *unknown]), label="hold")

    def _draw_charge(
        self, data: st.DataObject, legs: Sequence[Leg], back: set[tuple[int, str]]
    ) -> Charge | None:
        """A charge, or one given back: never more than was charged, as callers must see to."""
        open_charges = [key for key, left in self.given.items() if left > 0]
        if open_charges and data.draw(st.booleans(), label="give back"):
            journal, account, scope = key = data.draw(st.sampled_from(open_charges))
            if (account, scope) in back:
                return None
            back.add((account, scope))
            amount = data.draw(st.sampled_from([self.given[key], 1]))
            self.given[key] -= amount
            return Charge(account, scope, amount, gives_back=journal)
        moved = sum(getattr(leg, "amount", 0) for leg in legs)
        amount = moved if 0 < moved < 10**6 else data.draw(odd_amounts)
        account, scope = (
            data.draw(st.sampled_from(self.ids[:4])),
            data.draw(st.sampled_from(SCOPES)),
        )
        return Charge(account, scope, amount)

    # Posting, and comparing.

    def post(
        self, journals: Sequence[Journal], *, at: datetime | None = None, dry_run: bool = False
    ) -> None:
        at = at or self.now
        got = post(journals, at=at, dry_run=dry_run)
        new = [() if outcome.replayed else outcome.holds for outcome in got]
        expected = self.model.post(
            journals, at=at, ids=[o.journal for o in got], holds=new, dry_run=dry_run
        )
        assert got == expected
        if not dry_run:
            self._remember_charges(journals, got)

    def _remember_charges(self, journals: Sequence[Journal], outcomes: Sequence[Outcome]) -> None:
        for journal, outcome in zip(journals, outcomes, strict=True):
            if not outcome.posted or outcome.replayed:
                continue
            named = [(c.account, c.scope) for c in journal.charges]
            for charge in journal.charges:
                if charge.gives_back is None and named.count((charge.account, charge.scope)) == 1:
                    key = (outcome.journal, charge.account, charge.scope)
                    self.given[key] = charge.amount

    def check_invariants(self, *args: Any, **kwargs: Any) -> None:
        super().check_invariants(*args, **kwargs)
        if self.model.books.accounts:
            comparing.accounts(self.model, now=self.now)
            comparing.holds(self.model)
            comparing.limits(self.model, now=self.now)


def test_ledger_agrees_with_its_model(committed_database: str) -> None:
    thorough = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
    run_machine(
        Ledger,
        settings=settings(
            max_examples=3000 if thorough else 120,
            stateful_step_count=50 if thorough else 25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
