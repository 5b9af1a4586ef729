"""A word against a rule: made by who was refused, answered once, and in force when granted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import from_public, to_public
from tuppence.outbox.models import StoredFact
from tuppence.payments.appeals import operations
from tuppence.payments.appeals.models import Appeal
from tuppence.payments.appeals.operations import Raise
from tuppence.payments.controls.models import ControlsVersion
from tuppence.payments.controls.operations import decide, end_raise
from tuppence.payments.payments.tests.market import a_shop, world
from tuppence.payments.wallets.tests.household import Household, Phone, a_household, give
from tuppence.people.families.models import Membership, Scope

LUNCH: dict[str, Any] = {"to": {"handle": "campus-canteen"}, "amount": 80_00}
RAISE: dict[str, Any] = {"by": {"raised": {"limits": {"payment": 100_00}}}, "answer": "Enjoy"}


def rule(home: Household, document: dict[str, Any], *, seen: int = 0) -> None:
    decide(
        actor=home.asha.actor(), person=home.meera.person.public_id, document=document, seen=seen,
        note="", now=utc_now(),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _rules(request: pytest.FixtureRequest) -> None:
    if "home" in request.fixturenames:
        home = request.getfixturevalue("home")
        give(home.meera, 5_000_00)
        a_shop(home.zoya)
        rule(home, {"limits": {"payment": 50_00, "day": 300_00}})


def refused(home: Household, **changed: Any) -> str:
    answer = home.meera.sign("/v1/payments", LUNCH | changed)
    assert answer.status_code == 422, answer.content
    found: str = answer.json()["payment"]
    return found


def appeal(phone: Phone, about: dict[str, str], message: str = "It is lunch") -> HttpResponse:
    return phone.send("POST", "/v1/appeals", {"about": about, "message": message})


def appealed(home: Household) -> str:
    answer = appeal(home.meera, {"payment": refused(home)})
    assert answer.status_code == 201, answer.content
    found: str = answer.json()["id"]
    return found


def answered(phone: Phone, appeal: str, what: str, body: Any = None) -> HttpResponse:
    return phone.send("POST", f"/v1/appeals/{appeal}/{what}", body)


def narrow(home: Household, *kept: str) -> None:
    """Asha's place about Meera."""
    Scope.objects.create(
        guardian=Membership.objects.get(person=home.asha.person),
        child=Membership.objects.get(person=home.meera.person),
        rights=list(kept),
    )


def everything() -> dict[str, Any]:
    return world() | {
        "appeals": list(Appeal.objects.order_by("id").values()),
        "controls": ControlsVersion.objects.count(),
    }


