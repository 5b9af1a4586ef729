"""After the faults: the books against the shadows, and every fact against every consumer."""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.torture.customers import Asked, Customer
from tests.torture.platform import Platform
from tuppence.kernel.ids import to_public

SETTLES_WITHIN = 120.0
"""Seconds in which the relay has delivered everything: a retry of its own may wait 32 s."""

_PAYMENTS = """
    SELECT payment.public_id, payment.amount, payment.state = 1, payer.handle,
           coalesce(merchant.handle, payee.handle)
      FROM payments_payment AS payment
      JOIN identity_person AS actor ON actor.id = payment.actor_id
      LEFT JOIN wallets_wallet AS source ON source.id = payment.payer_wallet_id
      LEFT JOIN identity_person AS payer ON payer.id = source.owner_id
      JOIN wallets_wallet AS target ON target.id = payment.payee_wallet_id
      JOIN identity_person AS payee ON payee.id = target.owner_id
      LEFT JOIN payments_merchant AS merchant ON merchant.id = payment.merchant_id
     WHERE actor.handle = %s
"""


def disagreements(platform: Platform, customers: list[Customer]) -> Iterator[str]:
    """Each promise that was broken, in a sentence; nothing when all were kept."""
    for customer in customers:
        yield from (f"{customer.name}: {fault}" for fault in customer.faults)
        yield from _payments(platform, customer)
    yield from _wallets(customers)
    yield from _facts(platform)
    verified = platform.command("verify")
    if verified.returncode != 0:
        yield f"verify: {verified.stdout}{verified.stderr}"


def _payments(platform: Platform, customer: Customer) -> Iterator[str]:
    """Every acknowledged payment is there once, as it was asked; and nothing else is."""
    rows = platform.asked(_PAYMENTS, customer.handle)
    made = {to_public("pay", row[0]): row[1:] for row in rows if row[2]}
    told = {asked.answer["id"]: asked for asked in customer.shadow if asked.status == 201}
    refused = [asked for asked in customer.shadow if asked.status == 422]
    open_ = [asked for asked in customer.shadow if not asked.status]
    if open_:
        yield f"{customer.name}: {len(open_)} without an answer, such as {open_[0]}"
    if len(told) != sum(asked.status == 201 for asked in customer.shadow):
        yield f"{customer.name}: one payment was told under two keys"
    for missing in told.keys() - made.keys():
        yield f"{customer.name}: acknowledged and not there: {told[missing]}"
    for strange in made.keys() - told.keys():
        yield f"{customer.name}: there, and never acknowledged: {strange} {made[strange]}"
    for public_id in told.keys() & made.keys():
        asked, (amount, _, payer, payee) = told[public_id], made[public_id]
        if (amount, payer, payee) != (asked.amount, asked.payer, asked.payee):
            yield f"{customer.name}: {public_id} is {made[public_id]}, and was {asked}"
    if len(rows) - len(made) != len(refused):
        yield f"{customer.name}: {len(refused)} refusals told, {len(rows) - len(made)} kept"


def _wallets(customers: list[Customer]) -> Iterator[str]:
    expected: Counter[str] = Counter()
    for asked in _succeeded(customers):
        expected[asked.payee] += asked.amount
        if asked.payer is not None:
            expected[asked.payer] -= asked.amount
    for customer in customers:
        balance = customer.balance()
        if balance != expected[customer.handle]:
            due = expected[customer.handle]
            yield f"{customer.name}: holds {balance}, and by the shadows {due}"


def _succeeded(customers: list[Customer]) -> Iterator[Asked]:
    for customer in customers:
        yield from (asked for asked in customer.shadow if asked.status == 201)


def _facts(platform: Platform) -> Iterator[str]:
    """Every payment has told of itself once, and every consumer was told everything once."""
    deadline = time.monotonic() + SETTLES_WITHIN
    while any(one.behind or one.retrying for one in platform.consumers().values()):
        if time.monotonic() > deadline:
            yield f"not delivered in {SETTLES_WITHIN:.0f} s: {platform.consumers()}"
            return
        time.sleep(0.2)
    for name, progress in platform.consumers().items():
        if progress.dead:
            yield f"{name}: {progress.dead} dead letters"
    facts = Counter(key for (key,) in platform.asked("SELECT key FROM outbox_fact"))
    payments = platform.asked("SELECT public_id FROM payments_payment")
    wrong = [number for (number,) in payments if facts[to_public("pay", number)] != 1]
    if wrong:
        yield f"{len(wrong)} payments without exactly one fact, such as {wrong[0]}"
    queries = {
        "facts not applied exactly once": """
            SELECT count(*) FROM (
                SELECT FROM outbox_fact AS f
                 CROSS JOIN (VALUES ('steady'), ('stumbling')) AS c (name)
                  LEFT JOIN tally_mark AS m ON m.fact = f.id AND m.consumer = c.name
                 GROUP BY f.id, c.name HAVING count(m.id) <> 1)""",
        "marks of no fact": """
            SELECT count(*) FROM tally_mark WHERE fact NOT IN (SELECT id FROM outbox_fact)""",
    }
    for what, query in queries.items():
        [(count,)] = platform.asked(query)
        if count:
            yield f"{count} {what}"


def summary(customers: list[Customer]) -> dict[str, Any]:
    """What was paid, and what became of what was in doubt."""
    asked = [one for customer in customers for one in customer.shadow]
    doubted = [one for one in asked if one.doubted]
    answers: Counter[str] = Counter()
    for customer in customers:
        answers.update(customer.answers)
    return {
        "payments acknowledged": sum(one.status == 201 for one in asked),
        "refusals acknowledged": sum(one.status == 422 for one in asked),
        "in doubt at first": len(doubted),
        "of these, had been done": sum(one.replayed for one in doubted),
        "of these, done when asked again": sum(not one.replayed for one in doubted),
        "answers": dict(answers.most_common()),
    }
