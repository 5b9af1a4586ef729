"""A family before anybody has consented, on phones that speak HTTP."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.people.consent import documents, texts
from tuppence.people.consent.models import Entry, Purpose
from tuppence.people.families.models import Role
from tuppence.people.families.operations import add_member, create_family
from tuppence.people.identity.models import Person
from tuppence.people.identity.operations.people import register_person
from tuppence.people.identity.tests.api import App


@dataclass
class Resident:
    """Somebody with their phone."""

    app: App
    person: Person

    @property
    def id(self) -> str:
        return to_public("per", self.uuid)

    @property
    def uuid(self) -> UUID:
        return self.person.public_id

    def get(self, path: str) -> HttpResponse:
        return self.app.ask("GET", path)

    def sign(self, path: str, body: Any, *, key: str | None = None) -> HttpResponse:
        headers = self.app.key.headers(
            method="POST",
            path=path,
            body=json.dumps(body).encode(),
            idempotency_key=key or str(uuid4()),
            device=self.app.device,
            now=utc_now(),
        )
        return self.app.ask("POST", path, body, **headers)

    def gives(self, child: "Resident", *, key: str | None = None, **changes: Any) -> HttpResponse:
        """Consent, verified by a document token unless something else is said."""
        text = texts.current(Purpose.ACCOUNT)
        token = documents.issue(person=self.uuid, now=utc_now())
        body = {
            "text": {"version": text.version, "sha256": text.sha256},
            "verification": {"method": "document_token", "token": token},
        }
        return self.sign(f"/v1/people/{child.id}/consent", body | changes, key=key)

    def withdraws(self, child: "Resident") -> HttpResponse:
        return self.app.ask("DELETE", f"/v1/people/{child.id}/consent")

    def rests(self) -> bool:
        """Whether the account does nothing just now."""
        answer = self.get("/v1/family")
        if answer.status_code == 403:
            assert answer.json()["code"] == "consent_required"
        return answer.status_code == 403


@dataclass
class Home:
    """Asha and Ravi guard Meera, who is 15. Zoya is a stranger."""

    asha: Resident
    ravi: Resident
    meera: Resident
    zoya: Resident


def a_home() -> Home:
    asha, ravi, zoya = (
        someone(name, number=number, age=40)
        for number, name in enumerate(("Asha", "Ravi", "Zoya"), start=1)
    )
    meera = someone("Meera", number=4, age=15)
    today = utc_now().date()
    family = create_family(name="Rao", guardian=asha.person, today=today)
    add_member(family=family, person=ravi.person, role=Role.GUARDIAN, today=today)
    add_member(family=family, person=meera.person, role=Role.TEEN, today=today)
    return Home(asha, ravi, meera, zoya)


def someone(name: str, *, number: int, age: int) -> Resident:
    now = utc_now()
    person = register_person(
        phone=f"+9198765432{number:02}",
        name=name,
        handle=name.lower(),
        birth_date=date(now.year - age, 1, 1),
        now=now,
    )
    return Resident(App(phone=person.phone).sign_in(), person)


def ledger() -> list[tuple[Any, ...]]:
    """Every entry, to compare before and after what must change nothing."""
    return list(Entry.objects.order_by("id").values_list())
