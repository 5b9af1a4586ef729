"""Payments that wait for a guardian, and what became of them."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tuppence.kernel.ids import new_uuid


class State(models.IntegerChoices):
    PENDING = 1, "pending"
    APPROVED = 2, "approved"
    DECLINED = 3, "declined"
    CANCELLED = 4, "cancelled"
    EXPIRED = 5, "expired"


class Approval(models.Model):
    """A payment that a child asked for, as the request was (``ask``), and who decided it.

    ``reason`` is why it had to be asked for. An approved one names its payment, which may yet have
    been refused: limits are judged when the money moves. One that nobody decided in time is over
    at ``expires_at`` whether or not its row says so.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    key = models.UUIDField(help_text="Digest of the idempotency key")
    request = models.UUIDField(help_text="Digest of what the key stands for")
    state = models.SmallIntegerField(choices=State.choices, default=State.PENDING)
    ask = models.JSONField()
    reason = models.JSONField()
    payee_label = models.TextField()
    amount = models.BigIntegerField()
    unit = models.TextField()
    note = models.TextField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    payment = models.OneToOneField(
        "payments.Payment", models.PROTECT, null=True, related_name="+", db_constraint=False
    )

    class Meta:
        db_table = "approvals_approval"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="approvals_one_for_a_key"),
            models.CheckConstraint(
                condition=Q(state=State.APPROVED, payment__isnull=False)
                | Q(~Q(state=State.APPROVED), payment=None),
                name="approvals_approved_is_paid",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PENDING, decided_at=None)
                | Q(~Q(state=State.PENDING), decided_at__isnull=False),
                name="approvals_decided_or_pending",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="approvals_state"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "id"], name="approvals_by_person"),
            models.Index(
                fields=["person", "id"],
                name="approvals_waiting_by_person",
                condition=Q(state=State.PENDING),
            ),
            models.Index(
                fields=["expires_at"], name="approvals_waiting", condition=Q(state=State.PENDING)
            ),
        ]

    def __str__(self) -> str:
        return f"approval {self.pk}"

    def standing(self, *, at: datetime) -> State:
        """What it is at an instant: one that nobody decided in time has expired by itself."""
        if self.state == State.PENDING and at >= self.expires_at:
            return State.EXPIRED
        return State(self.state)
