from pathlib import Path

import django.db.models.functions.datetime
from django.db import migrations, models

TABLE = Path(__file__).parent.parent / 'sql' / '0001_entry.sql'


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL(
            TABLE.read_text(),
            'DROP TABLE audit_entry; DROP FUNCTION audit_entry_is_append_only()',
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor_name', models.TextField()),
                ('action', models.TextField()),
                ('object_type', models.TextField()),
                ('object_id', models.TextField()),
                ('reason', models.TextField()),
                ('data', models.JSONField()),
                ('request_id', models.TextField()),
                ('address', models.TextField()),
            ],
            options={
                'verbose_name_plural': 'audit trail',
                'db_table': 'audit_entry',
                'managed': False,
            },
        ),
    ]
