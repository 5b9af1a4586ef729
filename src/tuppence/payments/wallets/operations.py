"""Verbs of wallets: open one, bound what it may spend, freeze it and lift the freeze."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import connection, transaction

from tuppence.kernel.errors import Forbidden, Refused
from tuppence.kernel.ids import to_public
from tuppence.ledger import accounts
from tuppence.ledger import queries as ledger
from tuppence.outbox import operations as outbox
from tuppence.payments.policy import HOME_UNIT, HOME_ZONE
from tuppence.payments.wallets import events, queries, rules, tiers
from tuppence.payments.wallets.models import Kind, SystemAccount, Wallet
from tuppence.people.families import queries as families
from tuppence.people.families.quorum import Action
from tuppence.people.identity.actor import Actor
from tuppence.people.kyc.operations.tiers import one_at_a_time as tier_stands

SPEND = "spend"
"""The ledger's scope of what leaves a wallet as a payment."""


class AgreementNeeded(Refused):
    """``action`` is what to propose to the other guardians: POST /v1/family/proposals."""

    code: ClassVar[str] = "agreement_needed"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "In your family this takes more than one guardian: propose it"


class FreezeNotYours(Forbidden):
    code: ClassVar[str] = "freeze_not_yours"
    title: ClassVar[str] = "The wallet was frozen by support: ask them to lift it"


def open_wallet(
    *,
    owner_id: int,
    now: datetime,
    name: str,
    kind: Kind = Kind.PERSONAL,
    unit: str = HOME_UNIT.value,
    zone: str = HOME_ZONE.value,
) -> Wallet:
    """Opens an empty wallet. A person's personal one in a unit is opened once: asked again, this
    gives the one that is there."""
    with transaction.atomic():
        one_at_a_time(f"wallet:{owner_id}:{unit}")
        tier_stands(owner_id)
        there = queries.personal(owner_id, unit=unit) if kind == Kind.PERSONAL else None
        if there is not None:
            return there
        wallet = Wallet.objects.create(
            owner_id=owner_id,
            account_id=accounts.open_account(unit=unit, code="wallet", at=now),
            kind=kind,
            unit=unit,
            name=name,
            zone=zone,
            opened_at=now,
        )
        tiers.bind(wallet, now=now)
        opened = events.WalletOpened(
            wallet=public_id(wallet),
            owner=to_public("per", wallet.owner.public_id),
            unit=unit,
            at=now.isoformat(),
        )
        outbox.append([events.fact(opened, owner_id=owner_id)])
    return wallet


def set_spending_caps(
    *, actor: Actor, wallet: Wallet, daily: int | None, monthly: int | None, now: datetime
) -> None:
    """Caps what a wallet may spend in a day and in a month of its zone, in minor units; None lifts
    the cap. What is already used in the present window still counts. Whoever calls has checked who
    may. (A child's caps are a part of their controls.)"""
    with transaction.atomic():
        _set_cap(wallet, window="day", cap=daily, now=now)
        _set_cap(wallet, window="month", cap=monthly, now=now)
        limits_set = events.WalletLimitsSet(
            wallet=public_id(wallet),
            by=to_public("per", actor.person),
            daily=daily,
            monthly=monthly,
            at=now.isoformat(),
        )
        outbox.append([events.fact(limits_set, owner_id=wallet.owner_id)])


def _set_cap(wallet: Wallet, *, window: accounts.Window, cap: int | None, now: datetime) -> None:
    if cap is None:
        accounts.remove_limit(wallet.account_id, scope=SPEND, window=window)
    else:
        accounts.set_limit(
            wallet.account_id, scope=SPEND, window=window, cap=cap, zone=wallet.zone, at=now
        )


def freeze(*, actor: Actor, wallet: UUID, now: datetime) -> Wallet:
    """Lets nothing new leave the wallet, at once; money may still arrive. Frozen already is fine,
    and stays whoever's freeze it is: an operator's does not become the family's to lift.

    Raises `NotFound` and `WalletIsGoal`.
    """
    access = queries.everyday(queries.access(actor, wallet))
    if not rules.may_freeze(access.standing):
        raise Forbidden
    with transaction.atomic():
        return shut(access.wallet, by=to_public("per", actor.person), now=now)


def shut(wallet: Wallet, *, by: str, now: datetime) -> Wallet:
    """What `freeze` does, for a room that has checked who may. Requires an open transaction."""
    found = _locked(wallet)
    if not ledger.balance(found.account_id).frozen:
        found.frozen_at = now
        found.save(update_fields=["frozen_at"])
        accounts.freeze(found.account_id)
        frozen = events.WalletFrozen(wallet=public_id(found), by=by, at=now.isoformat())
        outbox.append([events.fact(frozen, owner_id=found.owner_id)])
    return found


