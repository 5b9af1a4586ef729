"""Goals: what somebody saves for. What is saved is the ledger's, in the goal's own wallet."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

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
