"""Tables of families."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tuppence.kernel.ids import new_uuid
from tuppence.people.identity.models import Person


class Family(models.Model):
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    GUARDIAN = "guardian"
    TEEN = "teen"
    YOUNG_ADULT = "young_adult"


class Membership(models.Model):
    """One person's place in one family. A person can be guardian here and member there."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    joined_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_place_in_a_family", fields=["family", "person"]),
            models.UniqueConstraint(
                name="guardian_of_one_family", fields=["person"], condition=Q(role="guardian")
            ),
            # Two families must never both think that they hold a minor's controls.
            models.UniqueConstraint(
                name="member_of_one_family", fields=["person"], condition=~Q(role="guardian")
            ),
            models.CheckConstraint(name="role_is_known", condition=Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} as {self.role} in {self.family_id}"
