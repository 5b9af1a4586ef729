"""Consent for the children of tests, as if it had been given before."""

from datetime import datetime
from uuid import uuid4

from tuppence.people.consent import texts
from tuppence.people.consent.models import Entry, Method, Purpose, What
from tuppence.people.identity.models import Person


def consent_for(*children: Person, by: Person, now: datetime) -> None:
    """In force from now on. Nobody asks whether the one guards the other."""
    text = texts.current(Purpose.ACCOUNT)
    for child in children:
        Entry.objects.create(
            what=What.GIVEN,
            purpose=Purpose.ACCOUNT,
            person=child,
            guardian=by,
            text_version=text.version,
            text_hash=text.sha256,
            method=Method.DOCUMENT_TOKEN,
            proof=f"document:tests:{uuid4()}",
            at=now,
        )
        child.refresh_from_db(fields=["consented"])
