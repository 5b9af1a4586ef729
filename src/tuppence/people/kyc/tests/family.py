"""A guardian, her child and a stranger, with phones that sign; and what the provider signs."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.outbox.models import StoredFact
from tuppence.people.families.models import Role
from tuppence.people.families.operations import add_member, create_family
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Person
from tuppence.people.identity.operations.people import register_person
from tuppence.people.identity.operations.sessions import open_session
from tuppence.people.identity.signer import DeviceKey
from tuppence.people.identity.tests.consented import consented
from tuppence.people.kyc.models import Check, Event, Standing
from tuppence.people.kyc.tests.simulating import NUMBERS, SECRET
from tuppence.people.kyc.webhooks import signature


class Phone:
    """A signed-in person's device."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._key = DeviceKey.new()
        tokens = open_session(
            person=person, device_name="Phone", public_key=self._key.point, now=utc_now()
        )
        self._device = to_public("dev", tokens.device.public_id)
        self._authorization = {"Authorization": f"Bearer {tokens.access_token}"}
        self._http = Client()

    @property
    def id(self) -> str:
        return to_public("per", self.person.public_id)

    @property
    def actor(self) -> Actor:
        return Actor.absent(person_id=self.person.pk, person=self.person.public_id)

    def get(self, **query: str) -> HttpResponse:
        return self._http.get("/v1/kyc", query, headers=self._authorization)

    def show(self, what: str = "approved", *, key: str | None = None, **more: Any) -> HttpResponse:
        """A PAN with which the simulator does this."""
        body = {"document": "pan", "number": NUMBERS.get(what, what), "name": "Asha Rao", **more}
        raw = json.dumps(body).encode()
        signed = self._key.headers(
            method="POST",
            path="/v1/kyc",
            body=raw,
            idempotency_key=key or str(uuid4()),
            device=self._device,
            now=utc_now(),
        )
        return self._http.generic(
            "POST",
            "/v1/kyc",
            raw,
            content_type="application/json",
            headers=self._authorization | signed,
        )


@dataclass(frozen=True, slots=True)
class Family:
    asha: Phone
    meera: Phone
    zoya: Phone


def a_family() -> Family:
    now = utc_now()
    asha, meera, zoya = (
        _someone(name, number, age=age)
        for number, (name, age) in enumerate((("Asha", 41), ("Meera", 15), ("Zoya", 30)))
    )
    family = create_family(name="Rao", guardian=asha, today=now.date())
    add_member(family=family, person=meera, role=Role.TEEN, today=now.date())
    consented(meera)
    return Family(Phone(asha), Phone(meera), Phone(zoya))


def _someone(name: str, number: int, *, age: int) -> Person:
    now = utc_now()
    return register_person(
        phone=f"+9198765431{number:02}",
        name=name,
        handle=name.lower(),
        birth_date=date(now.year - age, 1, 1),
        now=now,
    )


def tell(
    check: str,
    state: str,
    *,
    event: str | None = None,
    reason: str | None = None,
    secret: str = SECRET,
    at: datetime | None = None,
) -> HttpResponse:
    """The provider's webhook."""
    body = json.dumps(
        {"type": f"check.{state}", "data": {"reference": check, "state": state, "reason": reason}}
    ).encode()
    name, stamp = event or f"evt_{uuid4().hex}", str(int((at or utc_now()).timestamp()))
    headers = {
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": signature(body, event=name, stamp=stamp, secret=secret),
    }
    return Client().post("/vendors/kyc", body, content_type="application/json", headers=headers)


def world() -> dict[str, Any]:
    """All that a refused request must leave as it was."""
    return {
        "checks": list(Check.objects.order_by("id").values()),
        "standings": list(Standing.objects.order_by("person_id").values()),
        "events": list(Event.objects.order_by("id").values()),
        "facts": StoredFact.objects.count(),
    }


def topics() -> list[str]:
    """The facts of this room, in their order."""
    return list(
        StoredFact.objects.filter(topic__startswith="kyc.")
        .order_by("id")
        .values_list("topic", flat=True)
    )
