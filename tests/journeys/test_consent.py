"""A child waits for consent, has an account while it lasts, and keeps their money when it ends:
over HTTP, as the app has it."""

import io

import pytest
from django.core.management import call_command
from pytest_django.plugin import DjangoDbBlocker

from tests.journeys.app import App, expected
from tests.journeys.conftest import People, someone
from tests.journeys.web import Web
from tuppence.kernel.clock import utc_now
from tuppence.payments.wallets.operations import open_wallet
from tuppence.people.families.models import Membership, Role
from tuppence.people.families.operations import add_member
from tuppence.people.identity.models import Person

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("people")]

CONSENT = "consent_required"


@pytest.fixture
def kabir(web: Web, people: People, django_db_blocker: DjangoDbBlocker) -> App:
    """A child of Asha's family for whom nobody has consented yet."""
    with django_db_blocker.unblock():
        now = utc_now()
        asha = Person.objects.get(handle=people.asha.get("/v1/me")["handle"])
        child = someone("Kabir", age=13)
        family = Membership.objects.get(person=asha).family
        add_member(family=family, person=child, role=Role.TEEN, today=now.date())
        open_wallet(owner_id=child.pk, name="Wallet", now=now)
        return App(web.url).log_in(child.phone)


class TestAChildsAccount:
    def test_works_while_consent_is_in_force(self, people: People, kabir: App) -> None:
        asha, me = people.asha, kabir.get("/v1/me")
        assert me["consent_needed"] is True
        lunch = {"to": {"handle": people.shop}, "amount": 20_00}
        for answer in (
            kabir.send("GET", "/v1/wallets"),
            kabir.send("POST", "/v1/payments/preview", lunch),
            kabir.sign("/v1/payments", lunch),
        ):
            assert expected(answer, 403)["code"] == CONSENT

        consent = f"/v1/people/{me['id']}/consent"
        text = asha.get("/v1/consents/texts/account")
        assert "withdraw" in text["body"]
        agreed = {"version": text["version"], "sha256": text["sha256"]}
        token = asha.get("/dev/document-token", person=asha.get("/v1/me")["id"])["token"]
        proof = {"method": "document_token", "token": token}
        given = expected(asha.sign(consent, {"text": agreed, "verification": proof}), 201)
        assert given["guardian"]["id"] == asha.get("/v1/me")["id"]

        wallet = kabir.wallet()["id"]
        expected(asha.sign(f"/v1/wallets/{wallet}/topups", {"amount": 100_00}), 201)
        paid = expected(kabir.sign("/v1/payments", lunch), 201)

        withdrawn = expected(asha.send("DELETE", consent), 200)
        assert withdrawn["what"] == "withdrawn"
        assert expected(kabir.sign("/v1/payments", lunch), 403)["code"] == CONSENT
        topping_up = asha.sign(f"/v1/wallets/{wallet}/topups", {"amount": 1})
        assert expected(topping_up, 403)["code"] == CONSENT
        paying = people.meera.sign("/v1/payments", {"to": {"handle": me["handle"]}, "amount": 1})
        assert expected(paying, 404)["code"] == "payee_unknown"
        back = people.farida.sign(f"/v1/payments/{paid['id']}/refunds", {"reason": "Sold out"})
        expected(back, 201)
        assert asha.get(f"/v1/wallets/{wallet}")["balance"] == 100_00

        known = {"method": "known_adult"}
        expected(asha.sign(consent, {"text": agreed, "verification": known}), 201)
        expected(kabir.sign("/v1/payments", lunch), 201)
        history = [one["what"] for one in kabir.get(f"{consent}/history")["items"]]
        assert history == ["given", "withdrawn", "given"]
        call_command("relay", "--drain")
        call_command("verify", stdout=io.StringIO())
