"""What adults opted in to, what is still to be forgotten, and how much was held back."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Purpose(models.TextChoices):
    """What the use of the product may be collected for. Each is opted in to by itself."""

    PRODUCT_ANALYTICS = "product_analytics"


class Choice(models.Model):
    """That an adult opted in to a purpose, from when, and until when. Kept when it is withdrawn:
    it says why something was collected then."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    purpose = models.TextField(choices=Purpose.choices)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_choice"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at=None),
                name="privacy_one_choice_in_force",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="privacy_withdrawn_after_given",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="privacy_purpose_known"
            ),
        ]

    def __str__(self) -> str:
        return f"choice {self.pk}"


class Forgetting(models.Model):
    """That every sink of a purpose has to forget a person; done once all of them have."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    purpose = models.TextField(choices=Purpose.choices)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_forgetting"
        indexes: ClassVar = [
            models.Index(fields=["id"], name="privacy_to_forget", condition=Q(done_at=None))
        ]

    def __str__(self) -> str:
        return f"forgetting {self.pk}"


class Reason(models.TextChoices):
    MINOR = "minor"
    NOT_ASKED_FOR = "not_opted_in"


class HeldBack(models.Model):
    """How many uses of a kind a door held back on a day (UTC), and why. It has no place for whose.

    Rows are only added, and added up once a day: a counter that all update would have payments wait
    for each other.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField(db_index=True)
    door = models.TextField()
    kind = models.TextField()
    reason = models.TextField(choices=Reason.choices)
    count = models.BigIntegerField()

    class Meta:
        db_table = "privacy_held_back"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(count__gt=0), name="privacy_held_back_counts"),
            models.CheckConstraint(
                condition=Q(kind__regex=r"^[a-z][a-z0-9_.]{0,99}$"), name="privacy_kind_form"
            ),
            models.CheckConstraint(
                condition=Q(door__regex=r"^[a-z][a-z0-9_]{0,49}$"), name="privacy_door_form"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=Reason.values), name="privacy_reason_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.kind} on {self.day}"


class Erasure(models.Model):
    """That a person is to be forgotten, once ``due_at`` has passed and unless it is cancelled.

    ``held_up_by`` is the code of what stood against it when it was due, and still may; it is tried
    again. Kept when it is done: it says who asked, and names nobody, as both are pseudonyms then.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        "identity.Person", models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    held_up_by = models.TextField(null=True)

    class Meta:
        db_table = "privacy_erasure"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(cancelled_at=None, done_at=None),
                name="privacy_one_erasure_waits",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(done_at=None), name="privacy_erased_or_not"
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("asked_at")), name="privacy_erasure_cools_off"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="privacy_to_erase",
                condition=Q(cancelled_at=None, done_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"
