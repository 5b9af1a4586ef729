"""Evening: a child has a word against a rule, and a guardian thinks about the next one."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from tuppence.payments.policy import HOME_ZONE
from tuppence.stack.day.controls import BOOKS
from tuppence.stack.day.family import Family, amount, at, refused, tell

MOST: Final = 40_00
COMIC: Final = 45_00
"""Little, so that his day's limit lets the day be played again and again."""


def a_word_with_ravi(family: Family) -> None:
    at("18:10", f"Kabir may pay {amount(MOST)} at once, and the comic costs {amount(COMIC)}")
    controls = f"/v1/people/{family.me('Kabir')}/controls"
    family.changed("Ravi", "DELETE", f"{controls}/raise")  # of yesterday's day, perhaps
    now = family.phone("Ravi").get(controls)
    document = {name: value for name, value in now["controls"].items() if name != "raised"}
    document["limits"] = {**document["limits"], "payment": MOST}
    change = {"version": now["version"], "controls": document, "note": "No impulse buys"}
    family.changed("Ravi", "PUT", controls, change)
    topped = {"amount": COMIC, "unit": "INR"}
    family.done("Ravi", f"/v1/wallets/{family.wallet('Kabir')}/topups", topped)
    ask = {"to": {"upi": BOOKS}, "amount": COMIC, "note": "Comic"}
    problem = refused(family.phone("Kabir").sign("/v1/payments", ask), "payment_too_large")
    body = {"about": {"payment": problem["payment"]}, "message": "I saved up for this one"}
    appeal = family.changed("Kabir", "POST", "/v1/appeals", body)
    tell(f'Refused: {problem["title"]}. Kabir appeals: "{appeal["message"]}".')
    grant = {"by": {"raised": {"limits": {"payment": COMIC}}}, "answer": "Well saved"}
    granted = family.changed("Ravi", "POST", f"/v1/appeals/{appeal['id']}/grant", grant)
    tell(f'Ravi grants it for a day (version {granted["version"]}): "{granted["answer"]}".')
    paid = family.done("Kabir", "/v1/payments", ask)
    tell(f"{amount(paid['amount'])} paid. Kabir has {family.balance('Kabir')} left.")


def what_if(family: Family) -> None:
    at("21:00", "Asha wonders: what if Meera had to ask above 75 rupees?")
    month = f"{datetime.now(UTC).astimezone(ZoneInfo(HOME_ZONE.value)):%Y-%m}"
    body = {"controls": {"ask_first": {"above": 75_00}, "people": False}, "month": month}
    replay = f"/v1/people/{family.me('Meera')}/controls/replay"
    found = family.changed("Asha", "POST", replay, body)
    tell(f"Of {found['paid']['count']} payments of this month ({amount(found['paid']['amount'])}), "
         f"{found['refused']['count']} would have been stopped:")  # fmt: skip
    for rule in found["by_rule"]:
        tell(f"  {rule['count']} by {rule['code']}, {amount(rule['amount'])}")
    tell("Nothing has changed: it was a question.")
