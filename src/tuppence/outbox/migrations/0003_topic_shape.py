"""A topic's shape is checked by a quicker expression. Facts are read once, under their lock."""

from django.db import migrations

from tuppence.outbox import schema


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_months")]

    operations = [migrations.RunSQL(schema.read("0003_topic_shape.sql"))]
