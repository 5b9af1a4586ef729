"""Rows of Django's, made by the thousand.

A model's constructor looks at each of its fields and sends signals, which takes some 20 µs a row:
more than a batch of payments spends on all else about a payment. What is made here is the same row,
as unpickling makes one (`django.db.models.base.model_unpickle`).
"""

from typing import Any, TypeVar

from django.db.models import Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


def made(model: type[M], columns: dict[str, Any], *, read: bool = False) -> M:
    """A row with these columns, by attribute (``owner_id``), in a dictionary that is the row's from
    then on; others are read when asked for, as of a row from ``only()``. ``read``: it is in the
    database."""
    row = model.__new__(model)
    columns["_state"] = state = ModelState()
    state.adding = not read
    row.__dict__ = columns
    return row
