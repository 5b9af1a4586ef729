from django.apps import AppConfig


class TallyConfig(AppConfig):
    """Consumers that leave a mark for every fact they apply, and the table of the marks."""

    name = "tests.torture.tally"
    label = "tally"
