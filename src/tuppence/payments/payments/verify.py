"""Whether accounts that rest have kept still: a part of `tuppence verify`."""

import time
from collections.abc import Iterator

from tuppence.ledger.posting import fetch
from tuppence.ledger.verify import Check, Disagreement, snapshot
from tuppence.payments.payments.models import State

_RESTING = """
SELECT entry.person_id, max(entry.recorded_at) AS since
FROM consent_entry AS entry JOIN identity_person AS person ON person.id = entry.person_id
WHERE NOT person.consented
GROUP BY entry.person_id
"""

_MOVED = f"""
SELECT 'payments_payment id=' || payment.id, 'at rest since ' || resting.since,
       'posted at ' || payment.created_at
FROM ({_RESTING}) AS resting
JOIN identity_person AS person ON person.id = resting.person_id
JOIN wallets_wallet AS wallet ON wallet.owner_id = resting.person_id
JOIN payments_payment AS payment ON payment.payer_wallet_id = wallet.id
WHERE payment.state = {State.SUCCEEDED.value} AND payment.created_at > resting.since
  AND payment.created_at AT TIME ZONE 'Asia/Kolkata' < person.birth_date + interval '18 years'
ORDER BY payment.id LIMIT 1
"""


def verify() -> Iterator[Check]:
    """One check, in one snapshot when no transaction is open. It speaks of children whose consent
    was withdrawn and not given anew: after the entry that last decided it they paid nothing."""
    with snapshot():
        start = time.monotonic()
        [(people,)] = fetch(f"SELECT count(*) FROM ({_RESTING}) AS resting", [])
        found = fetch(_MOVED, [])
        wrong = Disagreement(*found[0]) if found else None
        meaning = "who rests for want of consent has paid nothing since"
        yield Check("resting", meaning, people, time.monotonic() - start, wrong)
