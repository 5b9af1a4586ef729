"""What guardians decide together, how places are narrowed, and how people go."""

from datetime import timedelta
from typing import Any

import pytest

from tuppence.edge.tests.conftest import no_counts
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.outbox.models import StoredFact
from tuppence.people.families import queries
from tuppence.people.families.models import (
    Family,
    Invitation,
    Membership,
    Proposal,
    QuorumRule,
    Role,
    Scope,
    Vote,
)
from tuppence.people.families.operations import add_member, create_family
from tuppence.people.families.proposals import MOST_OPEN
from tuppence.people.families.rights import OVER_A_CHILD, Right
from tuppence.people.families.tests.test_families import TODAY, a_person
from tuppence.people.families.tests.test_invitations import App, told
from tuppence.people.identity.tests.consented import consented

__all__ = ["no_counts"]

pytestmark = pytest.mark.django_db

SEES = ["see_wallet", "top_up"]


class Rao:
    """Asha and Ravi guard Meera (15) and Kabir (13); Dev (20) belongs to them; Zoya is nobody's."""

    def __init__(self) -> None:
        asha, ravi, meera, kabir, dev, zoya = (
            a_person(number, age=age) for number, age in enumerate((41, 44, 15, 13, 20, 30), 1)
        )
        self.family = create_family(name="Rao", guardian=asha, today=TODAY)
        for person, role in (
            (ravi, Role.GUARDIAN),
            (meera, Role.TEEN),
            (kabir, Role.TEEN),
            (dev, Role.YOUNG_ADULT),
        ):
            add_member(family=self.family, person=person, role=role, today=TODAY)
        people = (asha, ravi, meera, kabir, dev, zoya)
        consented(meera, kabir)
        self.asha, self.ravi, self.meera, self.kabir, self.dev, self.zoya = map(App, people)

    def third(self) -> App:
        sita = a_person(9, age=66)
        add_member(family=self.family, person=sita, role=Role.GUARDIAN, today=TODAY)
        return App(sita)

    @property
    def id(self) -> str:
        return to_public("fam", self.family.public_id)

    def everything(self) -> list[Any]:
        tables = (Membership, Family, Invitation, Proposal, QuorumRule, Scope, Vote)
        rows: list[Any] = [list(table.objects.order_by("id").values()) for table in tables]
        return [*rows, StoredFact.objects.count()]


@pytest.fixture
def rao() -> Rao:
    return Rao()


def per(app: App) -> str:
    return to_public("per", app.person.public_id)


def propose(app: App, action: str, **body: Any) -> dict[str, Any]:
    answer = app.ask("POST", "/proposals", {"action": action} | body)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def say(app: App, proposal: dict[str, Any], what: str = "confirm") -> Any:
    return app.ask("POST", f"/proposals/{proposal['id']}/{what}")


def narrow(rao: Rao, rights: list[str] | None) -> dict[str, Any]:
    """Ravi's place about Meera, as both agree."""
    made = propose(
        rao.asha, "narrow_guardian", person=per(rao.ravi), child=per(rao.meera), rights=rights
    )
    done: dict[str, Any] = say(rao.ravi, made).json()
    assert done["state"] == "carried"
    return done


