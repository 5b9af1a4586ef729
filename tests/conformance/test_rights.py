"""The table of rights, from both sides: whoever a right is given to may, and everyone else may not,
and then nothing has changed. A right for which there is no request here fails this test."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.http import HttpResponse

from tests.conformance.fingerprint import changed, fingerprint
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.payments.controls.operations import decide
from tuppence.payments.payments.tests.market import a_shop
from tuppence.payments.wallets.operations import freeze, open_wallet
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_household,
    a_person,
    give,
    wallet_id,
    wallet_of,
)
from tuppence.people.families.models import Membership, Role, Scope
from tuppence.people.families.operations import add_member
from tuppence.people.families.rights import (
    IN_A_FAMILY,
    NEEDS,
    OVER_A_CHILD,
    TABLE,
    Right,
    Seat,
    allows,
    checked,
)

ASK_ABOVE = 100_00

Send = Callable[[], HttpResponse]


@dataclass(frozen=True, slots=True)
class Case:
    """``who`` asks about ``whom``. ``meera`` is the teen whose payments have to be asked for."""

    who: Phone
    whom: Phone
    meera: Phone

    @property
    def wallet(self) -> str:
        return f"/v1/wallets/{wallet_id(self.whom)}"

    @property
    def person(self) -> str:
        return f"/v1/people/{to_public('per', self.whom.person.public_id)}"

    def get(self, path: str) -> Send:
        return lambda: self.who.get(path)

    def send(self, method: str, path: str, body: object = None) -> Send:
        return lambda: self.who.send(method, path, body)

    def sign(self, path: str, body: object) -> Send:
        return lambda: self.who.sign(path, body)


def _pay(case: Case) -> Send:
    body = {"wallet": wallet_id(case.whom), "to": {"handle": "campus-canteen"}, "amount": 100}
    return case.sign("/v1/payments", body)


def _lift_freeze(case: Case) -> Send:
    owner = case.whom
    freeze(actor=owner.actor(), wallet=wallet_of(owner).public_id, now=utc_now())
    return case.send("DELETE", f"{case.wallet}/freeze")


def _set_controls(case: Case) -> Send:
    """An adult has caps on their own wallet, a minor a guardian's controls."""
    if case.who is case.whom is not case.meera:
        return case.send("PUT", f"{case.wallet}/limits", {"daily": 500_00, "monthly": None})
    return case.send("PUT", f"{case.person}/controls/raise", {"limits": {"day": 900_00}})


def _waiting(case: Case) -> str:
    """An approval that waits: the teen's, as nobody is asked for an adult's payment."""
    body = {"to": {"handle": "campus-canteen"}, "amount": ASK_ABOVE + 1}
    asked = case.meera.sign("/v1/approvals", body)
    assert asked.status_code == 201, asked.content
    return f"/v1/approvals/{asked.json()['id']}"


def _see_approvals(case: Case) -> Send:
    mine = case.who is case.whom is not case.meera
    return case.get("/v1/approvals" if mine else _waiting(case))


def _leave(case: Case) -> Send:
    family = Membership.objects.get(person=case.who.person).family
    second = a_person("Ravi", age=44)
    add_member(family=family, person=second, role=Role.GUARDIAN, today=utc_now().date())
    return case.send("POST", "/v1/family/leave", {"family": to_public("fam", family.public_id)})


REQUESTS: dict[Right, Callable[[Case], Send]] = {
    Right.SEE_WALLET: lambda case: case.get(case.wallet),
    Right.SEE_HISTORY: lambda case: case.get(f"{case.wallet}/statement"),
    Right.PAY: _pay,
    Right.TOP_UP: lambda case: case.sign(f"{case.wallet}/topups", {"amount": 100}),
    Right.FREEZE: lambda case: case.send("PUT", f"{case.wallet}/freeze"),
    Right.LIFT_FREEZE: _lift_freeze,
    Right.SEE_CONTROLS: lambda case: case.get(f"{case.person}/controls"),
    Right.SET_CONTROLS: _set_controls,
    Right.SEE_APPROVALS: _see_approvals,
    Right.APPROVE: lambda case: case.sign(f"{_waiting(case)}/approve", {}),
    Right.SEE_CONSENT: lambda case: case.get(f"{case.person}/consent"),
    Right.GIVE_CONSENT: lambda case: case.send("DELETE", f"{case.person}/consent"),
    Right.SEE_FAMILY: lambda case: case.get("/v1/family"),
    Right.DECIDE: lambda case: case.send(
        "POST",
        "/v1/family/proposals",
        {"action": "set_quorum", "of": "remove_member", "need": "two"},
    ),
    Right.LEAVE: _leave,
    Right.INVITE: lambda case: case.send("POST", "/v1/family/invitations", {"role": "teen"}),
}
"""For each right a request that needs it. What must be there first is made before it is sent."""


