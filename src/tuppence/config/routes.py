"""Which facts reach whom: every consumer of the outbox, in one table.

A new consumer is a line here; the relay starts it by itself. docs/outbox.md says what a handler may
do, and how one is added to or taken from a running installation.
"""

from typing import Final

from tuppence.outbox import security_log
from tuppence.outbox.consumers import Consumer, Handler
from tuppence.payments.allowances import handlers as allowances
from tuppence.payments.approvals import handlers as approvals
from tuppence.payments.chores import handlers as chores
from tuppence.payments.controls import handlers as controls
from tuppence.payments.goals import handlers as goals
from tuppence.payments.ious import handlers as ious
from tuppence.payments.wallets import handlers as wallets
from tuppence.people.consent import handlers as consent
from tuppence.reach.live import handlers as live
from tuppence.reach.notify import handlers as notify


def _where_rights_end(handler: Handler) -> dict[str, Handler]:
    """Routes for who has to know that a guardian may have lost a right over a child."""
    topics = ("family.member_left", "family.proposal_carried", "person.came_of_age")
    return dict.fromkeys(topics, handler)


CONSUMERS: Final = (
    Consumer(
        name="first_wallets",
        routes={"person.signed_up": wallets.open_first_wallet},
    ),
    Consumer(
        name="agreed_thaws",
        routes={"family.proposal_carried": wallets.lift_freeze},
    ),
    Consumer(
        name="tiers_of_wallets",
        routes={"kyc.tier_changed": wallets.bring_tier},
    ),
    Consumer(
        name="controls_of_new_wallets",
        routes={"wallet.opened": controls.bind_new_wallet},
    ),
    Consumer(name="goal_plans", batch=goals.fill_goals, classifications=frozenset({"ledger"})),
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
        name="controls_of_adults",
        routes={"person.came_of_age": controls.let_go},
    ),
    Consumer(
        name="approvals_of_adults",
        routes={"person.came_of_age": approvals.end_waiting},
    ),
    Consumer(
        name="allowances_of_ex_guardians",
        routes=_where_rights_end(allowances.let_go_of_rights),
    ),
    Consumer(
        name="chores_of_ex_guardians",
        routes=_where_rights_end(chores.let_go_of_rights),
    ),
    Consumer(
        name="goal_plans_of_ex_guardians",
        routes=_where_rights_end(goals.let_go_of_rights),
    ),
    Consumer(
        name="what_is_owed",
        routes={
            "wallet.topped_up": ious.pay_what_is_owed,
            "wallet.unfrozen": ious.pay_what_is_owed,
        },
    ),
    # What was before is of no use to who is looking now, and no news any more.
    Consumer(name="live", batch=live.tell, start="now"),
    Consumer(name="pushes", batch=notify.lay_out, start="now"),
    Consumer(
        name="security_log",
        batch=security_log.write,
        classifications=frozenset({"security"}),
    ),
)