class TestAProposal:
    def test_that_takes_one_is_done_at_once(self, rao: Rao) -> None:
        made = propose(rao.asha, "remove_member", person=per(rao.kabir))
        assert made["state"] == "carried"
        assert not Membership.objects.filter(person=rao.kabir.person).exists()
        facts = list(StoredFact.objects.order_by("-id")[:2])
        assert [one.topic for one in facts] == ["family.proposal_carried", "family.member_left"]
        assert facts[1].payload["why"] == "removed"
        assert queries.rights_over_child(rao.asha.person.pk, rao.kabir.person.pk) == frozenset()

    def test_that_takes_two_waits_for_the_second(self, rao: Rao) -> None:
        terms = {"of": "remove_member", "need": "two"}
        made = propose(rao.asha, "set_quorum", **terms)
        assert (made["state"], made["of"], made["need"]) == ("open", *terms.values())
        assert [vote["yes"] for vote in made["votes"]] == [True]
        assert say(rao.asha, made).json()["state"] == "open"  # once more is not twice
        assert rao.ravi.ask("GET", "/proposals").json()["items"][0]["id"] == made["id"]
        assert say(rao.ravi, made).json()["state"] == "carried"
        seen = {one["action"]: one["need"] for one in _quorum(rao.asha)}
        assert seen["remove_member"] == "two"
        assert propose(rao.asha, "remove_member", person=per(rao.dev))["state"] == "open"

    def test_of_the_same_thing_is_a_yes_to_it(self, rao: Rao) -> None:
        terms = {"of": "lift_freeze", "need": "two"}
        first = propose(rao.asha, "set_quorum", **terms)
        second = propose(rao.ravi, "set_quorum", **terms)
        assert (second["id"], second["state"]) == (first["id"], "carried")

    def test_takes_two_of_three(self, rao: Rao) -> None:
        sita = rao.third()
        made = propose(rao.asha, "set_quorum", of="lift_freeze", need="all")
        assert say(rao.ravi, made, "decline").json()["state"] == "open"
        assert say(sita, made).json()["state"] == "carried"
        made = propose(rao.asha, "set_quorum", of="lift_freeze", need="any")
        say(rao.ravi, made)
        assert say(rao.ravi, made).json()["state"] == "open", "what took all to ask takes all"
        assert say(sita, made).json()["state"] == "carried"
        assert not QuorumRule.objects.exists()

    def test_that_too_many_decline_is_over(self, rao: Rao) -> None:
        made = propose(rao.asha, "set_quorum", of="lift_freeze", need="two")
        assert say(rao.ravi, made, "decline").json()["state"] == "declined"
        before = rao.everything()
        assert told(say(rao.ravi, made)) == (409, "proposal_decided")
        assert rao.everything() == before

    def test_is_taken_back_by_who_made_it(self, rao: Rao) -> None:
        made = propose(rao.asha, "set_quorum", of="lift_freeze", need="two")
        assert say(rao.asha, made, "decline").json()["state"] == "withdrawn"
        assert told(say(rao.ravi, made)) == (409, "proposal_decided")

    def test_waits_a_week(self, rao: Rao) -> None:
        made = propose(rao.asha, "set_quorum", of="lift_freeze", need="two")
        Proposal.objects.update(
            created_at=utc_now() - timedelta(days=8), expires_at=utc_now() - timedelta(days=1)
        )
        before = rao.everything()
        late = say(rao.ravi, made)
        assert (*told(late), late.json()["state"]) == (409, "proposal_decided", "expired")
        assert rao.everything() == before

    def test_needs_the_pin_but_to_decline(self, rao: Rao) -> None:
        made = propose(rao.asha, "set_quorum", of="lift_freeze", need="two")
        forgetful = App(rao.ravi.person, pin=False)
        before = rao.everything()
        body = {"action": "remove_member", "person": per(rao.dev)}
        assert told(forgetful.ask("POST", "/proposals", body)) == (403, "pin_needed")
        assert told(say(forgetful, made)) == (403, "pin_needed")
        assert rao.everything() == before
        assert say(forgetful, made, "decline").status_code == 200

    def test_is_guardians_business(self, rao: Rao) -> None:
        made = propose(rao.asha, "set_quorum", of="lift_freeze", need="two")
        before = rao.everything()
        body = {"action": "remove_guardian", "person": per(rao.ravi)}
        for app, status in ((rao.meera, 403), (rao.dev, 403), (rao.zoya, 404)):
            assert app.ask("POST", "/proposals", body).status_code == status
            assert app.ask("GET", "/proposals").status_code == status
            assert app.ask("GET", "/quorum").status_code == status
            assert app.ask("GET", f"/proposals/{made['id']}").status_code == status
            assert say(app, made).status_code == status
            assert say(app, made, "decline").status_code == status
        assert rao.everything() == before

    @pytest.mark.parametrize(
        ("action", "who"),
        [
            ("remove_member", "zoya"),
            ("remove_member", "ravi"),
            ("remove_guardian", "meera"),
            ("remove_guardian", "zoya"),
            ("lift_freeze", "dev"),
        ],
    )
    def test_is_about_the_right_kind_of_member(self, rao: Rao, action: str, who: str) -> None:
        before = rao.everything()
        body = {"action": action, "person": per(getattr(rao, who))}
        assert told(rao.asha.ask("POST", "/proposals", body)) == (404, "not_found")
        assert rao.everything() == before

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"action": "remove_member"}, "proposal_unclear"),
            ({"action": "set_quorum", "of": "remove_member"}, "proposal_unclear"),
            (
                {"action": "remove_member", "of": "remove_member", "need": "two"},
                "proposal_unclear",
            ),
            ({"action": "narrow_guardian", "rights": ["see_wallet"]}, "proposal_unclear"),
            ({"action": "invite_guardian"}, "invalid_request"),
            ({"action": "narrow_guardian", "rights": ["pay"]}, "invalid_request"),
        ],
    )
    def test_says_what_it_needs_to_say(self, rao: Rao, body: dict[str, Any], code: str) -> None:
        before = rao.everything()
        assert rao.asha.ask("POST", "/proposals", body).json()["code"] == code
        assert rao.everything() == before

    def test_that_changes_nothing_is_refused(self, rao: Rao) -> None:
        before = rao.everything()
        body = {"action": "set_quorum", "of": "remove_guardian", "need": "any"}
        assert told(rao.asha.ask("POST", "/proposals", body)) == (422, "proposal_pointless")
        assert rao.everything() == before

    def test_is_one_of_few(self, rao: Rao) -> None:
        kinds = [["see_wallet", *more] for more in _subsets(["see_history", "top_up", "freeze"])]
        kinds += [["see_wallet", "see_controls", *more] for more in _subsets(["top_up", "freeze"])]
        asked = [
            {
                "action": "narrow_guardian",
                "person": per(rao.ravi),
                "child": per(rao.meera),
                "rights": kept,
            }
            for kept in kinds
        ]
        answers = [rao.asha.ask("POST", "/proposals", body) for body in asked]
        assert [one.status_code for one in answers[:MOST_OPEN]] == [201] * MOST_OPEN
        assert told(answers[MOST_OPEN]) == (409, "proposals_full")

    def test_lists_cost_the_same_however_many(
        self, rao: Rao, django_assert_max_num_queries: Any
    ) -> None:
        for need in ("two", "all"):
            for action in ("remove_member", "lift_freeze", "set_quorum"):
                rao.asha.ask(
                    "POST", "/proposals", {"action": "set_quorum", "of": action, "need": need}
                )
        with django_assert_max_num_queries(6):
            assert len(rao.asha.ask("GET", "/proposals").json()["items"]) == 5


