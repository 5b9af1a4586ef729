"""An allowance, and a chore that is done, sent back, done again and paid."""

from tuppence.stack.day.family import Family, amount, at, tell


def pocket_money(family: Family) -> None:
    at("17:30", "Asha gives Meera an allowance")
    wanted = {
        "person": family.me("Meera"), "every": "weekly", "day": 6, "amount": 150_00,
        "note": "Pocket money",
    }  # fmt: skip
    given = family.done("Asha", "/v1/allowances", wanted)
    path = f"/v1/allowances/{given['id']}"
    seen = family.phone("Meera").get(path)
    tell(f"Meera sees it: {amount(seen['next']['amount'])} on {seen['next']['on']}, and each "
         "Saturday from then on, at nine.")  # fmt: skip
    family.done("Asha", f"{path}/raise", {"amount": 175_00})
    family.changed("Asha", "POST", f"{path}/skip")
    versions = family.phone("Meera").get(f"{path}/history")["items"]
    tell(f"Raised, and skipped once: {len(versions)} versions, each with its author. "
         "Then Asha ends it, so that the day can be played again.")  # fmt: skip
    family.changed("Asha", "POST", f"{path}/end")


def the_plants(family: Family) -> None:
    at("18:00", "Kabir waters the plants for a reward")
    wanted = {"person": family.me("Kabir"), "title": "Water the plants", "reward": 40_00}
    chore = family.done("Asha", "/v1/chores", wanted)
    todo = family.phone("Kabir").get("/v1/turns", state="open")["items"]
    turn = next(one["id"] for one in todo if one["chore"]["id"] == chore["id"])
    family.changed("Kabir", "POST", f"/v1/turns/{turn}/done")
    back = family.changed("Ravi", "POST", f"/v1/turns/{turn}/send-back", {"note": "The fern, too"})
    tell(f"Ravi sends it back: {back['note']}.")
    family.changed("Kabir", "POST", f"/v1/turns/{turn}/done")
    paid = family.done("Ravi", f"/v1/turns/{turn}/approve")
    tell(f"Ravi approves, and {amount(chore['reward'])} from Asha's wallet are "
         f"{paid['reward']['state']}. Kabir has {family.balance('Kabir')}.")  # fmt: skip
