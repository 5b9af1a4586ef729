from django.db import models


class Mark(models.Model):
    """A fact was applied by a consumer. Nothing here is unique: a second time must show."""

    id = models.BigAutoField(primary_key=True)
    consumer = models.TextField()
    fact = models.BigIntegerField()

    class Meta:
        db_table = "tally_mark"

    def __str__(self) -> str:
        return f"{self.consumer} {self.fact}"
