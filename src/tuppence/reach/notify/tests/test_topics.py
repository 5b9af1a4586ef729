"""A push goes to who is to decide, or waits for an answer; to nobody about what they did."""

import re
from pathlib import Path
from typing import Any

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import RecordedFact
from tuppence.payments.approvals.tests.test_approvals import LUNCH, ask_first
from tuppence.payments.payments.tests.market import a_shop
from tuppence.payments.wallets.tests.household import Household, give, last_fact, wallet_id
from tuppence.people.families.models import Membership, Scope
from tuppence.reach import audience
from tuppence.reach.notify.topics import NEWS, WAITS

HOUSE = Path(__file__).parents[3]


def frozen(home: Household, by: str) -> RecordedFact:
    payload: dict[str, Any] = {"wallet": wallet_id(home.meera), "by": by}
    return RecordedFact(1, "wallet.frozen", 1, "key", payload, "ledger", None, utc_now())


def told(one: RecordedFact, rules: audience.Rules) -> set[tuple[int, str]]:
    return {(found.person_id, found.hint.topic) for found in audience.told([one], rules)}


class TestAPush:
    def test_that_something_waits_goes_to_who_decides(self, home: Household) -> None:
        give(home.meera, 1_000_00)
        ask_first(home)
        a_shop(home.zoya)
        assert home.meera.sign("/v1/approvals", LUNCH).status_code == 201
        asked = last_fact("approval.requested")
        assert told(asked, WAITS) == {(home.asha.person.pk, "approvals")}
        Scope.objects.create(
            guardian=Membership.objects.get(person=home.asha.person),
            child=Membership.objects.get(person=home.meera.person),
            rights=["see_approvals"],
        )
        assert told(asked, WAITS) == set()

    def test_goes_to_nobody_about_what_they_did(self, home: Household) -> None:
        meera, asha = (to_public("per", one.person.public_id) for one in (home.meera, home.asha))
        assert told(frozen(home, by=meera), NEWS) == set()
        assert told(frozen(home, by=asha), NEWS) == {(home.meera.person.pk, "wallets")}

    def test_is_of_facts_that_are_stated(self) -> None:
        events = "".join(path.read_text(encoding="utf-8") for path in HOUSE.rglob("events.py"))
        stated = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', events))
        assert (WAITS.keys() | NEWS.keys()) - stated == set()
