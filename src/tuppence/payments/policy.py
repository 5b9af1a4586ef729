"""The rows of the table of policy (`tuppence.people.policy`) that rules of money ask.

The one place of the wing where India is assumed: rules and operations read values from here.
"""

from typing import Final

from tuppence.people.policy import rows
from tuppence.people.policy.rows import POLICY

BLOCKED_FOR_MINORS: Final = POLICY[rows.BLOCKED_FOR_MINORS]
"""Merchant category codes a minor cannot pay, and the group that each belongs to."""

STEP_UP_FROM: Final = POLICY[rows.STEP_UP_FROM]
"""Minor units, by unit, from which a payment needs a fresh PIN or passkey. A unit that is not
listed always needs it."""

HOME_UNIT: Final = POLICY[rows.HOME_UNIT]
"""The unit of a wallet for which nobody asked for another."""

HOME_ZONE: Final = POLICY[rows.HOME_ZONE]
"""The calendar of a wallet's days and months."""
