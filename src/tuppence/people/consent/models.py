"""The ledger of consent. Nothing in it is ever changed or deleted (sql/ledger.sql)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tuppence.kernel.ids import new_uuid


class What(models.TextChoices):
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Purpose(models.TextChoices):
    """What consent is for. Without that for ``account`` an account of a minor rests."""

    ACCOUNT = "account"


class Method(models.TextChoices):
    """How it was made sure that who consents is an adult and can be told from others."""

    KNOWN_ADULT = "known_adult"
    DOCUMENT_TOKEN = "document_token"  # noqa: S105 (a way to verify, no secret)
    SMALL_CHARGE = "small_charge"


PROVED = (Method.DOCUMENT_TOKEN, Method.SMALL_CHARGE)
"""Those that bring a proof of their own; a known adult was verified by one of them before."""


class Entry(models.Model):
    """A guardian gave consent for a child, or withdrew theirs; or what they had decided lapsed, as
    they are the child's guardian no more.

    ``text_version`` and ``text_hash`` (SHA-256, hexadecimal) say what exactly was agreed to.
    ``proof`` is what verified the guardian: the id of a token or charge; ``known_from`` the earlier
    consent that did, for a known adult. ``key`` and ``request`` are digests of the idempotency key
    and what it stood for. ``at`` is when it was asked; ``recorded_at`` the database's own clock,
    after it had waited for what was under way.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    what = models.TextField(choices=What.choices)
    purpose = models.TextField(choices=Purpose.choices)
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", db_index=False)
    guardian = models.ForeignKey(
        "identity.Person", models.PROTECT, related_name="+", db_index=False
    )
    text_version = models.IntegerField(null=True)
    text_hash = models.TextField(null=True)
    method = models.TextField(choices=Method.choices, null=True)
    proof = models.TextField(null=True, unique=True)
    known_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False
    )
    key = models.UUIDField(null=True, help_text="Digest of the idempotency key")
    request = models.UUIDField(null=True, help_text="Digest of what the key stands for")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "consent_entry"
        verbose_name_plural = "entries"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(what__in=What.values) & Q(purpose__in=Purpose.values),
                name="consent_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(
                    what=What.GIVEN,
                    text_version__isnull=False,
                    text_hash__regex=r"^[0-9a-f]{64}$",
                    method__isnull=False,
                )
                | Q(~Q(what=What.GIVEN), text_version=None, text_hash=None, method=None),
                name="consent_is_to_a_text",
            ),
            models.CheckConstraint(
                condition=Q(method=Method.KNOWN_ADULT, proof=None, known_from__isnull=False)
                | Q(method__in=PROVED, proof__isnull=False, known_from=None)
                | Q(method=None, proof=None, known_from=None),
                name="consent_is_by_someone_verified",
            ),
            models.CheckConstraint(
                condition=~Q(person=models.F("guardian")), name="consent_is_for_another"
            ),
            models.UniqueConstraint(fields=["guardian", "key"], name="consent_one_for_a_key"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "id"], name="consent_by_person"),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk} {self.what}"
