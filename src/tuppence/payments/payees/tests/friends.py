"""People who have known each other for long, for tests that are not about those who are new."""

from datetime import timedelta

from tuppence.kernel.clock import utc_now
from tuppence.payments.payees.models import Payee
from tuppence.payments.payees.rules import LONGEST
from tuppence.payments.wallets.tests.household import Phone, wallet_of


def acquainted(*phones: Phone) -> None:
    """Each has paid each other, days ago."""
    long_ago = utc_now() - LONGEST - timedelta(days=1)
    Payee.objects.bulk_create(
        Payee(
            payer=payer.person,
            payee=payee.person,
            unit="INR",
            account_id=wallet_of(payer).account_id,
            first_at=long_ago,
        )
        for payer in phones
        for payee in phones
        if payer is not payee
    )
