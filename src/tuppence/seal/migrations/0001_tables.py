from pathlib import Path

from django.db import migrations, models

_TABLES = Path(__file__).parent.parent / "sql" / "tables.sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("ledger", "0001_tables")]

    operations = [
        migrations.RunSQL(
            _TABLES.read_text(),
            reverse_sql="DROP TABLE seal_leaves, seal_nodes, seal_checkpoint;"
            " DROP FUNCTION seal_append_only() CASCADE",
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "seal_checkpoint", "managed": False},
        ),
    ]
