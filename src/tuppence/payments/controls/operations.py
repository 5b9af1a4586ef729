"""Verbs of controls: decide them, raise a limit for a day, let a raise end.

What is capped over a time is the ledger's to count, under the account's own lock; all else is read
with the payer, from the primary, for every single payment. So what is decided here binds the very
next payment, and nothing is cached.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, cast
from uuid import UUID

from django.db import IntegrityError, transaction

from tuppence.kernel.errors import Forbidden, Refused
from tuppence.kernel.ids import to_public
from tuppence.ledger import accounts
from tuppence.ledger import queries as ledger
from tuppence.outbox import operations as outbox
from tuppence.payments.controls import document as documents
from tuppence.payments.controls import events, queries
from tuppence.payments.controls.document import WINDOWS
from tuppence.payments.controls.models import ControlsVersion
from tuppence.payments.controls.queries import Decided
from tuppence.payments.policy import HOME_UNIT
from tuppence.payments.wallets import queries as wallets
from tuppence.payments.wallets import rules as wallet_rules
from tuppence.payments.wallets.models import Wallet
from tuppence.payments.wallets.operations import SPEND, one_at_a_time, set_spending_caps
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.queries import PersonRef

RAISE_LIFE: Final = timedelta(hours=24)


class ControlsChanged(Refused):
    """``version`` is the one in force now: read it, and decide again."""

    code: ClassVar[str] = "controls_changed"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Somebody changed these controls since you read them"


class NothingRaised(Refused):
    code: ClassVar[str] = "nothing_raised"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Name at least one limit to raise"


def category_scope(category: str) -> str:
    """The ledger's scope of what is paid to shops of one kind."""
    return f"{SPEND}.{category}"


def decide(
    *,
    actor: Actor,
    person: UUID,
    document: Mapping[str, Any],
    seen: int,
    note: str,
    now: datetime,
) -> Decided:
    """Puts controls in force for a child, in place of the version ``seen``. A raise that runs is
    kept.

    Raises `NotFound`, `Forbidden` for the child, and `ControlsChanged`.
    """
    child = _guarded(actor, person)
    with transaction.atomic():
        before = _locked(child, now=now)
        if before.version != seen:
            raise ControlsChanged(version=before.version)
        kept = {"raised": before.document["raised"]} if before.document.get("raised") else {}
        written = _write(
            child, before, {**document, **kept}, actor=actor, what="set", note=note, now=now
        )
    return queries.decided(child, [written])[0]


def raise_limits(
    *,
    actor: Actor,
    person: UUID,
    limits: Mapping[str, int],
    note: str,
    now: datetime,
    categories: Mapping[str, Mapping[str, int]] | None = None,
) -> Decided:
    """Lets a child pay more for 24 hours: ``limits`` (payment, day, week, month: those of them that
    are raised), and those of ``categories`` (by kind of shop), stand in for lasting ones that are
    lower. In place of a raise that runs.

    Raises `NotFound`, `Forbidden` for the child, and `NothingRaised`.
    """
    child = _guarded(actor, person)
    by_kind = {kind: dict(caps) for kind, caps in (categories or {}).items() if caps}
    if not limits and not by_kind:
        raise NothingRaised
    with transaction.atomic():
        before = _locked(child, now=now)
        raised = {
            "until": (now + RAISE_LIFE).isoformat(),
            "limits": dict(limits),
            "categories": by_kind,
        }
        document = {**before.document, "raised": raised}
        written = _write(child, before, document, actor=actor, what="raised", note=note, now=now)
    return queries.decided(child, [written])[0]


def end_raise(*, actor: Actor, person: UUID, now: datetime) -> Decided:
    """Ends a raise before its time; none running is fine. Raises `NotFound` and `Forbidden`."""
    child = _guarded(actor, person)
    with transaction.atomic():
        before = _locked(child, now=now)
        if before.document.get("raised"):
            before = _without_raise(child, before, actor=actor, now=now)
    return queries.decided(child, [before])[0]


def lapse(*, person_id: int, now: datetime) -> None:
    """Brings the ledger's caps down after a raise is over. Whoever prepares a payment of this
    person calls it first, so a raise ends on time whether or not any schedule runs."""
    child = identity.person(person_id)
    if child is not None:
        with transaction.atomic():
            _locked(child, now=now)


CAME_OF_AGE: Final = "Came of age"


def release(*, person_id: int, now: datetime) -> None:
    """Ends the controls of somebody who has come of age: a last, empty version, and the ledger's
    caps go. What was decided stays on the record. Released already is fine, and leaves alone what
    they have capped themselves since."""
    person = identity.person(person_id)
    if person is None or person.is_minor:
        return
    with transaction.atomic():
        one_at_a_time(f"controls:{person_id}")
        before = queries.in_force(person_id)
        if before.author_id is None and before.note == CAME_OF_AGE:
            return
        _write(person, before, {}, actor=None, what="released", note=CAME_OF_AGE, now=now)


