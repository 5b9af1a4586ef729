"""What a tier lets a wallet do is held by the ledger, to the last rupee and the last second."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import given as with_any
from hypothesis import settings
from hypothesis import strategies as st

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.ledger import accounts
from tuppence.ledger import queries as ledger
from tuppence.ledger.journals import Charge, Journal, Key, Transfer
from tuppence.ledger.posting import post
from tuppence.ledger.tests.calendar_windows import window
from tuppence.ledger.verify import verify
from tuppence.outbox.models import StoredFact
from tuppence.payments.payees.models import Payee
from tuppence.payments.payments.models import Kind
from tuppence.payments.payments.operations.top_up import top_up
from tuppence.payments.payments.operations.transfer import transfer
from tuppence.payments.payments.posting import post as settle_all
from tuppence.payments.payments.tests.market import a_shop, without_money, world
from tuppence.payments.wallets import handlers, tiers
from tuppence.payments.wallets.models import Kind as WalletKind
from tuppence.payments.wallets.operations import open_wallet, system_account
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_household,
    a_person,
    balance,
    give,
    wallet_id,
    wallet_of,
)
from tuppence.people.families.models import Membership
from tuppence.people.kyc.models import Tier
from tuppence.people.kyc.operations.tiers import take_back, vouch

SMALL = tiers.allowed(Tier.SMALL, kind=WalletKind.PERSONAL, unit="INR")
FULL = tiers.allowed(Tier.FULL, kind=WalletKind.PERSONAL, unit="INR")


@pytest.fixture
def home(db: None) -> Household:
    return a_household()


def knows(payer: Phone, payee: Phone, *, since: timedelta = timedelta(days=2)) -> None:
    """Somebody who was first paid two days ago is not new any more: a registered payee."""
    Payee.objects.create(
        payer=payer.person,
        payee=payee.person,
        unit="INR",
        account_id=wallet_of(payer).account_id,
        first_at=utc_now() - since,
    )


def told() -> None:
    """The newest change of a tier reaches the wallets, as the relay has it."""
    handlers.bring_tier(
        StoredFact.objects.filter(topic="kyc.tier_changed").latest("id")  # type: ignore[arg-type]
    )


def put_back(phone: Phone) -> None:
    take_back(person_id=phone.person.pk, now=utc_now())
    told()


def load(phone: Phone, amount: int) -> dict[str, Any]:
    answer = phone.sign(f"/v1/wallets/{wallet_id(phone)}/topups", {"amount": amount})
    body: dict[str, Any] = answer.json()
    return {"status": answer.status_code, **body}


def sent(phone: Phone) -> dict[str, int]:
    """What the month's limits on people have counted."""
    limits = ledger.limits(wallet_of(phone).account_id)
    return {one.scope: one.used for one in limits if one.scope.startswith("p2p")}


def send(phone: Phone, handle: str, amount: int) -> dict[str, Any]:
    answer = phone.sign("/v1/payments", {"to": {"handle": handle}, "amount": amount})
    body: dict[str, Any] = answer.json()
    return {"status": answer.status_code, **body}