def _subsets(of: list[str]) -> list[list[str]]:
    return [
        [name for bit, name in enumerate(of) if mask >> bit & 1] for mask in range(2 ** len(of))
    ]


def _quorum(app: App) -> list[dict[str, str]]:
    found: list[dict[str, str]] = app.ask("GET", "/quorum").json()["items"]
    return found


class TestASecondGuardian:
    def test_comes_in_when_the_first_agree(self, rao: Rao) -> None:
        made = rao.asha.invite(role="guardian").json()
        assert made["invitation"]["state"] == "proposed"
        sita = App(a_person(9, age=66))
        before = rao.everything()
        assert told(sita.accept(made["code"])) == (422, "invitation_unknown")
        assert rao.everything() == before
        [proposal] = rao.ravi.ask("GET", "/proposals").json()["items"]
        assert proposal["invitation"]["id"] == made["invitation"]["id"]
        assert say(rao.ravi, proposal).json()["invitation"]["state"] == "open"
        assert sita.accept(made["code"]).status_code == 200

    @pytest.mark.parametrize("how", ["declined", "taken back"])
    def test_does_not_when_they_do_not(self, rao: Rao, how: str) -> None:
        made = rao.asha.invite(role="guardian").json()
        [proposal] = rao.ravi.ask("GET", "/proposals").json()["items"]
        if how == "declined":
            say(rao.ravi, proposal, "decline")
        else:
            rao.asha.ask("DELETE", f"/invitations/{made['invitation']['id']}")
        sita = App(a_person(9, age=66))
        assert told(say(rao.ravi, proposal)) == (409, "proposal_decided")
        assert told(sita.accept(made["code"])) == (422, "invitation_unknown")


