"""Payments and the merchants they go to. What moved is the ledger's; what it was for is here."""

from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from tuppence.edge.rows import made
from tuppence.kernel.ids import new_uuid
from tuppence.kernel.money import MAX_MINOR


class Merchant(models.Model):
    """A shop: the name, addresses and category under which a merchant's wallet is paid.

    A handle has a hyphen and a person's never does, so that one word cannot mean both. ``vpa`` (its
    UPI address) is in lower case; ``mcc`` is the category it was registered under (ISO 18245).
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    wallet = models.OneToOneField("wallets.Wallet", on_delete=models.PROTECT, related_name="+")
    handle = models.TextField(unique=True)
    vpa = models.TextField(unique=True)
    name = models.TextField()
    mcc = models.TextField()

    class Meta:
        db_table = "payments_merchant"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(handle__regex=r"^[a-z][a-z0-9]*(-[a-z0-9]+)+$"),
                name="payments_merchant_handle_has_a_hyphen",
            ),
            models.CheckConstraint(
                condition=Q(vpa__regex=r"^[a-z0-9._-]+@[a-z0-9.-]+$"),
                name="payments_merchant_vpa_lower",
            ),
            models.CheckConstraint(
                condition=Q(mcc__regex=r"^[0-9]{4}$"), name="payments_merchant_mcc_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Kind(models.IntegerChoices):
    """What a movement is. From `ALLOWANCE` on it is a family's own: see operations/transfer.py."""

    TOP_UP = 1, "top_up"
    PERSON = 2, "person"
    MERCHANT = 3, "merchant"
    REFUND = 4, "refund"
    ALLOWANCE = 5, "allowance"
    CHORE = 6, "chore"
    SAVING = 7, "saving"
    WITHDRAWAL = 8, "withdrawal"
    MATCH = 9, "match"
    INTEREST = 10, "interest"
    GIFT = 11, "gift"


FROM_BANK = (Kind.TOP_UP, Kind.GIFT)
"""Kinds of what comes from outside: no wallet here pays it."""


class State(models.IntegerChoices):
    SUCCEEDED = 1, "succeeded"
    REFUSED = 2, "refused"


class Payment(models.Model):
    """One request to move money and what became of it: written once, never changed.

    A row is written by sql/post.sql in the statement that moves the money. ``journal`` is the
    ledger's journal, of a refused one too. The labels are names as they were that day. ``mcc`` is
    the category the merchant was registered under then; ``upi_ref`` the code's own reference
    (``tr``). A top-up or gift has no ``payer_wallet``: it comes from a bank. ``merchant`` is the
    shop on either side, so a refund names it too. ``to_registered`` is said of a payment to a
    person: whether it was charged to the limit of registered payees, or (None) of new ones. A
    refund gives back what was charged, whatever payer and payee have become since.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    kind = models.SmallIntegerField(choices=Kind.choices)
    state = models.SmallIntegerField(choices=State.choices)
    # Wallets, merchants and people are never deleted, and each id below was read a moment before.
    # A foreign key would lock those rows on every payment, and a busy shop's row would be hot.
    payer_wallet = models.ForeignKey(
        "wallets.Wallet", models.PROTECT, null=True, db_constraint=False, db_index=False,
        related_name="+",
    )  # fmt: skip
    payee_wallet = models.ForeignKey(
        "wallets.Wallet", models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    merchant = models.ForeignKey(
        Merchant, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    actor = models.ForeignKey(
        "identity.Person", models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    refund_of = models.ForeignKey(
        "self", models.PROTECT, null=True, db_constraint=False, db_index=False,
        related_name="refunds",
    )  # fmt: skip
    amount = models.BigIntegerField()
    unit = models.TextField()
    payer_label = models.TextField()
    payee_label = models.TextField()
    note = models.TextField(null=True)
    mcc = models.TextField(null=True)
    upi_ref = models.TextField(null=True)
    to_registered = models.BooleanField(null=True)
    journal = models.BigIntegerField(unique=True)
    refusal_code = models.TextField(null=True)
    refusal_data = models.JSONField(null=True)
    created_at = models.DateTimeField()

    shown_owners: frozenset[int] = frozenset()
    """Whose wallets (their owners' keys) are named where it is shown: see `shown_to`."""

    # A refused payment never reached the payee, and is none of their business.
    PAYEE_SEES: ClassVar = Q(state=State.SUCCEEDED) | Q(kind__in=FROM_BANK)

    class Meta:
        db_table = "payments_payment"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=MAX_MINOR), name="payments_amount_movable"
            ),
            models.CheckConstraint(
                condition=Q(state=State.SUCCEEDED, refusal_code=None, refusal_data=None)
                | Q(state=State.REFUSED, refusal_code__isnull=False, refusal_data__isnull=False),
                name="payments_refused_says_why",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="payments_kind_known"),
            models.CheckConstraint(
                condition=Q(kind__in=FROM_BANK, payer_wallet=None)
                | Q(~Q(kind__in=FROM_BANK), payer_wallet__isnull=False),
                name="payments_only_the_bank_has_no_wallet",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.REFUND, refund_of__isnull=False)
                | Q(~Q(kind=Kind.REFUND), refund_of=None),
                name="payments_refund_names_its_payment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["payer_wallet", "created_at", "id"],
                name="payments_by_payer",
                condition=Q(payer_wallet__isnull=False),
            ),
            models.Index(
                fields=["payee_wallet", "created_at", "id"],
                name="payments_by_payee",
                condition=Q(state=State.SUCCEEDED) | Q(kind__in=FROM_BANK),
            ),
            models.Index(
                fields=["refund_of"],
                name="payments_refunds",
                condition=Q(refund_of__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{Kind(self.kind).label} of {self.amount} {self.unit}"

    @classmethod
    def draft(cls, **values: Any) -> "Payment":
        """One that is not posted yet, from its columns by name (``payer_wallet_id``)."""
        columns = _nothing().copy()
        columns["public_id"] = new_uuid()
        columns.update(values)
        return made(cls, columns)

    def shown_to(self, owners: Iterable[int]) -> "Payment":
        """Itself, for somebody who may see these people's wallets. Those of others are not named:
        by its id a child would be known again, whoever they pay."""
        self.shown_owners = frozenset(owners)
        return self

    @property
    def shown_payer_wallet(self) -> Any:
        """None for the bank, and for somebody else's."""
        return self._shown(self.payer_wallet)

    @property
    def shown_payee_wallet(self) -> Any:
        """None for somebody else's."""
        return self._shown(self.payee_wallet)

    def _shown(self, wallet: Any) -> Any:
        return wallet if wallet is not None and wallet.owner_id in self.shown_owners else None

    def know(self, **rows: models.Model | None) -> None:
        """Takes rows that were read for what its keys name, so that nobody reads them again.
        (Assigning them would ask Django's routers about each.)"""
        self._state.fields_cache.update(rows)


@cache
def _nothing() -> dict[str, Any]:
    return {field.attname: None for field in Payment._meta.concrete_fields}
