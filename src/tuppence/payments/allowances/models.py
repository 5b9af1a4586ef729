"""Allowances: what was agreed, what is due next, and every version of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tuppence.kernel.ids import new_uuid
from tuppence.kernel.money import MAX_MINOR
from tuppence.payments import calendar


class Every(models.IntegerChoices):
    WEEKLY = 1, "weekly"
    FORTNIGHTLY = 2, "fortnightly"
    MONTHLY = 3, "monthly"


class State(models.IntegerChoices):
    ACTIVE = 1, "active"
    PAUSED = 2, "paused"
    ENDED = 3, "ended"


class Allowance(models.Model):
    """What never changes of an allowance: who gives whom, and on which days.

    ``day`` is 1 (Monday) to 7 of a week or 1 to 31 of a month, as in `calendar.Rhythm`; ``zone`` is
    the calendar that the days are of: that of the child's wallet when it was set up.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    giver = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    payer_wallet = models.ForeignKey(
        "wallets.Wallet", models.PROTECT, related_name="+", db_index=False
    )
    payee_wallet = models.ForeignKey(
        "wallets.Wallet", models.PROTECT, related_name="+", db_index=False
    )
    key = models.UUIDField(help_text="Digest of the idempotency key")
    request = models.UUIDField(help_text="Digest of what the key stands for")
    every = models.SmallIntegerField(choices=Every.choices)
    day = models.SmallIntegerField()
    starts_on = models.DateField()
    zone = models.TextField()
    unit = models.TextField()
    note = models.TextField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "allowances_allowance"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["giver", "key"], name="allowances_one_for_a_key"),
            models.CheckConstraint(
                condition=Q(every=Every.MONTHLY, day__gte=1, day__lte=31)
                | Q(every__in=(Every.WEEKLY, Every.FORTNIGHTLY), day__gte=1, day__lte=7),
                name="allowances_day_exists",
            ),
        ]

    def __str__(self) -> str:
        return f"allowance {self.pk}"

    @property
    def rhythm(self) -> calendar.Rhythm:
        return calendar.Rhythm(
            every=calendar.Every(Every(self.every).label), day=self.day, start=self.starts_on
        )


class Plan(models.Model):
    """What does change: how much, and when next.

    It is a table of its own, and has two indexes only, as each pay-day writes every row anew.
    ``amount`` (minor units) becomes ``raised_amount`` on the first due day from ``raised_on`` on.
    ``skip``: nothing is paid on ``next_on``. Whoever writes here has locked the row: a pay-day run
    and a guardian take turns.
    """

    allowance = models.OneToOneField(
        Allowance, models.PROTECT, primary_key=True, related_name="plan"
    )
    state = models.SmallIntegerField(choices=State.choices, default=State.ACTIVE)
    version = models.IntegerField(default=1)
    amount = models.BigIntegerField()
    raised_amount = models.BigIntegerField(null=True)
    raised_on = models.DateField(null=True)
    skip = models.BooleanField(default=False)
    next_on = models.DateField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "allowances_plan"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=MAX_MINOR), name="allowances_amount_movable"
            ),
            models.CheckConstraint(
                condition=Q(raised_amount=None, raised_on=None)
                | Q(raised_amount__gte=1, raised_amount__lte=MAX_MINOR, raised_on__isnull=False),
                name="allowances_raised_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ACTIVE, next_on__isnull=False, next_at__isnull=False)
                | Q(state__in=(State.PAUSED, State.ENDED), next_on=None, next_at=None, skip=False),
                name="allowances_due_while_active",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at", "allowance"],
                name="allowances_due",
                condition=Q(next_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"plan of allowance {self.pk}"


class What(models.IntegerChoices):
    SET = 1, "set"
    RAISED = 2, "raised"
    SKIPPED = 3, "skipped"
    PAUSED = 4, "paused"
    RESUMED = 5, "resumed"
    ENDED = 6, "ended"


class AllowanceVersion(models.Model):
    """What somebody decided, and when. Nothing here is ever changed or deleted.

    ``amount`` is what is paid from ``from_on`` on (None: what already was); ``next_on`` the next
    due day as it was then. ``author`` is None for one that ended by itself, as its giver has no
    right any more to give the child anything.
    """

    allowance = models.ForeignKey(
        Allowance, models.PROTECT, related_name="versions", db_index=False
    )
    version = models.IntegerField()
    what = models.SmallIntegerField(choices=What.choices)
    amount = models.BigIntegerField()
    from_on = models.DateField(null=True)
    next_on = models.DateField(null=True)
    author = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    key = models.UUIDField(null=True, help_text="Digest of a raise's idempotency key")
    request = models.UUIDField(null=True, help_text="Digest of what the key stands for")

    class Meta:
        db_table = "allowances_version"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["allowance", "version"], name="allowances_version_once"
            ),
            models.UniqueConstraint(
                fields=["allowance", "author", "key"], name="allowances_one_raise_for_a_key"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version} of allowance {self.allowance_id}"