class TestANarrowedPlace:
    def test_is_left_with_what_it_names(self, rao: Rao) -> None:
        narrow(rao, SEES)
        ravi, meera, kabir = (one.person.pk for one in (rao.ravi, rao.meera, rao.kabir))
        assert queries.rights_over_child(ravi, meera) == {Right.SEE_WALLET, Right.TOP_UP}
        assert queries.rights_over_child(ravi, kabir) == OVER_A_CHILD
        assert queries.rights_over_child(rao.asha.person.pk, meera) == OVER_A_CHILD
        assert not queries.guards(ravi, meera)
        assert [one.id for one in queries.children_of(ravi)] == [kabir]
        assert [one.id for one in queries.children_of(ravi, Right.TOP_UP)] == [meera, kabir]
        rows = rao.asha.ask("GET", "/rights").json()["items"]
        assert len(rows) == 4
        [his] = [
            row["rights"]
            for row in rows
            if (row["guardian"]["id"], row["child"]["id"]) == (per(rao.ravi), per(rao.meera))
        ]
        assert his == SEES
        assert {row["child"]["id"] for row in rao.meera.ask("GET", "/rights").json()["items"]} == {
            per(rao.meera)
        }
        assert told(rao.zoya.ask("GET", "/rights")) == (404, "not_found")

    def test_is_not_narrowed_by_one_of_two(self, rao: Rao) -> None:
        body = {"person": per(rao.ravi), "child": per(rao.meera), "rights": []}
        assert propose(rao.asha, "narrow_guardian", **body)["state"] == "open"
        assert queries.guards(rao.ravi.person.pk, rao.meera.person.pk)

    def test_is_widened_again(self, rao: Rao) -> None:
        narrow(rao, SEES)
        narrow(rao, None)
        assert queries.guards(rao.ravi.person.pk, rao.meera.person.pk)
        assert not Scope.objects.exists()

    @pytest.mark.parametrize(
        "kept", [["top_up"], ["see_wallet", "lift_freeze"], ["set_controls"], ["approve"]]
    )
    def test_keeps_rights_that_go_together(self, rao: Rao, kept: list[str]) -> None:
        before = rao.everything()
        body = {
            "action": "narrow_guardian",
            "person": per(rao.ravi),
            "child": per(rao.meera),
            "rights": kept,
        }
        assert told(rao.asha.ask("POST", "/proposals", body)) == (422, "rights_incoherent")
        assert rao.everything() == before

    def test_leaves_each_right_with_somebody(self, rao: Rao) -> None:
        narrow(rao, SEES)
        made = propose(
            rao.ravi, "narrow_guardian", person=per(rao.asha), child=per(rao.meera), rights=SEES
        )
        before = rao.everything()
        refused = say(rao.asha, made)
        assert (*told(refused), refused.json()["person"]) == (409, "right_unheld", per(rao.meera))
        assert rao.everything() == before

    def test_has_no_say_in_a_freeze_that_it_may_not_lift(self, rao: Rao) -> None:
        made = propose(rao.asha, "set_quorum", of="lift_freeze", need="two")
        say(rao.ravi, made)
        asks = propose(rao.asha, "lift_freeze", person=per(rao.meera))
        assert asks["state"] == "open"
        narrow(rao, SEES)
        before = rao.everything()
        assert told(say(rao.ravi, asks)) == (403, "forbidden")
        assert rao.everything() == before
        assert say(rao.asha, asks).json()["state"] == "carried", "who may lift it alone decides"


