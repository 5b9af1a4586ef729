-- What seeding remembers between its transactions, in a schema of its own. `run` stays afterwards, to
-- say that this database's people are made up; the rest is dropped at the end.
CREATE SCHEMA IF NOT EXISTS seed;

CREATE TABLE IF NOT EXISTS seed.run (
    one           boolean PRIMARY KEY DEFAULT true CHECK (one),
    users         bigint NOT NULL,
    payments      bigint NOT NULL,
    shops         bigint NOT NULL,
    starts        timestamptz NOT NULL,               -- the history is from here
    ends          timestamptz NOT NULL,               -- to here
    people_done   bigint NOT NULL DEFAULT 0,
    shops_done    boolean NOT NULL DEFAULT false,
    payments_done bigint NOT NULL DEFAULT 0,
    finished_at   timestamptz
);

-- People by number, from 0, with what their payments need.
CREATE TABLE IF NOT EXISTS seed.person (
    n bigint PRIMARY KEY, person_id bigint, name text, wallet_id bigint, wallet text,
    account_id bigint
);
CREATE TABLE IF NOT EXISTS seed.shop (
    n bigint PRIMARY KEY, owner bigint, owner_id bigint, name text, wallet_id bigint, wallet text,
    account_id bigint, merchant_id bigint, merchant text, mcc text
);

-- A public id as kernel/ids.py writes it (TypeID 0.3): the 128 bits, with two of padding before them,
-- in base 32, two characters at a time.
CREATE OR REPLACE FUNCTION seed.public_id(prefix text, id uuid) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    b bit(130) := B'00' || ('x' || replace(id::text, '-', ''))::bit(128);
    r text := prefix || '_';
BEGIN
    FOR i IN 0 .. 25 LOOP
        r := r || substr('0123456789abcdefghjkmnpqrstvwxyz', substring(b, i * 5 + 1, 5)::int + 1, 1);
    END LOOP;
    RETURN r;
END $$;
