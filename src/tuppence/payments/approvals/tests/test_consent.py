"""A payment that waits for a guardian, while the account it would be made from rests."""

from typing import Any

import pytest
from django.http import HttpResponse

from tuppence.kernel.clock import utc_now
from tuppence.outbox.facts import RecordedFact
from tuppence.outbox.models import StoredFact
from tuppence.payments.approvals import handlers as approvals
from tuppence.payments.controls.operations import decide
from tuppence.payments.payments.tests.market import a_shop, takings, world
from tuppence.payments.wallets.tests.household import Household, give
from tuppence.people.consent.operations import withdraw
from tuppence.people.consent.tests.consents import consent_for

LUNCH = {"to": {"handle": "campus-canteen"}, "amount": 50_00}


def told(answer: HttpResponse) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


def rest(home: Household) -> None:
    """Asha withdraws her consent to Meera's account."""
    withdraw(actor=home.asha.actor(), person=home.meera.person.public_id, now=utc_now())


@pytest.fixture
def shop(home: Household) -> Any:
    give(home.meera, 500_00)
    return a_shop(home.zoya)


class TestAnApproval:
    def test_cannot_be_given_while_the_account_rests(self, home: Household, shop: Any) -> None:
        asked = self._asked(home)
        rest(home)
        before = world()
        assert told(home.asha.sign(f"/v1/approvals/{asked}/approve", {})) == (
            403, "consent_required",
        )  # fmt: skip
        assert told(home.meera.sign("/v1/approvals", LUNCH)) == (403, "consent_required")
        assert world() == before
        assert takings(shop) == 0

    def test_that_waits_is_over_with_a_withdrawal(self, home: Household, shop: Any) -> None:
        asked = self._asked(home)
        rest(home)
        for _ in range(2):
            approvals.expire_waiting(_withdrawal())
        shown = home.asha.get(f"/v1/approvals/{asked}").json()
        assert shown["state"] == "expired"
        assert StoredFact.objects.filter(topic="approval.expired").count() == 1
        consent_for(home.meera.person, by=home.asha.person, now=utc_now())
        again = home.meera.sign("/v1/approvals", LUNCH)
        assert again.status_code == 201, again.content
        approvals.expire_waiting(_withdrawal())
        assert home.asha.sign(f"/v1/approvals/{again.json()['id']}/approve", {}).status_code == 200
        assert takings(shop) == 50_00

    def _asked(self, home: Household) -> str:
        """A payment of Meera's that waits for Asha."""
        decide(
            actor=home.asha.actor(),
            person=home.meera.person.public_id,
            document={"ask_first": {"above": 10_00, "new_payees": False}},
            seen=0,
            note="",
            now=utc_now(),
        )
        asked: str = home.meera.sign("/v1/approvals", LUNCH).json()["id"]
        return asked


def _withdrawal() -> RecordedFact:
    stored = StoredFact.objects.filter(topic="consent.withdrawn").latest("id")
    return RecordedFact(
        id=stored.id,
        topic=stored.topic,
        version=stored.version,
        key=stored.key,
        payload=stored.payload,
        classification=stored.classification,
        subject=stored.subject,
        created_at=stored.created_at,
    )