class TestTheSmallTier:
    @pytest.fixture(autouse=True)
    def _small(self, home: Household) -> None:
        put_back(home.zoya)

    def test_holds_ten_thousand_and_no_rupee_more(self, home: Household) -> None:
        give(home.zoya, 9_999_00)
        before = world()
        refused = load(home.zoya, 1_01)
        assert (refused["status"], refused["code"]) == (422, "ceiling_reached")
        assert refused["ceiling"] == SMALL.ceiling == 10_000_00
        assert without_money(world()) == without_money(before)
        assert load(home.zoya, 1_00)["status"] == 201

    def test_loads_ten_thousand_a_month_and_is_told_when_it_opens_again(
        self, home: Household
    ) -> None:
        shop = a_shop(home.asha)
        assert load(home.zoya, 9_000_00)["status"] == 201
        home.zoya.step_up()
        assert send(home.zoya, shop.handle, 9_000_00)["status"] == 201
        before = world()
        refused = load(home.zoya, 1_000_01)
        assert (refused["status"], refused["code"]) == (422, "limit_reached")
        told = {name: refused[name] for name in ("scope", "window", "cap", "used", "asked")}
        assert told == {
            "scope": "load", "window": "month", "cap": 10_000_00, "used": 9_000_00,
            "asked": 1_000_01,
        }  # fmt: skip
        opens = window("month", "Asia/Kolkata", utc_now())[1]
        assert datetime.fromisoformat(refused["resets_at"]) == opens
        assert without_money(world()) == without_money(before)
        assert load(home.zoya, 1_000_00)["status"] == 201

    def test_pays_shops_and_no_person(self, home: Household) -> None:
        shop = a_shop(home.asha)
        give(home.zoya, 500_00)
        knows(home.zoya, home.asha)
        before = world()
        refused = send(home.zoya, "asha", 1)
        assert (refused["status"], refused["code"]) == (422, "limit_reached")
        assert (refused["scope"], refused["cap"]) == ("p2p", 0)
        assert without_money(world()) == without_money(before)
        preview = home.zoya.send(
            "POST", "/v1/payments/preview", {"to": {"handle": "asha"}, "amount": 1}
        ).json()
        assert [one["code"] for one in preview["refusals"]] == ["limit_reached"]
        assert send(home.zoya, shop.handle, 100_00)["status"] == 201

    def test_is_shown_with_the_wallet(self, home: Household) -> None:
        shown = home.zoya.get(f"/v1/wallets/{wallet_id(home.zoya)}").json()
        tier = shown["tier"]
        assert (tier["name"], tier["balance"]) == ("small", 10_000_00)
        assert [(one["scope"], one["window"], one["cap"]) for one in tier["limits"]] == [
            ("load", "month", 10_000_00), ("load", "year", 1_20_000_00), ("p2p", "month", 0),
        ]  # fmt: skip
        assert shown["limits"] == []

    def test_sends_nothing_within_the_family_either(self, home: Household) -> None:
        put_back(home.asha)
        give(home.asha, 100_00)
        assert given(home, 1).refusal_code == "limit_reached"

    def test_ends_when_a_document_is_approved(self, home: Household) -> None:
        vouch(person_id=home.zoya.person.pk, now=utc_now())
        told()
        give(home.zoya, 50_000_00)
        assert send(home.zoya, "asha", 100_00)["status"] == 201


class TestTheFullTier:
    def test_holds_two_lakh(self, home: Household) -> None:
        give(home.zoya, 2_00_000_00 - 1)
        assert load(home.zoya, 2)["code"] == "ceiling_reached"
        assert load(home.zoya, 1)["status"] == 201

    def test_sends_ten_thousand_a_month_to_new_people(self, home: Household) -> None:
        give(home.zoya, 20_000_00)
        home.zoya.step_up()
        for somebody in (home.asha, home.arjun, home.kabir):
            knows(home.zoya, somebody, since=timedelta(hours=2))
        paid = send(home.zoya, "asha", 4_900_00)
        assert (paid["status"], send(home.zoya, "arjun", 4_900_00)["status"]) == (201, 201)
        refused = send(home.zoya, "kabir", 200_01)
        assert (refused["code"], refused["scope"]) == ("limit_reached", "p2p.new")
        assert gives_back(home.asha, paid, 500_00) == 201
        assert send(home.zoya, "kabir", 700_00)["status"] == 201
        assert send(home.zoya, "kabir", 1)["code"] == "limit_reached"
        assert sent(home.zoya) == {"p2p.new": 10_000_00, "p2p.registered": 0}

    def test_sends_two_lakh_a_month_to_registered_ones(self, home: Household) -> None:
        give(home.zoya, 2_00_000_00)
        home.zoya.step_up()
        for somebody in (home.asha, home.arjun):
            knows(home.zoya, somebody)
        paid = send(home.zoya, "asha", 1_70_000_00)
        assert paid["status"] == 201
        give(home.zoya, 50_000_00)
        refused = send(home.zoya, "arjun", 30_000_01)
        assert (refused["code"], refused["scope"]) == ("limit_reached", "p2p.registered")
        assert gives_back(home.asha, paid, 500_00) == 201
        assert send(home.zoya, "arjun", 30_500_00)["status"] == 201
        assert sent(home.zoya) == {"p2p.new": 0, "p2p.registered": 2_00_000_00}

    def test_pays_its_family_as_registered_ones_from_the_first_time(self, home: Household) -> None:
        give(home.asha, 50_000_00)
        home.asha.step_up()
        preview = home.asha.send(
            "POST", "/v1/payments/preview", {"to": {"handle": "meera"}, "amount": 30_000_00}
        ).json()
        assert preview["refusals"] == []
        assert send(home.asha, "meera", 30_000_00)["status"] == 201
        assert sent(home.asha) == {"p2p.new": 0, "p2p.registered": 30_000_00}

    def test_gets_back_what_was_charged_though_the_family_was_left_meanwhile(
        self, home: Household
    ) -> None:
        give(home.asha, 30_000_00)
        home.asha.step_up()
        paid = send(home.asha, "meera", 20_000_00)
        Membership.objects.filter(person=home.meera.person).delete()
        assert gives_back(home.meera, paid, 5_000_00) == 201
        assert sent(home.asha) == {"p2p.new": 0, "p2p.registered": 15_000_00}

    def test_gives_its_family_more_than_that(self, home: Household) -> None:
        give(home.asha, 50_000_00)
        assert given(home, 30_000_00).refusal_code is None
        give(home.asha, 1_60_000_00)
        put_aside(home)
        assert given(home, 1_70_000_01).refusal_code == "limit_reached"

    def test_is_shown_without_what_is_only_counted(self, home: Household) -> None:
        tier = home.zoya.get(f"/v1/wallets/{wallet_id(home.zoya)}").json()["tier"]
        assert {(one["scope"], one["window"]) for one in tier["limits"]} == {
            ("p2p.new", "month"), ("p2p.registered", "month"),
        }  # fmt: skip

    def test_binds_no_shop(self, home: Household) -> None:
        shop = a_shop(home.zoya)
        assert ledger.limits(shop.wallet.account_id) == []
        shown = home.zoya.get(f"/v1/wallets/{to_public_wallet(shop)}").json()
        assert shown["tier"] is None


