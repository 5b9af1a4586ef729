import django.db.models.functions.datetime
from django.db import migrations, models

from tuppence.outbox import schema


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL(
            schema.read('functions.sql'),
            'DROP FUNCTION outbox_fact_is_append_only(), outbox_next_fact_id()',
        ),
        migrations.RunSQL(schema.read('0001_fact.sql'), 'DROP TABLE outbox_fact CASCADE'),
        migrations.CreateModel(
            name='StoredFact',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('topic', models.TextField()),
                ('version', models.SmallIntegerField()),
                ('key', models.TextField()),
                ('payload', models.JSONField()),
                ('classification', models.TextField()),
                ('subject', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'fact',
                'db_table': 'outbox_fact',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Cursor',
            fields=[
                ('consumer', models.TextField(primary_key=True, serialize=False)),
                ('last_id', models.BigIntegerField()),
                ('started_after', models.BigIntegerField()),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'outbox_cursor',
                'constraints': [models.CheckConstraint(condition=models.Q(('last_id__gte', models.F('started_after'))), name='outbox_cursor_not_before_start')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('consumer', models.TextField()),
                ('fact_id', models.BigIntegerField()),
                ('state', models.TextField(choices=[('retrying', 'Retrying'), ('dead', 'Dead'), ('done', 'Done')])),
                ('attempts', models.SmallIntegerField(db_default=0)),
                ('next_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('last_error', models.TextField(db_default='')),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'db_table': 'outbox_delivery',
                'indexes': [models.Index(condition=models.Q(('state', 'retrying')), fields=['consumer', 'next_at'], name='outbox_delivery_retrying'), models.Index(condition=models.Q(('state', 'dead')), fields=['consumer', 'fact_id'], name='outbox_delivery_dead')],
                'constraints': [models.UniqueConstraint(fields=('consumer', 'fact_id'), name='outbox_delivery_once'), models.CheckConstraint(condition=models.Q(('state__in', ['retrying', 'dead', 'done'])), name='outbox_delivery_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Inbox',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('consumer', models.TextField()),
                ('fact_id', models.BigIntegerField()),
                ('applied_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'outbox_inbox',
                'constraints': [models.UniqueConstraint(fields=('consumer', 'fact_id'), name='outbox_inbox_once')],
            },
        ),
    ]
