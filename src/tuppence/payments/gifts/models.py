"""Gift links, and what was given by them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tuppence.kernel.ids import new_uuid
from tuppence.kernel.money import MAX_MINOR


class GiftLink(models.Model):
    """A way to give to a person, or into a goal of theirs, for whoever holds its secret.

    ``secret`` is SHA-256 of it, in hexadecimal: it was shown once, to ``maker``. ``used`` counts
    gifts, ``most_gifts`` is how many there can be; ``most_amount`` is the most of one gift, in
    minor units. ``shows_goal``: whoever holds the link sees the goal's name and how full it is.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    secret = models.TextField(unique=True)
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    goal = models.ForeignKey("goals.Goal", models.PROTECT, null=True, related_name="+")
    maker = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", db_index=False)
    unit = models.TextField()
    most_gifts = models.IntegerField()
    most_amount = models.BigIntegerField()
    shows_goal = models.BooleanField()
    used = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "gifts_link"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(used__gte=0, used__lte=F("most_gifts")), name="gifts_no_more_than_most"
            ),
            models.CheckConstraint(
                condition=Q(most_amount__gte=1, most_amount__lte=MAX_MINOR),
                name="gifts_most_amount_movable",
            ),
            models.CheckConstraint(
                condition=Q(secret__regex=r"^[0-9a-f]{64}$"),  # noqa: S106
                name="gifts_secret_is_hashed",
            ),
        ]

    def __str__(self) -> str:
        return f"gift link {self.pk}"


class Gift(models.Model):
    """What somebody gave. ``giver`` and ``message`` are their words, as plain text; ``key`` and
    ``request`` are digests of the idempotency key and what it stands for."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    link = models.ForeignKey(GiftLink, models.PROTECT, related_name="gifts")
    payment = models.OneToOneField(
        "payments.Payment", models.PROTECT, related_name="+", db_constraint=False
    )
    giver = models.TextField()
    message = models.TextField(null=True)
    amount = models.BigIntegerField()
    key = models.UUIDField()
    request = models.UUIDField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "gifts_gift"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "key"], name="gifts_one_for_a_key"),
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=MAX_MINOR), name="gifts_amount_movable"
            ),
        ]

    def __str__(self) -> str:
        return f"gift {self.pk}"
