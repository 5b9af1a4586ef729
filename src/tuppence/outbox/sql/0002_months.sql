-- Part of migration 0002: outbox_fact becomes a table of months (partitions.sql). All in one
-- transaction: at the end of it every fact is in its month, or nothing has changed.
ALTER TABLE outbox_fact RENAME TO outbox_fact_whole;
CREATE TABLE outbox_fact (LIKE outbox_fact_whole INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS)
    PARTITION BY RANGE (created_at);
CREATE TABLE outbox_fact_default PARTITION OF outbox_fact DEFAULT;
CREATE TRIGGER outbox_fact_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON outbox_fact
    FOR EACH STATEMENT EXECUTE FUNCTION outbox_fact_is_append_only();
DO $$
BEGIN
    PERFORM outbox_keep_month('outbox_fact_default');
    PERFORM outbox_make_month(month)
    FROM (SELECT DISTINCT date_trunc('month', created_at, 'UTC') AS month FROM outbox_fact_whole) AS had
    ORDER BY month;
END $$;
INSERT INTO outbox_fact SELECT * FROM outbox_fact_whole;
ALTER SEQUENCE outbox_fact_id_seq OWNED BY outbox_fact.id;
DROP TABLE outbox_fact_whole;

-- A unique key must contain the instant. That an id is not used twice in two months is the sequence's
-- doing, and that nobody may give one (ADR 14).
ALTER TABLE outbox_fact ADD CONSTRAINT outbox_fact_pkey PRIMARY KEY (id, created_at);
