-- Part of migration 0003: ledger_transfer becomes a table of months (partitions.sql). All in one
-- transaction: at the end of it every row is in its month, or nothing has changed.

-- Months that were detached, oldest first always (detach.sql). `journals` are those that have, or had,
-- their transfers there; a journal in it that has none in the ledger is no gap.
CREATE TABLE ledger_detached (
    month       timestamptz PRIMARY KEY,              -- its first instant
    transfers   bigint NOT NULL,
    amount      numeric NOT NULL,
    journals    int8multirange NOT NULL,
    detached_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What all detached months together held of each account: where the transfers that are left begin.
CREATE TABLE ledger_opening (
    account_id bigint PRIMARY KEY,
    seq        bigint NOT NULL CHECK (seq > 0),
    debits     bigint NOT NULL CHECK (debits >= 0),
    credits    bigint NOT NULL CHECK (credits >= 0)
);

ALTER TABLE ledger_transfer RENAME TO ledger_transfer_whole;
CREATE TABLE ledger_transfer (LIKE ledger_transfer_whole INCLUDING CONSTRAINTS)
    PARTITION BY RANGE (at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
DO $$
BEGIN
    PERFORM ledger_make_month(month)
    FROM (SELECT DISTINCT date_trunc('month', at, 'UTC') AS month FROM ledger_transfer_whole) AS had
    ORDER BY month;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tuppence_app') THEN
        GRANT SELECT ON ledger_transfer, ledger_detached, ledger_opening TO tuppence_app;
    END IF;
END $$;
INSERT INTO ledger_transfer SELECT * FROM ledger_transfer_whole;
DROP TABLE ledger_transfer_whole;

-- Indexes after the rows, as that is quicker. A unique key must contain `at`: that a journal's legs
-- are all of one instant is what makes (journal_id, line) alone unique (ADR 14).
ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_pkey PRIMARY KEY (journal_id, line, at);
CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit_id, at, debit_seq);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit_id, at, credit_seq);
CREATE INDEX ledger_transfer_reversals ON ledger_transfer (reverses_journal, reverses_line)
    WHERE reverses_journal IS NOT NULL;
