"""Ways to take, to look, and to lock out, each tried as its attacker would."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.http import HttpResponse
from pytest_django.plugin import DjangoDbBlocker

from tests.conformance.fingerprint import changed, fingerprint
from tests.conformance.operations import every_operation
from tests.conformance.requests import Request, as_json, bearing, refused, signed
from tests.conformance.town import PIN, Town, a_town
from tuppence.kernel.ids import to_public
from tuppence.kernel.paging import encode_cursor
from tuppence.payments.controls.operations import set_limits
from tuppence.payments.wallets.operations import freeze
from tuppence.payments.wallets.tests.household import Phone, give, wallet_id, wallet_of
from tuppence.people.identity.models import Session

VICTIM = "+919876543210"


def told(answer: HttpResponse) -> tuple[int, str | None]:
    body = answer.json() if answer.content else {}
    return answer.status_code, body.get("code")


def ask_for_code(phone: str, *, address: str) -> HttpResponse:
    body = as_json({"phone": phone})
    return Request("POST", "/v1/auth/codes", body=body).send(REMOTE_ADDR=address)


def preview(phone: Phone, to: dict[str, str], *, amount: int = 100) -> HttpResponse:
    body = as_json({"to": to, "amount": amount})
    return bearing(Request("POST", "/v1/payments/preview", body=body), phone).send()


@pytest.mark.django_db
class TestWhoFloodsAPhoneWithCodes:
    def test_is_stopped_before_its_owner_is(self) -> None:
        answers = [ask_for_code(VICTIM, address="198.51.100.7") for _ in range(10)]
        assert {told(answer) for answer in answers[4:]} == {(429, "rate_limited")}
        assert ask_for_code(VICTIM, address="203.0.113.9").status_code == 202


class TestWhoLooksPeopleUp:
    @pytest.mark.parametrize(
        "to",
        [
            lambda n: {"handle": f"someone{n}"},
            lambda n: {"phone": f"+9198111{n:05}"},
        ],
        ids=["handles", "phones"],
    )
    def test_is_stopped_after_so_many_misses(
        self, town: Town, to: Callable[[int], dict[str, str]]
    ) -> None:
        answers = [told(preview(town.zoya, to(n))) for n in range(40)]
        assert answers[0] == (404, "payee_unknown")
        assert answers[-1] == (429, "rate_limited")
        # Who exists must not be told apart from who does not.
        assert told(preview(town.zoya, {"handle": "arjun"})) == (429, "rate_limited")
        paying = town.zoya.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 1})
        assert told(paying) == (429, "rate_limited")
        assert preview(town.zoya, {"handle": "campus-canteen"}).status_code == 200
        assert preview(town.arjun, {"handle": "zoya"}).status_code == 200


class TestAPreview:
    def test_tells_nothing_of_the_payees_wallet(self, town: Town) -> None:
        before = preview(town.zoya, {"handle": "meera"}).json()
        wallet = wallet_of(town.meera).public_id
        actor = town.asha.actor()
        give(town.meera, 123_45)
        now = town.asha.tokens.session.created_at
        set_limits(actor=actor, wallet=wallet, daily=1, monthly=1, now=now)
        freeze(actor=actor, wallet=wallet, now=now)
        assert preview(town.zoya, {"handle": "meera"}).json() == before


class TestACursor:
    """Taken from one list, or made up, it opens no other."""

    def test_of_another_wallet_shows_ones_own(self, town: Town) -> None:
        give(town.meera, 1)
        give(town.meera, 1)
        page = town.meera.get(f"/v1/wallets/{wallet_id(town.meera)}/statement", limit=1).json()
        stolen = town.zoya.get(f"/v1/wallets/{wallet_id(town.zoya)}/statement", cursor=page["next"])
        assert stolen.status_code == 200
        assert stolen.json()["items"] == []

    @pytest.mark.parametrize(
        "cursor",
        [
            encode_cursor(2**63 - 1, 2**63 - 1),
            encode_cursor(-(2**63), -(2**63)),
            encode_cursor(10**18),
            encode_cursor(10**18, 10**18, 1),
            encode_cursor("1; DROP TABLE ledger_transfer", 1),
            "W10",
            "e30",
            "bnVsbA",
            "W1sxXV0",
            "=",
            "A" * 300,
            "é",
        ],
    )
    def test_that_is_made_up_breaks_nothing(self, town: Town, cursor: str) -> None:
        for path in ("/v1/payments", f"/v1/wallets/{wallet_id(town.zoya)}/statement"):
            answer = town.zoya.get(path, cursor=cursor)
            if answer.status_code == 200:
                private = town.private()
                assert not any(
                    text in answer.content.decode()
                    for text in private
                    if text not in town.known_to("zoya")
                )
            else:
                assert told(answer) == (400, "cursor_invalid")


class TestAPageSize:
    @pytest.mark.parametrize("limit", ["0", "-1", "201", "1e2", "99999999999", "٣", "", "all"])
    def test_out_of_bounds_is_refused(self, town: Town, limit: str) -> None:
        for path in ("/v1/payments", f"/v1/wallets/{wallet_id(town.meera)}/statement"):
            assert told(town.meera.get(path, limit=limit)) == (400, "invalid_request")


class TestATokenAlone:
    """Stolen from a guardian, without her device's key."""

    def test_burns_no_worker_with_pins(self, town: Town) -> None:
        """Each costs a slow hash: a token alone causes none, and its device not many."""
        alone = bearing(Request("POST", "/v1/me/step-up", body=as_json({"pin": PIN})), town.asha)
        assert told(alone.send()) == (400, "idempotency_key_missing")
        answers = [told(town.asha.sign("/v1/me/step-up", {"pin": PIN})) for _ in range(60)]
        assert answers[0][0] == 200
        assert answers[-1] == (429, "rate_limited")

    def test_moves_nothing(self, town: Town) -> None:
        thief = DeviceThief(town.asha)
        before = fingerprint()
        for path, body in (
            ("/v1/payments", {"to": {"handle": "zoya"}, "amount": 1}),
            (f"/v1/wallets/{wallet_id(town.asha)}/topups", {"amount": 1}),
        ):
            assert told(thief.sign(path, body)) == (401, "signature_invalid")
        assert not changed(before)