def unfreeze(*, actor: Actor, wallet: UUID, now: datetime) -> Wallet:
    """Lifts a freeze that the family placed. Not frozen is fine.

    Raises `NotFound`, `WalletIsGoal`, `Forbidden` for a teen's own wallet, `AgreementNeeded` in a
    family where that takes several guardians, and `FreezeNotYours` when an operator froze the
    account.
    """
    access = queries.everyday(queries.access(actor, wallet))
    if not rules.may_lift_freeze(access.standing):
        raise Forbidden("a guardian lifts the freeze of this wallet")
    if access.standing.is_guardian and families.takes_others(
        Action.LIFT_FREEZE, access.wallet.owner_id
    ):
        raise AgreementNeeded(action=Action.LIFT_FREEZE.value)
    with transaction.atomic():
        found = reopen(access.wallet, by=to_public("per", actor.person), now=now)
        if ledger.balance(found.account_id).frozen:
            raise FreezeNotYours
    return found


def reopen(wallet: Wallet, *, by: str, now: datetime) -> Wallet:
    """Lifts a freeze that was `shut`; an operator's stays. Requires an open transaction."""
    found = _locked(wallet)
    if found.frozen_at is not None:
        _thaw(found, by=by, now=now)
    return found


def lift_agreed_freeze(*, owner_id: int, by: str, agreed_at: datetime) -> None:
    """Lifts the family's freeze of a child's wallets, as enough guardians have agreed. One that was
    placed after they had is another, and stays, as does a goal's lock. ``by`` (per_) was the last
    to agree."""
    with transaction.atomic():
        frozen = Wallet.objects.filter(owner_id=owner_id, frozen_at__lte=agreed_at)
        for wallet in frozen.exclude(kind=Kind.GOAL).order_by("id"):
            found = _locked(wallet)
            if found.frozen_at is not None and found.frozen_at <= agreed_at:
                _thaw(found, by=by, now=agreed_at)


def _thaw(found: Wallet, *, by: str, now: datetime) -> None:
    found.frozen_at = None
    found.save(update_fields=["frozen_at"])
    accounts.unfreeze(found.account_id)
    unfrozen = events.WalletUnfrozen(wallet=public_id(found), by=by, at=now.isoformat())
    outbox.append([events.fact(unfrozen, owner_id=found.owner_id)])


OPERATOR = "operator"
"""Who freezes and unfreezes, in facts, when it is not a person of the family."""


def freeze_as_operator(*, wallet: Wallet, now: datetime) -> None:
    """Lets nothing new leave the wallet, at once. A freeze that the family had placed becomes the
    operator's, so that the family cannot lift this one with its own."""
    with transaction.atomic():
        found = _locked(wallet)
        found.frozen_at = None
        found.save(update_fields=["frozen_at"])
        accounts.freeze(found.account_id)
        frozen = events.WalletFrozen(wallet=public_id(found), by=OPERATOR, at=now.isoformat())
        outbox.append([events.fact(frozen, owner_id=found.owner_id)])


def unfreeze_as_operator(*, wallet: Wallet, now: datetime) -> None:
    """Lifts a freeze, whoever placed it."""
    with transaction.atomic():
        found = _locked(wallet)
        found.frozen_at = None
        found.save(update_fields=["frozen_at"])
        accounts.unfreeze(found.account_id)
        unfrozen = events.WalletUnfrozen(wallet=public_id(found), by=OPERATOR, at=now.isoformat())
        outbox.append([events.fact(unfrozen, owner_id=found.owner_id)])


def system_account(code: str, *, unit: str, now: datetime) -> int:
    """The ledger account of the platform's own for a purpose and unit, opened when first asked for.

    It has no floor: the escrow account mirrors the bank, and owes what all wallets hold.
    """
    name = f"{code}:{unit}"
    there = SystemAccount.objects.filter(code=name).first()
    if there is not None:
        return there.account_id
    with transaction.atomic():
        one_at_a_time(f"system:{name}")
        there = SystemAccount.objects.filter(code=name).first()
        if there is None:
            account = accounts.open_account(unit=unit, code=code, floor=None, at=now)
            there = SystemAccount.objects.create(code=name, account_id=account)
    return there.account_id


def public_id(wallet: Wallet) -> str:
    """``wal_...``"""
    return to_public("wal", wallet.public_id)


def _locked(wallet: Wallet) -> Wallet:
    return (
        Wallet.objects.select_for_update(no_key=True, of=("self",))
        .select_related("owner")
        .get(pk=wallet.pk)
    )


def one_at_a_time(what: str) -> None:
    """Until the transaction ends, nobody else does the same thing: opens it, or decides it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
