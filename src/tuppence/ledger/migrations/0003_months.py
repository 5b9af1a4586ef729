"""Transfers are kept by month, so that old months can be taken out whole. Rows are copied, in one
transaction: it needs the table's size in free space, and is not for going back."""

from django.db import migrations

from tuppence.ledger.apps import SQL


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_limits_by_account")]

    operations = [
        migrations.RunSQL((SQL / "partitions.sql").read_text()),
        migrations.RunSQL((SQL / "months.sql").read_text()),
    ]
