"""Tables of families."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
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


class InvitationState(models.IntegerChoices):
    OPEN = 1, "open"
    ACCEPTED = 2, "accepted"
    REVOKED = 3, "revoked"
    EXPIRED = 4, "expired"


class Invitation(models.Model):
    """A place in a family that waits for whoever has its code, or has it and this phone.

    The code itself is nowhere: ``code_hash`` is a keyed hash of it. One that nobody took up is over
    at ``expires_at``, though its row says nothing of that.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    family = models.ForeignKey(Family, models.PROTECT, related_name="invitations", db_index=False)
    role = models.CharField(max_length=12, choices=Role.choices)
    phone = models.CharField(
        max_length=16, null=True, help_text="E.164; None: whoever has the code"
    )
    code_hash = models.BinaryField(max_length=32, unique=True, help_text="HMAC-SHA256")
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.SmallIntegerField(choices=InvitationState.choices, default=InvitationState.OPEN)
    decided_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        db_table = "families_invitation"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="invitation_role_is_known", condition=Q(role__in=Role.values)
            ),
            models.CheckConstraint(
                name="invitation_state_is_known", condition=Q(state__in=InvitationState.values)
            ),
            models.CheckConstraint(
                name="invitation_open_or_decided",
                condition=Q(state=InvitationState.OPEN, decided_at=None)
                | Q(~Q(state=InvitationState.OPEN), decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=Q(state=InvitationState.ACCEPTED, accepted_by__isnull=False)
                | Q(~Q(state=InvitationState.ACCEPTED), accepted_by=None),
            ),
            models.CheckConstraint(
                name="invitation_ends_after_start", condition=Q(expires_at__gt=F("created_at"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["family", "id"], name="invitations_by_family"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def standing(self, *, at: datetime) -> InvitationState:
        """What it is at an instant: one that nobody took up in time has expired by itself."""
        if self.state == InvitationState.OPEN and at >= self.expires_at:
            return InvitationState.EXPIRED
        return InvitationState(self.state)
