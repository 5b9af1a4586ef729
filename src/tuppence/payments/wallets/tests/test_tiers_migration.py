"""Wallets that are older than tiers are bound by the full one, and what they hold stays."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tuppence.ledger import accounts
from tuppence.ledger import queries as ledger
from tuppence.payments.wallets import tiers
from tuppence.payments.wallets.models import Kind
from tuppence.payments.wallets.tests.household import a_household, give, wallet_of
from tuppence.people.kyc import queries as kyc
from tuppence.people.kyc.models import Standing, Tier

migration = import_module("tuppence.payments.wallets.migrations.0003_tiers")


@pytest.mark.django_db
def test_wallets_that_were_there_before_are_on_the_full_tier() -> None:
    home = a_household()
    asha, zoya = wallet_of(home.asha), wallet_of(home.zoya)
    for wallet in (asha, zoya):
        for scope, window in tiers.allowed(Tier.FULL, kind=Kind.PERSONAL, unit="INR").caps:
            accounts.remove_limit(wallet.account_id, scope=scope, window=window)
        accounts.set_bounds(wallet.account_id, floor=0, ceiling=None)
    Standing.objects.all().delete()
    give(home.zoya, 5_00_000_00)

    with connection.schema_editor() as editor:
        migration.bind_those_who_are_here(apps, editor)

    full = tiers.allowed(Tier.FULL, kind=Kind.PERSONAL, unit="INR")
    for wallet in (asha, zoya):
        assert kyc.tier(wallet.owner_id) == Tier.FULL
        found = {(one.scope, one.window): one.cap for one in ledger.limits(wallet.account_id)}
        assert found == full.caps
    assert accounts.set_ceiling(zoya.account_id, full.ceiling) == 5_00_000_00
    assert accounts.set_ceiling(asha.account_id, full.ceiling) == full.ceiling
