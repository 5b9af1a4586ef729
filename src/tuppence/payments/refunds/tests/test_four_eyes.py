"""A refund that operators decide: one proposes, another agrees, and nobody is both."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tuppence.audit import roles
from tuppence.audit.models import AuditEntry
from tuppence.audit.operations import Who
from tuppence.kernel.clock import utc_now
from tuppence.ledger import posting
from tuppence.ledger.journals import Journal, Key, Transfer
from tuppence.payments.payments.models import Kind, Merchant, Payment
from tuppence.payments.payments.tests.market import a_shop, takings, world
from tuppence.payments.refunds import operations
from tuppence.payments.refunds.models import Proposal, State
from tuppence.payments.wallets.tests.household import Household, balance, give, wallet_of


@pytest.fixture
def shop(home: Household) -> Merchant:
    return a_shop(home.zoya)


@pytest.fixture
def lunch(home: Household, shop: Merchant) -> Payment:
    """Meera has paid the shop 100 of her 100."""
    give(home.meera, 100)
    answer = home.meera.sign("/v1/payments", {"to": {"handle": shop.handle}, "amount": 100})
    assert answer.status_code == 201, answer.content
    return Payment.objects.get(kind=Kind.MERCHANT)


def operator(name: str, role: str = roles.OPERATOR) -> Client:
    client = Client()
    client.force_login(roles.set_operator(name=name, role=role))
    return client


def propose(client: Client, payment: Payment, **more: str) -> Any:
    address = reverse("admin:payments_payment_propose_refund", args=[payment.pk])
    return client.post(address, {"reason": "cold soup", "_form_submitted": "on", **more})


def decide(client: Client, proposal: Proposal, what: str) -> Any:
    address = reverse(f"admin:refunds_proposal_{what}", args=[proposal.pk])
    return client.post(address, {"reason": "I looked at it", "_form_submitted": "on"})


class TestARefundByOperators:
    def test_is_made_once_another_agrees(
        self, home: Household, shop: Merchant, lunch: Payment
    ) -> None:
        propose(operator("lena"), lunch)
        proposal = Proposal.objects.get()
        assert (proposal.amount, proposal.state) == (100, State.OPEN)
        assert (balance(home.meera), takings(shop)) == (0, 100)
        decide(operator("omar"), proposal, "agree")
        proposal.refresh_from_db()
        assert (proposal.state, proposal.decided_by_name) == (State.MADE, "omar")
        assert proposal.refund == Payment.objects.get(kind=Kind.REFUND)
        assert (balance(home.meera), takings(shop)) == (100, 0)
        said = AuditEntry.objects.filter(action__startswith="refund.").order_by("pk")
        assert list(said.values_list("action", "actor_name", "reason")) == [
            ("refund.proposed", "lena", "cold soup"),
            ("refund.agreed", "omar", "I looked at it"),
        ]

    def test_may_be_of_a_part(self, home: Household, lunch: Payment) -> None:
        propose(operator("lena"), lunch, amount="0.40")
        decide(operator("omar"), Proposal.objects.get(), "agree")
        assert balance(home.meera) == 40

    @pytest.mark.parametrize("amount", ["-1", "0", "1.01", "1e3", "0.001", "12,50", "many"])
    def test_is_of_an_amount_that_is_left(self, lunch: Payment, amount: str) -> None:
        propose(operator("lena"), lunch, amount=amount)
        assert not Proposal.objects.exists()
        assert not AuditEntry.objects.filter(action="refund.proposed").exists()

    @pytest.mark.parametrize("what", ["agree", "turn_down"])
    def test_is_not_decided_by_who_proposed_it(self, lunch: Payment, what: str) -> None:
        lena = operator("lena")
        propose(lena, lunch)
        before = world()
        decide(lena, Proposal.objects.get(), what)
        assert world() == before
        assert Proposal.objects.get().state == State.OPEN
        assert not AuditEntry.objects.filter(action="refund.agreed").exists()

    def test_is_not_decided_by_who_only_reads(self, lunch: Payment) -> None:
        propose(operator("lena"), lunch)
        before = world()
        viewer = operator("vera", roles.VIEWER)
        for answer in (decide(viewer, Proposal.objects.get(), "agree"), propose(viewer, lunch)):
            assert answer.status_code in (302, 403)
        assert world() == before
        assert Proposal.objects.get().state == State.OPEN

    def test_that_is_turned_down_moves_nothing(self, lunch: Payment) -> None:
        propose(operator("lena"), lunch)
        before = world()
        decide(operator("omar"), Proposal.objects.get(), "turn_down")
        assert world() == before
        assert Proposal.objects.get().state == State.TURNED_DOWN

    def test_is_decided_once(self, home: Household, lunch: Payment) -> None:
        propose(operator("lena"), lunch)
        proposal = Proposal.objects.get()
        for name in ("omar", "nia"):
            decide(operator(name), proposal, "agree")
        assert Payment.objects.filter(kind=Kind.REFUND).count() == 1
        assert balance(home.meera) == 100

    def test_is_proposed_once_at_a_time(self, lunch: Payment) -> None:
        for name in ("lena", "omar"):
            propose(operator(name), lunch)
        assert Proposal.objects.count() == 1

    def test_stays_open_when_the_payee_has_not_got_it(
        self, home: Household, shop: Merchant, lunch: Payment
    ) -> None:
        away = Transfer(shop.wallet.account_id, wallet_of(home.asha).account_id, 60, "INR")
        [spent] = posting.post([Journal(key=Key("test", "away", ""), legs=(away,))])
        assert spent.posted
        propose(operator("lena"), lunch)
        before = world()
        decide(operator("omar"), Proposal.objects.get(), "agree")
        assert world() == before
        assert Proposal.objects.get().state == State.OPEN


class TestTheTable:
    def test_refuses_one_who_agrees_with_themselves(self, lunch: Payment) -> None:
        lena = User.objects.create(username="lena")
        with transaction.atomic():
            made = operations.propose(
                payment=lunch, amount=None, reason="x", by=Who(lena.pk, "lena"), now=utc_now()
            )
        rows: Callable[..., int] = Proposal.objects.filter(pk=made.pk).update
        with pytest.raises(IntegrityError, match="refunds_seen_by_four_eyes"):
            rows(
                state=State.TURNED_DOWN,
                decided_by=lena.pk,
                decided_by_name="lena",
                decided_at=utc_now(),
            )
