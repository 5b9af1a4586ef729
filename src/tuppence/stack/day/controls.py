"""Morning and noon: money comes in, a shop is paid, and a guardian has a say in it."""

from typing import Any, Final

from tuppence.stack.day.family import Family, amount, at, refused, tell

BOOKS: Final = "upi://pay?pa=pages@tuppence&pn=Pages%20Bookshop&mc=5942"
CANTEEN: Final = "upi://pay?pa=canteen@tuppence&pn=Campus%20Canteen&mc=5814"


def breakfast(family: Family) -> None:
    at("07:40", "Asha tops Meera up over breakfast")
    for who, much in (("Asha", 5_000_00), ("Meera", 600_00)):
        topped = family.done("Asha", f"/v1/wallets/{family.wallet(who)}/topups", _inr(much))
        tell(f"{amount(topped['amount'])} came from the bank to {who}, who has "
             f"{family.balance(who)} now.")  # fmt: skip


def a_rule(family: Family) -> None:
    at("07:50", "Asha decides: more than 200 rupees, and she is asked first")
    meera = family.me("Meera")
    raised = family.changed(
        "Asha", "PUT", f"/v1/people/{meera}/controls/raise",
        {"limits": {"day": 2_000_00, "month": 20_000_00}, "note": "A long day"},
    )  # fmt: skip
    tell(f"For 24 hours Meera may pay {amount(2_000_00)} a day (version {raised['version']}).")
    now = family.phone("Asha").get(f"/v1/people/{meera}/controls")
    document = {name: value for name, value in now["controls"].items() if name != "raised"}
    document["ask_first"] = {"above": 200_00, "new_payees": False}
    decided = family.changed(
        "Asha", "PUT", f"/v1/people/{meera}/controls",
        {"version": now["version"], "controls": document, "note": "Ask me first"},
    )  # fmt: skip
    tell(f"Version {decided['version']} of Meera's controls, by {decided['author']['name']}: it "
         "binds the very next payment, and Meera sees it too.")  # fmt: skip


def lunch(family: Family) -> None:
    at("13:05", "Meera asks whether it will work, then pays for lunch")
    ask = {"to": {"upi": CANTEEN}, "amount": 85_00, "note": "Lunch"}
    preview = family.changed("Meera", "POST", "/v1/payments/preview", ask)
    tell(f"{amount(preview['amount'])} to {preview['payee']['name']}: "
         f"{'it will' if preview['allowed'] else _reasons(preview)}.")  # fmt: skip
    paid = family.done("Meera", "/v1/payments", ask)
    tell(f"Paid ({paid['id']}). Meera has {family.balance('Meera')} left.")


def the_box_set(family: Family) -> None:
    at("16:20", "A box set at the bookshop waits for Asha's yes")
    ask = {"to": {"upi": BOOKS}, "amount": 350_00, "note": "Box set"}
    problem = refused(family.phone("Meera").sign("/v1/payments", ask), "approval_required")
    tell(f"{problem['title']} ({problem['code']}). Nothing was paid, so Meera asks.")
    asked = family.done("Meera", "/v1/approvals", ask)
    waiting = family.phone("Asha").get("/v1/approvals", state="pending")["items"]
    mine = next(one for one in waiting if one["id"] == asked["id"])
    tell(f"Asha sees it: {mine['person']['name']}, {amount(mine['amount'])} to {mine['payee']}.")
    given = family.done("Asha", f"/v1/approvals/{asked['id']}/approve")
    tell(f"Asha says yes: all is checked again, and the payment {given['payment']['state']}. "
         f"Meera has {family.balance('Meera')} left.")  # fmt: skip


def the_lost_card(family: Family) -> None:
    at("16:45", "Kabir cannot find his phone: Ravi freezes his wallet")
    freeze = f"/v1/wallets/{family.wallet('Kabir')}/freeze"
    family.changed("Ravi", "PUT", freeze)
    ask = {"to": {"upi": CANTEEN}, "amount": 10_00}
    problem = refused(family.phone("Kabir").sign("/v1/payments", ask), "account_frozen")
    tell(f"Whoever tries to pay with it is told: {problem['title']}.")
    family.changed("Ravi", "DELETE", freeze)
    tell("It was in his bag. Ravi thaws the wallet again.")


def _inr(minor: int) -> dict[str, Any]:
    return {"amount": minor, "unit": "INR"}


def _reasons(preview: dict[str, Any]) -> str:
    return "it will not: " + ", ".join(reason["code"] for reason in preview["refusals"])
