"""Approvals' part in an erasure: what was asked for names whom it was for."""

from datetime import datetime
from typing import Final

from django.db.models import Q

from tuppence.payments.approvals.models import Approval
from tuppence.people.identity.models import Person

NOBODY: Final = {"to": {"handle": "nobody"}, "amount": 1}
"""What is left of a request: of a form that can be read, and that pays nobody."""


def erase(person_id: int, now: datetime) -> None:
    """Overwrites the person in requests: their own, and others' that name them. Requires an open
    transaction, in which the person is not a pseudonym yet."""
    person = Person.objects.get(pk=person_id)
    named = Q(ask__to__phone=person.phone) | Q(payment__payee_wallet__owner_id=person_id)
    for handle in person.handles.values_list("handle", flat=True):
        named |= Q(ask__to__handle__iexact=handle)
    Approval.objects.filter(pk__in=Approval.objects.filter(named).values("pk")).update(
        payee_label="Former member", ask=NOBODY
    )
    Approval.objects.filter(person_id=person_id).update(ask=NOBODY, note=None)
