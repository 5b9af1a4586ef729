"""Consent as one actor may see it: a guardian for their children, anybody for themselves."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from tuppence.edge.keyset import newest
from tuppence.kernel.errors import NotFound
from tuppence.kernel.paging import Page
from tuppence.people.consent import texts
from tuppence.people.consent.models import PROVED, Entry, Purpose, What
from tuppence.people.consent.texts import Text
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.queries import PersonRef


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with a person: ``needed`` while they are a minor; ``in_force`` whether
    guardians' consent is; ``stances`` the newest entry of each guardian who ever had a say;
    ``text`` what would be agreed to today."""

    person: PersonRef
    needed: bool
    in_force: bool
    stances: list[Entry]
    text: Text


def whose(actor: Actor, person: UUID) -> PersonRef:
    """The actor, or a child whom they guard. Raises `NotFound`."""
    found = identity.person_by_public_id(person)
    if found is None:
        raise NotFound
    if not families.may(actor.person_id, Right.SEE_CONSENT, found.id):
        raise NotFound
    return found


def text_of(purpose: str) -> Text:
    """What would be agreed to today. Raises `NotFound` for a purpose that there is not."""
    if purpose not in Purpose.values:
        raise NotFound
    return texts.current(purpose)


def standing(actor: Actor, person: UUID) -> Standing:
    """How it stands. Raises `NotFound`."""
    found = whose(actor, person)
    return Standing(
        person=found,
        needed=found.is_minor,
        in_force=found.consented,
        stances=stances(found.id),
        text=texts.current(Purpose.ACCOUNT),
    )


def stances(person_id: int) -> list[Entry]:
    """The newest entry of each guardian, the newest first."""
    newest = (
        Entry.objects.filter(person_id=person_id, purpose=Purpose.ACCOUNT)
        .order_by("guardian_id", "-id")
        .distinct("guardian_id")
    )
    return sorted(whole().filter(pk__in=newest.values("pk")), key=lambda entry: -entry.pk)


def pairs_of(person_id: int) -> list[tuple[int, int]]:
    """Children and guardians (internal ids) between whom there ever was an entry, one of them this
    person."""
    pairs = Entry.objects.filter(Q(person_id=person_id) | Q(guardian_id=person_id))
    return sorted(pairs.values_list("person_id", "guardian_id").distinct())


def history(actor: Actor, person: UUID, *, limit: int, cursor: str | None) -> Page[Entry]:
    """Every entry, newest first. Raises `NotFound` and `CursorInvalid`."""
    found = whose(actor, person)
    rows = whole().filter(person_id=found.id)
    return newest(rows, limit=limit, cursor=cursor)


def verification_of(guardian_id: int) -> Entry | None:
    """The consent with which a guardian was last verified by a proof of their own."""
    given = Entry.objects.filter(guardian_id=guardian_id, what=What.GIVEN, method__in=PROVED)
    return given.order_by("-id").first()


def whole() -> QuerySet[Entry]:
    """Entries with what their answers show, in one query."""
    return Entry.objects.select_related("person", "guardian")