class TestGoing:
    def test_is_a_guardians_to_decide(self, rao: Rao) -> None:
        invited = rao.ravi.invite().json()
        asked = propose(rao.ravi, "set_quorum", of="lift_freeze", need="two")
        narrow(rao, SEES)
        assert rao.ravi.ask("POST", "/leave", {"family": rao.id}).status_code == 204
        assert told(rao.ravi.ask("GET", "")) == (404, "not_found")
        assert queries.rights_over_child(rao.ravi.person.pk, rao.meera.person.pk) == frozenset()
        assert queries.guards(rao.asha.person.pk, rao.meera.person.pk)
        shown = rao.asha.ask("GET", f"/proposals/{asked['id']}").json()
        assert shown["state"] == "withdrawn"
        [seen] = rao.asha.ask("GET", "/invitations").json()["items"]
        assert (seen["id"], seen["state"]) == (invited["invitation"]["id"], "revoked")
        fact = StoredFact.objects.filter(topic="family.member_left").latest("id")
        assert (fact.payload["why"], fact.subject) == ("left", rao.ravi.person.pk)
        assert not Scope.objects.exists()

    def test_is_not_for_the_last_guardian_of_teens(self, rao: Rao) -> None:
        rao.ravi.ask("POST", "/leave", {"family": rao.id})
        before = rao.everything()
        assert told(rao.asha.ask("POST", "/leave", {"family": rao.id})) == (409, "last_guardian")
        body = {"action": "remove_guardian", "person": per(rao.asha)}
        assert told(rao.asha.ask("POST", "/proposals", body)) == (409, "last_guardian")
        assert rao.everything() == before

    def test_lets_the_one_who_stays_do_everything(self, rao: Rao) -> None:
        narrow(rao, SEES)
        rao.asha.ask("POST", "/leave", {"family": rao.id})
        assert queries.guards(rao.ravi.person.pk, rao.meera.person.pk)

    def test_leaves_no_right_unheld(self, rao: Rao) -> None:
        sita = rao.third()
        for who, kept in ((rao.ravi, SEES), (sita, ["see_wallet"])):
            made = propose(
                rao.asha, "narrow_guardian", person=per(who), child=per(rao.meera), rights=kept
            )
            say(sita, made)
        before = rao.everything()
        assert told(rao.asha.ask("POST", "/leave", {"family": rao.id})) == (409, "right_unheld")
        assert rao.everything() == before

    def test_is_for_an_adult_and_not_for_a_teen(self, rao: Rao) -> None:
        before = rao.everything()
        assert told(rao.meera.ask("POST", "/leave", {"family": rao.id})) == (403, "forbidden")
        assert told(rao.zoya.ask("POST", "/leave", {"family": rao.id})) == (404, "not_found")
        forgetful = App(rao.dev.person, pin=False)
        before = rao.everything()
        assert told(forgetful.ask("POST", "/leave", {"family": rao.id})) == (403, "pin_needed")
        assert rao.everything() == before
        assert rao.dev.ask("POST", "/leave", {"family": rao.id}).status_code == 204

    def test_out_of_a_family_takes_the_other_guardian(self, rao: Rao) -> None:
        made = propose(rao.asha, "remove_guardian", person=per(rao.ravi))
        assert made["state"] == "open"
        assert say(rao.ravi, made).json()["state"] == "carried"
        assert told(rao.ravi.ask("GET", "")) == (404, "not_found")

    def test_makes_what_was_proposed_about_one_moot(self, rao: Rao) -> None:
        made = propose(
            rao.asha, "narrow_guardian", person=per(rao.ravi), child=per(rao.kabir), rights=[]
        )
        propose(rao.asha, "remove_member", person=per(rao.kabir))
        assert told(say(rao.ravi, made)) == (409, "proposal_decided")
