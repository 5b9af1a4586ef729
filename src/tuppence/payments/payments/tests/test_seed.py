"""A made-up population: its books agree, and it is as the API would have made it."""

import io
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import new_uuid, to_public
from tuppence.ledger import queries as ledger
from tuppence.ledger.verify import verify
from tuppence.outbox.models import StoredFact
from tuppence.payments.payments import events, seed
from tuppence.payments.payments.models import Kind, Merchant, Payment
from tuppence.payments.wallets import tiers
from tuppence.payments.wallets.models import Wallet
from tuppence.payments.wallets.operations import open_wallet
from tuppence.payments.wallets.tests.household import Phone, a_person
from tuppence.people.identity.models import Handle, Person
from tuppence.people.identity.rules import age_on, handle_from, phone_from

ZONE = ZoneInfo("Asia/Kolkata")
USERS, PAYMENTS = 40, 1200


def in_small_steps(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(seed, "PEOPLE_AT_ONCE", 16)
    patch.setattr(seed, "PAYMENTS_AT_ONCE", 250)


@pytest.fixture(scope="module")
def population(module_database: str, django_db_blocker: DjangoDbBlocker) -> None:
    """One for all that only look at it, or take back what they do."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        in_small_steps(patch)
        seeded()


def seeded(*, users: int = USERS, payments: int = PAYMENTS, force: bool = False) -> str:
    out = io.StringIO()
    call_command("seed", users=users, payments=payments, force=force, stdout=out)
    return out.getvalue()


def wrong() -> list[object]:
    return [check for check in verify() if check.disagreement]


@pytest.mark.django_db
@pytest.mark.usefixtures("population")
class TestASeededPopulation:
    def test_has_books_that_agree(self) -> None:
        assert wrong() == []
        assert (Person.objects.count(), Payment.objects.count()) == (USERS, PAYMENTS)
        assert {row.kind for row in Payment.objects.all()} == {
            Kind.TOP_UP,
            Kind.PERSON,
            Kind.MERCHANT,
        }

    def test_holds_what_its_payments_say(self) -> None:
        held = dict.fromkeys(Wallet.objects.values_list("pk", flat=True), 0)
        for paid in Payment.objects.order_by("created_at"):
            assert paid.payer_wallet_id != paid.payee_wallet_id
            held[paid.payee_wallet_id] += paid.amount
            if paid.payer_wallet_id is not None:
                held[paid.payer_wallet_id] -= paid.amount
                assert held[paid.payer_wallet_id] >= 0
        balances = ledger.balances(list(Wallet.objects.values_list("account_id", flat=True)))
        for wallet in Wallet.objects.all():
            assert balances[wallet.account_id].posted == held[wallet.pk]

    def test_is_charged_by_its_limits(self) -> None:
        limited = 0
        for wallet in Wallet.objects.filter(kind=1):
            paid = Payment.objects.filter(payer_wallet=wallet)
            for use in ledger.limits(wallet.account_id):
                if use.scope in tiers.SCOPES:
                    continue
                limited += 1
                assert use.resets_at is not None
                span = timedelta(days=1 if use.window == "day" else 31)
                spent = sum(
                    one.amount
                    for one in paid
                    if _window(one.created_at, use.window) == _window(utc_now(), use.window)
                    and one.created_at > use.resets_at - span
                )
                assert use.used == spent <= use.cap
        assert limited == USERS  # half of the people are teens, with two limits each

    def test_is_bound_as_a_wallet_that_was_opened(self) -> None:
        opened = open_wallet(owner_id=a_person("Nila", age=30).pk, name="Wallet", now=utc_now())
        tier = {(one.scope, one.window, one.cap) for one in ledger.limits(opened.account_id)}
        assert {scope for scope, _, _ in tier} >= {tiers.LOAD, tiers.NEW_PEOPLE}
        since = datetime.combine(_begun(utc_now(), "year"), time(), ZONE)
        loaded = 0
        for wallet in Wallet.objects.filter(kind=1, owner__phone__startswith=seed.PHONES):
            uses = [one for one in ledger.limits(wallet.account_id) if one.scope in tiers.SCOPES]
            assert {(one.scope, one.window, one.cap) for one in uses} == tier
            moved = Payment.objects.filter(created_at__gte=since)
            for use in uses:
                if use.scope == tiers.LOAD:
                    charged = moved.filter(payee_wallet=wallet, kind=Kind.TOP_UP)
                else:
                    registered = True if use.scope == tiers.REGISTERED_PEOPLE else None
                    charged = moved.filter(
                        payer_wallet=wallet, kind=Kind.PERSON, to_registered=registered
                    )
                begun = _begun(utc_now(), use.window)
                assert use.used == sum(
                    one.amount for one in charged if one.created_at.astimezone(ZONE).date() >= begun
                )
                loaded += use.used if use.scope == tiers.LOAD else 0
        assert loaded
        assert Payment.objects.filter(to_registered=True).exists()

    def test_could_have_been_made_by_the_api(self) -> None:
        for person in Person.objects.all():
            assert phone_from(person.phone) == person.phone
            assert person.handle == handle_from(person.handle or "")
            assert Handle.objects.get(handle=person.handle).person_id == person.pk
            place = person.memberships.get()
            age = age_on(person.birth_date, today=utc_now().date())  # type: ignore[arg-type]
            assert (13 <= age < 18) == (place.role == "teen")
        for paid in Payment.objects.select_related("payer_wallet", "payee_wallet", "merchant"):
            fact = StoredFact.objects.get(key=to_public("pay", paid.public_id))
            draft = events.draft(paid)
            assert (fact.topic, fact.subject, fact.created_at) == (
                draft.topic,
                draft.subject,
                paid.created_at,
            )
            posted = {"journal": paid.journal, "at": fact.payload["at"]}
            assert fact.payload == {**draft.payload, **posted}
            assert datetime.fromisoformat(fact.payload["at"]) == paid.created_at
            if paid.merchant is not None and paid.payer_wallet is not None:
                assert paid.merchant.wallet.owner_id != paid.payer_wallet.owner_id

    def test_can_pay_and_be_paid(self) -> None:
        teen = Person.objects.get(phone=f"{seed.PHONES}00000002")
        phone, shop = Phone(teen), Merchant.objects.first()
        assert shop is not None
        before = ledger.balance(shop.wallet.account_id).posted
        paid = phone.sign("/v1/payments", {"to": {"handle": shop.handle}, "amount": 500})
        assert paid.status_code == 201, paid.content
        assert ledger.balance(shop.wallet.account_id).posted == before + 500
        wallet = phone.get("/v1/wallets").json()["items"][0]
        lines = phone.get(f"/v1/wallets/{wallet['id']}/statement").json()["items"]
        assert (lines[0]["amount"], lines[0]["balance"]) == (-500, wallet["balance"])
        assert len(lines) > 20
        assert wrong() == []

    def test_is_not_made_twice(self) -> None:
        with pytest.raises(CommandError, match="seeded already"):
            seeded()


@pytest.mark.django_db(transaction=True)
class TestSeeding:
    def test_goes_on_where_it_was_stopped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        in_small_steps(monkeypatch)
        steps = seed.seed(users=USERS, payments=PAYMENTS, now=utc_now(), force=False)
        assert [next(steps).done for _ in range(6)] == [16, 32, 40, 2, 250, 500]
        steps.close()
        with pytest.raises(CommandError, match="begun with --users 40 --payments 1200"):
            seeded(users=80)
        seeded()
        assert (Person.objects.count(), Payment.objects.count()) == (USERS, PAYMENTS)
        assert wrong() == []

    def test_spares_real_people_unless_forced(self) -> None:
        a_person("Asha", age=40)
        with pytest.raises(CommandError, match="not made up"):
            seeded()
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regnamespace('seed')")
            assert cursor.fetchone() == (None,)
        seeded(users=8, payments=20, force=True)
        assert Person.objects.count() == 9
        assert wrong() == []

    def test_settles_beside_the_demo_family(self) -> None:
        call_command("seed_demo", stdout=io.StringIO())
        seeded(users=8, payments=100)
        assert wrong() == []

    @pytest.mark.parametrize(("users", "payments"), [(4, 1), (10, 1), (8, 0), (8, 801)])
    def test_refuses_numbers_it_was_not_made_for(self, users: int, payments: int) -> None:
        with pytest.raises(CommandError, match=r"users|payments"):
            seeded(users=users, payments=payments)
        assert Person.objects.count() == 0

    def test_writes_public_ids_as_the_api_does(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(seed._sql("seed_state"))
            for value in [new_uuid() for _ in range(50)]:
                cursor.execute("SELECT seed.public_id('pay', %s)", [value])
                assert cursor.fetchone() == (to_public("pay", value),)


def _begun(now: datetime, window: str) -> date:
    """The first day of the month, or of the financial year, that holds an instant."""
    day = now.astimezone(ZONE).date()
    if window == "month":
        return day.replace(day=1)
    return date(day.year if day.month > 3 else day.year - 1, 4, 1)


def _window(at: datetime, window: str) -> tuple[int, ...]:
    day = at.astimezone(ZONE).date()
    return (day.year, day.month, day.day) if window == "day" else (day.year, day.month)
