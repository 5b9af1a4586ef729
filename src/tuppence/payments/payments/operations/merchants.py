"""Put a merchant on the books."""

from datetime import datetime

from django.db import transaction

from tuppence.payments.payments.models import Merchant
from tuppence.payments.wallets.models import Kind
from tuppence.payments.wallets.operations import open_wallet


def register_merchant(
    *, owner_id: int, handle: str, vpa: str, name: str, mcc: str, now: datetime
) -> Merchant:
    """Opens a wallet for the shop's takings and lets it be paid. Its owner sees the wallet and
    gives refunds. Raises `django.db.IntegrityError` for a handle or UPI address that is taken or
    malformed."""
    with transaction.atomic():
        wallet = open_wallet(owner_id=owner_id, kind=Kind.MERCHANT, name=name, now=now)
        return Merchant.objects.create(
            wallet=wallet, handle=handle, vpa=vpa.lower(), name=name, mcc=mcc
        )
