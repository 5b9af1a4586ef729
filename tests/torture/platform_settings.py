"""The platform's own settings, and what lets us look and meddle: consumers that leave a mark for
every fact, a clock that can be set wrong, a heartbeat every second."""

import os
from pathlib import Path

from tests.torture import stepped_clock

stepped_clock.install(Path(os.environ["TUPPENCE_DATA_DIR"]) / "clock-offset")

from tuppence.config.settings import *  # noqa: E402,F403  (a settings module is its names)
from tuppence.config.settings import CELERY_BEAT_SCHEDULE, INSTALLED_APPS  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "tests.torture.tally"]
OUTBOX_CONSUMERS = "tests.torture.tally.consumers.ALL"
CELERY_BEAT_SCHEDULE = CELERY_BEAT_SCHEDULE | {
    "heartbeat": {"task": "tuppence.stack.tasks.heartbeat", "schedule": 1.0}
}
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
