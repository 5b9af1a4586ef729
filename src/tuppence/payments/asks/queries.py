"""Asks as one actor may see them: both sides', and their guardians."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from tuppence.kernel.errors import NotFound
from tuppence.kernel.paging import Page, decode_cursor, encode_cursor
from tuppence.payments.asks.models import Ask, Bill, State
from tuppence.payments.asks.rules import Standing
from tuppence.payments.payments import queries as payments
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.queries import PersonRef

SIDES = ("asker", "asked")


def ask(actor: Actor, ask: UUID) -> Ask:
    """One that the actor may see. Raises `NotFound`."""
    found = whole().filter(public_id=ask).first()
    if found is None or not may_see(actor, found):
        raise NotFound
    return found


def may_see(actor: Actor, ask: Ask) -> bool:
    """Whether it is theirs, on either side, or that of a child whose approvals they see."""
    sides = (ask.asker_id, ask.asked_id)
    return actor.person_id in sides or any(
        families.may(actor.person_id, Right.SEE_APPROVALS, side) for side in sides
    )


def _seen_by(actor: Actor) -> list[int]:
    """Whose asks and bills an actor sees: their own, and those of such children."""
    children = families.children_of(actor.person_id, Right.SEE_APPROVALS)
    return [actor.person_id, *(child.id for child in children)]


def asks(
    actor: Actor,
    *,
    side: str | None,
    only_open: bool,
    now: datetime,
    limit: int,
    cursor: str | None,
) -> Page[Ask]:
    """The actor's and their children's, newest first; ``side``: those in which they are the
    ``asker``, or the ``asked``. Raises `CursorInvalid`."""
    people = _seen_by(actor)
    before = Q() if cursor is None else Q(id__lt=decode_cursor(cursor, int)[0])
    if only_open:
        before &= Q(state=State.OPEN, expires_at__gt=now)
    keys: set[int] = set()
    for one in SIDES if side is None else [side]:
        # A probe of one index for each side: an OR of both would be a scan.
        rows = Ask.objects.filter(before, **{f"{one}_id__in": people}).order_by("-id")
        keys.update(rows.values_list("id", flat=True)[: limit + 1])
    newest = sorted(keys, reverse=True)
    rows_by_key = whole().in_bulk(newest[:limit])
    items = [rows_by_key[key] for key in newest[:limit]]
    return Page(items, encode_cursor(items[-1].pk) if newest[limit:] else None)


def standings(asker: PersonRef, people: Sequence[PersonRef]) -> dict[int, Standing]:
    """How those who would be asked stand to the asker, by person."""
    ids = [person.id for person in people]
    relatives = families.relatives(asker.id, ids)
    others = [one for one in ids if one not in relatives]
    payers = payments.who_paid(asker.id, among=others)
    payees = payments.whom_paid(asker.id, among=others)
    return {
        person.id: Standing(
            asker_is_minor=asker.is_minor,
            asked_is_minor=person.is_minor,
            family=person.id in relatives,
            asked_paid=person.id in payers,
            asker_paid=person.id in payees,
        )
        for person in people
    }


def bill(actor: Actor, bill: UUID) -> Bill:
    """One that the actor may see: its maker, everybody who is or was asked for a share, and their
    guardians. Raises `NotFound`."""
    found = bills_whole().filter(public_id=bill).first()
    if found is None:
        raise NotFound
    people = [found.maker_id, *(share.asked_id for share in found.shares.all())]
    if set(_seen_by(actor)).isdisjoint(people):
        raise NotFound
    return found


def bills(actor: Actor, *, only_open: bool, limit: int, cursor: str | None) -> Page[Bill]:
    """Those that the actor, or a child of theirs, made or has a share in, newest first. Raises
    `CursorInvalid`."""
    people = _seen_by(actor)
    before = None if cursor is None else decode_cursor(cursor, int)[0]
    open_ones = Q(closed_at=None) if only_open else Q()
    own = Bill.objects.filter(open_ones, maker_id__in=people)
    shared = Bill.objects.filter(
        open_ones, pk__in=Ask.objects.filter(asked_id__in=people).values("bill_id")
    )
    keys: set[int] = set()
    for rows in (own, shared):
        older = rows if before is None else rows.filter(pk__lt=before)
        keys.update(older.order_by("-id").values_list("id", flat=True)[: limit + 1])
    newest = sorted(keys, reverse=True)
    found = bills_whole().in_bulk(newest[:limit])
    items = [found[key] for key in newest[:limit]]
    return Page(items, encode_cursor(items[-1].pk) if newest[limit:] else None)


def bills_whole() -> QuerySet[Bill]:
    """Bills with their shares in the order they were asked for, in two queries."""
    shares = Prefetch("shares", queryset=Ask.objects.select_related("asked").order_by("id"))
    return Bill.objects.select_related("maker").prefetch_related(shares)


def whole() -> QuerySet[Ask]:
    """Asks with what their answers show, in one query."""
    return Ask.objects.select_related(
        "asker", "asked", "bill", "payment", "payment__payer_wallet", "payment__payee_wallet",
        "payment__merchant", "payment__refund_of",
    )  # fmt: skip
