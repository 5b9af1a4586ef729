"""Whoever has a wallet already is on the full tier, and their wallets are bound by it: they were let
in before there were tiers. Those who hold more than it allows keep it, and nothing more comes in."""

from django.db import migrations

from tuppence.ledger.apps import SQL as LEDGER

BIND = """
INSERT INTO kyc_standing (person_id, tier, since)
SELECT DISTINCT owner_id, %(tier)s, now() FROM wallets_wallet ON CONFLICT DO NOTHING;
SELECT ledger_set_ceiling(account_id, %(ceiling)s) FROM wallets_wallet
WHERE kind = ANY (%(bound)s) AND unit = %(unit)s AND closed_at IS NULL ORDER BY account_id;
SELECT ledger_set_limit(account_id, scope, period, 'sum', cap, zone, NULL, %(year_month)s::smallint,
                        now())
FROM wallets_wallet,
     unnest(%(scopes)s::text[], %(periods)s::text[], %(caps)s::bigint[]) AS tier (scope, period, cap)
WHERE kind = %(personal)s AND unit = %(unit)s AND closed_at IS NULL ORDER BY account_id;
"""


def bind_those_who_are_here(apps, schema_editor):
    from tuppence.ledger.accounts import FINANCIAL_YEAR_MONTH
    from tuppence.payments.wallets import tiers
    from tuppence.payments.policy import HOME_UNIT
    from tuppence.payments.wallets.models import Kind
    from tuppence.people.kyc.models import Tier

    if not apps.get_model("wallets", "Wallet").objects.exists():
        return
    unit = HOME_UNIT.value
    full = tiers.allowed(Tier.FULL, kind=Kind.PERSONAL, unit=unit)
    with schema_editor.connection.cursor() as cursor:
        # The ledger's functions are brought up to date after all migrations; one is needed now.
        cursor.execute((LEDGER / "accounts.sql").read_text())
        cursor.execute(
            BIND,
            {
                "tier": Tier.FULL.value,
                "ceiling": full.ceiling,
                "bound": [kind.value for kind in tiers.BOUND],
                "personal": Kind.PERSONAL.value,
                "unit": unit,
                "scopes": [scope for scope, _ in full.caps],
                "periods": [period for _, period in full.caps],
                "caps": list(full.caps.values()),
                "year_month": FINANCIAL_YEAR_MONTH,
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("wallets", "0002_goals"),
        ("kyc", "0001_kyc"),
        ("ledger", "0003_months"),
    ]

    operations = [migrations.RunPython(bind_those_who_are_here, migrations.RunPython.noop)]
