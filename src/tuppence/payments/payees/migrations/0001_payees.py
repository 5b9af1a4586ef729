import django.db.models.deletion
from django.db import migrations, models

# Who was paid before this was kept has been met then, and is capped by nothing.
_HAVE_MET = """
INSERT INTO payees_payee (payer_id, payee_id, unit, account_id, first_at)
SELECT payer.owner_id, payee.owner_id, payment.unit, min(payer.account_id), min(created_at)
FROM payments_payment AS payment
JOIN wallets_wallet AS payer ON payer.id = payment.payer_wallet_id
JOIN wallets_wallet AS payee ON payee.id = payment.payee_wallet_id
WHERE payment.kind = 2 AND payment.state = 1
GROUP BY payer.owner_id, payee.owner_id, payment.unit
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0002_handles'),
        ('ledger', '0004_limits_once'),
        ('payments', '0002_family_kinds'),
        ('wallets', '0002_goals'),
    ]

    operations = [
        migrations.CreateModel(
            name='Payee',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('unit', models.TextField()),
                ('account_id', models.BigIntegerField()),
                ('first_at', models.DateTimeField()),
                ('payee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.person')),
                ('payer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.person')),
            ],
            options={
                'db_table': 'payees_payee',
                'constraints': [models.UniqueConstraint(fields=('payer', 'payee', 'unit'), name='payees_met_once')],
            },
        ),
        migrations.RunSQL(_HAVE_MET, migrations.RunSQL.noop),
    ]
