"""Children for whom consent is in force, for tests of rooms that do not know the ledger of it."""

from django.db import connection

from tuppence.people.identity.models import Person


def consented(*children: Person) -> None:
    """As the ledger's trigger would have written it. (Where that room may be imported, use its own
    `consent_for`, which leaves an entry.)"""
    with connection.cursor() as cursor:
        table = "ALTER TABLE identity_person {} TRIGGER identity_consented_is_derived"
        cursor.execute(table.format("DISABLE"))
        Person.objects.filter(pk__in=[child.pk for child in children]).update(consented=True)
        cursor.execute(table.format("ENABLE"))