class TestGoingBackToTheSmallTier:
    def test_keeps_what_is_there_and_lets_nothing_more_in(self, home: Household) -> None:
        give(home.zoya, 30_000_00)
        put_back(home.zoya)
        assert balance(home.zoya) == 30_000_00
        assert load(home.zoya, 1)["code"] == "ceiling_reached"
        shop = a_shop(home.asha)
        home.zoya.step_up()
        assert send(home.zoya, shop.handle, 25_000_00)["status"] == 201
        # Until the next round the ceiling is where it was; the month's loads hold all the same.
        tiers.apply(person_id=home.zoya.person.pk, now=utc_now())
        assert load(home.zoya, 5_000_01)["code"] == "ceiling_reached"
        assert load(home.zoya, 5_000_00)["status"] == 201
        assert [check for check in verify() if check.disagreement] == []

    def test_counts_what_was_loaded_before(self, home: Household) -> None:
        shop = a_shop(home.asha)
        assert load(home.zoya, 9_999_00)["status"] == 201
        home.zoya.step_up()
        assert send(home.zoya, shop.handle, 9_999_00)["status"] == 201
        put_back(home.zoya)
        assert load(home.zoya, 1_01)["code"] == "limit_reached"
        assert load(home.zoya, 1_00)["status"] == 201


class TestANewWallet:
    def test_is_on_the_small_tier(self, db: None) -> None:
        person = a_person("Nila", age=20)
        take_back(person_id=person.pk, now=utc_now())
        wallet = open_wallet(owner_id=person.pk, name="Wallet", now=utc_now())
        caps = {(one.scope, one.window): one.cap for one in ledger.limits(wallet.account_id)}
        assert caps == SMALL.caps

    def test_in_a_unit_that_no_policy_names_holds_nothing(self, db: None) -> None:
        person = a_person("Nila", age=20)
        wallet = open_wallet(owner_id=person.pk, name="Wallet", unit="USD", now=utc_now())
        with transaction.atomic():
            assert accounts.set_ceiling(wallet.account_id, 0) == 0


