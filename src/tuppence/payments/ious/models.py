"""What guardians owe their children, and what became of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tuppence.kernel.ids import new_uuid
from tuppence.kernel.money import MAX_MINOR
from tuppence.payments.payments.models import Kind


class State(models.IntegerChoices):
    PROMISED = 1, "promised"
    OWED = 2, "owed"
    PAID = 3, "paid"


PAYS_FOR = (Kind.ALLOWANCE, Kind.CHORE)


class Iou(models.Model):
    """Money that one wallet owes another, to be paid in full or not at all.

    ``source`` is what it is for, and can be owed for once only. A promised one is not due before
    ``due_at``; an owed one was due, and was not there (``reason`` is the refusal's code). It is
    paid under a key made of its own id. ``onward`` lists what goes on from the payee's wallet into
    goals as soon as it has come: ``[{"goal": id, "amount": minor units}]``, together no more than
    ``amount``.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    source = models.TextField(unique=True)
    kind = models.SmallIntegerField(choices=Kind.choices)
    state = models.SmallIntegerField(choices=State.choices)
    giver = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", db_index=False)
    payer_wallet = models.ForeignKey(
        "wallets.Wallet", models.PROTECT, related_name="+", db_index=False
    )
    payee_wallet = models.ForeignKey(
        "wallets.Wallet", models.PROTECT, related_name="+", db_index=False
    )
    amount = models.BigIntegerField()
    unit = models.TextField()
    note = models.TextField(null=True)
    onward = models.JSONField(default=list)
    reason = models.TextField(null=True)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    payment = models.OneToOneField(
        "payments.Payment", models.PROTECT, null=True, related_name="+", db_constraint=False
    )

    class Meta:
        db_table = "ious_iou"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=MAX_MINOR), name="ious_amount_movable"
            ),
            models.CheckConstraint(condition=Q(kind__in=PAYS_FOR), name="ious_kind"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="ious_state"),
            models.CheckConstraint(
                condition=Q(state=State.PAID, payment__isnull=False, paid_at__isnull=False)
                | Q(~Q(state=State.PAID), payment=None, paid_at=None),
                name="ious_paid_has_its_payment",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.OWED) | Q(reason__isnull=False), name="ious_owed_says_why"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["payer_wallet", "id"],
                name="ious_owed_by_wallet",
                condition=Q(state=State.OWED),
            ),
            models.Index(
                fields=["due_at", "id"], name="ious_promised", condition=Q(state=State.PROMISED)
            ),
            models.Index(fields=["person", "id"], name="ious_by_person"),
            models.Index(fields=["giver", "id"], name="ious_by_giver"),
        ]

    def __str__(self) -> str:
        return f"iou {self.pk}"
