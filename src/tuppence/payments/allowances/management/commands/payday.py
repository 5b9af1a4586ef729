"""``manage payday``: pays what is due now, as beat does each minute; for operators after an outage,
and for whoever wants to look on."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from tuppence.kernel.clock import utc_now
from tuppence.payments.allowances.operations.run import pay_due
from tuppence.payments.ious.operations import pay_promised


class Command(BaseCommand):
    help = "Pays the allowances and promises that are due, until none is; answers JSON."

    def handle(self, *args: Any, **options: Any) -> None:
        now, promises = utc_now(), 0
        ran = pay_due(now=now, go_on=lambda _: True)
        while done := pay_promised(now=now):
            promises += done
        self.stdout.write(
            json.dumps({
                "paid": ran.paid, "owed": ran.owed, "skipped": ran.skipped, "lapsed": ran.lapsed,
                "promises": promises,
            })
        )  # fmt: skip
