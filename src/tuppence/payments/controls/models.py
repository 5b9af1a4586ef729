"""Controls as they were decided, one row a version. Nothing is ever changed or deleted."""

from typing import Any, ClassVar

from django.db import models


class ControlsVersion(models.Model):
    """What was in force for a child from ``at`` until the next version. The newest is in force now.

    ``document`` is described in document.py. ``author`` is None where the platform itself wrote
    one, as when a raise ends.
    """

    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    version = models.IntegerField()
    document = models.JSONField()
    author = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    note = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "controls_version"
        constraints: ClassVar = [
            # Two guardians who change them at once cannot both write the same next version.
            models.UniqueConstraint(fields=["person", "version"], name="controls_version_once"),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="controls_version_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"controls {self.version} of person {self.person_id}"

    @classmethod
    def empty(cls, person_id: int) -> "ControlsVersion":
        """What holds before the first one was written."""
        return cls(person_id=person_id, version=0, document={}, note="")

    @property
    def shown(self) -> dict[str, Any]:
        """The document with every member that it could have."""
        document: dict[str, Any] = self.document
        return {**_DEFAULTS, **document}


_DEFAULTS: dict[str, Any] = {
    "limits": {},
    "categories": {"off": [], "limits": {}},
    "merchants": {"only": None, "never": []},
    "closed_hours": [],
    "channels": [],
    "people": True,
    "ask_first": {"above": None, "new_payees": False},
    "raised": None,
}
