"""What a family does together: it begins, saves, shares a bill, and gives pocket money."""

import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from playwright.sync_api import expect

from tests.journeys.app import App, expected
from tests.journeys.web_app.browser import Person

pytestmark = pytest.mark.stack

INDIA = timezone(timedelta(hours=5, minutes=30))
CODE = re.compile(r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){2,}$|^[0-9A-Za-z]{12,24}$")


def a_phone() -> str:
    """That nobody has."""
    return f"+9161{secrets.randbelow(10**8):08}"


class TestANewFamily:
    def test_begins_with_a_guardian_who_invites_a_teen_and_consents(
        self, newcomer: Callable[..., Person]
    ) -> None:
        nisha = newcomer("Nisha", phone=a_phone()).sign_in()
        nisha.button("I am an adult").click()
        about(nisha, name="Nisha Iyer", born="1985-04-02")
        nisha.button("Go on").click()
        nisha.sees("Hi Nisha")
        nisha.go("/family").button("Make the family").click()
        # A family of one is asked for the next.
        nisha.button("Make an invitation").click()
        nisha.sees("Hand it over")
        code = nisha.page.get_by_text(CODE).first.inner_text()

        # On another phone, by somebody whom we do not know yet.
        dev = newcomer("Dev", phone=a_phone())
        dev.page.goto(f"{dev.url}/join#{code}")
        dev.sees("You are invited")
        dev.give_code()
        about(dev, name="Dev Iyer", born=f"{datetime.now(UTC).year - 14}-01-15")
        dev.button("Join the family").click()
        dev.sees("Almost there, Dev")

        # An account of a minor rests until a guardian has consented.
        nisha.go("/")
        nisha.link(re.compile("account rests")).first.click()
        nisha.button(re.compile("Get one from the demo")).click()
        nisha.page.get_by_text("I am a parent or lawful guardian").click()
        nisha.button("Consent").click()
        nisha.sees(re.compile("Dev.s account works"))
        dev.sees("You can spend")


def about(person: Person, *, name: str, born: str) -> None:
    person.field("Your name").fill(name)
    person.field("Your handle").fill(f"{name.partition(' ')[0].lower()}{secrets.randbelow(10**6)}")
    person.field("Born on").fill(born)


def with_money(app_of: Callable[[str], App], name: str, paise: int) -> None:
    wallet = app_of(name).wallet()["id"]
    body = {"amount": paise, "unit": "INR"}
    expected(app_of("Asha").sign(f"/v1/wallets/{wallet}/topups", body), 201)


class TestAGoal:
    def test_is_reached_and_celebrated(
        self, signed_in: Callable[[str], Person], app_of: Callable[[str], App]
    ) -> None:
        with_money(app_of, "Meera", 100_00)
        meera = signed_in("Meera").go("/goals/new")
        name = f"Kite {secrets.randbelow(10**6)}"
        meera.field("What for?").fill(name)
        meera.field("How much it takes").fill("20")
        meera.button("Begin to save").click()
        expect(meera.page.get_by_role("heading", name=name)).to_be_visible()
        meera.button("Save").first.click()
        meera.button("All that is missing").click()
        meera.button("Save ₹20.00").click()
        meera.sees("You did it!")
        meera.sees(f"{name} is all yours")
        goals = app_of("Meera").get("/v1/goals")["items"]
        assert next(goal for goal in goals if goal["name"] == name)["saved"] == 20_00


class TestABill:
    def test_is_split_and_the_share_paid_in_another_hand(
        self, signed_in: Callable[[str], Person], app_of: Callable[[str], App]
    ) -> None:
        with_money(app_of, "Kabir", 100_00)
        before = app_of("Meera").wallet()["balance"]
        meera, kabir = signed_in("Meera"), signed_in("Kabir")
        note = f"Pizza {secrets.randbelow(10**6)}"
        meera.go("/bills/new")
        meera.field("The whole bill").fill("30")
        meera.field("What was it?").fill(note)
        meera.button(re.compile("Kabir")).first.click()
        meera.button("Ask 1 person").click()
        meera.sees("Asked")
        kabir.go("/bills")
        kabir.link(re.compile(note)).click()
        kabir.button(re.compile("Pay my share")).or_(kabir.link(re.compile("Pay my share"))).click()
        kabir.button(re.compile("Pay ₹15.00")).click()
        sheet = kabir.page.get_by_role("dialog")
        sheet.get_by_role("button", name=re.compile("Pay ₹15.00")).click()
        # She looked on all the time.
        meera.sees(re.compile("^Paid, "))
        assert app_of("Meera").wallet()["balance"] == before + 15_00


class TestAnAllowance:
    def test_is_set_up_and_comes_by_itself_on_its_day(
        self, signed_in: Callable[[str], Person], app_of: Callable[[str], App]
    ) -> None:
        kabir = app_of("Kabir")
        now = datetime.now(INDIA)
        before = kabir.wallet()["balance"]
        with_money(app_of, "Asha", 100_00)
        asha = signed_in("Asha").go(f"/children/{kabir.get('/v1/me')['id']}/allowances")
        asha.button(re.compile("Set up an allowance|Kabir")).first.click()
        sheet = asha.page.get_by_role("dialog")
        sheet.get_by_label("How much each time").fill("7.50")
        sheet.get_by_label("On which day").select_option(str(now.isoweekday()))
        sheet.get_by_role("button", name="Set up an allowance").click()
        expect(sheet).to_have_count(0)
        asha.sees("₹7.50")
        signed_in("Kabir").go("/allowance").sees("₹7.50")
        if now.hour < 9:
            return  # it comes at nine
        deadline = time.monotonic() + 150
        while kabir.wallet()["balance"] != before + 7_50:
            assert time.monotonic() < deadline, "the allowance did not come"
            time.sleep(1)
        signed_in("Kabir").go("/activity").sees("₹7.50")
