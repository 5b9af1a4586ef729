"""Wallets: whose a ledger account is, and what it is called. Balances are the ledger's alone."""

from typing import ClassVar

from django.db import models

from tuppence.kernel.ids import new_uuid


class Kind(models.IntegerChoices):
    PERSONAL = 1, "personal"
    MERCHANT = 2, "merchant"
    GOAL = 3, "goal"


class Wallet(models.Model):
    """A person's own money, a merchant's takings, or a goal: a pot that its owner saves into.

    ``zone`` (IANA) is the calendar of its days and months. ``frozen_at`` says since when its family
    has frozen it; a freeze by an operator is on the ledger account only, and not theirs to lift.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    owner = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    account_id = models.BigIntegerField(unique=True)
    kind = models.SmallIntegerField(choices=Kind.choices, default=Kind.PERSONAL)
    unit = models.TextField()
    name = models.TextField()
    zone = models.TextField()
    frozen_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "wallets_wallet"
        constraints: ClassVar = [
            # What "pay Meera" means must not be a choice.
            models.UniqueConstraint(
                fields=["owner", "unit"],
                condition=models.Q(kind=Kind.PERSONAL, closed_at=None),
                name="wallets_one_personal_per_unit",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="wallets_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})"


class SystemAccount(models.Model):
    """A ledger account of the platform's own, by what it is for (``escrow:INR``)."""

    code = models.TextField(primary_key=True)
    account_id = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "wallets_system_account"

    def __str__(self) -> str:
        return self.code
