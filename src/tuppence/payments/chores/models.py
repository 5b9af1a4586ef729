"""Chores, their turns, and how a child's rewards are split."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tuppence.kernel.ids import new_uuid
from tuppence.kernel.money import MAX_MINOR
from tuppence.payments import calendar
from tuppence.payments.chores.rules import WHOLE
from tuppence.payments.ious.models import State as IouState


class Every(models.IntegerChoices):
    ONCE = 0, "once"
    WEEKLY = 1, "weekly"
    FORTNIGHTLY = 2, "fortnightly"
    MONTHLY = 3, "monthly"


class Pays(models.IntegerChoices):
    NOW = 1, "now"
    PAY_DAY = 2, "pay_day"


class Chore(models.Model):
    """A task that a guardian gives a child, and what is paid for each turn of it.

    ``day`` and ``starts_on`` are as in `calendar.Rhythm`; a chore that is done once has one turn,
    for ``starts_on``, and no ``day``. The next turn begins at ``next_at``; null when none will.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    giver = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    key = models.UUIDField(help_text="Digest of the idempotency key")
    request = models.UUIDField(help_text="Digest of what the key stands for")
    title = models.TextField()
    reward = models.BigIntegerField()
    unit = models.TextField()
    pays = models.SmallIntegerField(choices=Pays.choices)
    every = models.SmallIntegerField(choices=Every.choices)
    day = models.SmallIntegerField(null=True)
    starts_on = models.DateField()
    zone = models.TextField()
    next_on = models.DateField(null=True)
    next_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "chores_chore"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["giver", "key"], name="chores_one_for_a_key"),
            models.CheckConstraint(
                condition=Q(reward__gte=1, reward__lte=MAX_MINOR), name="chores_reward_movable"
            ),
            models.CheckConstraint(
                condition=Q(every=Every.ONCE, day=None)
                | Q(every=Every.MONTHLY, day__gte=1, day__lte=31)
                | Q(every__in=(Every.WEEKLY, Every.FORTNIGHTLY), day__gte=1, day__lte=7),
                name="chores_day_exists",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(next_at=None), name="chores_ended_has_no_next"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at", "id"], name="chores_next", condition=Q(next_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rhythm(self) -> calendar.Rhythm | None:
        """None for one that is done once."""
        if self.day is None:
            return None
        return calendar.Rhythm(
            every=calendar.Every(Every(self.every).label), day=self.day, start=self.starts_on
        )


class State(models.IntegerChoices):
    OPEN = 1, "open"
    DONE = 2, "done"
    APPROVED = 3, "approved"
    PAID = 4, "paid"
    MISSED = 5, "missed"
    WITHDRAWN = 6, "withdrawn"


STORED = (State.OPEN, State.DONE, State.APPROVED, State.MISSED, State.WITHDRAWN)
"""An approved turn is paid when its IOU is: that is not written down twice."""


class Turn(models.Model):
    """One time that a chore is to be done: for a day, from its start until the next turn's.

    ``note`` is what a guardian said when it was sent back. An approved turn has an IOU, which is
    promised, owed or paid.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    chore = models.ForeignKey(Chore, models.PROTECT, related_name="turns", db_index=False)
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    state = models.SmallIntegerField(choices=State.choices, default=State.OPEN)
    note = models.TextField(null=True)
    done_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    iou = models.OneToOneField("ious.Iou", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "chores_turn"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chore", "due_on"], name="chores_one_turn_a_day"),
            models.CheckConstraint(condition=Q(state__in=STORED), name="chores_turn_state"),
            models.CheckConstraint(
                condition=Q(state=State.APPROVED, iou__isnull=False)
                | Q(~Q(state=State.APPROVED), iou=None),
                name="chores_approved_has_its_iou",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "id"], name="chores_turns_by_person")]

    def __str__(self) -> str:
        return f"turn {self.pk}"

    @property
    def standing(self) -> State:
        if self.iou is not None and self.iou.state == IouState.PAID:
            return State.PAID
        return State(self.state)


class Split(models.Model):
    """Into what a child's rewards go, in basis points of each; the rest is to spend.

    A part whose goal is closed by then stays in the wallet.
    """

    person = models.OneToOneField(
        "identity.Person", models.PROTECT, primary_key=True, related_name="+"
    )
    save_bp = models.IntegerField()
    save_goal = models.ForeignKey(
        "goals.Goal", models.PROTECT, null=True, related_name="+", db_index=False
    )
    share_bp = models.IntegerField()
    share_goal = models.ForeignKey(
        "goals.Goal", models.PROTECT, null=True, related_name="+", db_index=False
    )
    author = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "chores_split"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    save_bp__gte=0, share_bp__gte=0, save_bp__lte=WHOLE - models.F("share_bp")
                ),
                name="chores_split_is_of_a_whole",
            ),
            models.CheckConstraint(
                condition=(Q(save_bp=0) | Q(save_goal__isnull=False))
                & (Q(share_bp=0) | Q(share_goal__isnull=False)),
                name="chores_split_names_its_goals",
            ),
        ]

    def __str__(self) -> str:
        return f"split of person {self.person_id}"
