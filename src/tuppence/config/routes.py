"""Which facts reach whom: every consumer of the outbox, in one table.

A new consumer is a line here; the relay starts it by itself. docs/outbox.md says what a handler may
do, and how one is added to or taken from a running installation.
"""

from typing import Final

from tuppence.outbox import security_log
from tuppence.outbox.consumers import Consumer
from tuppence.payments.approvals import handlers as approvals
from tuppence.payments.controls import handlers as controls
from tuppence.payments.wallets import handlers as wallets
from tuppence.people.consent import handlers as consent

CONSUMERS: Final = (
    Consumer(
        name="first_wallets",
        routes={"person.signed_up": wallets.open_first_wallet},
    ),
    Consumer(
        name="controls_of_new_wallets",
        routes={"wallet.opened": controls.bind_new_wallet},
    ),
    Consumer(
        name="approvals_without_consent",
        routes={
            "consent.withdrawn": approvals.expire_waiting,
            "consent.lapsed": approvals.expire_waiting,
        },
    ),
    Consumer(
        name="consent_of_who_left",
        routes={"family.member_left": consent.let_go},
    ),
    Consumer(
        name="security_log",
        batch=security_log.write,
        classifications=frozenset({"security"}),
    ),
)
