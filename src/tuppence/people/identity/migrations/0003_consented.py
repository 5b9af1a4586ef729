from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent.parent / "sql" / "consented.sql"


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0002_handles'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='consented',
            field=models.BooleanField(db_default=False, editable=False, help_text="Guardians' consent is in force. Written by the consent ledger's trigger alone."),
        ),
        migrations.RunSQL(
            SQL.read_text(),
            "DROP TRIGGER identity_consented_is_derived ON identity_person;"
            " DROP TRIGGER identity_nobody_is_born_consented ON identity_person;"
            " DROP FUNCTION identity_consented_is_derived();"
            " DROP FUNCTION identity_refusals(int, text[], int[], bigint[]);"
            " DROP FUNCTION identity_consent_lock(bigint)",
        ),
    ]
