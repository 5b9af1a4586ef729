"""Checks of documents, what became of them, and the tier that each person is on.

No document's number is here: its last four characters, for a person to know it by, and a keyed
digest, by which the same document of two people is noticed.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tuppence.kernel.ids import new_uuid


class Tier(models.IntegerChoices):
    SMALL = 1, "small"
    FULL = 2, "full"


class State(models.IntegerChoices):
    """``STUCK``: the provider has said nothing for too long. ``VOID``: it was approved, and an
    operator has taken that back since."""

    SUBMITTED = 1, "submitted"
    APPROVED = 2, "approved"
    REJECTED = 3, "rejected"
    REVIEW = 4, "review"
    STUCK = 5, "stuck"
    VOID = 6, "void"


OPEN = (State.SUBMITTED, State.REVIEW, State.STUCK)
"""States that still wait for somebody's word."""


class Document(models.TextChoices):
    PAN = "pan", "PAN card"
    PASSPORT = "passport", "passport"
    DRIVING_LICENCE = "driving_licence", "driving licence"
    VOTER_ID = "voter_id", "voter's identity card"


class Check(models.Model):
    """One document, shown once. ``sent_at`` is when the provider had it; ``next_at`` when it is
    asked next. ``counts``: it is one of the person's tries."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(
        "identity.Person", models.PROTECT, related_name="+", db_index=False
    )
    key = models.UUIDField(help_text="Digest of the idempotency key")
    request = models.UUIDField(help_text="Digest of what the key stands for")
    state = models.SmallIntegerField(choices=State.choices, default=State.SUBMITTED)
    document = models.TextField(choices=Document.choices)
    last_four = models.TextField()
    digest = models.BinaryField(max_length=32, help_text="HMAC-SHA256 of kind and number")
    reason = models.TextField(null=True)
    counts = models.BooleanField(default=True)
    submitted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    asked = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kyc_check"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submitted_by", "key"], name="kyc_one_for_a_key"),
            # Of two that are submitted at once, one is first.
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=OPEN), name="kyc_one_open"
            ),
            # A document is one person's, from when it is shown until it is rejected.
            models.UniqueConstraint(
                fields=["digest"],
                condition=Q(state__in=(*OPEN, State.APPROVED)),
                name="kyc_document_of_one_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, decided_at=None)
                | Q(~Q(state__in=OPEN), decided_at__isnull=False),
                name="kyc_decided_or_open",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REJECTED) | Q(reason__isnull=False),
                name="kyc_rejected_says_why",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="kyc_state_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="kyc_by_person"),
            models.Index(fields=["next_at"], condition=Q(state__in=OPEN), name="kyc_to_ask"),
        ]

    def __str__(self) -> str:
        return f"check {self.pk}"


class Standing(models.Model):
    """The tier that a person is on. Who has no row is on the small one: a phone and what they say
    of themselves is all that is known. ``check_made`` is what it rests on, if it is a check."""

    person = models.OneToOneField(
        "identity.Person", models.PROTECT, related_name="+", primary_key=True
    )
    tier = models.SmallIntegerField(choices=Tier.choices)
    check_made = models.ForeignKey(
        Check, models.PROTECT, null=True, related_name="+", db_index=False
    )
    since = models.DateTimeField()

    class Meta:
        db_table = "kyc_standing"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="kyc_tier_known")
        ]

    def __str__(self) -> str:
        return f"person {self.person_id}: {Tier(self.tier).label}"


class Event(models.Model):
    """A provider's event that was taken in: what makes it do nothing when it comes again. Kept for
    longer than its signature is believed."""

    id = models.TextField(primary_key=True)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "kyc_event"

    def __str__(self) -> str:
        return self.id
