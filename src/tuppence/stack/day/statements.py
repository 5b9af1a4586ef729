"""Evening: the month in figures, and a statement to keep."""

from datetime import UTC, datetime
from typing import Final

from tuppence.stack.day.family import Family, amount, at, tell
from tuppence.stack.phone import Unexpected

MOST_TOLD: Final = 3


def the_month(family: Family) -> None:
    at("20:15", "Asha looks at Meera's month, and keeps the statement")
    asha, wallet = family.phone("Asha"), family.wallet("Meera")
    month = asha.get(f"/v1/wallets/{wallet}/summary", month=f"{datetime.now(UTC):%Y-%m}")
    change = month["change"]["money_out"]
    compared = f"{amount(abs(change))} {'more' if change >= 0 else 'less'} than last month by now"
    tell(f"{amount(month['money_out']['total'])} went out so far, {compared}:")
    for total in month["money_out"]["by_category"][:MOST_TOLD]:
        tell(f"  {total['category'].replace('_', ' ')}: {amount(total['amount'])}")
    lunch = asha.get("/v1/payments", wallet=wallet, q="lunch", limit="1")["items"]
    tell(f"'lunch' finds {lunch[0]['payee']['name']}, {amount(lunch[0]['amount'])}."
         if lunch else "'lunch' finds nothing yet.")  # fmt: skip
    statement = asha.send("GET", f"/v1/wallets/{wallet}/statement.pdf")
    if not statement.content.startswith(b"%PDF"):
        raise Unexpected(f"no statement came: {statement.status_code} {statement.text[:200]}")
    tell(f"The statement is {len(statement.content) // 1024} KiB of PDF, and ends with the signed "
         "root that it can be checked by.")  # fmt: skip
