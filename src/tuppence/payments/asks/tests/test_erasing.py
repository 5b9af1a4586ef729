"""Whoever is erased asks nobody any more, and is asked by nobody."""

from django.db import transaction

from tuppence.kernel.clock import utc_now
from tuppence.outbox.models import StoredFact
from tuppence.payments.asks.erasing import erase
from tuppence.payments.asks.models import Ask, Bill, State
from tuppence.payments.wallets.tests.household import Household


def test_ends_what_is_open_and_leaves_others_alone(home: Household) -> None:
    bill = {
        "amount": 90_00, "note": "Lunch", "how": "even",
        "members": [{"to": {"handle": "meera"}}, {"to": {"handle": "kabir"}}],
    }  # fmt: skip
    assert home.asha.sign("/v1/bills", bill).status_code == 201
    for phone, whom in ((home.kabir, "asha"), (home.kabir, "meera")):
        body = {"to": {"handle": whom}, "amount": 1}
        assert phone.sign("/v1/asks", body).status_code == 201
    with transaction.atomic():
        erase(home.asha.person.pk, utc_now())
    states = [State(state) for state in Ask.objects.order_by("id").values_list("state", flat=True)]
    assert states == [State.CANCELLED, State.CANCELLED, State.DECLINED, State.OPEN]
    assert Bill.objects.get().closed_at is not None
    told = StoredFact.objects.order_by("id").values_list("topic", flat=True)
    assert list(told)[-4:] == ["ask.cancelled", "ask.cancelled", "ask.declined", "bill.closed"]
    assert home.meera.get("/v1/asks", state="open").json()["items"] != []
