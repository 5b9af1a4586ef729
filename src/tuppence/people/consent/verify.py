"""Whether accounts are at work or at rest as the ledger of consent says: a part of `tuppence
verify`."""

import time
from collections.abc import Iterator

from tuppence.ledger.posting import fetch
from tuppence.ledger.verify import Check, Disagreement, snapshot

_PEOPLE = "SELECT count(*) FROM (SELECT DISTINCT person_id FROM consent_entry) AS people"

_DERIVED = """
SELECT 'identity_person id=' || person.id, coalesce(ledger.in_force, false)::text,
       person.consented::text
FROM identity_person AS person
LEFT JOIN consent_in_force(ARRAY(SELECT DISTINCT person_id FROM consent_entry)) AS ledger
       ON ledger.person_id = person.id
WHERE person.consented <> coalesce(ledger.in_force, false)
ORDER BY person.id LIMIT 1
"""


def verify() -> Iterator[Check]:
    """One check, in one snapshot when no transaction is open."""
    with snapshot():
        start = time.monotonic()
        [(people,)] = fetch(_PEOPLE, [])
        found = fetch(_DERIVED, [])
        wrong = Disagreement(*found[0]) if found else None
        meaning = "consent is in force for whom its ledger says so"
        yield Check("consent", meaning, people, time.monotonic() - start, wrong)
