"""What children asked their guardians to think again about, and what they were answered."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tuppence.kernel.ids import new_uuid


class State(models.IntegerChoices):
    OPEN = 1, "open"
    GRANTED = 2, "granted"
    DISMISSED = 3, "dismissed"
    WITHDRAWN = 4, "withdrawn"


class Appeal(models.Model):
    """A child's word against a rule of a guardian's: against a payment that it refused, or the rule
    alone.

    ``rule`` is the code of the refusal and ``details`` what it said. A granted one names the
    version of the child's controls that grants it; ``answer`` is a guardian's word, or empty.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    state = models.SmallIntegerField(choices=State.choices, default=State.OPEN)
    rule = models.TextField()
    details = models.JSONField()
    payment = models.OneToOneField(
        "payments.Payment", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    message = models.TextField()
    created_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    granted = models.OneToOneField(
        "controls.ControlsVersion", models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        db_table = "appeals_appeal"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "rule"],
                condition=Q(state=State.OPEN, payment=None),
                name="appeals_one_open_for_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(state=State.GRANTED, granted__isnull=False)
                | Q(~Q(state=State.GRANTED), granted=None),
                name="appeals_granted_by_a_version",
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, answered_at=None, answered_by=None)
                | Q(~Q(state=State.OPEN), answered_at__isnull=False, answered_by__isnull=False),
                name="appeals_answered_or_open",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="appeals_state"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "id"], name="appeals_by_person")]

    def __str__(self) -> str:
        return f"appeal {self.pk}"
