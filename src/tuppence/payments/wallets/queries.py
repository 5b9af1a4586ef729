"""Wallets as one actor may see them: their own, and those of the children they guard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tuppence.kernel.errors import NotFound, Refused
from tuppence.ledger import queries as ledger
from tuppence.payments.policy import HOME_UNIT
from tuppence.payments.wallets import tiers
from tuppence.payments.wallets.models import Kind, Wallet
from tuppence.payments.wallets.rules import Standing
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right, over_oneself
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.kyc import queries as kyc


class WalletMissing(Refused):
    code: ClassVar[str] = "wallet_missing"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "You have no wallet yet: complete your profile first"


class WalletIsGoal(Refused):
    code: ClassVar[str] = "wallet_is_goal"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "This wallet is a goal's pot: it is saved into and drawn from as a goal"


@dataclass(frozen=True, slots=True)
class Access:
    """A wallet that an actor may see, and how they stand to it."""

    wallet: Wallet
    standing: Standing


@dataclass(frozen=True, slots=True)
class Held:
    """A wallet and what it holds."""

    wallet: Wallet
    balance: ledger.Balance


@dataclass(frozen=True, slots=True)
class Detail(Held):
    """And what it may still spend; ``tier`` is its owner's, and what that lets it do, None for a
    shop's: the most it holds, and what may come in and go to people."""

    limits: list[ledger.LimitUse]
    tier: "TierUse | None"


@dataclass(frozen=True, slots=True)
class TierUse:
    name: str
    balance: int
    limits: list[ledger.LimitUse]


def access(actor: Actor, wallet: UUID, right: Right = Right.SEE_WALLET) -> Access:
    """The actor's way into a wallet, for who has this right over its owner. Raises `NotFound` for a
    stranger's as for none at all."""
    found = Wallet.objects.select_related("owner").filter(public_id=wallet).first()
    if found is None:
        raise NotFound
    standing = _standing(actor, found)
    if right not in standing.rights:
        raise NotFound
    return Access(found, standing)


def may_see(actor: Actor, wallet: Wallet, right: Right = Right.SEE_WALLET) -> bool:
    """Whether it is the actor's own, or a child's about whom they may do this (see the wallet, see
    what it was used for)."""
    return families.may(actor.person_id, right, wallet.owner_id)


def everyday(access: Access) -> Access:
    """A way into a wallet that is not a goal's. A goal's own is only for the goals' rules: limits,
    say, are on the personal one, and would be walked around. Raises `WalletIsGoal`."""
    if access.wallet.kind == Kind.GOAL:
        raise WalletIsGoal
    return access


def own(actor: Actor, *, unit: str) -> Access:
    """The actor's own personal wallet in a unit, or the one they have in the home unit. Raises
    `WalletMissing`."""
    found = receiving(actor.person_id, unit=unit)
    if found is None:
        raise WalletMissing
    return Access(found, _standing(actor, found))


def receiving(owner_id: int, *, unit: str) -> Wallet | None:
    """The personal wallet that answers for a person: in the unit asked for, else in the home unit
    (where the difference is then refused with its name)."""
    return personal(owner_id, unit=unit) or personal(owner_id, unit=HOME_UNIT.value)


def visible(actor: Actor, right: Right = Right.SEE_WALLET) -> list[Wallet]:
    """Every wallet that the actor may see (or do what else about): their own first, then their
    children's."""
    children = families.children_of(actor.person_id, right)
    owners = [actor.person_id, *(child.id for child in children)]

    found = Wallet.objects.select_related("owner").filter(owner_id__in=owners).order_by("id")
    return sorted(found, key=lambda wallet: owners.index(wallet.owner_id))


def in_use(actor: Actor) -> list[Wallet]:
    """Those of the visible wallets that are not closed."""
    return [wallet for wallet in visible(actor) if wallet.closed_at is None]


def open_of(owner_ids: Sequence[int]) -> list[Wallet]:
    """The wallets of these people that are not closed, in the order of the people. Whoever calls
    has checked who may see them."""
    order = {owner: place for place, owner in enumerate(owner_ids)}
    found = Wallet.objects.filter(owner_id__in=owner_ids, closed_at=None).order_by("id")
    return sorted(found, key=lambda wallet: order[wallet.owner_id])


def held(wallets: list[Wallet]) -> list[Held]:
    """The wallets with their balances, all of one instant."""
    balances = ledger.balances([wallet.account_id for wallet in wallets])
    return [Held(wallet, balances[wallet.account_id]) for wallet in wallets]


def detail(wallet: Wallet) -> Detail:
    """A wallet with its balance, and its limits with their present use: those that last, and not
    what caps a payee who is new for a while."""
    [found] = held([wallet])
    limits = [limit for limit in ledger.limits(wallet.account_id) if limit.window != "once"]
    return Detail(
        found.wallet,
        found.balance,
        [one for one in limits if one.scope not in tiers.SCOPES],
        _tier(wallet, limits),
    )


def _tier(wallet: Wallet, limits: list[ledger.LimitUse]) -> TierUse | None:
    if wallet.kind not in tiers.BOUND:
        return None
    tier = kyc.tier(wallet.owner_id)
    bounds = tiers.allowed(tier, kind=Kind(wallet.kind), unit=wallet.unit)
    shown = [
        one for one in limits if (one.scope, one.window) in bounds.caps and one.cap < tiers.UNCAPPED
    ]
    return TierUse(tier.label, bounds.ceiling, shown)


def _standing(actor: Actor, wallet: Wallet) -> Standing:
    owner = identity.person(wallet.owner_id)
    is_owner = wallet.owner_id == actor.person_id
    is_minor = owner is None or owner.is_minor
    rights = (
        over_oneself(is_minor=is_minor)
        if is_owner
        else families.rights_over_child(actor.person_id, wallet.owner_id)
    )
    return Standing(
        is_owner,
        not is_owner,
        owner_is_minor=is_minor,
        owner_rests=owner is None or owner.rests,
        rights=rights,
    )


def personal(owner_id: int, *, unit: str) -> Wallet | None:
    """The open wallet that money for a person goes to, or comes from unless they say otherwise."""
    return (
        Wallet.objects.select_related("owner")
        .filter(owner_id=owner_id, unit=unit, kind=Kind.PERSONAL, closed_at=None)
        .first()
    )
