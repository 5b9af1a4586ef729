"""Whom a fact concerns: the people it is about, and the guardians who may see that of theirs.

The right that a rule names is the one by which the reads of that room are scoped, so that nobody is
told of what they could not look up; rights are those of the moment of telling. What is told is
which thing changed, by its public id. It is read through the door that it has, by who may.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from tuppence.kernel.ids import from_public
from tuppence.outbox.facts import RecordedFact
from tuppence.payments.allowances.models import Allowance
from tuppence.payments.asks.models import Ask, Bill
from tuppence.payments.chores.models import Chore
from tuppence.payments.wallets.models import Wallet
from tuppence.people.families import queries as families
from tuppence.people.families import rights
from tuppence.people.families.rights import Right
from tuppence.people.identity.models import Person

Guardians = Mapping[int, Mapping[int, frozenset[Right]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a fact tells of (``topic``), and the members of its payload that say which (``names``)
    and whose it is (``sides``: ids of people, wallets, bills, families...). ``needs`` are the
    rights over a side that a guardian must have to be told, or that a seat in a family must give;
    where it is empty, the side alone is told. ``itself``: whether the side is told at all. ``but``:
    members that name people who are not told, as they did it. ``unless``: a member that, where it
    says something, makes another rule the right one."""

    topic: str
    names: str
    sides: tuple[str, ...]
    needs: frozenset[Right] = rights.NONE
    itself: bool = True
    but: tuple[str, ...] = ()
    unless: str | None = None

    def applies(self, fact: RecordedFact) -> bool:
        said = self.unless is not None and fact.payload.get(self.unless) is not None
        return fact.payload.get(self.names) is not None and not said


def seen(
    topic: str, names: str, sides: tuple[str, ...], *needs: Right, unless: str | None = None
) -> Rule:
    """The rule for what is seen by whose it is, and by guardians with these rights over them."""
    return Rule(topic, names, sides, frozenset(needs), unless=unless)


@dataclass(frozen=True, slots=True)
class Hint:
    """What changed: ``id`` None means that many of the kind did."""

    topic: str
    id: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """That a person is concerned by a fact, and by which rule."""

    fact: RecordedFact
    rule: Rule
    person_id: int
    hint: Hint


Rules = Mapping[str, Sequence[Rule]]


def told(facts: Iterable[RecordedFact], rules: Rules) -> list[Told]:
    """Everyone whom these facts concern, in the facts' order. In as many statements for a page of
    facts as for one."""
    found = [
        (fact, rule) for fact in facts for rule in rules.get(fact.topic, ()) if rule.applies(fact)
    ]
    people = _People({one for fact, rule in found for one in _named(fact, rule)})
    return [
        Told(fact, rule, person, Hint(rule.topic, fact.payload[rule.names]))
        for fact, rule in found
        for person in sorted(people.concerned(fact, rule))
    ]


def _named(fact: RecordedFact, rule: Rule) -> Iterator[str]:
    for member in (*rule.sides, *rule.but):
        yield from _ids(fact.payload.get(member))


def _ids(value: Any) -> list[str]:
    """A member of a payload: an id, several, or none."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


class _People:
    """Who stands behind public ids, and who guards them: all that a page of facts needs, read at
    once."""

    def __init__(self, ids: set[str]) -> None:
        self._behind: dict[str, list[tuple[int, str | None]]] = {}
        for prefix, look_up in _BEHIND.items():
            named = {one: from_public(prefix, one) for one in ids if one.startswith(f"{prefix}_")}
            if named:
                found = look_up([*named.values()])
                self._behind |= {one: found.get(uuid, []) for one, uuid in named.items()}
        own = {person for behind in self._behind.values() for person, seat in behind if not seat}
        self._guardians: Guardians = families.guardians(sorted(own)) if own else {}

    def concerned(self, fact: RecordedFact, rule: Rule) -> set[int]:
        found: set[int] = set()
        for side in rule.sides:
            for one in _ids(fact.payload.get(side)):
                found |= self._of_side(one, rule)
        return found - {
            person
            for member in rule.but
            for one in _ids(fact.payload.get(member))
            for person, _ in self._behind.get(one, ())
        }

    def _of_side(self, one: str, rule: Rule) -> set[int]:
        found: set[int] = set()
        for person, seat in self._behind.get(one, ()):
            if seat is not None:
                if rule.needs and all(rights.allows(seat, right) for right in rule.needs):
                    found.add(person)
                continue
            if rule.itself:
                found.add(person)
            if rule.needs:
                guardians = self._guardians.get(person, {})
                found |= {who for who, may in guardians.items() if rule.needs <= may}
        return found


Behind = dict[UUID, list[tuple[int, str | None]]]
"""The people behind an id, with their seats where the id is a family's."""


def _persons(ids: Sequence[UUID]) -> Behind:
    rows = Person.objects.filter(public_id__in=ids).values_list("public_id", "pk")
    return {uuid: [(person, None)] for uuid, person in rows}


def _owners(ids: Sequence[UUID]) -> Behind:
    rows = Wallet.objects.filter(public_id__in=ids).values_list("public_id", "owner_id")
    return {uuid: [(owner, None)] for uuid, owner in rows}


def _givers(kind: type[Allowance] | type[Chore]) -> Callable[[Sequence[UUID]], Behind]:
    def look_up(ids: Sequence[UUID]) -> Behind:
        rows = kind._default_manager.filter(public_id__in=ids).values_list("public_id", "giver_id")
        return {uuid: [(giver, None)] for uuid, giver in rows}

    return look_up


def _sharers(ids: Sequence[UUID]) -> Behind:
    """Of a bill: who made it, and who is or was asked for a share."""
    made = Bill.objects.filter(public_id__in=ids).values_list("public_id", "maker_id")
    asked = Ask.objects.filter(bill__public_id__in=ids).values_list("bill__public_id", "asked_id")
    found: Behind = {}
    for uuid, person in (*made, *asked):
        found.setdefault(uuid, []).append((person, None))
    return found


def _members(ids: Sequence[UUID]) -> Behind:
    return {uuid: [*seats] for uuid, seats in families.members(ids).items()}


_BEHIND: Final[Mapping[str, Callable[[Sequence[UUID]], Behind]]] = {
    "per": _persons,
    "wal": _owners,
    "alw": _givers(Allowance),
    "chr": _givers(Chore),
    "bill": _sharers,
    "fam": _members,
}
