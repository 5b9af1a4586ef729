-- Makes the people numbered %(first)s to %(last)s - 1, whole families of four: two guardians, two teens
-- of 13 to 16, each with a wallet, the teens' with limits and their first guardian's consent. They did not sign up, so no fact says so.
CREATE TEMP TABLE newcomer ON COMMIT DROP AS
SELECT n, n / 4 AS family, n %% 4 > 1 AS teen,
       (%(first_names)s::text[])[1 + (n * 7919) %% cardinality(%(first_names)s::text[])] || ' '
           || (%(last_names)s::text[])[1 + (n / 4) %% cardinality(%(last_names)s::text[])] AS name,
       %(phones)s || lpad(n::text, 8, '0') AS phone,
       'seed.' || n AS handle,
       (date_trunc('year', %(starts)s::timestamptz) - make_interval(
           years => CASE WHEN n %% 4 > 1 THEN 13 + (n / 4 %% 4)::int ELSE 35 + (n %% 20)::int END
       ) + make_interval(days => CASE WHEN n %% 4 > 1 THEN -40 ELSE (n %% 300)::int END))::date
           AS birth_date
FROM generate_series(%(first)s::bigint, %(last)s::bigint - 1) AS n;

WITH made AS (
    INSERT INTO identity_person (public_id, phone, name, handle, birth_date, created_at)
    SELECT uuidv7(%(starts)s - clock_timestamp()), phone, name, handle, birth_date, %(starts)s
    FROM newcomer ORDER BY n
    RETURNING id, phone, name
), numbered AS (
    SELECT n, id, made.name, row_number() OVER (ORDER BY n) AS nth FROM made JOIN newcomer USING (phone)
), account AS (
    SELECT id, nth FROM ledger_open_accounts(
        array_fill(%(unit)s::text, ARRAY[%(last)s::int - %(first)s::int]),
        array_fill('wallet'::text, ARRAY[%(last)s::int - %(first)s::int]),
        array_fill(0::bigint, ARRAY[%(last)s::int - %(first)s::int]),
        array_fill(%(ceiling)s::bigint, ARRAY[%(last)s::int - %(first)s::int]), %(starts)s
    ) WITH ORDINALITY AS opened (id, nth)
)
INSERT INTO seed.person (n, person_id, name, account_id)
SELECT n, numbered.id, name, account.id FROM numbered JOIN account USING (nth) ORDER BY n;

-- Somebody has vouched for all of them: they are on the full tier.
INSERT INTO kyc_standing (person_id, tier, since)
SELECT person_id, %(full_tier)s, %(starts)s FROM newcomer JOIN seed.person USING (n) ORDER BY n;

INSERT INTO identity_handle (handle, person_id)
SELECT handle, person_id FROM newcomer JOIN seed.person USING (n) ORDER BY n;

WITH made AS (
    INSERT INTO wallets_wallet (public_id, owner_id, account_id, kind, unit, name, zone, opened_at)
    SELECT uuidv7(%(starts)s - clock_timestamp()), person_id, account_id, %(personal)s, %(unit)s,
           'Wallet', %(zone)s, %(starts)s
    FROM newcomer JOIN seed.person USING (n) ORDER BY n
    RETURNING id, public_id, account_id
)
UPDATE seed.person p SET wallet_id = made.id, wallet = seed.public_id('wal', made.public_id)
FROM made, newcomer WHERE newcomer.n = p.n AND made.account_id = p.account_id;

WITH made AS (
    INSERT INTO families_family (public_id, name, created_at)
    SELECT uuidv7(%(starts)s - clock_timestamp()),
           (%(last_names)s::text[])[1 + family %% cardinality(%(last_names)s::text[])], %(starts)s
    FROM newcomer GROUP BY family ORDER BY family
    RETURNING id
), numbered AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 + %(first)s::bigint / 4 AS family FROM made
)
INSERT INTO families_membership (family_id, person_id, role, joined_at)
SELECT numbered.id, person_id, CASE WHEN teen THEN 'teen' ELSE 'guardian' END, %(starts)s
FROM newcomer JOIN numbered USING (family) JOIN seed.person USING (n) ORDER BY n;

INSERT INTO consent_entry (public_id, what, purpose, person_id, guardian_id, text_version, text_hash,
                           method, proof, at)
SELECT uuidv7(%(starts)s - clock_timestamp()), 'given', 'account', child.person_id,
       guardian.person_id, %(text_version)s, %(text_hash)s, 'document_token', 'seed:' || child.n,
       %(starts)s
FROM newcomer JOIN seed.person AS child USING (n)
JOIN seed.person AS guardian ON guardian.n = newcomer.family * 4
WHERE teen ORDER BY child.n;

INSERT INTO families_coming_of_age (person_id, day)
SELECT person_id, (birth_date + interval '18 years')::date
FROM newcomer JOIN seed.person USING (n) WHERE teen ORDER BY n;

SELECT ledger_preload_limits(
    (SELECT array_agg(account_id ORDER BY n) FROM newcomer JOIN seed.person USING (n) WHERE teen),
    %(scope)s, period, cap, %(zone)s, %(year_month)s::smallint, %(starts)s, %(ends)s)
FROM (VALUES ('day', %(daily)s::bigint), ('month', %(monthly)s::bigint)) AS limits (period, cap)
WHERE EXISTS (SELECT FROM newcomer WHERE teen);

-- What their tier lets them send to people, and what it counts that they load.
SELECT ledger_preload_limits(
    (SELECT array_agg(account_id ORDER BY n) FROM newcomer JOIN seed.person USING (n)),
    scope, period, cap, %(zone)s, %(year_month)s::smallint, %(starts)s, %(ends)s)
FROM unnest(%(tier_scopes)s::text[], %(tier_windows)s::text[], %(tier_caps)s::bigint[])
     AS tier (scope, period, cap);
