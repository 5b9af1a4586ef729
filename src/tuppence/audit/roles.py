"""Who may use the console: staff in one of two groups. Anyone else sees nothing.

``viewer`` reads. ``operator`` reads, freezes, refunds with another one, and has facts delivered
again. Nobody edits rows:
they are changed by the operations of the rooms, never by a form.
"""

import secrets
from typing import Any, Final

from django.contrib.auth.models import Group, User

OPERATOR: Final = "operator"
VIEWER: Final = "viewer"
ROLES: Final = (OPERATOR, VIEWER)
DEMO: Final = {"operator": OPERATOR, "colleague": OPERATOR, "viewer": VIEWER}
"""The demo's log-ins: two operators, as some things need four eyes."""


def may_read(user: Any) -> bool:
    """Whether a user may see the console at all."""
    return bool(_is_staff(user) and (user.is_superuser or _groups(user) & set(ROLES)))


def may_act(user: Any) -> bool:
    """Whether a user may freeze, unfreeze and replay."""
    return bool(_is_staff(user) and (user.is_superuser or OPERATOR in _groups(user)))


def set_operator(*, name: str, role: str, password: str | None = None) -> User:
    """Makes or changes the staff user ``name``: its one role, and its password when one is given
    (a new user without one cannot sign in). Raises ValueError for a role that is not in `ROLES`."""
    if role not in ROLES:
        raise ValueError(f"a role is one of {', '.join(ROLES)}")
    user, new = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    user.is_staff = user.is_active = True
    if password is not None:
        user.set_password(password)
    elif new:
        user.set_unusable_password()
    user.save()
    user.groups.set([Group.objects.get_or_create(name=role)[0]])
    return user


def dismiss(*, name: str) -> bool:
    """Takes a user's way in, at once: open sessions end too. Whether there was such a user."""
    user = User.objects.filter(username=name).first()
    if user is None:
        return False
    user.is_active = user.is_staff = False
    user.set_password(secrets.token_urlsafe(32))  # what ends the sessions that are open
    user.save()
    user.groups.clear()
    return True


def create_operators(password: str) -> list[str]:
    """The demo's log-ins, all with this password; their names."""
    for name, role in DEMO.items():
        set_operator(name=name, role=role, password=password)
    return list(DEMO)


def _is_staff(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active and getattr(user, "is_staff", False))


def _groups(user: Any) -> set[str]:
    """The user's groups, asked for once in a request."""
    if not hasattr(user, "_role_names"):
        user._role_names = set(user.groups.values_list("name", flat=True))
    names: set[str] = user._role_names
    return names
