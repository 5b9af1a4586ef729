"""Looking through payments: those of every wallet that an actor may see, by what is known of them.

Each wallet's payments are read by its two indexes, newest first, and what is looked for is
compared on the way. So a search costs nothing to whoever pays, as it has no index of its own to
keep, and one that finds little is bounded: a page looks at so many payments, and the next goes on
from there.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q

from tuppence.kernel.paging import Page, decode_cursor, encode_cursor
from tuppence.payments import categories
from tuppence.payments.payments.models import Kind, Payment, State
from tuppence.payments.payments.queries import bucket_of, whole
from tuppence.payments.wallets import queries as wallets
from tuppence.payments.wallets.models import Wallet
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor

LOOKED_AT: Final = 1_000
"""Payments of one wallet and direction that one page of a search looks at."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; None is anything. ``text`` is part of the note or of a name on either
    side, in whatever case; ``least`` and ``most`` are minor units, both included; ``since`` is
    included and ``until`` is not."""

    text: str | None = None
    least: int | None = None
    most: int | None = None
    kind: Kind | None = None
    category: str | None = None
    direction: Literal["in", "out"] | None = None
    state: State | None = None
    since: datetime | None = None
    until: datetime | None = None


ANYTHING: Final = Wanted()


def payments(
    actor: Actor,
    *,
    limit: int,
    cursor: str | None = None,
    wallet: UUID | None = None,
    wanted: Wanted = ANYTHING,
) -> Page[Payment]:
    """Payments of every wallet that the actor may see, or of one of them, newest first.

    A page of a search can hold fewer than ``limit``, or none, and yet have a ``next``: it has
    looked at as many as one page does. Raises `CursorInvalid`, and `NotFound` for a wallet that is
    not theirs to see.
    """
    history = Right.SEE_HISTORY
    visible = (
        wallets.visible(actor, history)
        if wallet is None
        else [wallets.access(actor, wallet, history).wallet]
    )
    matches = _matches(wanted)
    bounds = _older(_decoded(cursor)) & _within(wanted)
    found: set[_Place] = set()
    floors: list[_Place] = []
    for one in visible:
        # One index probe for each wallet and side: an OR over them all would be a scan.
        for side in _sides(one, wanted):
            look = LOOKED_AT if matches else limit + 1
            seen = _look(side & bounds, matches, look)
            found.update((at, key) for at, key, hit in seen if hit)
            if len(seen) == look:
                floors.append(seen[-1][:2])
    # Below the highest place at which one of them stopped looking, the others are not all there is.
    floor = max(floors, default=None)
    newest = sorted((place for place in found if floor is None or place >= floor), reverse=True)
    rows = whole().in_bulk([key for _, key in newest[:limit]])
    owners = {one.owner_id for one in visible}
    items = [rows[key].shown_to(owners) for _, key in newest[:limit]]
    more = newest[limit - 1] if newest[limit:] else floor
    return Page(items, None if more is None else encode_cursor(_micros(more[0]), more[1]))


def _look(where: Q, matches: Q, look: int) -> list[tuple[datetime, int, bool]]:
    rows: Any = Payment.objects.filter(where).order_by("-created_at", "-id")
    if not matches:
        return [(at, key, True) for at, key in rows.values_list("created_at", "id")[:look]]
    hit = ExpressionWrapper(matches, output_field=BooleanField())
    return list(rows.annotate(hit=hit).values_list("created_at", "id", "hit")[:look])


def _sides(wallet: Wallet, wanted: Wanted) -> list[Q]:
    out, came = Q(payer_wallet=wallet), Q(payee_wallet=wallet) & Payment.PAYEE_SEES
    return {None: [out, came], "out": [out], "in": [came]}[wanted.direction]


def _within(wanted: Wanted) -> Q:
    """What the index itself leaves out."""
    within = Q()
    if wanted.since is not None:
        within &= Q(created_at__gte=wanted.since)
    if wanted.until is not None:
        within &= Q(created_at__lt=wanted.until)
    return within


def _matches(wanted: Wanted) -> Q:
    """What is compared of each payment; empty when all of them are wanted."""
    matches = Q()
    if wanted.text is not None:
        text = wanted.text
        matches &= (
            Q(note__icontains=text)
            | Q(payer_label__icontains=text)
            | Q(payee_label__icontains=text)
        )
    if wanted.least is not None:
        matches &= Q(amount__gte=wanted.least)
    if wanted.most is not None:
        matches &= Q(amount__lte=wanted.most)
    if wanted.kind is not None:
        matches &= Q(kind=wanted.kind)
    if wanted.state is not None:
        matches &= Q(state=wanted.state)
    if wanted.category is not None:
        matches &= _of_category(wanted.category)
    return matches


def _of_category(name: str) -> Q:
    """The payments that `queries.category` puts into this bucket."""
    kinds = [kind for kind in Kind if bucket_of(kind) == name]
    found = Q(kind__in=kinds)
    at_shops = Q(kind__in=[kind for kind in Kind if bucket_of(kind) is None])
    if name == categories.OTHER:
        return found | (at_shops & (Q(mcc=None) | ~_in_any(categories.every_range())))
    if name in categories.OF_SHOPS:
        return found | (at_shops & _in_any(categories.ranges_of(name)))
    return found


def _in_any(ranges: list[tuple[str, str]]) -> Q:
    among = Q()
    for low, high in ranges:
        among |= Q(mcc__gte=low, mcc__lte=high)
    return among


def _older(before: _Place | None) -> Q:
    if before is None:
        return Q()
    at, key = before
    return Q(created_at__lte=at) & (Q(created_at__lt=at) | Q(id__lt=key))


def _decoded(cursor: str | None) -> _Place | None:
    if cursor is None:
        return None
    micros, key = (int(part) for part in decode_cursor(cursor, int, int))
    try:
        return _EPOCH + timedelta(microseconds=micros), key
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC), key


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
