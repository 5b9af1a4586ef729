from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("consumer", models.TextField()),
                ("fact", models.BigIntegerField()),
            ],
            options={"db_table": "tally_mark"},
        ),
    ]
