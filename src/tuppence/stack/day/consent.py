"""Evening: a guardian withdraws consent to a child's account, thinks again, and gives it anew."""

from tuppence.stack.day.controls import CANTEEN
from tuppence.stack.day.family import Family, amount, at, refused, tell


def a_second_thought(family: Family) -> None:
    at("19:30", "Asha takes back her consent to Kabir's account, and gives it anew")
    asha, consent = family.phone("Asha"), f"/v1/people/{family.me('Kabir')}/consent"
    standing = asha.get(consent)
    family.changed("Asha", "DELETE", consent)
    ask = {"to": {"upi": CANTEEN}, "amount": 10_00}
    problem = refused(family.phone("Kabir").sign("/v1/payments", ask), "consent_required")
    tell(f"Kabir's very next payment: {problem['title']} ({problem['code']}).")
    wallet = asha.get(f"/v1/wallets/{family.wallet('Kabir')}")
    tell(f"His money stays his, and Asha still sees it ({amount(wallet['balance'])}).")
    agreed = {name: standing["text"][name] for name in ("version", "sha256")}
    given = family.done(
        "Asha", consent, {"text": agreed, "verification": {"method": "known_adult"}}
    )
    tell(f"She agrees anew to version {given['text']['version']} of the text; that she is an adult "
         f"is known from before ({given['method']}).")  # fmt: skip
    history = asha.get(f"{consent}/history")["items"]
    tell("On the record: " + ", ".join(entry["what"] for entry in reversed(history[:3])) + ".")