def apply(*, person_id: int, now: datetime) -> None:
    """Brings what was decided for a child before they had a wallet to the wallet that they now
    have. Requires an open transaction."""
    one_at_a_time(f"controls:{person_id}")
    wallet = wallets.personal(person_id, unit=HOME_UNIT.value)
    found = queries.in_force(person_id)
    if wallet is not None and found.version:
        _bring_to_ledger(wallet, documents.read(found.document), now=now)


def set_limits(
    *, actor: Actor, wallet: UUID, daily: int | None, monthly: int | None, now: datetime
) -> Wallet:
    """Caps what a wallet may spend in a day and in a month; None lifts the cap. For a child this
    is a change of their controls, for an adult one of their own wallet.

    Raises `NotFound`, `WalletIsGoal`, and `Forbidden` for a teen's own wallet.
    """
    access = wallets.everyday(wallets.access(actor, wallet))
    if not wallet_rules.may_control(access.standing):
        raise Forbidden("a guardian sets the limits of this wallet")
    found = access.wallet
    with transaction.atomic():
        if access.standing.owner_is_minor:
            child = queries.controlled(actor, found.owner.public_id)
            before = _locked(child, now=now)
            caps = {"day": daily, "month": monthly}
            limits = {**before.document.get("limits", {}), **caps}
            document = {**before.document, "limits": limits}
            _write(child, before, document, actor=actor, what="set", note="", now=now)
        else:
            set_spending_caps(actor=actor, wallet=found, daily=daily, monthly=monthly, now=now)
    return found


def _guarded(actor: Actor, person: UUID) -> PersonRef:
    child = queries.controlled(actor, person)
    if not families.may(actor.person_id, Right.SET_CONTROLS, child.id):
        raise Forbidden("a guardian decides this")
    return child


def _locked(child: PersonRef, *, now: datetime) -> ControlsVersion:
    """The version in force, with a raise that is over taken out of it. Until the transaction ends
    nobody else changes this child's controls."""
    one_at_a_time(f"controls:{child.id}")
    found = queries.in_force(child.id)
    if documents.read(found.document).has_lapsed(at=now):
        return _without_raise(child, found, actor=None, now=now)
    return found


def _without_raise(
    child: PersonRef, before: ControlsVersion, *, actor: Actor | None, now: datetime
) -> ControlsVersion:
    document = {name: value for name, value in before.document.items() if name != "raised"}
    return _write(child, before, document, actor=actor, what="raise_ended", note="", now=now)


def _write(
    child: PersonRef,
    before: ControlsVersion,
    document: Mapping[str, Any],
    *,
    actor: Actor | None,
    what: str,
    note: str,
    now: datetime,
) -> ControlsVersion:
    try:
        with transaction.atomic():
            written = ControlsVersion.objects.create(
                person_id=child.id,
                version=before.version + 1,
                document=dict(document),
                author_id=None if actor is None else actor.person_id,
                note=note,
                at=now,
            )
    except IntegrityError as error:  # an unlocked writer, such as an import
        raise ControlsChanged(version=before.version + 1) from error
    wallet = wallets.personal(child.id, unit=HOME_UNIT.value)
    if wallet is not None:
        _bring_to_ledger(wallet, documents.read(document), now=now)
    changed = events.ControlsChanged(
        person=to_public("per", child.public_id),
        version=written.version,
        what=what,
        by=None if actor is None else to_public("per", actor.person),
        at=now.isoformat(),
    )
    outbox.append([events.fact(changed, person_id=child.id)])
    return written


def _bring_to_ledger(wallet: Wallet, controls: documents.Controls, *, now: datetime) -> None:
    """Makes the ledger's caps of this wallet those of the controls, and takes away what they no
    longer name."""
    wanted = {SPEND: controls.in_force(at=now)} | {
        category_scope(kind): caps for kind, caps in controls.in_force_at_shops(at=now).items()
    }
    there = {
        (limit.scope, limit.window)
        for limit in ledger.limits(wallet.account_id)
        if limit.window in WINDOWS and limit.measure == "sum" and _is_ours(limit.scope)
    }
    for scope, caps in wanted.items():
        for window, cap in caps.items():
            accounts.set_limit(
                wallet.account_id,
                scope=scope,
                window=cast(accounts.Window, window),
                cap=cap,
                zone=wallet.zone,
                at=now,
            )
            there.discard((scope, window))
    for scope, window in there:
        accounts.remove_limit(wallet.account_id, scope=scope, window=cast(accounts.Window, window))


def _is_ours(scope: str) -> bool:
    return scope == SPEND or scope.startswith(f"{SPEND}.")
