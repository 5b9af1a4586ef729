"""Limits are looked up by account alone: an index a third as wide as that of their uniqueness."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS ledger_limit_account ON ledger_limit (account_id)",
            reverse_sql="DROP INDEX ledger_limit_account",
        )
    ]
