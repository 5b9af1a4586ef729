"""A limit can be of one stretch of time that does not come again."""

from django.db import migrations

_KNOWN = "'day', 'week', 'month', 'year', 'rolling'"
_CHECK = (
    "ALTER DOMAIN ledger_period DROP CONSTRAINT IF EXISTS ledger_period_check;"
    "ALTER DOMAIN ledger_period ADD CONSTRAINT ledger_period_check CHECK (VALUE IN ({}));"
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_months")]

    operations = [
        migrations.RunSQL(
            _CHECK.format(f"{_KNOWN}, 'once'"),
            reverse_sql="DELETE FROM ledger_limit WHERE period = 'once';" + _CHECK.format(_KNOWN),
        ),
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS ledger_limit_once ON ledger_limit (id)"
            " WHERE period = 'once'",
            reverse_sql="DROP INDEX ledger_limit_once",
        ),
    ]