class TestTheFinancialYear:
    """A load limit of the ledger, in the calendar of the wallet's zone, from April on."""

    @settings(max_examples=40, deadline=None)
    @with_any(
        zone=st.sampled_from(["Asia/Kolkata", "America/New_York", "Pacific/Apia", "UTC"]),
        year=st.integers(2016, 2025),
        seconds=st.integers(-200_000, 200_000),
    )
    def test_opens_again_on_the_first_of_april_and_not_a_moment_before(
        self, zone: str, year: int, seconds: int
    ) -> None:
        at = datetime(year, 4, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        opens = window("year", zone, at)[1]
        with transaction.atomic():
            bank = accounts.open_account(unit="INR", code="bank", floor=None, at=at)
            wallet = accounts.open_account(unit="INR", code="wallet", at=at)
            accounts.set_limit(wallet, scope="load", window="year", cap=100, zone=zone, at=at)
            assert loaded(bank, wallet, 60, at=at) is None
            last = opens - timedelta(microseconds=1)
            assert loaded(bank, wallet, 41, at=last) == opens
            assert loaded(bank, wallet, 40, at=last) is None
            assert loaded(bank, wallet, 100, at=opens) is None
            transaction.set_rollback(True)

    pytestmark = pytest.mark.django_db


class TestTwoAtOnce:
    @pytest.fixture
    def committed(self, committed_database: str) -> Household:
        return a_household()

    def test_who_load_the_last_rupee_load_it_once(self, committed: Household) -> None:
        home = committed
        put_back(home.zoya)
        system_account("escrow", unit="INR", now=utc_now())
        wallet = wallet_of(home.zoya)

        def one(amount: int) -> str | None:
            try:
                key = Key("test", str(uuid4()), "")
                settled = top_up(
                    actor=home.zoya.actor(), wallet=wallet.public_id, amount=amount, unit="INR",
                    key=key, now=utc_now(),
                )  # fmt: skip
                return settled.payment.refusal_code
            finally:
                connection.close()

        assert one(SMALL.caps["load", "month"] - 100) is None
        with ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(one, [100] * 8))
        assert outcomes.count(None) == 1
        assert balance(home.zoya) == SMALL.ceiling
        assert [check for check in verify() if check.disagreement] == []

    def test_of_whom_one_changes_the_tier_never_pass_what_it_allows(
        self, committed: Household
    ) -> None:
        """Loads race with a downgrade: whatever comes in after it was bound is within the caps."""
        home = committed
        system_account("escrow", unit="INR", now=utc_now())
        wallet = wallet_of(home.zoya)

        def one(turn: int) -> tuple[datetime, str | None]:
            try:
                if turn == 8:
                    put_back(home.zoya)
                    return utc_now(), "bound"
                settled = top_up(
                    actor=home.zoya.actor(), wallet=wallet.public_id, amount=4_000_00, unit="INR",
                    key=Key("test", str(uuid4()), ""), now=utc_now(),
                )  # fmt: skip
                return settled.payment.created_at, settled.payment.refusal_code
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as pool:
            outcomes = list(pool.map(one, range(24)))
        bound = next(at for at, what in outcomes if what == "bound")
        late = [what for at, what in outcomes if at > bound and what != "bound"]
        held = balance(home.zoya)
        assert held == 4_000_00 * sum(what is None for _, what in outcomes)
        if held > SMALL.ceiling:
            assert all(late)
        assert [check for check in verify() if check.disagreement] == []


def gives_back(phone: Phone, paid: dict[str, Any], amount: int) -> int:
    body = {"amount": amount, "reason": "Too much"}
    return phone.sign(f"/v1/payments/{paid['id']}/refunds", body).status_code


def loaded(bank: int, wallet: int, amount: int, *, at: datetime) -> datetime | None:
    """None if it was; else when there is room again."""
    leg = Transfer(debit=bank, credit=wallet, amount=amount, unit="INR")
    charge = Charge(account=wallet, scope="load", amount=amount)
    [outcome] = post(
        [Journal(Key("test", str(uuid4()), ""), legs=(leg,), charges=(charge,))], at=at
    )
    if outcome.refusal is None:
        return None
    assert outcome.refusal.code == "limit_reached"
    return datetime.fromisoformat(outcome.refusal.data["resets_at"])


def given(home: Household, amount: int) -> Any:
    """A movement within the family, from Asha to Meera."""
    movement = transfer(
        kind=Kind.ALLOWANCE,
        payer=wallet_of(home.asha),
        payee=wallet_of(home.meera),
        payer_name="Asha",
        payee_name="Meera",
        amount=amount,
        actor_id=home.asha.person.pk,
        key=Key("test", str(uuid4()), ""),
    )
    [settled] = settle_all([movement])
    assert settled is not None
    return settled.payment


def put_aside(home: Household) -> None:
    """What Meera has goes back to the bank, so that she has room."""
    escrow = system_account("escrow", unit="INR", now=utc_now())
    leg = Transfer(
        debit=wallet_of(home.meera).account_id,
        credit=escrow,
        amount=balance(home.meera),
        unit="INR",
    )
    post([Journal(Key("test", str(uuid4()), ""), legs=(leg,))])


def to_public_wallet(shop: Any) -> str:
    return to_public("wal", shop.wallet.public_id)
