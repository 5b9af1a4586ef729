"""Evening: a guardian looks at the day."""

from tuppence.stack.day.family import Family, amount, at, tell


def the_first_screen(family: Family) -> None:
    at("20:30", "Asha opens the app: one request shows her everybody")
    home = family.phone("Asha").get("/v1/home")
    for child in home["children"]:
        everyday = [one for one in child["wallets"] if one["kind"] == "personal"]
        spent = sum(one["today"] for one in child["spent"])
        state = "consent missing" if child["consent_missing"] else "all in order"
        tell(
            f"{child['name']} has {amount(everyday[0]['balance'])} and spent {amount(spent)} today"
            f" ({state}, {len(child['rights'])} rights over this child)."
        )
    newest = home["payments"][0]
    tell(
        f"{len(home['approvals'])} payments wait for her. The newest of all:"
        f" {amount(newest['amount'])} to {newest['payee']['name']}."
    )
    quorum = family.phone("Asha").get("/v1/family/quorum")["items"]
    together = [one["action"].replace("_", " ") for one in quorum if one["need"] != "any"]
    tell(f"What she and Ravi only do together: {', '.join(together)}.")
