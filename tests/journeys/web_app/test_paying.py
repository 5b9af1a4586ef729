"""Money leaves a teen's wallet, or does not, and both sides are told so."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.app import App, expected
from tests.journeys.web_app.browser import Person
from tests.journeys.web_app.conftest import BOOKS

pytestmark = pytest.mark.stack


def about_to_pay(teen: Person, rupees: str) -> None:
    """At the screen on which one word is left to say. Whole tens of rupees: Meera's plan rounds
    other amounts up, and saves the rest."""
    teen.go("/pay")
    teen.field("Phone, @handle, UPI id or link").fill(f"{BOOKS}&am={rupees}")
    teen.button("Next").click()
    teen.sees("Pages Bookshop")


@pytest.mark.usefixtures("rules")
class TestAShop:
    def test_is_paid_by_its_pasted_code(self, meera: Person, app_of: Callable[[str], App]) -> None:
        before = app_of("Meera").wallet()["balance"]
        about_to_pay(meera, "10.00")
        meera.sees("This will work")
        meera.button("Pay ₹10.00").click()
        expect(meera.page).to_have_url(re.compile("/payments/pay_"))
        meera.sees("Paid")
        meera.sees("₹10.00")
        assert app_of("Meera").wallet()["balance"] == before - 10_00
        meera.go("/")
        meera.sees("Pages Bookshop")

    def test_is_paid_once_if_the_answer_gets_lost(
        self, meera: Person, app_of: Callable[[str], App]
    ) -> None:
        """The platform has paid, and the phone does not know: it asks again under the same key."""
        before = app_of("Meera").wallet()["balance"]
        about_to_pay(meera, "10.00")
        lost = []

        def lose(route: Any) -> None:
            if lost:
                route.continue_()
                return
            lost.append(route.fetch().status)
            route.abort("connectionreset")

        meera.page.route(re.compile(r"/v1/payments$"), lose)
        try:
            meera.button("Pay ₹10.00").click()
            meera.sees("We do not know yet whether it went")
            assert lost == [201]
            # Also after the app was closed and opened again.
            meera.go("/pay/to")
            meera.button("Find out").click()
            expect(meera.page).to_have_url(re.compile("/payments/pay_"))
        finally:
            meera.page.unroute_all()
            meera.problems.clear()  # Chromium's own line on what was cut off
        assert app_of("Meera").wallet()["balance"] == before - 10_00


@pytest.mark.usefixtures("rules")
class TestAskingFirst:
    def test_is_answered_with_yes_and_paid_while_both_look_on(
        self, meera: Person, asha: Person, app_of: Callable[[str], App]
    ) -> None:
        before = app_of("Meera").wallet()["balance"]
        asha.go("/")
        about_to_pay(meera, "20.00")
        meera.button("Ask a guardian").click()
        meera.sees("Waiting for a yes")
        # Nobody loads anything anew: it comes by itself.
        asha.link(re.compile("Meera wants to pay")).first.click()
        asha.sees("₹20.00")
        asha.button("Approve").click()
        asha.sees("Approved")
        expect(meera.page).to_have_url(re.compile("/payments/pay_"))
        meera.sees("Paid")
        assert app_of("Meera").wallet()["balance"] == before - 20_00

    def test_is_answered_with_no_and_nothing_is_paid(
        self, meera: Person, asha: Person, app_of: Callable[[str], App]
    ) -> None:
        before = app_of("Meera").wallet()["balance"]
        about_to_pay(meera, "30.00")
        meera.button("Ask a guardian").click()
        meera.sees("Waiting for a yes")
        asha.go("/").link(re.compile("Meera wants to pay")).first.click()
        asha.button("Decline").click()
        asha.sees("Declined")
        meera.sees("Asha said no")
        meera.sees("Nothing was paid.")
        assert app_of("Meera").wallet()["balance"] == before


@pytest.mark.usefixtures("rules")
class TestAFreeze:
    def test_that_comes_while_one_is_paying_wins(
        self, meera: Person, app_of: Callable[[str], App]
    ) -> None:
        asha, wallet = app_of("Asha"), app_of("Meera").wallet()
        about_to_pay(meera, "10.00")
        pay = meera.button("Pay ₹10.00")
        expect(pay).to_be_enabled()
        expected(asha.send("PUT", f"/v1/wallets/{wallet['id']}/freeze"), 200)
        try:
            # It is refused by the platform, or the screen has heard of it before the thumb came.
            pay.click(force=True)
            meera.sees(re.compile("frozen", re.IGNORECASE))
            assert app_of("Meera").wallet()["balance"] == wallet["balance"]
        finally:
            expected(asha.send("DELETE", f"/v1/wallets/{wallet['id']}/freeze"), 200)
        about_to_pay(meera, "10.00")
        meera.button("Pay ₹10.00").click()
        meera.sees("Paid")


@pytest.mark.usefixtures("rules")
class TestWithoutAConnection:
    def test_nothing_is_sent_nor_kept_to_be_sent_later(
        self, meera: Person, app_of: Callable[[str], App]
    ) -> None:
        before = app_of("Meera").wallet()["balance"]
        about_to_pay(meera, "10.00")
        pay = meera.button("Pay ₹10.00")
        expect(pay).to_be_enabled()
        meera.context.set_offline(True)
        try:
            pay.click()
            meera.sees(re.compile("Nothing was sent|did not go", re.IGNORECASE))
        finally:
            meera.context.set_offline(False)
        meera.go("/")
        assert app_of("Meera").wallet()["balance"] == before
        about_to_pay(meera, "10.00")
        meera.button("Pay ₹10.00").click()
        meera.sees("Paid")
        assert app_of("Meera").wallet()["balance"] == before - 10_00

    def test_the_app_opens_and_says_how_old_it_is(self, meera: Person) -> None:
        meera.go("/")
        meera.page.wait_for_function("() => navigator.serviceWorker?.controller !== null")
        meera.page.wait_for_timeout(2500)  # until what was read has been kept
        meera.context.set_offline(True)
        try:
            meera.page.reload()
            meera.sees(re.compile("offline", re.IGNORECASE))
            meera.sees("You can spend")
        finally:
            meera.context.set_offline(False)
        meera.go("/")
        meera.sees_nothing_of(re.compile("You are offline"))
