"""Controls as one actor may see them: a guardian those of a child, a child their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tuppence.edge.keyset import newest
from tuppence.kernel.errors import NotFound
from tuppence.kernel.paging import Page
from tuppence.payments.controls.models import ControlsVersion
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.queries import PersonRef


@dataclass(frozen=True, slots=True)
class Decided:
    """A version with who it is for and who wrote it (None: the platform)."""

    person: PersonRef
    version: ControlsVersion
    author: PersonRef | None


def controlled(actor: Actor, person: UUID) -> PersonRef:
    """A child whom the actor guards, or the actor, if a minor. Raises `NotFound`."""
    found = identity.person_by_public_id(person)
    if found is None or not found.is_minor:
        raise NotFound
    if not families.may(actor.person_id, Right.SEE_CONTROLS, found.id):
        raise NotFound
    return found


def current(actor: Actor, person: UUID) -> Decided:
    """What is in force for a child. Raises `NotFound`."""
    child = controlled(actor, person)
    return decided(child, [in_force(child.id)])[0]


def in_force(person_id: int) -> ControlsVersion:
    """The newest version of a person's controls; an empty one where there is none."""
    found = ControlsVersion.objects.filter(person_id=person_id).order_by("-version").first()
    return found or ControlsVersion.empty(person_id)


def history(actor: Actor, person: UUID, *, limit: int, cursor: str | None) -> Page[Decided]:
    """Every version, newest first. Raises `NotFound` and `CursorInvalid`."""
    child = controlled(actor, person)
    rows = ControlsVersion.objects.filter(person_id=child.id)
    found = newest(rows, limit=limit, cursor=cursor, by="version")
    return Page(decided(child, found.items), found.next)


def decided(child: PersonRef, versions: Sequence[ControlsVersion]) -> list[Decided]:
    """Versions with their authors, in one query."""
    wanted = [one.author_id for one in versions if one.author_id is not None]
    authors: Mapping[int, PersonRef] = identity.people(wanted) if wanted else {}
    return [Decided(child, one, authors.get(one.author_id or 0)) for one in versions]
