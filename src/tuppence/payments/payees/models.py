"""Since when one person has been paid by another."""

from typing import ClassVar

from django.db import models


class Payee(models.Model):
    """That ``payer`` has paid ``payee``, or tried to, in a unit since ``first_at``. Written once.

    What may go to them while they are new is counted on ``account_id``, whichever of the payer's
    wallets it comes from: the ledger account of the one that paid first.
    """

    id = models.BigAutoField(primary_key=True)
    payer = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", db_index=False)
    payee = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", db_index=False)
    unit = models.TextField()
    account_id = models.BigIntegerField()
    first_at = models.DateTimeField()

    class Meta:
        db_table = "payees_payee"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payer", "payee", "unit"], name="payees_met_once"),
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} has paid {self.payee_id}"
