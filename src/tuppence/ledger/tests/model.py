"""The ledger once more, in plain Python: one journal after the other, one leg after the other.

Slow, obvious, and written from docs/money.md rather than from the SQL: the state machine in
test_machine.py holds the engine against it. Ids are the database's to choose, so they are given to
the model; everything else it works out by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tuppence.ledger.journals import (
    Capture,
    Charge,
    Hold,
    Journal,
    Leg,
    Outcome,
    Refusal,
    Release,
    Reversal,
    Transfer,
)
from tuppence.ledger.tests.calendar_windows import window
from tuppence.ledger.tests.model_books import Account, Books, Fault, Held, Limit, Moved

MAX_AMOUNT = 10**12


class Model:
    def __init__(self) -> None:
        self.books = Books()

    def post(
        self,
        journals: Sequence[Journal],
        *,
        at: datetime,
        ids: Sequence[int],
        holds: Sequence[Sequence[int]],
        dry_run: bool = False,
    ) -> list[Outcome]:
        """What `ledger.posting.post` must answer, given the ids that it chose."""
        touched = {a for journal in journals for a in self._accounts(journal)}
        at = max([at, *(self.books.accounts[a].last_at for a in touched)])
        outcomes = []
        for journal, journal_id, hold_ids in zip(journals, ids, holds, strict=True):
            before = self.books.copy()
            outcomes.append(self._one(journal, at, journal_id, hold_ids, dry_run))
            if dry_run:
                self.books = before
        return outcomes

    def _accounts(self, journal: Journal) -> set[int]:
        named = {charge.account for charge in journal.charges}
        for leg in journal.legs:
            match leg:
                case Transfer() | Hold():
                    named |= {leg.debit, leg.credit}
                case Capture() | Release():
                    hold = self.books.holds.get(leg.hold)
                    named |= {hold.debit, hold.credit} if hold else set()
                case Reversal():
                    original = self._transfer(leg.journal, leg.line)
                    named |= {original.debit, original.credit} if original else set()
        return named & set(self.books.accounts)

    def _one(
        self,
        journal: Journal,
        at: datetime,
        journal_id: int,
        hold_ids: Sequence[int],
        dry_run: bool,
    ) -> Outcome:
        known = self.books.journals.get(journal.key.digest)
        if known is not None and not dry_run:
            request, first = known
            if request != journal.key.request_digest:
                return first._replace(replayed=True, refusal=Refusal("idempotency_conflict"))
            return first._replace(replayed=True)
        refusal = journal.refused
        if refusal is None:
            trial = Trial(self.books.copy(), self.books, journal, at, journal_id, list(hold_ids))
            try:
                trial.run()
            except Fault as fault:
                refusal = fault.refusal
            else:
                self.books = trial.books
        outcome = Outcome(
            journal_id, at, replayed=False, refusal=refusal,
            holds=tuple(hold_ids) if refusal is None else (),
        )  # fmt: skip
        self.books.journals[journal.key.digest] = (journal.key.request_digest, outcome)
        return outcome

    def sweep(self, at: datetime) -> int:
        due = [h for h in self.books.holds.values() if h.reserved and h.expires_at and h.lapsed(at)]
        for hold in due:
            hold.reserved, hold.state = 0, "expired"
        return len(due)

    def set_limit(self, limit: Limit, at: datetime) -> None:
        for known in self.books.limits:
            if (known.account, known.scope, known.period, known.measure, known.seconds) == (
                limit.account, limit.scope, limit.period, limit.measure, limit.seconds,
            ):  # fmt: skip
                known.cap, known.zone = limit.cap, limit.zone
                return
        if limit.period != "rolling":
            limit.start, limit.end = at, window(limit.period, limit.zone, at)[1]
        self.books.limits.append(limit)

    def _transfer(self, journal: int, line: int) -> Moved | None:
        return next(
            (t for t in self.books.transfers if (t.journal, t.line) == (journal, line)), None
        )


@dataclass
class Trial:
    """One journal, leg by leg, on a copy of the books. Raises `Fault`."""

    books: Books
    before: Books
    journal: Journal
    at: datetime
    id: int
    hold_ids: list[int]

    def run(self) -> None:
        touched: set[int] = set()
        for line, leg in enumerate(self.journal.legs, 1):
            self._refuse_repeated(leg)
            match leg:
                case Transfer():
                    self._check(leg, line, leg.debit, leg.credit, leg.amount, unit=leg.unit)
                    self._move(line, leg.debit, leg.credit, leg.amount)
                    touched |= {leg.debit, leg.credit}
                case Hold():
                    touched |= self._hold(line, leg)
                case Capture():
                    touched |= self._capture(line, leg)
                case Release():
                    touched |= self._release(line, leg)
                case Reversal():
                    touched |= self._reverse(line, leg)
        for charge in self.journal.charges:
            self._charge(charge)
        for account in touched:
            self.books.accounts[account].last_at = self.at

    def _refuse_repeated(self, leg: Leg) -> None:
        def names(one: Leg) -> object:
            match one:
                case Capture() | Release():
                    return ("hold", one.hold)
                case Reversal():
                    return ("transfer", one.journal, one.line)
            return None

        if (
            names(leg) is not None
            and [names(one) for one in self.journal.legs].count(names(leg)) > 1
        ):
            raise Fault("leg_repeated", account=self._debit_of(leg))

    def _debit_of(self, leg: Leg) -> int | None:
        match leg:
            case Capture() | Release():
                hold = self.books.holds.get(leg.hold)
                return hold.debit if hold else None
            case Reversal():
                original = self._original(leg)
                return original.credit if original else None
            case Transfer() | Hold():
                return leg.debit

    def _check(
        self, leg: Leg, line: int, debit: int, credit: int, amount: int | None,
        *, unit: str | None = None, reserve: int = 0, own: int = 0,
    ) -> None:  # fmt: skip
        """``reserve`` is what a new hold adds to what is held, ``own`` what its hold has kept."""
        fresh = isinstance(leg, Transfer | Hold)
        if amount is not None and not 1 <= amount <= MAX_AMOUNT:
            raise Fault("amount_invalid", account=debit)
        giver = self._open(debit, debit, credit, unit)
        if giver.frozen and fresh:
            raise Fault("account_frozen", account=debit)
        available = giver.balance - self.books.held(debit, self.at) + own
        if amount and giver.floor is not None and available - amount < giver.floor:
            raise Fault(
                "insufficient_funds", account=debit, asked=amount, available=available - giver.floor
            )
        taker = self._open(credit, debit, credit, unit)
        most = taker.balance + self.books.expected(credit, self.at) - own + (amount or 0)
        if amount and taker.ceiling is not None and most > taker.ceiling:
            raise Fault("ceiling_reached", account=credit, asked=amount, ceiling=taker.ceiling)

    def _open(self, account: int, debit: int, credit: int, unit: str | None) -> Account:
        found = self.books.accounts.get(account)
        if found is None:
            raise Fault("account_unknown", account=account)
        if debit == credit:
            raise Fault("account_same", account=account)
        if unit is not None and unit != found.unit:
            raise Fault("unit_mismatch", account=account)
        if found.closed:
            raise Fault("account_closed", account=account)
        return found

    def _move(
        self, line: int, debit: int, credit: int, amount: int,
        *, hold: int | None = None, reverses: tuple[int, int] | None = None, late: bool = False,
    ) -> None:  # fmt: skip
        giver, taker = self.books.accounts[debit], self.books.accounts[credit]
        giver.debits += amount
        taker.credits += amount
        giver.seq += 1
        taker.seq += 1
        self.books.transfers.append(
            Moved(
                self.id, line, debit, credit, amount, giver.balance, taker.balance, self.at, hold,
                reverses, late,
            )
        )  # fmt: skip

    def _hold(self, line: int, leg: Hold) -> set[int]:
        if leg.expires_at is not None and leg.expires_at <= self.at:
            raise Fault("hold_expired", account=leg.debit)
        self._check(leg, line, leg.debit, leg.credit, leg.amount, unit=leg.unit)
        key = self.hold_ids.pop(0) if self.hold_ids else -line
        self.books.holds[key] = Held(
            leg.debit, leg.credit, leg.amount, leg.amount, leg.expires_at, leg.over_capture
        )
        return {leg.debit, leg.credit}

    def _usable(self, leg: Capture | Release) -> Held:
        hold = self.books.holds.get(leg.hold)
        if hold is None:
            raise Fault("hold_unknown", account=None)
        if hold.state in ("captured", "released"):
            raise Fault("hold_spent", account=hold.debit)
        return hold

    def _capture(self, line: int, leg: Capture) -> set[int]:
        hold = self._usable(leg)
        amount = leg.amount if 1 <= leg.amount <= MAX_AMOUNT else 0
        if not hold.over_capture and hold.captured + amount > hold.amount:
            raise Fault("hold_spent", account=hold.debit)
        late = hold.lapsed(self.at)
        frees = hold.reserved if leg.final else min(leg.amount, hold.reserved)
        self._check(leg, line, hold.debit, hold.credit, leg.amount, own=0 if late else frees)
        self._move(line, hold.debit, hold.credit, leg.amount, hold=leg.hold, late=late)
        hold.captured += leg.amount
        hold.reserved = 0 if late else hold.reserved - frees
        if leg.final or (hold.captured >= hold.amount and not hold.over_capture):
            hold.state = "captured"
        elif late:
            hold.state = "expired"
        return {hold.debit, hold.credit}

    def _release(self, line: int, leg: Release) -> set[int]:
        hold = self._usable(leg)
        self._check(leg, line, hold.debit, hold.credit, None)
        hold.reserved, hold.state = 0, "released"
        return {hold.debit, hold.credit}

    def _original(self, leg: Reversal) -> Moved | None:
        named = (leg.journal, leg.line)
        return next((t for t in self.books.transfers if (t.journal, t.line) == named), None)

    def _reverse(self, line: int, leg: Reversal) -> set[int]:
        original = self._original(leg)
        if original is None:
            raise Fault("transfer_unknown", account=None)
        named = (leg.journal, leg.line)
        remaining = original.amount - sum(
            t.amount for t in self.books.transfers if t.reverses == named
        )
        if MAX_AMOUNT >= leg.amount > remaining:
            raise Fault(
                "reversal_exceeds", account=original.credit, asked=leg.amount, remaining=remaining
            )
        self._check(leg, line, original.credit, original.debit, leg.amount)
        self._move(line, original.credit, original.debit, leg.amount, reverses=named)
        return {original.debit, original.credit}

    def _charge(self, charge: Charge) -> None:
        for limit, before in zip(self.books.limits, self.before.limits, strict=True):
            if (limit.account, limit.scope) != (charge.account, charge.scope):
                continue
            if not 1 <= charge.amount <= MAX_AMOUNT:
                raise Fault("amount_invalid", scope=charge.scope)
            if charge.gives_back is None:
                self._take(limit, charge.amount, before.resets_at(self.at))
            else:
                self._give_back(limit, charge.gives_back, charge.amount)

    def _take(self, limit: Limit, amount: int, resets_at: datetime | None) -> None:
        """``resets_at`` does not know of what the journal itself has charged before."""
        asked = 1 if limit.measure == "count" else amount
        used = limit.used_at(self.at)
        if used + asked > limit.cap:
            raise Fault(
                "limit_reached",
                scope=limit.scope,
                window=limit.period,
                measure=limit.measure,
                cap=limit.cap,
                used=used,
                asked=asked,
                resets_at=resets_at and resets_at.isoformat(),
            )
        if limit.end is None:
            limit.charges[self.at] = limit.charges.get(self.at, 0) + asked
            return
        limit.used = used + asked
        self._roll(limit)

    def _roll(self, limit: Limit) -> None:
        if limit.end is not None and self.at >= limit.end:
            limit.start, limit.end = window(limit.period, limit.zone, self.at)

    def _give_back(self, limit: Limit, journal: int, amount: int) -> None:
        posted = [o for _, o in self.books.journals.values() if o.journal == journal and o.posted]
        gives = amount
        if limit.measure == "count":
            whole = sum(t.amount for t in self.books.transfers if t.journal == journal) + sum(
                self.books.holds[h].amount for o in posted for h in o.holds
            )
            gives = 1 if amount == whole else 0
        if limit.end is None:
            if posted and posted[0].at > self.at - limit.length and posted[0].at in limit.charges:
                left = limit.charges[posted[0].at] - gives
                limit.charges[posted[0].at] = max(left, 0)
            return
        inside = posted and self.at < limit.end and limit.start and posted[0].at >= limit.start
        limit.used = max(limit.used_at(self.at) - (gives if inside else 0), 0)
        self._roll(limit)
