"""Every row of the table of policy, what it does, and the table in force.

The table is read when a program starts: the built-in policy.toml, and over it the rows of the file
that TUPPENCE_POLICY_FILE names. One that is wrong ends the start.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tuppence.people.policy.table import (
    PolicyInvalid,
    Row,
    Table,
    amounts,
    codes,
    parse,
    unit,
    zone,
)

BUILT_IN: Final = Path(__file__).parent / "policy.toml"

HOME_UNIT: Final = Row("home.unit", unit, "the unit of a wallet for which nobody asked for another")
HOME_ZONE: Final = Row("home.zone", zone, "the calendar of a wallet's days, months and years")
BLOCKED_FOR_MINORS: Final = Row(
    "minors.blocked",
    codes,
    "merchant category codes that a minor cannot pay, and the group that each belongs to",
)
STEP_UP_FROM: Final = Row(
    "payments.step_up_from",
    amounts,
    "from this amount on a payment needs a fresh PIN or passkey; a unit that is not listed always "
    "needs it",
)
NEW_PAYEE_HALF_HOUR: Final = Row(
    "payees.new.half_hour",
    amounts,
    "the most that goes to a person in the first half hour after they were first paid",
)
NEW_PAYEE_DAY: Final = Row(
    "payees.new.day",
    amounts,
    "the most that goes to a person in the first 24 hours after they were first paid",
)
SMALL_BALANCE: Final = Row(
    "tier.small.balance", amounts, "the most that a wallet of the small tier holds"
)
SMALL_LOAD_MONTH: Final = Row(
    "tier.small.load.month", amounts, "the most that comes into it in a month"
)
SMALL_LOAD_YEAR: Final = Row(
    "tier.small.load.year", amounts, "the most that comes into it in a financial year (from April)"
)
SMALL_PEOPLE_MONTH: Final = Row(
    "tier.small.people.month", amounts, "the most that it sends to people in a month"
)
FULL_BALANCE: Final = Row(
    "tier.full.balance", amounts, "the most that a wallet of the full tier holds"
)
FULL_PEOPLE_NEW_MONTH: Final = Row(
    "tier.full.people.new.month",
    amounts,
    "the most that it sends in a month to people who are not registered as payees",
)
FULL_PEOPLE_REGISTERED_MONTH: Final = Row(
    "tier.full.people.registered.month",
    amounts,
    "the most that it sends in a month to people who are",
)

ROWS: Final[tuple[Row[Any], ...]] = (
    HOME_UNIT,
    HOME_ZONE,
    BLOCKED_FOR_MINORS,
    STEP_UP_FROM,
    NEW_PAYEE_HALF_HOUR,
    NEW_PAYEE_DAY,
    SMALL_BALANCE,
    SMALL_LOAD_MONTH,
    SMALL_LOAD_YEAR,
    SMALL_PEOPLE_MONTH,
    FULL_BALANCE,
    FULL_PEOPLE_NEW_MONTH,
    FULL_PEOPLE_REGISTERED_MONTH,
)


def load(source: Mapping[str, str]) -> Table:
    """The table that an environment asks for. Raises `PolicyInvalid`."""
    texts = [BUILT_IN.read_text(encoding="utf-8")]
    own = source.get("TUPPENCE_POLICY_FILE")
    if own:
        try:
            texts.append(Path(own).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise PolicyInvalid([f"TUPPENCE_POLICY_FILE {own} cannot be read: {error}"]) from error
    return parse(ROWS, *texts)


POLICY: Final = load(os.environ)
"""What is in force in this process."""
