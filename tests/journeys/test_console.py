"""The console as its users have it: what each may see and do, and what stays on the record."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tuppence.audit import roles
from tuppence.audit.models import AuditEntry
from tuppence.audit.site import BY_NAME, console
from tuppence.kernel import ids
from tuppence.ledger import accounts, posting, queries
from tuppence.ledger.journals import Hold, Journal, Key, Transfer
from tuppence.outbox import operations as outbox
from tuppence.outbox.facts import Fact
from tuppence.outbox.models import Delivery, StoredFact
from tuppence.payments.payments.models import Kind, Payment, State
from tuppence.payments.payments.operations.merchants import register_merchant
from tuppence.payments.refunds.models import Proposal
from tuppence.payments.wallets.models import Wallet
from tuppence.payments.wallets.operations import open_wallet
from tuppence.people.consent.tests.consents import consent_for
from tuppence.people.families.models import Family, Membership
from tuppence.people.identity.models import Device, Person
from tuppence.people.kyc import queries as kyc
from tuppence.people.kyc.models import Check, Tier
from tuppence.people.kyc.models import State as CheckState
from tuppence.people.kyc.operations import tiers

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PASSWORD = "a long enough password"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _another_address(client: Client) -> None:
    """Attempts are counted by address in a Redis that all tests share."""
    client.defaults["REMOTE_ADDR"] = f"2001:db8:{uuid4().hex[:4]}:{uuid4().hex[:4]}::1"


@pytest.fixture
def family() -> Person:
    asha = Person.objects.create(
        phone="+919876543210", name="Asha", handle="asha", birth_date=date(1985, 3, 1)
    )
    family = Family.objects.create(name="Rao")
    meera = Person.objects.create(
        phone="+919876543211", name="Meera", handle="meera", birth_date=date(2011, 6, 1)
    )
    for person, role in ((asha, "guardian"), (meera, "teen")):
        Membership.objects.create(family=family, person=person, role=role)
    consent_for(meera, by=asha, now=NOW)
    Device.objects.create(
        person=asha, name="Phone", public_key=b"k" * 65, created_at=NOW, last_used_at=NOW
    )
    return asha


@pytest.fixture
def wallet() -> int:
    """An account with 1,234.50 INR, of which 34.50 are held."""
    escrow = accounts.open_account(unit="INR", code="escrow", floor=None, at=NOW)
    opened = accounts.open_account(unit="INR", code="wallet", at=NOW)
    accounts.set_limit(opened, scope="spend", window="day", cap=500_00, at=NOW)
    posting.post(
        [
            Journal(Key("test", "in", "in"), (Transfer(escrow, opened, 1234_50, "INR"),)),
            Journal(Key("test", "hold", "hold"), (Hold(opened, escrow, 34_50, "INR"),)),
        ]
    )
    return opened


@pytest.fixture
def purse(family: Person) -> Wallet:
    return open_wallet(owner_id=family.pk, name="Purse", now=NOW)


@pytest.fixture
def payment(family: Person, wallet: int, purse: Wallet) -> Payment:
    """A refused payment of hers to a shop, and a row of its being given back."""
    shop = register_merchant(
        owner_id=family.pk, handle="corner-shop", vpa="shop@bank", name="Shop", mcc="5411", now=NOW
    )
    refused = Payment.objects.create(
        kind=Kind.MERCHANT, state=State.REFUSED, payer_wallet=purse, payee_wallet=shop.wallet,
        merchant=shop, actor=family, amount=99_00, unit="INR", payer_label="Asha",
        payee_label="Shop", journal=queries.statement(wallet).items[0].journal,
        refusal_code="insufficient_funds", refusal_data={"available": 0}, created_at=NOW,
    )  # fmt: skip
    Proposal.objects.create(
        payment=refused, amount=1_00, reason="x", proposed_by=1, proposed_by_name="lena",
        proposed_at=NOW,
    )  # fmt: skip
    return refused


@pytest.fixture
def check(family: Person) -> Check:
    """Of a document of hers, which waits for an operator; somebody has vouched for her before."""
    with transaction.atomic():
        tiers.put(person_id=family.pk, tier=Tier.SMALL, check=None, now=NOW)
    return Check.objects.create(
        person=family, submitted_by=family, key=uuid4(), request=uuid4(), state=CheckState.REVIEW,
        document="pan", last_four="230F", digest=b"d" * 32, submitted_at=NOW, sent_at=NOW,
    )  # fmt: skip


@pytest.fixture
def letter() -> Delivery:
    """A dead letter of the consumer ``one``."""
    outbox.start(consumer="one", at="now")
    with transaction.atomic():
        outbox.append(
            [
                Fact(
                    topic="test.happened",
                    key="thing",
                    payload={"of": "Asha"},
                    classification="ledger",
                )
            ]
        )
    fact = StoredFact.objects.get(topic="test.happened")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_cursor SET last_id = %s", [fact.pk])
    return Delivery.objects.create(
        consumer="one", fact_id=fact.pk, state="dead", attempts=5, last_error="ValueError: no"
    )


def _signed_in(client: Client, *, role: str) -> Client:
    roles.set_operator(name=role, role=role, password=PASSWORD)
    answer = client.post(
        reverse("admin:login"), {"username": role, "password": PASSWORD, "next": "/admin/"}
    )
    assert answer.status_code == 302
    return client


def _pages() -> list[str]:
    """Every list, and the detail page of one row of each."""
    found = [reverse("admin:index")]
    for model in console._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found.append(reverse(f"{name}_changelist"))
        row = model._default_manager.first()
        assert row is not None, f"the test makes no {model.__name__}"
        found.append(reverse(f"{name}_change", args=[row.pk]))
    return found


class TestAReader:
    def test_sees_every_page(
        self, client: Client, payment: Payment, letter: Delivery, check: Check
    ) -> None:
        _signed_in(client, role="viewer")
        for page in _pages():
            answer = client.get(page)
            assert answer.status_code == 200, page
            assert "unsafe-eval" in answer["Content-Security-Policy"]

    def test_sees_figures_on_the_front_page(
        self, client: Client, wallet: int, letter: Delivery
    ) -> None:
        text = _signed_in(client, role="viewer").get("/admin/").content.decode()
        assert "₹1,234.50" in text
        assert "-₹1,234.50" in text
        assert "Dead letters" in text

    def test_sees_an_account_with_its_statement_holds_and_limits(
        self, client: Client, wallet: int
    ) -> None:
        page = reverse("admin:ledger_account_change", args=[wallet])
        text = _signed_in(client, role="viewer").get(page).content.decode()
        for shown in ("₹1,234.50", "₹1,200.00", "₹34.50", "₹500.00", "spend"):
            assert shown in text

    def test_may_not_act(self, client: Client, purse: Wallet, letter: Delivery) -> None:
        _signed_in(client, role="viewer")
        for act in (_freeze(purse), _replay(letter)):
            assert client.get(act).status_code == 403
            answer = client.post(act, {"reason": "because I can", "_form_submitted": "on"})
            assert answer.status_code == 403
        assert not queries.balance(purse.account_id).frozen
        assert Delivery.objects.get().state == "dead"
        assert not AuditEntry.objects.exclude(action="console.signed_in").exists()

    def test_finds_people_by_public_id_and_by_the_start_of_a_handle(
        self, client: Client, family: Person
    ) -> None:
        _signed_in(client, role="viewer")
        page = reverse("admin:identity_person_changelist")
        for words in (ids.to_public("per", family.public_id), "ash", "+919876543210"):
            assert "Asha" in client.get(page, {"q": words}).content.decode()
        for words in ("per_nonsense", "nobody", ids.to_public("per", ids.new_uuid())):
            assert "Asha" not in client.get(page, {"q": words}).content.decode()


class TestTheRecord:
    def test_has_every_look_at_personal_details(self, client: Client, family: Person) -> None:
        _signed_in(client, role="viewer")
        client.get(reverse("admin:identity_person_changelist"), {"q": "ash"})
        client.get(
            reverse("admin:identity_person_change", args=[family.pk]),
            headers={"X-Request-Id": "req-of-the-test"},
        )
        first, listed, viewed = AuditEntry.objects.order_by("id")
        assert first.action == "console.signed_in"
        assert (listed.action, listed.data) == ("person.listed", {"query": "q=ash"})
        assert (viewed.action, viewed.object_id) == ("person.viewed", str(family.pk))
        assert (viewed.actor_name, viewed.request_id) == ("viewer", "req-of-the-test")
        assert viewed.address.startswith("2001:db8:")

    def test_shows_a_masked_phone_in_lists(self, client: Client, family: Person) -> None:
        page = reverse("admin:identity_person_changelist")
        text = _signed_in(client, role="viewer").get(page).content.decode()
        assert "+91 ••••• 210" in text
        assert family.phone not in text

    def test_cannot_be_edited_in_the_console(self, client: Client) -> None:
        _signed_in(client, role="operator")
        entry = AuditEntry.objects.get()
        page = reverse("admin:audit_auditentry_change", args=[entry.pk])
        assert client.post(page, {"action": "nothing.happened"}).status_code == 403
        assert AuditEntry.objects.get().action == "console.signed_in"

    def test_has_a_change_of_password(self, client: Client) -> None:
        _signed_in(client, role="viewer")
        new = "another long password"
        client.post(
            reverse("admin:password_change"),
            {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
        )
        assert User.objects.get(username="viewer").check_password(new)
        assert AuditEntry.objects.filter(action="console.password_changed").count() == 1


class TestAnOperator:
    def test_freezes_and_unfreezes_a_wallet_with_a_reason(
        self, client: Client, purse: Wallet
    ) -> None:
        _signed_in(client, role="operator")
        assert "reason" in client.get(_freeze(purse)).content.decode()
        answer = client.post(_freeze(purse), {"reason": "a lost phone", "_form_submitted": "on"})
        assert answer["HX-Redirect"] == reverse("admin:wallets_wallet_change", args=[purse.pk])
        assert queries.balance(purse.account_id).frozen
        entry = AuditEntry.objects.get(action="wallet.frozen")
        assert (entry.actor_name, entry.reason) == ("operator", "a lost phone")
        assert (entry.object_type, entry.object_id) == ("wallets.wallet", str(purse.pk))
        assert StoredFact.objects.get(topic="wallet.frozen").payload["by"] == "operator"
        unfreeze = reverse("admin:wallets_wallet_unfreeze", args=[purse.pk])
        client.post(unfreeze, {"reason": "found again", "_form_submitted": "on"})
        assert not queries.balance(purse.account_id).frozen
        assert AuditEntry.objects.filter(action="wallet.unfrozen").count() == 1

    @pytest.mark.parametrize(("act", "tier"), [("approve", Tier.FULL), ("reject", Tier.SMALL)])
    def test_decides_a_check_that_waits_and_takes_a_tier_back(
        self, client: Client, check: Check, act: str, tier: Tier
    ) -> None:
        _signed_in(client, role="operator")
        queue = client.get(reverse("admin:kyc_check_changelist"), {"queue": "open"})
        assert ids.to_public("kyc", check.public_id) in queue.content.decode()
        given = {"reason": "seen the document", "_form_submitted": "on"}
        client.post(reverse(f"admin:kyc_check_{act}", args=[check.pk]), given)
        assert kyc.tier(check.person_id) == tier
        entry = AuditEntry.objects.latest("id")
        assert entry.action in ("kyc.approved", "kyc.rejected")
        client.post(reverse("admin:kyc_standing_take_back", args=[check.person_id]), given)
        assert kyc.tier(check.person_id) == Tier.SMALL
        assert AuditEntry.objects.latest("id").action == "kyc.taken_back"

    @pytest.mark.parametrize("reason", ["", "  ", "ok", "r" * 501])
    def test_must_give_a_reason(self, client: Client, purse: Wallet, reason: str) -> None:
        _signed_in(client, role="operator")
        client.post(_freeze(purse), {"reason": reason, "_form_submitted": "on"})
        assert not queries.balance(purse.account_id).frozen
        assert not AuditEntry.objects.filter(action="wallet.frozen").exists()

    def test_has_a_dead_letter_delivered_again(self, client: Client, letter: Delivery) -> None:
        _signed_in(client, role="operator")
        client.post(_replay(letter), {"reason": "mended in 1.2", "_form_submitted": "on"})
        letter.refresh_from_db()
        assert (letter.state, letter.attempts) == ("retrying", 0)
        entry = AuditEntry.objects.get(action="delivery.replayed")
        assert entry.data == {"consumer": "one", "fact": letter.fact_id}

    def test_is_told_why_a_replay_is_refused(self, client: Client, letter: Delivery) -> None:
        _signed_in(client, role="operator")
        Delivery.objects.update(state="done")
        answer = client.post(_replay(letter), {"reason": "once more", "_form_submitted": "on"})
        assert "has applied" in client.get(answer["HX-Redirect"]).content.decode()
        assert Delivery.objects.get().state == "done"
        assert not AuditEntry.objects.filter(action="delivery.replayed").exists()

    def test_has_all_dead_letters_delivered_again(self, client: Client, letter: Delivery) -> None:
        _signed_in(client, role="operator")
        act = reverse("admin:outbox_cursor_replay_dead", args=["one"])
        client.post(act, {"reason": "mended in 1.2", "_form_submitted": "on"})
        assert Delivery.objects.get().state == "retrying"
        assert AuditEntry.objects.filter(action="delivery.all_replayed").exists()

    def test_can_add_change_and_delete_nothing(
        self, client: Client, payment: Payment, letter: Delivery, check: Check
    ) -> None:
        _signed_in(client, role="operator")
        for model in console._registry:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            row = model._default_manager.first()
            assert row is not None
            assert client.get(reverse(f"{name}_add")).status_code == 403
            assert client.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403
            assert client.post(reverse(f"{name}_delete", args=[row.pk]), {}).status_code == 403
            model._default_manager.get(pk=row.pk)


class TestAStranger:
    def test_is_sent_to_the_sign_in_page(
        self, client: Client, payment: Payment, purse: Wallet, letter: Delivery, check: Check
    ) -> None:
        AuditEntry.objects.create(
            actor_name="x", action="a.b", object_type="", object_id="", reason="", data={},
            request_id="", address="",
        )  # fmt: skip
        for page in [*_pages(), _freeze(purse), _replay(letter)]:
            answer = client.get(page)
            assert answer.status_code == 302, page
            assert answer["Location"].startswith("/admin/login/")

    def test_with_a_password_but_no_role_is_not_let_in(self, client: Client) -> None:
        User.objects.create_user("nobody", password=PASSWORD, is_staff=True)
        answer = client.post(reverse("admin:login"), {"username": "nobody", "password": PASSWORD})
        assert answer.status_code == 200
        assert client.get("/admin/").status_code == 302
        assert not AuditEntry.objects.exists()

    def test_is_shut_out_after_too_many_attempts_even_with_the_password(
        self, client: Client
    ) -> None:
        roles.set_operator(name="operator", role="operator", password=PASSWORD)
        page = reverse("admin:login")
        for _ in range(BY_NAME.cap):
            client.post(page, {"username": "operator", "password": "a guess"})
        answer = client.post(page, {"username": "operator", "password": PASSWORD})
        assert answer.status_code == 200
        assert "Too many attempts" in answer.content.decode()
        assert client.get("/admin/").status_code == 302

    def test_that_is_dismissed_is_out_at_once(self, client: Client) -> None:
        _signed_in(client, role="operator")
        assert client.get("/admin/").status_code == 200
        roles.dismiss(name="operator")
        assert client.get("/admin/").status_code == 302


def _freeze(wallet: Wallet) -> str:
    return reverse("admin:wallets_wallet_freeze", args=[wallet.pk])


def _replay(letter: Delivery) -> str:
    return reverse("admin:outbox_delivery_replay", args=[letter.pk])
