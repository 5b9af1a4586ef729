"""The audit trail: what operators did, and whose details they looked at."""

from django.db import models
from django.db.models.functions import Now


class AuditEntry(models.Model):
    """One thing that an operator did or saw. Append-only, by trigger (sql/0001_entry.sql).

    ``action`` is a dotted name (``wallet.frozen``); ``object_type`` and ``object_id`` name what it
    was done to, and are empty for what concerns no single object. ``actor_id`` is null when the act
    came from a shell; ``actor_name`` then says whose. ``data`` holds what else tells the story,
    such as the words that were searched for.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField()
    action = models.TextField()
    object_type = models.TextField()
    object_id = models.TextField()
    reason = models.TextField()
    data = models.JSONField()
    request_id = models.TextField()
    address = models.TextField()

    class Meta:
        managed = False
        db_table = "audit_entry"
        verbose_name_plural = "audit trail"

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.action} {self.object_type} {self.object_id}".rstrip()
