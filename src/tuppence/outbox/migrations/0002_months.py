"""Facts are kept by month, so that old months can be taken out whole. Rows are copied, in one
transaction: it needs the table's size in free space, and is not for going back."""

from django.db import migrations

from tuppence.outbox import schema


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_outbox")]

    operations = [
        migrations.RunSQL(schema.read("partitions.sql")),
        migrations.RunSQL(schema.read("0002_months.sql")),
        migrations.RunSQL(schema.read("grants.sql")),
    ]