class TestAppealing:
    def test_against_a_refused_payment_says_which_rule_it_was(self, home: Household) -> None:
        payment = refused(home)
        body = appeal(home.meera, {"payment": payment}).json()
        assert (body["state"], body["rule"]) == ("open", "payment_too_large")
        assert body["details"] == {"cap": 50_00, "asked": 80_00}
        assert (body["payment"]["id"], body["message"]) == (payment, "It is lunch")
        assert (body["answer"], body["answered_by"], body["version"]) == ("", None, None)
        assert home.asha.get("/v1/appeals", state="open").json()["items"] == [body]
        fact = StoredFact.objects.latest("id")
        assert (fact.topic, fact.payload["appeal"]) == ("appeal.made", body["id"])
        assert "lunch" not in str(fact.payload)
        assert fact.subject == home.meera.person.pk

    def test_against_a_rule_alone(self, home: Household) -> None:
        body = appeal(home.meera, {"rule": "hours_closed"}).json()
        assert (body["rule"], body["payment"], body["details"]) == ("hours_closed", None, {})

    def test_twice_is_refused(self, home: Household) -> None:
        about = {"payment": refused(home)}
        first = appeal(home.meera, about).json()
        appeal(home.meera, {"rule": "people_off"})
        before = everything()
        for again in (about, {"rule": "people_off"}):
            answer = appeal(home.meera, again)
            assert (answer.status_code, answer.json()["code"]) == (409, "appealed_already")
        assert appeal(home.meera, about).json()["appeal"] == first["id"]
        assert everything() == before

    def test_again_after_an_answer_is_for_a_rule_and_no_payment(self, home: Household) -> None:
        about = {"payment": refused(home)}
        answered(home.asha, appeal(home.meera, about).json()["id"], "dismiss", {})
        assert appeal(home.meera, about).status_code == 409
        rule = {"rule": "people_off"}
        answered(home.asha, appeal(home.meera, rule).json()["id"], "dismiss", {})
        assert appeal(home.meera, rule).status_code == 201

    def test_against_what_no_guardian_can_lift_is_refused(self, home: Household) -> None:
        a_shop(home.zoya, name="Lucky Lotto", mcc="7995")
        blocked = refused(home, to={"handle": "lucky-lotto"}, amount=10_00)
        rule(home, {}, seen=1)
        paid = home.meera.sign("/v1/payments", LUNCH).json()["id"]
        before = everything()
        for payment in (blocked, paid):
            answer = appeal(home.meera, {"payment": payment})
            assert (answer.status_code, answer.json()["code"]) == (422, "not_appealable")
        assert everything() == before

    def test_against_an_empty_wallet_is_refused(self, home: Household) -> None:
        rule(home, {"limits": {"day": 900_000_00}}, seen=1)
        home.meera.step_up()
        answer = home.meera.sign("/v1/payments", LUNCH | {"amount": 6_000_00})
        assert answer.json()["code"] == "insufficient_funds"
        about = {"payment": answer.json()["payment"]}
        assert appeal(home.meera, about).json()["code"] == "not_appealable"

    def test_against_a_limit_over_a_time_is_one_against_a_guardian(self, home: Household) -> None:
        rule(home, {"limits": {"day": 70_00}}, seen=1)
        body = appeal(home.meera, {"payment": refused(home)}).json()
        assert (body["rule"], body["details"]["window"]) == ("limit_reached", "day")

    @pytest.mark.parametrize("about", [{}, {"rule": "approval_required"}, {"rule": "nonsense"},
                                       {"payment": "pay_0", "rule": "people_off"}])  # fmt: skip
    def test_nonsense_changes_nothing(self, home: Household, about: dict[str, str]) -> None:
        before = everything()
        assert appeal(home.meera, about).status_code in (400, 422)
        assert everything() == before

    @pytest.mark.parametrize("who", ["asha", "kabir", "zoya", "arjun"])
    def test_is_for_who_was_refused(self, home: Household, who: str) -> None:
        payment, phone = refused(home), getattr(home, who)
        before = everything()
        status = 403 if who == "asha" else 404
        assert appeal(phone, {"payment": payment}).status_code == status
        # Nobody has decided anything for these.
        assert appeal(phone, {"rule": "people_off"}).json()["code"] == "not_appealable"
        assert everything() == before

    def test_is_bounded(self, home: Household) -> None:
        for number in range(operations.MOST_OPEN):
            made = appeal(home.meera, {"payment": refused(home, amount=80_00 + number)})
            assert made.status_code == 201
        before = everything()
        answer = appeal(home.meera, {"rule": "people_off"})
        assert (answer.status_code, answer.json()["code"]) == (409, "appeals_full")
        assert everything() == before
        for one in Appeal.objects.all():
            answered(home.meera, to_public("apl", one.public_id), "withdraw")
        for _ in range(operations.MOST_A_DAY - operations.MOST_OPEN):
            made = appeal(home.meera, {"rule": "people_off"})
            answered(home.meera, made.json()["id"], "withdraw")
        answer = appeal(home.meera, {"rule": "people_off"})
        assert (answer.status_code, answer.json()["code"]) == (409, "appeals_full")
        Appeal.objects.update(created_at=utc_now() - timedelta(hours=24, seconds=1))
        assert appeal(home.meera, {"rule": "people_off"}).status_code == 201


