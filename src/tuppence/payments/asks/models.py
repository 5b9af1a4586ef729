"""Requests for money, and what became of them."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tuppence.kernel.ids import new_uuid
from tuppence.kernel.money import MAX_MINOR


class State(models.IntegerChoices):
    OPEN = 1, "open"
    PAID = 2, "paid"
    DECLINED = 3, "declined"
    CANCELLED = 4, "cancelled"
    EXPIRED = 5, "expired"


class Bill(models.Model):
    """What ``maker`` has paid for several people and splits: ``amount`` minor units, of which each
    share is an ask. What nobody else pays, or is still asked for, is the maker's to bear.

    It is closed when nobody is asked any more, or when the maker says so.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    maker = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", db_index=False)
    key = models.UUIDField(help_text="Digest of the idempotency key")
    request = models.UUIDField(help_text="Digest of what the key stands for")
    amount = models.BigIntegerField()
    unit = models.TextField()
    maker_label = models.TextField()
    note = models.TextField()
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "asks_bill"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["maker", "key"], name="asks_one_bill_for_a_key"),
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=MAX_MINOR), name="asks_bill_movable"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["maker", "id"], name="asks_bills_by_maker"),
            models.Index(fields=["id"], name="asks_bills_open", condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return f"bill {self.pk}"


class Ask(models.Model):
    """That ``asker`` wants ``amount`` minor units of ``asked``, and what became of it. One with a
    ``bill`` is a share of it.

    The labels are names as they were that day. A paid one names its payment. ``waits_since``: the
    asked child would pay, and a guardian has to say yes. One that nobody answered in time is over
    at ``expires_at`` whether or not its row says so.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    asker = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", db_index=False)
    asked = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", db_index=False)
    bill = models.ForeignKey(Bill, models.PROTECT, null=True, related_name="shares", db_index=False)
    key = models.UUIDField(help_text="Digest of the idempotency key")
    request = models.UUIDField(help_text="Digest of what the key stands for")
    state = models.SmallIntegerField(choices=State.choices, default=State.OPEN)
    amount = models.BigIntegerField()
    unit = models.TextField()
    asker_label = models.TextField()
    asked_label = models.TextField()
    note = models.TextField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reminders = models.SmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    waits_since = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    payment = models.OneToOneField(
        "payments.Payment", models.PROTECT, null=True, related_name="+", db_constraint=False
    )

    class Meta:
        db_table = "asks_ask"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asker", "key", "asked"], name="asks_one_of_each_for_a_key"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="asks_state"),
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=MAX_MINOR), name="asks_amount_movable"
            ),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="asks_of_somebody_else"),
            models.CheckConstraint(
                condition=Q(state=State.PAID, payment__isnull=False)
                | Q(~Q(state=State.PAID), payment=None),
                name="asks_paid_has_its_payment",
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, decided_at=None)
                | Q(~Q(state=State.OPEN), decided_at__isnull=False),
                name="asks_decided_or_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["asker", "id"], name="asks_by_asker"),
            models.Index(fields=["asked", "id"], name="asks_by_asked"),
            models.Index(fields=["bill"], name="asks_of_bill", condition=Q(bill__isnull=False)),
            models.Index(fields=["expires_at"], name="asks_open", condition=Q(state=State.OPEN)),
        ]

    def __str__(self) -> str:
        return f"ask {self.pk}"

    def standing(self, *, at: datetime) -> State:
        """What it is at an instant: one that nobody answered in time has expired by itself."""
        if self.state == State.OPEN and at >= self.expires_at:
            return State.EXPIRED
        return State(self.state)
