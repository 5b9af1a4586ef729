"""A rupee that comes from a guardian's bank and goes back at once, to see that there is one.

Whoever holds an account or card with a bank was identified by it, as an adult is. The bank here is
the stand-in that top-ups have: it always pays, at once, whoever asks, so in truth this verifies
nobody; in production, where it would matter, it is closed. What is real is the books: the rupee is
charged and moved back like any other. No wallet takes part, so it is no payment of anybody's.
"""

from datetime import datetime
from typing import Final

from django.conf import settings

from tuppence.ledger.journals import Journal, Key, Reversal, Transfer
from tuppence.ledger.posting import post
from tuppence.payments.payments.operations.top_up import ESCROW, BankMissing
from tuppence.payments.policy import HOME_UNIT
from tuppence.payments.wallets.operations import system_account

AMOUNT: Final = 1_00
VERIFICATION: Final = "verification"
"""The account where such rupees are between charge and return: empty whenever nobody looks."""
_LINE: Final = 1


def charge_and_return(*, key: Key, now: datetime) -> str:
    """Charges and gives back, under a key of the caller's that is used for nothing else. Gives the
    number of the charge's journal. Requires an open transaction. Raises `BankMissing` in
    production."""
    if settings.ENVIRONMENT.mode == "production":
        raise BankMissing(retry_after=3600)
    unit = HOME_UNIT.value
    escrow = system_account(ESCROW, unit=unit, now=now)
    between = system_account(VERIFICATION, unit=unit, now=now)
    leg = Transfer(debit=escrow, credit=between, amount=AMOUNT, unit=unit)
    [charged] = post([Journal(key=_part(key, "charge"), legs=(leg,))])
    back = Reversal(journal=charged.journal, line=_LINE, amount=AMOUNT)
    [returned] = post([Journal(key=_part(key, "return"), legs=(back,))])
    if not (charged.posted and returned.posted):  # neither account has a floor or a freeze
        raise RuntimeError(f"a small charge was refused: {charged.refusal}, {returned.refusal}")
    return str(charged.journal)


def _part(key: Key, part: str) -> Key:
    return Key(scope=f"small_charge:{part}", value=key.digest, request=key.request)