class TestAnswering:
    def test_yes_raises_the_limit_at_once(self, home: Household) -> None:
        made = appealed(home)
        body = answered(home.asha, made, "grant", RAISE).json()
        assert (body["state"], body["answer"], body["version"]) == ("granted", "Enjoy", 2)
        assert body["answered_by"]["name"] == "Asha"
        assert home.meera.sign("/v1/payments", LUNCH).status_code == 201
        newest = ControlsVersion.objects.latest("version")
        assert (newest.note, newest.author_id) == ("Enjoy", home.asha.person.pk)
        topics = StoredFact.objects.order_by("-id").values_list("topic", flat=True)
        assert {"appeal.granted", "controls.changed"} <= set(topics[:4])
        assert home.meera.get(f"/v1/appeals/{made}").json() == body

    def test_yes_changes_the_rule_for_good(self, home: Household) -> None:
        changed = {"version": 1, "controls": {"limits": {"payment": 90_00}}}
        made = appealed(home)
        answer = answered(home.asha, made, "grant", {"by": {"changed": changed}})
        assert (answer.status_code, answer.json()["version"]) == (200, 2)
        assert home.meera.sign("/v1/payments", LUNCH).status_code == 201

    def test_yes_to_controls_that_changed_since_answers_nothing(self, home: Household) -> None:
        made = appealed(home)
        rule(home, {"people": False}, seen=1)
        before = everything()
        changed = {"version": 1, "controls": {}}
        answer = answered(home.asha, made, "grant", {"by": {"changed": changed}})
        assert (answer.status_code, answer.json()["code"]) == (409, "controls_changed")
        assert everything() == before

    @pytest.mark.parametrize("by", [{}, {"raised": {"limits": {}}}, {"raised": {}},
                                    {"raised": {"limits": {"day": 1}}, "changed": {}}])  # fmt: skip
    def test_yes_to_nothing_changes_nothing(self, home: Household, by: dict[str, Any]) -> None:
        made = appealed(home)
        before = everything()
        assert answered(home.asha, made, "grant", {"by": by}).status_code in (400, 422)
        assert everything() == before

    @pytest.mark.parametrize(("what", "who"), [("dismiss", "asha"), ("withdraw", "meera")])
    def test_no_changes_no_rule(self, home: Household, what: str, who: str) -> None:
        made = appealed(home)
        answer = answered(getattr(home, who), made, what, {} if what == "dismiss" else None)
        assert answer.status_code == 200, answer.content
        before = everything()
        late = answered(home.asha, made, "grant", RAISE)
        assert (late.status_code, late.json()["code"]) == (409, "appeal_answered")
        assert late.json()["state"] == answer.json()["state"]
        assert everything() == before
        assert ControlsVersion.objects.count() == 1

    @pytest.mark.parametrize(
        ("who", "what", "status"),
        [("meera", "grant", 403), ("meera", "dismiss", 403), ("asha", "withdraw", 403),
         ("kabir", "grant", 404), ("zoya", "dismiss", 404), ("arjun", "withdraw", 404)],
    )  # fmt: skip
    def test_is_not_everyones(self, home: Household, who: str, what: str, status: int) -> None:
        made = appealed(home)
        before = everything()
        phone = getattr(home, who)
        body = {"grant": RAISE, "dismiss": {}, "withdraw": None}[what]
        assert answered(phone, made, what, body).status_code == status
        if status == 404:
            assert phone.get(f"/v1/appeals/{made}").status_code == 404
        assert everything() == before

    @pytest.mark.parametrize(
        ("kept", "sees", "answers"),
        [((), 404, 404), (("see_wallet", "see_history"), 404, 404), (("see_controls",), 200, 403),
         (("see_controls", "set_controls"), 200, 200)],
    )  # fmt: skip
    def test_is_for_a_guardian_whose_place_includes_the_controls(
        self, home: Household, kept: tuple[str, ...], sees: int, answers: int
    ) -> None:
        made = appealed(home)
        narrow(home, *kept)
        before = everything()
        assert home.asha.get(f"/v1/appeals/{made}").status_code == sees
        assert len(home.asha.get("/v1/appeals").json()["items"]) == (sees == 200)
        for what, body in (("grant", RAISE), ("dismiss", {})):
            if answers != 200:
                assert answered(home.asha, made, what, body).status_code == answers
                assert everything() == before
        if answers == 200:
            assert answered(home.asha, made, "grant", RAISE).status_code == 200

    def test_lists_cost_the_same_however_many(
        self, home: Household, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(5):
            made = appeal(home.meera, {"payment": refused(home, amount=80_00 + number)}).json()
            answered(
                home.asha, made["id"], "grant" if number else "dismiss", RAISE if number else {}
            )
            end_raise(actor=home.asha.actor(), person=home.meera.person.public_id, now=utc_now())
        with django_assert_max_num_queries(5):
            assert len(home.asha.get("/v1/appeals").json()["items"]) == 5


@pytest.mark.django_db(transaction=True)
def test_yes_and_no_said_at_once_are_one_answer() -> None:
    home = a_household()
    give(home.meera, 1_000_00)
    a_shop(home.zoya)
    rule(home, {"limits": {"payment": 50_00}})
    made = from_public("apl", appealed(home))

    def answer(number: int) -> bool:
        try:
            if number % 2:
                operations.dismiss(actor=home.asha.actor(), appeal=made, answer="", now=utc_now())
            else:
                by = Raise(limits={"payment": 90_00}, categories={})
                operations.grant(
                    actor=home.asha.actor(), appeal=made, by=by, answer="", now=utc_now()
                )
        except Refused:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(answer, range(6)))
    assert sum(said) == 1
    granted = Appeal.objects.get().granted_id is not None
    assert ControlsVersion.objects.count() == (2 if granted else 1)
