"""Writing the audit trail."""

import getpass
import os
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from tuppence.audit.models import AuditEntry
from tuppence.edge.addresses import client_address
from tuppence.edge.request_ids import request_id_of


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts, and from where. ``user_id`` is None for someone at a shell."""

    user_id: int | None
    name: str
    request_id: str = ""
    address: str = ""


def asking(request: HttpRequest) -> Who:
    """The signed-in operator behind a request."""
    return Who(
        user_id=request.user.pk,
        name=request.user.get_username(),
        request_id=request_id_of(request),
        address=client_address(request),
    )


def at_a_shell() -> Who:
    """Whoever runs a command on the machine itself: by name, or by number where users have none
    (a container may be run as any)."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return Who(user_id=None, name=f"shell:{name}")


def record(
    *,
    who: Who,
    action: str,
    target: Model | None = None,
    reason: str = "",
    **data: Any,
) -> None:
    """Adds one entry to the trail.

    For an act, call it in the transaction of the act, so that neither is without the other; for a
    look, before what is looked at is shown. ``data`` must be JSON.
    """
    AuditEntry.objects.create(
        actor_id=who.user_id,
        actor_name=who.name,
        action=action,
        object_type="" if target is None else target._meta.label_lower,
        object_id="" if target is None else str(target.pk),
        reason=reason,
        data=data,
        request_id=who.request_id,
        address=who.address,
    )
