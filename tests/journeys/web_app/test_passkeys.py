"""A passkey in place of the PIN: Chromium plays the sensor and the finger on it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import CDPSession, expect

from tests.journeys.app import App, expected
from tests.journeys.web_app.browser import Person
from tests.journeys.web_app.test_family import a_phone, about
from tests.journeys.web_app.test_paying import about_to_pay

pytestmark = pytest.mark.stack

PIN = "493817"
PASSKEYS = "/v1/me/passkeys"


@dataclass
class Sensor:
    """Of fingers, in the device of a person."""

    cdp: CDPSession
    id: str

    @classmethod
    def of(cls, person: Person) -> "Sensor":
        cdp = person.context.new_cdp_session(person.page)
        cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }  # fmt: skip
        made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return cls(cdp, made["authenticatorId"])

    def knows(self, *, finger: bool) -> None:
        """Whether the finger on it from now on is its owner's."""
        self.cdp.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": finger}
        )


@dataclass
class Nisha:
    """An adult who has just signed up, with money and no PIN. ``app``: another device of hers."""

    screen: Person
    sensor: Sensor
    app: App

    def pays(self, rupees: str) -> None:
        """Up to what confirms it."""
        about_to_pay(self.screen, rupees)
        self.screen.button(re.compile("^Pay ₹")).click()

    def has_paid(self) -> None:
        expect(self.screen.page).to_have_url(re.compile("/payments/pay_"))
        self.screen.sees("Paid")

    def gives_pin(self) -> None:
        """On the pad, with keys, wherever it is asked for."""
        for digit in PIN:
            self.screen.button(digit).click()
        self.screen.button("Go on").click()

    def is_asked_anew(self) -> None:
        """What was confirmed is not any more, as after five minutes: setting a PIN ends it."""
        body = {"pin": PIN, "current_pin": PIN}
        answer = self.app.send("PUT", "/v1/me/pin", body)
        assert answer.status_code == 204, answer.text


@pytest.fixture
def nisha(newcomer: Callable[..., Person], app_url: str) -> Nisha:
    """At `localhost`, as a browser has no passkeys for an address of digits."""
    url, phone = app_url.replace("127.0.0.1", "localhost"), a_phone()
    screen = newcomer("Nisha", phone=phone, url=url)
    sensor = Sensor.of(screen)
    screen.sign_in()
    screen.button("I am an adult").click()
    about(screen, name="Nisha Iyer", born="1985-04-02")
    screen.button("Go on").click()
    screen.sees("Hi Nisha")
    app = App(app_url).log_in(phone)
    expected(app.sign(f"/v1/wallets/{app.wallet()['id']}/topups", {"amount": 5000_00}), 201)
    return Nisha(screen, sensor, app)


class TestAPasskey:
    def test_is_offered_after_the_first_pin_and_confirms_a_large_payment(
        self, nisha: Nisha
    ) -> None:
        screen = nisha.screen
        nisha.pays("1200.00")
        screen.sees("Choose a PIN")
        nisha.gives_pin()
        screen.sees("Once more")
        nisha.gives_pin()
        screen.sees("Use your fingerprint or face next time")
        screen.button("Set it up").click()
        nisha.has_paid()

        nisha.is_asked_anew()
        nisha.pays("1300.00")
        # Somebody else's finger, first.
        nisha.sensor.knows(finger=False)
        screen.button("Use a passkey").click()
        screen.sees("That did not work, or you stopped it")
        nisha.sensor.knows(finger=True)
        screen.button("Use a passkey").click()
        nisha.has_paid()
        assert nisha.app.wallet()["balance"] == (5000 - 1200 - 1300) * 100

    def test_is_added_and_removed_by_its_owner(self, nisha: Nisha) -> None:
        screen = nisha.screen
        assert nisha.app.send("PUT", "/v1/me/pin", {"pin": PIN}).status_code == 204
        screen.go("/me")
        screen.link("Passkeys").click()
        # As good as the PIN, so the PIN has to be given for it.
        screen.button("Add a passkey").click()
        screen.sees("Confirm that it is you")
        nisha.gives_pin()
        screen.sees(re.compile("^Added "))
        screen.button("Add a passkey").click()
        screen.sees("This device has a passkey already")
        [made] = nisha.app.get(PASSKEYS)["items"]

        screen.button(f"Remove {made['name']}").click()
        screen.button("Remove").last.click()
        screen.sees_nothing_of(re.compile("^Added "))
        assert nisha.app.get(PASSKEYS)["items"] == []
        nisha.is_asked_anew()
        nisha.pays("1200.00")
        screen.sees("Confirm that it is you")
        expect(screen.button("Use a passkey")).to_have_count(0)
        nisha.gives_pin()
        nisha.has_paid()

    def test_is_not_offered_at_an_address_of_digits(self, asha: Person) -> None:
        asha.go("/me/passkeys")
        asha.sees(re.compile("Passkeys work where you open Tuppence at http://localhost:"))
        expect(asha.button("Add a passkey")).to_have_count(0)
