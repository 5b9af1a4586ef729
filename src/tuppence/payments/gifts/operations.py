"""Verbs of gifts: make a link and revoke it, for the family; give, for whoever holds the link."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet, Sum

from tuppence.kernel.errors import NotFound, Refused
from tuppence.kernel.ids import to_public
from tuppence.ledger.journals import Charge, Journal, Key, Transfer
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.outbox import operations as outbox
from tuppence.payments.gifts import events, queries, secrets
from tuppence.payments.gifts.models import Gift, GiftLink
from tuppence.payments.goals import queries as of_goals
from tuppence.payments.goals.models import Goal
from tuppence.payments.goals.operations import pots
from tuppence.payments.payments import posting
from tuppence.payments.payments import queries as payments
from tuppence.payments.payments.models import Kind, Payment
from tuppence.payments.payments.operations.top_up import ESCROW, LOAD, BankMissing
from tuppence.payments.payments.posting import Movement
from tuppence.payments.policy import HOME_UNIT
from tuppence.payments.wallets import operations as wallets
from tuppence.payments.wallets import queries as of_wallets
from tuppence.payments.wallets.models import Wallet
from tuppence.people.families import queries as families
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor

MOST_LINKS: Final = 20
"""Links that one person can have at a time."""
MOST_OF_ONE: Final = 10_000_00
"""The most that a link may take as one gift, in minor units."""
DAY: Final = timedelta(hours=24)
MOST_A_DAY: Final = 20_000_00
"""What one link takes in any 24 hours, in minor units, whatever its own bounds are."""


class LinksFull(Refused):
    code: ClassVar[str] = "gift_links_full"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "There are as many gift links as one person can have: revoke one first"


class LinkOver(Refused):
    """``reason`` is ``used``, ``expired``, ``revoked``, or ``closed``: the goal is no more."""

    code: ClassVar[str] = "gift_link_over"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Nothing can be given by this link any more"


class GiftTooLarge(Refused):
    """``most`` is the most that can be given now, in minor units."""

    code: ClassVar[str] = "gift_too_large"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "This is more than the link takes"


class GiftNotTaken(Refused):
    """Why is told to the family, and not to whoever holds a link: it may be a limit of theirs."""

    code: ClassVar[str] = "gift_not_taken"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "The gift could not be taken: nothing was paid. Ask the family"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a link goes: gifts in all, minor units of one, and days from now."""

    most_gifts: int
    most_amount: int
    days: int
    shows_goal: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A new link, and the token that gives by it: it is shown this once."""

    link: GiftLink
    token: str


@dataclass(frozen=True, slots=True)
class Given:
    """A gift; ``replayed``: as this very request had given it before."""

    gift: Gift
    replayed: bool


def make_link(
    *, actor: Actor, person: UUID | None, goal: UUID | None, bounds: Bounds, now: datetime
) -> Made:
    """Makes a link to give to the actor or to a child whom they guard (``person``; None: whose goal
    it is, or the actor): to their wallet, or into a goal.

    Raises `NotFound`, `GoalClosed`, `WalletMissing`, `LinksFull`, and `GiftTooLarge` for more than
    any link takes.
    """
    if bounds.most_amount > MOST_OF_ONE:
        raise GiftTooLarge(most=MOST_OF_ONE)
    into = None if goal is None else of_goals.goal(actor, goal)
    if into is not None:
        pots.check_open(into)
    receiver = _receiver(actor, person, into)
    home = of_wallets.receiving(receiver, unit=HOME_UNIT.value)
    if home is None:
        raise of_wallets.WalletMissing
    secret = secrets.new()
    with transaction.atomic():
        wallets.one_at_a_time(f"gift-links:{receiver}")
        usable = GiftLink.objects.filter(
            person_id=receiver, revoked_at=None, expires_at__gt=now, used__lt=F("most_gifts")
        )
        if usable.count() >= MOST_LINKS:
            raise LinksFull
        made = GiftLink.objects.create(
            secret=secrets.hashed(secret),
            person_id=receiver,
            goal=into,
            maker_id=actor.person_id,
            unit=home.unit,
            most_gifts=bounds.most_gifts,
            most_amount=bounds.most_amount,
            shows_goal=bounds.shows_goal and into is not None,
            created_at=now,
            expires_at=now + timedelta(days=bounds.days),
        )
        outbox.append([events.of_link(events.LINK_MADE, made, by=actor, now=now)])
    return Made(made, secrets.token(made.public_id, secret))


def revoke(*, actor: Actor, link: UUID, now: datetime) -> GiftLink:
    """Ends a link at once; ended already is fine. Raises `NotFound`."""
    with transaction.atomic():
        found = _rows().filter(public_id=link).first()
        if found is None or not queries.may_see(actor, found):
            raise NotFound
        if found.revoked_at is None:
            found.revoked_at = now
            found.save(update_fields=["revoked_at"])
            outbox.append([events.of_link(events.LINK_REVOKED, found, by=actor, now=now)])
    return found


def look(*, token: str, now: datetime) -> queries.Shown:
    """What whoever holds a link may know. Raises `NotFound` for a wrong token, and `LinkOver`."""
    found = queries.held(token)
    _check_usable(found, now=now)
    return queries.shown(found)


def give(
    *, token: str, amount: int, giver: str, message: str | None, key: str, now: datetime
) -> Given:
    """Gives ``amount`` minor units, from the bank, as top-ups come. ``key`` is the giver's own name
    for the attempt: the same gives the same answer. What the ledger will not take is a refused
    payment for the family to see, and `GiftNotTaken` for the giver.

    Raises `NotFound` for a wrong token, `LinkOver`, `GiftTooLarge`, `GiftNotTaken`,
    `IdempotencyConflict`, and `BankMissing` in production.
    """
    if settings.ENVIRONMENT.mode == "production":
        raise BankMissing(retry_after=3600)
    seen = queries.held(token)
    scoped = Key(
        scope=f"gift:{to_public('gft', seen.public_id)}",
        value=key,
        request=f"{amount}\n{giver}\n{message or ''}",
    )
    with transaction.atomic():
        link = _rows().get(pk=seen.pk)
        first = _given(link, scoped)
        if first is not None:
            return first
        goal = None if link.goal_id is None else pots.locked_rows([link.goal_id])[link.goal_id]
        link.goal = goal
        _check_usable(link, now=now)
        _check_amount(link, amount, now=now)
        movement = _movement(link, amount=amount, giver=giver, message=message, key=scoped, now=now)
        [settled] = posting.post([movement])
        if settled is None:
            raise IdempotencyConflict
        if settled.payment.refusal_code is None:
            gift = _write(link, settled.payment, giver=giver, message=message, key=scoped, now=now)
            if goal is not None:
                pots.note_reached(goal, now=now)
            return Given(gift, replayed=False)
    raise GiftNotTaken


def _receiver(actor: Actor, person: UUID | None, goal: Goal | None) -> int:
    if person is None:
        return actor.person_id if goal is None else goal.owner_id
    found = identity.person_by_public_id(person)
    if found is None or (goal is not None and goal.owner_id != found.id):
        raise NotFound
    if found.id != actor.person_id and not families.guards(actor.person_id, found.id):
        raise NotFound
    return found.id


def _check_usable(link: GiftLink, *, now: datetime) -> None:
    reasons = {
        "revoked": link.revoked_at is not None,
        "expired": now >= link.expires_at,
        "used": link.used >= link.most_gifts,
        "closed": link.goal is not None and link.goal.closed_at is not None,
    }
    for reason, holds in reasons.items():
        if holds:
            raise LinkOver(reason=reason)


def _check_amount(link: GiftLink, amount: int, *, now: datetime) -> None:
    today = link.gifts.filter(created_at__gt=now - DAY).aggregate(sum=Sum("amount"))["sum"] or 0
    most = min(link.most_amount, MOST_A_DAY - today)
    if amount > most:
        raise GiftTooLarge(most=max(most, 0))


def _movement(
    link: GiftLink, *, amount: int, giver: str, message: str | None, key: Key, now: datetime
) -> Movement:
    """From the bank, like a top-up. What is loaded is counted on the personal wallet, wherever it
    goes: a goal is no way around a limit."""
    home = of_wallets.personal(link.person_id, unit=link.unit)
    if home is None:
        raise GiftNotTaken
    into: Wallet = home if link.goal is None else link.goal.wallet
    payment = Payment.draft(
        kind=Kind.GIFT,
        payee_wallet_id=into.pk,
        actor_id=link.maker_id,
        amount=amount,
        unit=link.unit,
        payer_label=giver,
        payee_label=(home.owner.name or "") if link.goal is None else into.name,
        note=message,
    )
    payment.know(payer_wallet=None, payee_wallet=into, merchant=None)
    escrow = wallets.system_account(ESCROW, unit=link.unit, now=now)
    leg = Transfer(debit=escrow, credit=into.account_id, amount=amount, unit=link.unit)
    charge = Charge(account=home.account_id, scope=LOAD, amount=amount)
    return Movement(Journal(key=key, legs=(leg,), charges=(charge,)), payment)


def _write(
    link: GiftLink, payment: Payment, *, giver: str, message: str | None, key: Key, now: datetime
) -> Gift:
    link.used += 1
    link.save(update_fields=["used"])
    gift = Gift.objects.create(
        link=link,
        payment=payments.of_journal(payment.journal),
        giver=giver,
        message=message,
        amount=payment.amount,
        key=key.digest,
        request=key.request_digest,
        created_at=now,
    )
    outbox.append([events.received(gift, now=now)])
    return gift


def _given(link: GiftLink, key: Key) -> Given | None:
    first = link.gifts.select_related("payment").filter(key=key.digest).first()
    if first is None:
        return None
    if first.request.hex != key.request_digest:
        raise IdempotencyConflict
    first.link = link
    return Given(first, replayed=True)


def _rows() -> QuerySet[GiftLink]:
    return queries.whole().select_for_update(no_key=True, of=("self",))
