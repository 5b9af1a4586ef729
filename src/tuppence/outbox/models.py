"""The outbox's tables. `outbox_fact` is written in SQL (sql/0001_fact.sql); the rest are plain."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class StoredFact(models.Model):
    """A row of `outbox_fact`, for reading: facts are written by `operations.append` only."""

    id = models.BigIntegerField(primary_key=True)
    topic = models.TextField()
    version = models.SmallIntegerField()
    key = models.TextField()
    payload = models.JSONField()
    classification = models.TextField()
    subject = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "outbox_fact"
        verbose_name = "fact"

    def __str__(self) -> str:
        return f"{self.topic} #{self.pk}"


class Cursor(models.Model):
    """How far a consumer has come: every fact after `started_after`, up to `last_id`, was handed to
    it, save those that `Delivery` still lists as retrying or dead."""

    consumer = models.TextField(primary_key=True)
    last_id = models.BigIntegerField()
    started_after = models.BigIntegerField()
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "outbox_cursor"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(last_id__gte=models.F("started_after")),
                name="outbox_cursor_not_before_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.consumer} at {self.last_id}"


class DeliveryState(models.TextChoices):
    RETRYING = "retrying"
    DEAD = "dead"
    DONE = "done"


class Delivery(models.Model):
    """A fact that a consumer's handler failed on, or that an operator had delivered again.

    `attempts` counts failures since it was last (re)started; `last_error` is the newest.
    """

    id = models.BigAutoField(primary_key=True)
    consumer = models.TextField()
    fact_id = models.BigIntegerField()
    state = models.TextField(choices=DeliveryState.choices)
    attempts = models.SmallIntegerField(db_default=0)
    next_at = models.DateTimeField(db_default=Now())
    last_error = models.TextField(db_default="")
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "outbox_delivery"
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consumer", "fact_id"], name="outbox_delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["retrying", "dead", "done"]),
                name="outbox_delivery_state_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["consumer", "next_at"],
                name="outbox_delivery_retrying",
                condition=models.Q(state="retrying"),
            ),
            models.Index(
                fields=["consumer", "fact_id"],
                name="outbox_delivery_dead",
                condition=models.Q(state="dead"),
            ),
        ]

    def __str__(self) -> str:
        return f"fact {self.fact_id} to {self.consumer}: {self.state}"


class Inbox(models.Model):
    """Facts that a consumer has applied outside its cursor's order: what makes twice once."""

    id = models.BigAutoField(primary_key=True)
    consumer = models.TextField()
    fact_id = models.BigIntegerField()
    applied_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "outbox_inbox"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consumer", "fact_id"], name="outbox_inbox_once")
        ]

    def __str__(self) -> str:
        return f"fact {self.fact_id} applied by {self.consumer}"
