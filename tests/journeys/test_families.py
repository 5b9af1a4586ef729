"""A family is made, joined, decides something together, and somebody leaves: over HTTP."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.core.management import call_command
from pytest_django.plugin import DjangoDbBlocker

from tests.journeys.app import App, expected
from tests.journeys.web import Web

pytestmark = pytest.mark.stack

PIN = "493817"
ADULT = {"birth_date": "1984-03-01"}


def somebody(web: Web, phone: str, **profile: str) -> App:
    """Signs in; with a profile, completes it and sets a PIN."""
    app = App(web.url).log_in(phone)
    if profile:
        expected(app.send("PATCH", "/v1/me", profile), 200)
        assert app.send("PUT", "/v1/me/pin", {"pin": PIN}).status_code == 204
    return app


def made(answer: httpx.Response) -> dict[str, Any]:
    return expected(answer, 200, 201)


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture(autouse=True)
def _database(web: Web, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The web server's own, for the relay that runs in this process."""
    with django_db_blocker.unblock():
        yield


def test_a_family_comes_together_decides_and_parts(web: Web) -> None:
    asha = somebody(web, "+919876543301", name="Asha Rao", handle="asha.j", **ADULT)
    family = made(asha.send("POST", "/v1/family", {"name": "Rao"}))

    # A teen comes in by a code, and completes a profile that they could not complete alone.
    code = made(
        asha.send("POST", "/v1/family/invitations", {"role": "teen", "phone": "+919876543302"})
    )["code"]
    meera = somebody(web, "+919876543302")
    profile = {"name": "Meera Rao", "handle": "meera.j", "birth_date": "2011-05-05"}
    assert refused(meera.send("PATCH", "/v1/me", profile)) == (403, "guardian_needed")
    joined = made(
        meera.send("POST", "/v1/family/invitations/accept", {"code": code, "profile": profile})
    )
    assert [one["role"] for one in joined["members"]] == ["guardian", "teen"]
    call_command("relay", "--drain")

    # A second guardian, for which the first gives her PIN.
    guardian = {"role": "guardian"}
    assert refused(asha.send("POST", "/v1/family/invitations", guardian)) == (403, "pin_needed")
    made(asha.send("POST", "/v1/me/step-up", {"pin": PIN}))
    code = made(asha.send("POST", "/v1/family/invitations", guardian))["code"]
    ravi = somebody(web, "+919876543303", name="Ravi Rao", handle="ravi.j", **ADULT)
    made(ravi.send("POST", "/v1/family/invitations/accept", {"code": code}))
    made(ravi.send("POST", "/v1/me/step-up", {"pin": PIN}))
    home = ravi.get("/v1/home")
    [child] = home["children"]
    assert (child["name"], child["consent_missing"]) == ("Meera Rao", True)
    wallet = f"/v1/wallets/{child['wallets'][0]['id']}"

    # They want to agree before a freeze is lifted.
    asked = made(
        asha.send(
            "POST",
            "/v1/family/proposals",
            {"action": "set_quorum", "of": "lift_freeze", "need": "two"},
        )
    )
    assert asked["state"] == "open"
    agreed = made(ravi.send("POST", f"/v1/family/proposals/{asked['id']}/confirm"))
    assert agreed["state"] == "carried"
    made(asha.send("PUT", f"{wallet}/freeze"))
    assert refused(asha.send("DELETE", f"{wallet}/freeze")) == (409, "agreement_needed")
    lift = {"action": "lift_freeze", "person": child["id"]}
    asked = made(asha.send("POST", "/v1/family/proposals", lift))
    made(ravi.send("POST", f"/v1/family/proposals/{asked['id']}/confirm"))
    call_command("relay", "--drain")
    assert not asha.get(wallet)["frozen"]

    # He may see and top up from now on, and no more; then he goes, and she cannot.
    narrowed = {
        "action": "narrow_guardian",
        "person": ravi.get("/v1/me")["id"],
        "child": child["id"],
        "rights": ["see_wallet", "top_up"],
    }
    asked = made(asha.send("POST", "/v1/family/proposals", narrowed))
    made(ravi.send("POST", f"/v1/family/proposals/{asked['id']}/confirm"))
    assert ravi.get("/v1/home")["children"][0]["rights"] == ["see_wallet", "top_up"]
    assert refused(ravi.send("GET", f"{wallet}/statement")) == (404, "not_found")
    leaving = {"family": family["id"]}
    assert ravi.send("POST", "/v1/family/leave", leaving).status_code == 204
    assert refused(ravi.send("GET", wallet)) == (404, "not_found")
    assert refused(asha.send("POST", "/v1/family/leave", leaving)) == (409, "last_guardian")
    assert [one["role"] for one in asha.get("/v1/family")["members"]] == ["guardian", "teen"]
