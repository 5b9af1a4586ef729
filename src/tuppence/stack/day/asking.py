"""Money among people: Kabir asks for some, and Meera splits a lunch."""

from tuppence.stack.day.controls import CANTEEN
from tuppence.stack.day.family import Family, amount, at, refused, tell


def a_trip(family: Family) -> None:
    at("08:10", "Kabir asks Asha for money for a school trip")
    ask = family.done(
        "Kabir", "/v1/asks", {"to": {"handle": "asha"}, "amount": 150_00, "note": "School trip"}
    )
    tell(f"{ask['asker']['name']} asks {ask['asked']['name']} for {amount(ask['amount'])}: "
         f"{ask['note']}.")  # fmt: skip
    waiting = family.phone("Asha").get("/v1/asks", side="asked", state="open")["items"]
    mine = next(one for one in waiting if one["id"] == ask["id"])
    paid = family.done("Asha", f"/v1/asks/{mine['id']}/pay")
    tell(f"Asha pays it ({paid['id']}). Kabir has {family.balance('Kabir')} now.")
    again = refused(family.phone("Asha").sign(f"/v1/asks/{ask['id']}/pay", {}), "ask_decided")
    tell(f"Paid from a second phone, it says: {again['title']} ({again['state']}).")


def a_split_lunch(family: Family) -> None:
    at("13:20", "Meera has paid for three at the canteen, and splits it")
    lunch = family.done(
        "Meera", "/v1/payments", {"to": {"upi": CANTEEN}, "amount": 100_00, "note": "Lunch"}
    )
    bill = family.done(
        "Meera", "/v1/bills",
        {"amount": lunch["amount"], "note": "Lunch", "how": "even",
         "members": [{"to": {"handle": "ravi"}}, {"to": {"handle": "kabir"}}]},
    )  # fmt: skip
    shares = ", ".join(f"{one['name']} {amount(one['amount'])}" for one in bill["shares"])
    tell(f"{amount(bill['amount'])} among three: {shares}; {amount(bill['own'])} is Meera's own. "
         "No paisa is lost.")  # fmt: skip
    ravis, kabirs = (one["ask"] for one in bill["shares"])
    family.done("Ravi", f"/v1/asks/{ravis}/pay")
    tell("Ravi pays his share.")
    family.changed("Kabir", "POST", f"/v1/asks/{kabirs}/decline")
    shown = family.phone("Meera").get(f"/v1/bills/{bill['id']}")
    tell(f"Kabir was not hungry, and declines: {amount(shown['own'])} is Meera's to bear, "
         f"{amount(shown['paid'])} came back to her.")  # fmt: skip
