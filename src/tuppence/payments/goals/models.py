"""Goals: what somebody saves for, and the plans that fill them. What is saved is the ledger's, in
the goal's own wallet."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tuppence.kernel.ids import new_uuid
from tuppence.kernel.money import MAX_MINOR


class Picture(models.IntegerChoices):
    """What a goal is shown by: one of ours, as nobody has to look through uploads that way."""

    PIGGY_BANK = 1, "piggy_bank"
    BICYCLE = 2, "bicycle"
    BOOKS = 3, "books"
    CAMERA = 4, "camera"
    CLOTHES = 5, "clothes"
    GAMES = 6, "games"
    GIFT = 7, "gift"
    LAPTOP = 8, "laptop"
    MUSIC = 9, "music"
    PARTY = 10, "party"
    PET = 11, "pet"
    PHONE = 12, "phone"
    SHOES = 13, "shoes"
    SPORT = 14, "sport"
    TRIP = 15, "trip"
    UMBRELLA = 16, "umbrella"


class Goal(models.Model):
    """A pot: a wallet with a target. Its owner, name, unit and calendar are the wallet's.

    ``wanted_by`` is the day its owner wants it by. While ``locked_at`` is set nothing can be drawn:
    until ``locked_until``, or until the target is reached where that is null; the ledger account is
    frozen meanwhile. ``reached_at`` is when the target was reached, null while it is not.
    ``closed_key`` is a digest of the idempotency key that closed it.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    wallet = models.OneToOneField("wallets.Wallet", models.PROTECT, related_name="+")
    picture = models.SmallIntegerField(choices=Picture.choices)
    target = models.BigIntegerField()
    wanted_by = models.DateField(null=True)
    locked_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    locked_until = models.DateField(null=True)
    reached_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_key = models.UUIDField(null=True)

    class Meta:
        db_table = "goals_goal"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target__gte=1, target__lte=MAX_MINOR), name="goals_target_movable"
            ),
            models.CheckConstraint(
                condition=Q(picture__in=Picture.values), name="goals_picture_known"
            ),
            models.CheckConstraint(
                condition=Q(locked_at=None, locked_by=None, locked_until=None)
                | Q(locked_at__isnull=False, locked_by__isnull=False),
                name="goals_lock_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_key=None)
                | Q(closed_at__isnull=False, closed_key__isnull=False, locked_at=None),
                name="goals_closed_by_a_key",
            ),
        ]

    def __str__(self) -> str:
        return f"goal {self.pk}"

    @property
    def owner_id(self) -> int:
        return self.wallet.owner_id

    @property
    def locked_until_what(self) -> str | date | None:
        """What a lock waits for: ``target`` or a day; None when there is no lock."""
        return None if self.locked_at is None else self.locked_until or "target"


class PlanKind(models.IntegerChoices):
    """How a goal fills by itself: the first three from its owner's wallet, the others from a
    guardian's."""

    AUTOSAVE = 1, "autosave"
    SHARE = 2, "share"
    ROUND_UP = 3, "round_up"
    MATCH = 4, "match"
    INTEREST = 5, "interest"


BY_GUARDIAN = (PlanKind.MATCH, PlanKind.INTEREST)
_TERMS = ("amount", "every", "day", "percent", "step", "basis_points")
_BY_CALENDAR = (PlanKind.AUTOSAVE, PlanKind.INTEREST)


def _terms(kind: PlanKind, *named: str) -> Q:
    """A plan of a kind has these terms and no others, and a due day if it is done by the calendar
    and has not ended."""
    terms = {f"{name}__isnull": name not in named for name in _TERMS}
    runs = Q(ended_at=None, due_on__isnull=kind not in _BY_CALENDAR)
    return Q(kind=kind, **terms) & (runs | Q(ended_at__isnull=False, due_on=None))


class Plan(models.Model):
    """A promise that somebody's money will fill a goal. Whoever has its goal's row locked may
    change it, and nobody else.

    ``terms`` by kind: AUTOSAVE has ``amount``, ``every`` and ``day`` (see `calendar.Rhythm`), SHARE
    ``percent`` of what comes in, ROUND_UP ``step``, MATCH ``percent`` and ``amount`` (the most in
    a month), INTEREST ``basis_points`` a year. ``due_on`` is the next due day of what is done by
    the calendar. ``matched`` is what was added in the month that begins on ``matched_in``;
    ``carry`` the part of a minor unit that interest still owes (see `rules.interest`).
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="plans")
    kind = models.SmallIntegerField(choices=PlanKind.choices)
    payer = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    amount = models.BigIntegerField(null=True)
    every = models.TextField(null=True)
    day = models.SmallIntegerField(null=True)
    percent = models.SmallIntegerField(null=True)
    step = models.IntegerField(null=True)
    basis_points = models.SmallIntegerField(null=True)
    due_on = models.DateField(null=True)
    matched_in = models.DateField(null=True)
    matched = models.BigIntegerField(default=0)
    carry = models.BigIntegerField(default=0)
    key = models.UUIDField(help_text="Digest of the idempotency key")
    request = models.UUIDField(help_text="Digest of what the key stands for")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "goals_plan"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payer", "key"], name="goals_one_plan_for_a_key"),
            models.UniqueConstraint(
                fields=["goal", "kind"],
                condition=Q(ended_at=None),
                name="goals_one_plan_of_a_kind",
            ),
            # The change of one payment can go to one goal only.
            models.UniqueConstraint(
                fields=["payer"],
                condition=Q(kind=PlanKind.ROUND_UP, ended_at=None),
                name="goals_one_round_up_each",
            ),
            models.CheckConstraint(
                condition=_terms(PlanKind.AUTOSAVE, "amount", "every", "day")
                | _terms(PlanKind.SHARE, "percent")
                | _terms(PlanKind.ROUND_UP, "step")
                | _terms(PlanKind.MATCH, "percent", "amount")
                | _terms(PlanKind.INTEREST, "basis_points"),
                name="goals_plan_has_its_terms",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=1, amount__lte=MAX_MINOR),
                name="goals_plan_amount_movable",
            ),
            models.CheckConstraint(
                condition=~Q(kind=PlanKind.MATCH) | Q(matched__gte=0, matched__lte=F("amount")),
                name="goals_match_within_its_cap",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"],
                name="goals_plans_due",
                condition=Q(ended_at=None, due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{PlanKind(self.kind).label} {self.pk}"
