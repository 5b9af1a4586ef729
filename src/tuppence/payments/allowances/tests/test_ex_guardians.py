"""Who has no right any more to give a child anything gives no allowance."""

from datetime import date, timedelta
from typing import Any

import pytest

from tuppence.kernel.ids import from_public, to_public
from tuppence.outbox.models import StoredFact
from tuppence.payments.allowances.handlers import let_go_of_rights
from tuppence.payments.allowances.models import Allowance, AllowanceVersion, Plan, State
from tuppence.payments.allowances.tests.giving import an_allowance, morning, run, was_posted
from tuppence.payments.ious.models import Iou
from tuppence.payments.ious.models import State as IouState
from tuppence.payments.wallets.tests.household import Household, Phone, balance, give
from tuppence.payments.wallets.tests.parting import (
    another_guardian,
    hear,
    is_narrowed,
    is_removed,
    leaves,
)
from tuppence.people.families.models import Membership

FIRST = date(2026, 3, 7)


@pytest.fixture
def ravi(home: Household) -> Phone:
    return another_guardian(home)


def state(allowance: Allowance) -> int:
    return Plan.objects.get(pk=allowance.pk).state


def shown(phone: Phone, allowance: Allowance) -> Any:
    return phone.get(f"/v1/allowances/{to_public('alw', allowance.public_id)}")


class TestAnAllowance:
    def test_ends_when_its_giver_leaves(self, home: Household, ravi: Phone) -> None:
        """Both sides are shown it, ended by nobody."""
        theirs = an_allowance(home)
        hear(leaves(home.asha), let_go_of_rights)
        assert state(theirs) == State.ENDED
        for phone in (home.asha, home.meera, ravi):
            body = shown(phone, theirs).json()
            assert (body["state"], body["next"]) == ("ended", None)
        path = f"/v1/allowances/{to_public('alw', theirs.public_id)}/history"
        newest, first = home.meera.get(path).json()["items"]
        assert (newest["what"], newest["author"]) == ("ended", None)
        assert first["author"]["name"] == "Asha"
        fact = StoredFact.objects.filter(topic="allowance.changed").latest("id")
        assert (fact.payload["what"], fact.payload["by"]) == ("ended", None)

    def test_ends_when_the_child_is_removed_and_a_siblings_goes_on(self, home: Household) -> None:
        theirs, siblings = an_allowance(home), an_allowance(home, to=home.kabir)
        hear(is_removed(home.meera, by=home.asha), let_go_of_rights)
        assert (state(theirs), state(siblings)) == (State.ENDED, State.ACTIVE)

    def test_ends_when_its_giver_is_left_without_the_right(
        self, home: Household, ravi: Phone
    ) -> None:
        theirs, siblings = an_allowance(home), an_allowance(home, to=home.kabir)
        topic = is_narrowed(home.asha, home.meera, by=ravi, kept=["see_wallet"])
        hear(topic, let_go_of_rights)
        assert (state(theirs), state(siblings)) == (State.ENDED, State.ACTIVE)

    def test_goes_on_when_its_giver_keeps_the_right(self, home: Household, ravi: Phone) -> None:
        theirs = an_allowance(home)
        topic = is_narrowed(home.asha, home.meera, by=ravi, kept=["see_wallet", "top_up"])
        hear(topic, let_go_of_rights)
        hear(leaves(ravi), let_go_of_rights)
        assert state(theirs) == State.ACTIVE
        assert AllowanceVersion.objects.filter(allowance=theirs).count() == 1

    def test_that_is_paused_ends_too(self, home: Household, ravi: Phone) -> None:
        theirs = an_allowance(home)
        path = f"/v1/allowances/{to_public('alw', theirs.public_id)}"
        assert home.asha.send("POST", f"{path}/pause").status_code == 200
        hear(leaves(home.asha), let_go_of_rights)
        assert state(theirs) == State.ENDED
        resumed = home.asha.sign(f"{path}/resume", {})
        assert (resumed.status_code, resumed.json()["code"]) == (409, "allowance_over")

    def test_of_a_child_who_comes_of_age_ends(self, home: Household) -> None:
        theirs = an_allowance(home)
        person = home.meera.person
        type(person).objects.filter(pk=person.pk).update(birth_date=date(2000, 1, 1))
        give(home.asha, 500_00)
        assert run(morning(FIRST)).paid == 0
        assert state(theirs) == State.ENDED


class TestAPayDay:
    def test_pays_nothing_of_who_has_gone_though_nobody_has_heard_of_it(
        self, home: Household, ravi: Phone
    ) -> None:
        give(home.asha, 500_00)
        theirs = an_allowance(home)
        leaves(home.asha)
        ran = run(morning(FIRST))
        assert (ran.paid, ran.owed, balance(home.asha)) == (0, 0, 500_00)
        assert not was_posted(theirs, FIRST)
        assert state(theirs) == State.ENDED
        assert not Iou.objects.exists()
        before = AllowanceVersion.objects.count()
        hear("family.member_left", let_go_of_rights)
        assert AllowanceVersion.objects.count() == before

    def test_pays_the_others_of_the_page(self, home: Household, ravi: Phone) -> None:
        give(home.asha, 500_00)
        give(ravi, 500_00)
        gone = an_allowance(home)
        body = {
            "person": to_public("per", home.kabir.person.public_id),
            "every": "weekly", "day": 6, "amount": 50_00,
        }  # fmt: skip
        made = ravi.sign("/v1/allowances", body)
        stays = Allowance.objects.get(public_id=from_public("alw", made.json()["id"]))
        day = Plan.objects.get(pk=stays.pk).next_on
        assert day is not None
        Plan.objects.filter(pk=gone.pk).update(next_on=day, next_at=morning(day))
        Membership.objects.get(person=home.asha.person).delete()
        ran = run(morning(day))
        assert (ran.paid, balance(ravi), balance(home.asha)) == (1, 450_00, 500_00)

    def test_leaves_what_is_owed_already_owed(self, home: Household, ravi: Phone) -> None:
        an_allowance(home)
        assert run(morning(FIRST)).owed == 1
        hear(leaves(home.asha), let_go_of_rights)
        assert run(morning(FIRST + timedelta(weeks=1))).owed == 0
        assert Iou.objects.get().state == IouState.OWED
