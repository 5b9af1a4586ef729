"""Tables of families."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tuppence.kernel.ids import new_uuid
from tuppence.people.families.quorum import Action, Need
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
    PROPOSED = 5, "proposed"


_WAITING = (InvitationState.OPEN, InvitationState.PROPOSED)


class Invitation(models.Model):
    """A place in a family that waits for whoever has its code, or has it and this phone. A proposed
    one, a guardian's, works only once the other guardians have agreed.

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
                condition=Q(state__in=_WAITING, decided_at=None)
                | Q(~Q(state__in=_WAITING), decided_at__isnull=False),
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
        if self.state in _WAITING and at >= self.expires_at:
            return InvitationState.EXPIRED
        return InvitationState(self.state)


class Scope(models.Model):
    """What a guardian's place is narrowed to about one child: the names of the rights that are left
    to them (`rights.OVER_A_CHILD`). Where there is no row, it is not narrowed."""

    id = models.BigAutoField(primary_key=True)
    guardian = models.ForeignKey(Membership, models.CASCADE, related_name="scopes")
    child = models.ForeignKey(Membership, models.CASCADE, related_name="+", db_index=False)
    rights = models.JSONField()

    class Meta:
        db_table = "families_scope"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child", "guardian"], name="scope_once"),
            models.CheckConstraint(name="scope_is_over_another", condition=~Q(guardian=F("child"))),
        ]

    def __str__(self) -> str:
        return f"scope of {self.guardian_id} over {self.child_id}"


class QuorumRule(models.Model):
    """What a family asks for one action, where that is more than it takes anyway (`quorum`)."""

    id = models.BigAutoField(primary_key=True)
    family = models.ForeignKey(Family, models.CASCADE, related_name="quorum", db_index=False)
    action = models.CharField(max_length=20, choices=[(one, one) for one in Action])
    need = models.CharField(max_length=4, choices=[(one, one) for one in Need])

    class Meta:
        db_table = "families_quorum"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["family", "action"], name="quorum_once"),
            models.CheckConstraint(name="quorum_need", condition=Q(need__in=list(Need))),
            models.CheckConstraint(name="quorum_action", condition=Q(action__in=list(Action))),
        ]

    def __str__(self) -> str:
        return f"{self.action} takes {self.need} in {self.family_id}"


class ProposalState(models.IntegerChoices):
    OPEN = 1, "open"
    CARRIED = 2, "carried"
    DECLINED = 3, "declined"
    WITHDRAWN = 4, "withdrawn"
    EXPIRED = 5, "expired"
    MOOT = 6, "moot"


class Proposal(models.Model):
    """Something that guardians decide together. ``person`` is whom it is about; of a narrowing,
    the guardian, and ``child`` about whom. ``terms``: what else was proposed, as it was asked for.
    It is moot when whom it was about has gone."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    family = models.ForeignKey(Family, models.PROTECT, related_name="proposals", db_index=False)
    action = models.CharField(max_length=20, choices=[(one, one) for one in Action])
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    child = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    invitation = models.OneToOneField(
        Invitation, models.PROTECT, null=True, related_name="proposal"
    )
    terms = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.SmallIntegerField(choices=ProposalState.choices, default=ProposalState.OPEN)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "families_proposal"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="proposal_state", condition=Q(state__in=ProposalState.values)
            ),
            models.CheckConstraint(name="proposal_action", condition=Q(action__in=list(Action))),
            models.CheckConstraint(
                name="proposal_open_or_decided",
                condition=Q(state=ProposalState.OPEN, decided_at=None)
                | Q(~Q(state=ProposalState.OPEN), decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_ends_after_start", condition=Q(expires_at__gt=F("created_at"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["family", "id"], name="proposals_by_family"),
            models.Index(
                fields=["expires_at"],
                name="proposals_waiting",
                condition=Q(state=ProposalState.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"

    def standing(self, *, at: datetime) -> ProposalState:
        """What it is at an instant: one that nobody decided in time has expired by itself."""
        if self.state == ProposalState.OPEN and at >= self.expires_at:
            return ProposalState.EXPIRED
        return ProposalState(self.state)


class Vote(models.Model):
    """One guardian's yes or no. It counts while they are a guardian of the family."""

    id = models.BigAutoField(primary_key=True)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="votes", db_index=False)
    guardian = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    yes = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "families_vote"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "guardian"], name="vote_once"),
        ]

    def __str__(self) -> str:
        return f"vote on {self.proposal_id}"


class ComingOfAge(models.Model):
    """When a teen comes of age (``day``: their 18th birthday), and when that was
    done. It stays when they leave the family."""

    person = models.OneToOneField(
        Person, models.PROTECT, primary_key=True, related_name="coming_of_age"
    )
    day = models.DateField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "families_coming_of_age"
        indexes: ClassVar = [
            models.Index(
                fields=["day", "person"], name="coming_of_age_due", condition=Q(done_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} on {self.day}"
