"""Wallets as one actor may see them: their own, and those of the children they guard."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tuppence.kernel.errors import NotFound, Refused
from tuppence.ledger import queries as ledger
from tuppence.payments.policy import HOME_UNIT
from tuppence.payments.wallets.models import Kind, Wallet
from tuppence.payments.wallets.rules import Standing
from tuppence.people.families import queries as families
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor


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
    """And what it may still spend."""

    limits: list[ledger.LimitUse]


def access(actor: Actor, wallet: UUID) -> Access:
    """The actor's way into a wallet. Raises `NotFound` for a stranger's as for none at all."""
    found = Wallet.objects.select_related("owner").filter(public_id=wallet).first()
    if found is None:
        raise NotFound
    if not may_see(actor, found):
        raise NotFound
    is_owner = found.owner_id == actor.person_id
    return Access(found, _standing(found, is_owner=is_owner))


def everyday(access: Access) -> Access:
    """A way into a wallet that is not a goal's. A goal's own is only for the goals' rules: limits,
    say, are on the personal one, and would be walked around. Raises `WalletIsGoal`."""
    if access.wallet.kind == Kind.GOAL:
        raise WalletIsGoal
    return access


def may_see(actor: Actor, wallet: Wallet) -> bool:
    """Whether it is the actor's own, or a child's whom they guard."""
    return wallet.owner_id == actor.person_id or families.guards(actor.person_id, wallet.owner_id)


def own(actor: Actor, *, unit: str) -> Access:
    """The actor's own personal wallet in a unit, or the one they have in the home unit. Raises
    `WalletMissing`."""
    found = receiving(actor.person_id, unit=unit)
    if found is None:
        raise WalletMissing
    return Access(found, _standing(found, is_owner=True))


def receiving(owner_id: int, *, unit: str) -> Wallet | None:
    """The personal wallet that answers for a person: in the unit asked for, else in the home unit
    (where the difference is then refused with its name)."""
    return personal(owner_id, unit=unit) or personal(owner_id, unit=HOME_UNIT.value)


def in_use(actor: Actor) -> list[Wallet]:
    """Those of the visible wallets that are not closed."""
    return [wallet for wallet in visible(actor) if wallet.closed_at is None]


def visible(actor: Actor) -> list[Wallet]:
    """Every wallet that the actor may see: their own first, then their children's."""
    owners = [actor.person_id, *(child.id for child in families.children_of(actor.person_id))]
    found = Wallet.objects.select_related("owner").filter(owner_id__in=owners).order_by("id")
    return sorted(found, key=lambda wallet: owners.index(wallet.owner_id))


def held(wallets: list[Wallet]) -> list[Held]:
    """The wallets with their balances, all of one instant."""
    balances = ledger.balances([wallet.account_id for wallet in wallets])
    return [Held(wallet, balances[wallet.account_id]) for wallet in wallets]


def detail(wallet: Wallet) -> Detail:
    """A wallet with its balance, and its limits with their present use."""
    [found] = held([wallet])
    return Detail(found.wallet, found.balance, ledger.limits(wallet.account_id))


def _standing(wallet: Wallet, *, is_owner: bool) -> Standing:
    owner = identity.person(wallet.owner_id)
    return Standing(
        is_owner,
        not is_owner,
        owner_is_minor=owner is None or owner.is_minor,
        owner_rests=owner is None or owner.rests,
    )


def personal(owner_id: int, *, unit: str) -> Wallet | None:
    """The open wallet that money for a person goes to, or comes from unless they say otherwise."""
    return (
        Wallet.objects.select_related("owner")
        .filter(owner_id=owner_id, unit=unit, kind=Kind.PERSONAL, closed_at=None)
        .first()
    )
