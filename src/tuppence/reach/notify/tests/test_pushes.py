"""From a fact to a message that one device alone can read, through a push service on loopback."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tuppence.kernel.clock import utc_now
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    last_fact,
    wallet_id,
)
from tuppence.reach.notify import handlers, keys, operations, tasks
from tuppence.reach.notify.models import Push, Subscription
from tuppence.reach.notify.tests.pushing import Browser, PushService, a_subscription, push_service

PATH = "/v1/me/push-subscriptions"


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def browser(home: Household, service: PushService) -> Browser:
    """Meera's, which gets pushes."""
    made = service.browser()
    subscribe(home.meera, made)
    return made


def subscribe(phone: Phone, browser: Browser) -> None:
    answer = phone.send("POST", PATH, browser.subscription)
    assert answer.status_code == 201, answer.content


def frozen_by_asha(home: Household) -> None:
    """Of which Meera is told."""
    answer = home.asha.send("PUT", f"/v1/wallets/{wallet_id(home.meera)}/freeze")
    assert answer.status_code == 200, answer.content
    handlers.lay_out([last_fact("wallet.frozen")])


def due_again() -> None:
    Push.objects.update(next_at=utc_now() - timedelta(seconds=1))


class TestASubscription:
    def test_is_of_the_device_that_asks(self, home: Household) -> None:
        standing = home.meera.get(PATH).json()
        assert standing == {"application_key": keys.application_key(), "subscribed": False}
        subscribe(home.meera, Browser("https://web.push.apple.com/meera"))
        assert home.meera.get(PATH).json()["subscribed"]
        assert not home.asha.get(PATH).json()["subscribed"]
        tablet = Phone(home.meera.person)
        assert not tablet.get(PATH).json()["subscribed"]
        assert home.meera.send("DELETE", PATH).status_code == 204
        assert not Subscription.objects.exists()

    def test_replaces_the_one_before_and_whoevers_the_browser_was(self, home: Household) -> None:
        shared = Browser("https://web.push.apple.com/shared")
        subscribe(home.meera, Browser("https://web.push.apple.com/old"))
        subscribe(home.meera, shared)
        subscribe(home.kabir, shared)
        assert [one.device_id for one in Subscription.objects.all()] == [
            home.kabir.tokens.device.pk
        ]

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"endpoint": "https://10.0.0.1/a"}, "push_host_unknown"),
            ({"keys": {"p256dh": "A" * 87, "auth": "A" * 22}}, "push_key_invalid"),
        ],
    )
    def test_is_refused_for_what_no_push_could_go_to(
        self, home: Household, change: dict[str, Any], code: str
    ) -> None:
        answer = home.meera.send("POST", PATH, a_subscription() | change)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert not Subscription.objects.exists()


class TestAPush:
    def test_says_to_the_one_device_that_there_is_something_and_no_more(
        self, home: Household, service: PushService, browser: Browser
    ) -> None:
        frozen_by_asha(home)
        tasks.send()
        [received] = service.received
        said = browser.read(received.body)
        assert said == {
            "kind": "news",
            "topic": "wallets",
            "id": wallet_id(home.meera),
            "language": "en",
        }
        key, claims = service.signed_by(received)
        assert key == home.meera.get(PATH).json()["application_key"]
        assert claims["exp"] <= utc_now().timestamp() + 24 * 3600
        assert received.headers["content-encoding"] == "aes128gcm"
        assert 0 < int(received.headers["ttl"]) <= 600
        assert len(received.headers["topic"]) == 32
        assert not Push.objects.exists()

    def test_goes_once_for_a_fact_that_is_delivered_twice(
        self, home: Household, service: PushService, browser: Browser
    ) -> None:
        frozen_by_asha(home)
        handlers.lay_out([last_fact("wallet.frozen")])
        tasks.send()
        assert len(service.received) == 1

    def test_goes_to_no_device_that_its_person_has_left(
        self, home: Household, service: PushService, browser: Browser
    ) -> None:
        assert home.meera.send("DELETE", "/v1/auth/sessions/current").status_code == 204
        frozen_by_asha(home)
        assert not Push.objects.exists()

    @pytest.mark.parametrize("status", [404, 410])
    def test_ends_the_subscription_that_is_gone(
        self, home: Household, service: PushService, browser: Browser, status: int
    ) -> None:
        service.answers.append((status, {}))
        frozen_by_asha(home)
        tasks.send()
        assert not Subscription.objects.exists()
        assert not Push.objects.exists()

    def test_is_tried_again_a_few_times(
        self, home: Household, service: PushService, browser: Browser
    ) -> None:
        service.answers += [(503, {})] * 4
        frozen_by_asha(home)
        for _ in range(operations.ATTEMPTS):
            tasks.send()
            tasks.send()  # not due yet
            due_again()
        assert len(service.received) == operations.ATTEMPTS
        assert not Push.objects.exists()

    def test_is_let_go_after_that(
        self, home: Household, service: PushService, browser: Browser
    ) -> None:
        service.answers += [(500, {})] * 10
        frozen_by_asha(home)
        for _ in range(operations.ATTEMPTS + 2):
            tasks.send()
            due_again()
        assert len(service.received) == operations.ATTEMPTS
        assert Subscription.objects.exists()

    def test_waits_as_long_as_it_is_asked_to(
        self, home: Household, service: PushService, browser: Browser
    ) -> None:
        service.answers.append((429, {"Retry-After": "120"}))
        frozen_by_asha(home)
        tasks.send()
        [push] = Push.objects.all()
        assert push.next_at > utc_now() + timedelta(seconds=100)

    def test_that_is_refused_is_not_repeated(
        self, home: Household, service: PushService, browser: Browser
    ) -> None:
        service.answers.append((400, {}))
        frozen_by_asha(home)
        tasks.send()
        assert not Push.objects.exists()
        assert Subscription.objects.exists()

    def test_survives_a_service_that_is_away(self, home: Household) -> None:
        subscribe(home.meera, Browser("http://127.0.0.1:9/push/device"))
        frozen_by_asha(home)
        tasks.send()
        assert Push.objects.get().attempts == 1

    def test_is_no_news_any_more_after_a_while(
        self, home: Household, service: PushService, browser: Browser
    ) -> None:
        frozen_by_asha(home)
        Push.objects.update(created_at=utc_now() - operations.GOOD_FOR - timedelta(seconds=1))
        tasks.send()
        assert service.received == []
        assert not Push.objects.exists()
