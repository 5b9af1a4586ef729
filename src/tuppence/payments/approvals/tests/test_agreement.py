"""What the preview promises is what the payment does, and what asking a guardian comes to: whatever
the controls, limits and balances."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import new_uuid, to_public
from tuppence.ledger.journals import Key
from tuppence.payments.approvals import operations as approvals
from tuppence.payments.controls.operations import decide, raise_limits, set_limits
from tuppence.payments.controls.queries import in_force
from tuppence.payments.controls.tests.documents import documents, limits
from tuppence.payments.payments.operations.pay import Ask, To, pay, preview
from tuppence.payments.payments.rules import ApprovalRequired
from tuppence.payments.payments.tests.market import a_shop, world
from tuppence.payments.wallets.operations import freeze, unfreeze
from tuppence.payments.wallets.tests.household import Household, give, wallet_of

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
Shops = dict[str, str]


ASKS = st.builds(
    Ask,
    to=st.sampled_from(
        [To(handle="arjun"), To(handle="meera"), To(handle="campus-canteen"),
         To(handle="lucky-lotto"), To(handle="nobody"),
         To(upi="upi://pay?pa=campus-canteen@tuppence&pn=C&am=30.00"),
         To(upi="upi://pay?pa=campus-canteen@tuppence&pn=C&mc=7995"),
         To(upi="upi://pay?pn=C")]
    ),
    unit=st.sampled_from(["INR", "INR", "INR", "USD"]),
    amount=st.sampled_from([None, 1, 30_00, 70_00, 999_99, 1_000_00, 5_000_00, 10**12]),
)  # fmt: skip
MOVES = st.one_of(
    st.tuples(st.just("give"), st.sampled_from([1, 40_00, 3_000_00])),
    st.tuples(st.just("cap"), st.sampled_from([None, 20_00, 100_00, 2_000_00])),
    st.tuples(st.just("freeze"), st.booleans()),
    st.tuples(st.just("decide"), documents(around=NOW, shops=("only-canteen", "only-lotto"))),
    st.tuples(st.just("raise"), limits.filter(bool)),
    st.tuples(st.just("pay"), st.tuples(ASKS, st.booleans())),
    st.tuples(st.just("ask"), st.tuples(ASKS, st.booleans())),
)


def change(home: Household, shops: Shops, what: str, how: Any) -> None:
    wallet, guardian = wallet_of(home.meera).public_id, home.asha.actor()
    child = home.meera.person.public_id
    match what:
        case "give":
            give(home.meera, how)
        case "cap":
            set_limits(actor=guardian, wallet=wallet, daily=how, monthly=how, now=NOW)
        case "freeze":
            (freeze if how else unfreeze)(actor=guardian, wallet=wallet, now=NOW)
        case "raise":
            raise_limits(actor=guardian, person=child, limits=how, note="", now=NOW)
        case "decide":
            before = in_force(home.meera.person.pk).version
            document = named(how, shops)
            decide(actor=guardian, person=child, document=document, seen=before, note="", now=NOW)


def named(document: dict[str, Any], shops: Shops) -> dict[str, Any]:
    """The document with the public ids that its shops turned out to have, and without a raise,
    which is not decided but given."""
    lists = document.get("merchants", {"only": None, "never": []})
    merchants = {
        name: None if some is None else [shops[one] for one in some] for name, some in lists.items()
    }
    kept = {name: value for name, value in document.items() if name != "raised"}
    return kept | {"merchants": merchants}


def promised(home: Household, ask: Ask, *, stepped_up: bool) -> list[tuple[str, Any]]:
    """Every reason against it; when nothing of it can even be prepared, why not."""
    try:
        found = preview(actor=home.meera.actor(stepped_up=stepped_up), ask=ask, now=NOW).refusals
    except Refused as refusal:
        return [(refusal.code, refusal.data)]
    return [(one.code, one.data) for one in found]


def happened(home: Household, ask: Ask, *, stepped_up: bool) -> tuple[str, Any]:
    key = Key("test", str(new_uuid()), "")
    try:
        settled = pay(actor=home.meera.actor(stepped_up=stepped_up), ask=ask, key=key, now=NOW)
    except Refused as refusal:
        return refusal.code, refusal.data
    payment = settled.payment
    return payment.refusal_code or "succeeded", payment.refusal_data


def asked_for(home: Household, ask: Ask, *, stepped_up: bool) -> tuple[str, Any]:
    """What asking a guardian comes to, when the guardian says yes at once."""
    key = Key("test", str(new_uuid()), "")
    actor = home.meera.actor(stepped_up=stepped_up)
    try:
        made = approvals.request(actor=actor, ask=ask, body={}, key=key, now=NOW)
    except Refused as refusal:
        return refusal.code, refusal.data
    given = approvals.approve(
        actor=home.asha.actor(), approval=made.approval.public_id, ask=lambda _: ask, now=NOW
    )
    assert given.approval.payment is not None
    payment = given.approval.payment
    return payment.refusal_code or "succeeded", payment.refusal_data


@pytest.fixture
def shops(home: Household) -> Shops:
    """The public ids of the shops, by what the documents here call them."""
    both = a_shop(home.zoya), a_shop(home.zoya, name="Lucky Lotto", mcc="7995")
    canteen, lotto = (to_public("mer", shop.public_id) for shop in both)
    return {"only-canteen": canteen, "only-lotto": lotto}


# The world is not made anew for each example: agreement must hold in whatever state it is.
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=st.lists(MOVES, min_size=1, max_size=12))
def test_preview_and_payment_agree(
    home: Household, shops: Shops, moves: list[tuple[str, Any]]
) -> None:
    for what, how in moves:
        if what not in ("pay", "ask"):
            change(home, shops, what, how)
            continue
        ask, stepped_up = how
        before = world()
        said = promised(home, ask, stepped_up=stepped_up)
        assert world() == before
        if what == "pay":
            first = said[0] if said else ("succeeded", None)
            assert happened(home, ask, stepped_up=stepped_up) == first
        else:
            assert asked_for(home, ask, stepped_up=stepped_up) == _of_asking(said)


def _of_asking(said: list[tuple[str, Any]]) -> tuple[str, Any]:
    """What a preview promises of asking a guardian first: all but the question stands in its way,
    and without a question there is nothing to ask."""
    others = [one for one in said if one[0] != ApprovalRequired.code]
    if others:
        return others[0]
    return ("succeeded", None) if said else ("approval_not_needed", {})
