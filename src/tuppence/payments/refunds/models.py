"""Refunds that operators propose to each other."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tuppence.kernel.money import MAX_MINOR


class State(models.IntegerChoices):
    OPEN = 1, "open"
    MADE = 2, "made"
    TURNED_DOWN = 3, "turned down"


class Proposal(models.Model):
    """``amount`` minor units of a payment that one operator would give back, and what another
    decided. Operators are the console's users, by id and by the name they had then."""

    id = models.BigAutoField(primary_key=True)
    payment = models.ForeignKey(
        "payments.Payment", models.PROTECT, related_name="+", db_constraint=False
    )
    amount = models.BigIntegerField()
    reason = models.TextField()
    state = models.SmallIntegerField(choices=State.choices, default=State.OPEN)
    proposed_by = models.BigIntegerField()
    proposed_by_name = models.TextField()
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_by_name = models.TextField(null=True)
    decided_at = models.DateTimeField(null=True)
    refund = models.OneToOneField(
        "payments.Payment", models.PROTECT, null=True, related_name="+", db_constraint=False
    )

    class Meta:
        db_table = "refunds_proposal"
        verbose_name = "proposed refund"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=MAX_MINOR), name="refunds_amount_movable"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="refunds_seen_by_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, decided_by=None, decided_at=None, refund=None)
                | Q(
                    state=State.MADE,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    refund__isnull=False,
                )
                | Q(
                    state=State.TURNED_DOWN,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    refund=None,
                ),
                name="refunds_decided_once",
            ),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(state=State.OPEN), name="refunds_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"refund {self.pk}"