@pytest.fixture
def home(db: None) -> Household:
    home = a_household()
    a_shop(home.zoya)
    give(home.meera, 500_00)
    decide(
        actor=home.asha.actor(),
        person=home.meera.person.public_id,
        document={"ask_first": {"above": ASK_ABOVE, "new_payees": False}},
        seen=0,
        note="",
        now=utc_now(),
    )
    return home


@pytest.fixture
def dev(home: Household) -> Phone:
    """Nineteen, and of the same family."""
    family = Membership.objects.get(person=home.asha.person).family
    dev = a_person("Dev", age=19)
    add_member(family=family, person=dev, role=Role.YOUNG_ADULT, today=utc_now().date())
    open_wallet(owner_id=dev.pk, name="Wallet", now=utc_now())
    phone = Phone(dev)
    give(phone, 500_00)
    return phone


class TestTheTable:
    def test_has_a_request_for_every_right(self) -> None:
        assert REQUESTS.keys() == TABLE.keys() == set(Right)

    def test_gives_nothing_to_a_seat_that_nobody_knows(self) -> None:
        assert not any(allows("owner", right) for right in Right)


@pytest.mark.parametrize("right", list(Right))
class TestARight:
    @pytest.mark.parametrize("seat", list(Seat))
    def test_is_had_by_whom_the_table_gives_it_to(
        self, right: Right, seat: Seat, home: Household, dev: Phone
    ) -> None:
        who, whom = {
            Seat.GUARDIAN: (home.asha, home.meera),
            Seat.TEEN: (home.meera, home.meera),
            Seat.YOUNG_ADULT: (dev, dev),
        }[seat]
        who.step_up()
        send = REQUESTS[right](Case(who, whom, home.meera))
        before = fingerprint()
        answer = send()
        if allows(seat, right):
            assert answer.status_code in (200, 201, 204), answer.content
        else:
            assert answer.status_code in (403, 404), answer.content
            assert not changed(before)


# Of one's own family strangers have none, which the doors try. Nobody is asked for an adult's
# payment.
OVER_OTHERS = [
    (right, who)
    for right in Right
    for who in ("stranger", "brother", "parent of an adult")
    if right not in IN_A_FAMILY
    and not (who == "parent of an adult" and right in (Right.SEE_APPROVALS, Right.APPROVE))
]


@pytest.mark.parametrize(("right", "who"), OVER_OTHERS)
def test_a_right_is_nobody_elses(right: Right, who: str, home: Household, dev: Phone) -> None:
    asks, whom = {
        "stranger": (home.zoya, home.meera),
        "brother": (home.kabir, home.meera),
        "parent of an adult": (home.asha, dev),
    }[who]
    send = REQUESTS[right](Case(asks, whom, home.meera))
    before = fingerprint()
    assert send().status_code == 404
    assert not changed(before)


@pytest.mark.parametrize("right", sorted(OVER_A_CHILD))
def test_a_guardian_can_be_left_without_it(right: Right, home: Household, dev: Phone) -> None:
    """What else they may do about the child, they still may."""
    kept = {one for one in OVER_A_CHILD - {right} if right not in (NEEDS.get(one), _twice(one))}
    family = Membership.objects.get(person=home.asha.person).family
    scope = {
        "guardian": Membership.objects.get(family=family, person=home.asha.person),
        "child": Membership.objects.get(family=family, person=home.meera.person),
        "rights": sorted(checked(kept)),
    }
    Scope.objects.create(**scope)
    case = Case(home.asha, home.meera, home.meera)
    for other in sorted(kept - {Right.FREEZE, Right.LIFT_FREEZE, Right.GIVE_CONSENT}):
        answer = REQUESTS[other](case)()
        assert answer.status_code in (200, 201), (other, answer.content)
    send = REQUESTS[right](case)
    before = fingerprint()
    assert send().status_code in (403, 404)
    assert not changed(before)
    brother = Case(home.asha, home.kabir, home.meera)
    if right not in (Right.SEE_APPROVALS, Right.APPROVE):
        assert REQUESTS[right](brother)().status_code in (200, 201)


def _twice(right: Right) -> Right | None:
    """What is needed for what a right needs."""
    needed = NEEDS.get(right)
    return None if needed is None else NEEDS.get(needed)
