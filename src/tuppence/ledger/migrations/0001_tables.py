from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

_TABLES = Path(__file__).parent.parent / "sql" / "tables.sql"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL(_TABLES.read_text(), reverse_sql=migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('unit', models.TextField()),
                ('code', models.TextField()),
                ('opened_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'ledger_account',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('line', models.SmallIntegerField()),
                ('amount', models.BigIntegerField()),
                ('reserved', models.BigIntegerField()),
                ('captured', models.BigIntegerField()),
                ('over_capture', models.BooleanField()),
                ('state', models.TextField()),
                ('placed_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'ledger_hold',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Journal',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.UUIDField()),
                ('request', models.UUIDField()),
            ],
            options={
                'db_table': 'ledger_journal',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('scope', models.TextField()),
                ('period', models.TextField()),
                ('measure', models.TextField()),
                ('zone', models.TextField()),
                ('seconds', models.IntegerField(null=True)),
                ('year_month', models.SmallIntegerField()),
                ('cap', models.BigIntegerField()),
                ('cap_set_at', models.DateTimeField()),
                ('window_start', models.DateTimeField(null=True)),
                ('resets_at', models.DateTimeField(null=True)),
                ('used', models.BigIntegerField()),
            ],
            options={
                'db_table': 'ledger_limit',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('pk', models.CompositePrimaryKey('journal_id', 'line', blank=True, editable=False, primary_key=True, serialize=False)),
                ('line', models.SmallIntegerField()),
                ('amount', models.BigIntegerField()),
                ('debit_seq', models.BigIntegerField()),
                ('credit_seq', models.BigIntegerField()),
                ('debit_balance', models.BigIntegerField()),
                ('credit_balance', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('hold_id', models.BigIntegerField(null=True)),
                ('reverses_journal', models.BigIntegerField(null=True)),
                ('reverses_line', models.SmallIntegerField(null=True)),
                ('late', models.BooleanField()),
            ],
            options={
                'db_table': 'ledger_transfer',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, serialize=False, to='ledger.account')),
                ('debits_posted', models.BigIntegerField()),
                ('credits_posted', models.BigIntegerField()),
                ('debits_pending', models.BigIntegerField()),
                ('credits_pending', models.BigIntegerField()),
                ('floor', models.BigIntegerField()),
                ('ceiling', models.BigIntegerField()),
                ('seq', models.BigIntegerField()),
                ('last_at', models.DateTimeField()),
                ('frozen', models.BooleanField()),
                ('closed', models.BooleanField()),
                ('unit', models.TextField()),
            ],
            options={
                'db_table': 'ledger_balance',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('journal', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, serialize=False, to='ledger.journal')),
                ('at', models.DateTimeField()),
                ('code', models.TextField()),
                ('data', models.JSONField()),
            ],
            options={
                'db_table': 'ledger_refusal',
                'managed': False,
            },
        ),
    ]
