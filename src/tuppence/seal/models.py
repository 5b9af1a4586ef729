"""The signed roots as Django sees them: to read, never to write (see sql/tables.sql)."""

from django.db import models


class Checkpoint(models.Model):
    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "seal_checkpoint"

    def __str__(self) -> str:
        return f"checkpoint of {self.size} journals"