class TestTheBankThatAlwaysPays:
    def test_makes_no_money_in_production(
        self, town: Town, environment: Callable[..., None]
    ) -> None:
        before = fingerprint()
        environment(mode="production")
        answer = town.zoya.sign(f"/v1/wallets/{wallet_id(town.zoya)}/topups", {"amount": 100})
        topping_up = next(one for one in every_operation() if one.path.endswith("/topups"))
        assert refused(topping_up, answer, status=503) == "bank_missing"
        assert not changed(before)


class DeviceThief(Phone):
    """Holds someone's token, and a key of its own."""

    def __init__(self, victim: Phone) -> None:
        super().__init__(victim.person)
        self.tokens = victim.tokens
        self.authorization = victim.authorization


@pytest.fixture
def committed_town(committed_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    with django_db_blocker.unblock():
        yield a_town()


def _at_once(*verbs: Callable[[], HttpResponse]) -> list[HttpResponse]:
    start = threading.Barrier(len(verbs))

    def run(verb: Callable[[], HttpResponse]) -> HttpResponse:
        try:
            start.wait()
            return verb()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


class TestARace:
    def test_for_a_handle_that_is_given_up_is_won_by_nobody(self, committed_town: Town) -> None:
        town = committed_town

        def change(phone: Phone, handle: str) -> Callable[[], HttpResponse]:
            body = as_json({"handle": handle})
            return signed(bearing(Request("PATCH", "/v1/me", body=body), phone), phone).send

        gives_up, *snatch = _at_once(
            change(town.zoya, "zoya.k"),
            *(change(phone, "zoya") for phone in (town.asha, town.ravi, town.arjun)),
        )
        assert gives_up.status_code == 200
        assert {told(answer) for answer in snatch} == {(409, "handle_taken")}

    def test_of_a_refresh_with_a_revocation_leaves_no_way_in(self, committed_town: Town) -> None:
        town = committed_town
        for _ in range(15):
            thief = Phone(town.asha.person)
            device = to_public("dev", thief.tokens.device.public_id)
            refresh = Request(
                "POST",
                "/v1/auth/tokens",
                body=as_json({"refresh_token": thief.tokens.refresh_token}),
            )
            revoke = bearing(Request("DELETE", f"/v1/me/devices/{device}"), town.asha)
            refreshed, revoked = _at_once(refresh.send, revoke.send)
            assert revoked.status_code == 204, revoked.content
            assert refreshed.status_code in (200, 401), refreshed.content
            if refreshed.status_code == 200:
                token = refreshed.json()["access_token"]
                late = Request("GET", "/v1/me").having(Authorization=f"Bearer {token}")
                assert late.send().status_code == 401
        assert not Session.objects.filter(device__revoked_at__isnull=False, ended_at=None).exists()

    def test_of_refreshes_leaves_one_token_or_none(self, committed_town: Town) -> None:
        phone = committed_town.asha
        body = as_json({"refresh_token": phone.tokens.refresh_token})
        refresh = Request("POST", "/v1/auth/tokens", body=body)
        answers = _at_once(*[refresh.send] * 8)
        assert sorted(answer.status_code for answer in answers) == [200] + [401] * 7
        # Whoever of them was the thief, the session is over.
        session = Session.objects.get(pk=phone.tokens.session.pk)
        assert session.end_reason == "reuse"
