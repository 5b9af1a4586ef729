"""The row `allowances`: two runs of a pay-day at once, as two workers make them."""

from datetime import UTC, datetime, timedelta

from bench import ledger, server
from tuppence.people.consent import texts
from tuppence.stack.postgres import Cluster

FAMILIES = ledger.ACCOUNTS // 3
"""Of a guardian and two children, so that as many accounts take part as in `batch`."""
WEEKS = 13
"""How many due days of each are to be made up for: more than are paid while the clock runs, and
none so old that it is passed over."""


def measure(cluster: Cluster, *, seconds: int) -> ledger.Run:
    """Allowances a second; a latency is that of a page of 500. Settled by a run that does not
    count, as `batch` is."""
    book = ledger.make(cluster, database="paydays")
    with server.connect(cluster, database=book.database) as connection:
        connection.execute(
            _FAMILIES, {"first": book.first, "families": FAMILIES, "due": _first_due()}
        )
        text = texts.current("account")
        connection.execute(_CONSENT, {"version": text.version, "hash": text.sha256})
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
    _run(book, seconds=seconds)
    server.execute(cluster, "VACUUM (ANALYZE)", database=book.database)
    measured = _run(book, seconds=seconds)
    book.drop()
    return measured


def _run(book: ledger.Ledger, *, seconds: int) -> ledger.Run:
    return book.side_by_side("bench.payday", {"seconds": seconds}, processes=2, seconds=seconds)


def _first_due() -> datetime:
    """An instant that is a due day's, in India: at nine o'clock."""
    today = datetime.now(UTC).replace(hour=3, minute=30, second=0, microsecond=0)
    return today - timedelta(weeks=WEEKS - 1, days=1)


# Allowances are numbered in another order than accounts: those of a page are strewn over the
# ledger, as they would be after some years.
_FAMILIES = """
WITH member AS (
    SELECT n, n %% 3 AS place FROM generate_series(0, %(families)s * 3 - 1) AS n
), person AS (
    INSERT INTO identity_person (public_id, phone, name, handle, birth_date, created_at)
    SELECT uuidv7(), '+9163' || lpad(n::text, 8, '0'), 'Person ' || n, 'bench.' || n,
           CASE place WHEN 0 THEN date '1985-01-01' ELSE date '2012-01-01' END, now()
    FROM member ORDER BY n
    RETURNING id, phone
), wallet AS (
    INSERT INTO wallets_wallet (public_id, owner_id, account_id, kind, unit, name, zone, opened_at)
    SELECT uuidv7(), person.id, %(first)s + right(phone, 8)::bigint, 1, 'INR', 'Wallet',
           'Asia/Kolkata', now()
    FROM person
    RETURNING id, owner_id, account_id - %(first)s AS n
), family AS (
    INSERT INTO families_family (public_id, name, created_at)
    SELECT uuidv7(), 'Family', now() FROM member WHERE place = 0
    RETURNING id
), home AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM family
), place AS (
    INSERT INTO families_membership (family_id, person_id, role, joined_at)
    SELECT home.id, wallet.owner_id,
           CASE wallet.n %% 3 WHEN 0 THEN 'guardian' ELSE 'teen' END, now()
    FROM wallet JOIN home ON home.n = wallet.n / 3
), allowance AS (
    INSERT INTO allowances_allowance (public_id, giver_id, person_id, payer_wallet_id,
        payee_wallet_id, key, request, every, day, starts_on, zone, unit, note, created_at)
    SELECT uuidv7(), giver.owner_id, child.owner_id, giver.id, child.id, gen_random_uuid(),
           gen_random_uuid(), 1, extract(isodow FROM %(due)s::date), %(due)s::date, 'Asia/Kolkata',
           'INR', 'Pocket money', now()
    FROM wallet child JOIN wallet giver ON giver.n = child.n / 3 * 3
    WHERE child.n %% 3 > 0
    ORDER BY hashint8(child.n)
    RETURNING id
)
INSERT INTO allowances_plan (allowance_id, state, version, amount, skip, next_on, next_at)
SELECT id, 1, 1, 10000, false, %(due)s::date, %(due)s FROM allowance ORDER BY id
"""

# A child's account rests until a guardian consents to it.
_CONSENT = """
INSERT INTO consent_entry (public_id, what, purpose, person_id, guardian_id, text_version,
                           text_hash, method, proof, at)
SELECT uuidv7(), 'given', 'account', person_id, min(giver_id), %(version)s, %(hash)s,
       'document_token', 'bench:' || person_id, now()
FROM allowances_allowance GROUP BY person_id
"""
