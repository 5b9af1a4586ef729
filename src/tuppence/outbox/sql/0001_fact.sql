-- The facts. Part of migration 0001: what has been released is never edited, only followed.

-- CACHE 1 is a promise that the relay stands on (see outbox_next_fact_id).
CREATE SEQUENCE outbox_fact_id_seq AS bigint CACHE 1;

CREATE TABLE outbox_fact (
    id             bigint      NOT NULL DEFAULT outbox_next_fact_id(),
    subject        bigint,
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    version        smallint    NOT NULL,
    topic          text        NOT NULL,
    key            text        NOT NULL,
    classification text        NOT NULL,
    payload        jsonb       NOT NULL,
    CONSTRAINT outbox_fact_pkey PRIMARY KEY (id),
    CONSTRAINT outbox_fact_version_positive CHECK (version > 0),
    CONSTRAINT outbox_fact_topic_shape CHECK (topic ~ '^[a-z][a-z0-9_.]{0,99}$'),
    CONSTRAINT outbox_fact_key_short CHECK (length(key) <= 200),
    CONSTRAINT outbox_fact_classification_known
        CHECK (classification IN ('ledger', 'security', 'product')),
    CONSTRAINT outbox_fact_payload_is_object CHECK (jsonb_typeof(payload) = 'object'),
    -- The size as stored: a fact names what happened, it does not carry documents.
    CONSTRAINT outbox_fact_payload_small CHECK (pg_column_size(payload) <= 16384)
);

ALTER SEQUENCE outbox_fact_id_seq OWNED BY outbox_fact.id;

COMMENT ON COLUMN outbox_fact.subject IS 'the person that the fact is about, when it is about one';

-- One statement-level trigger for each verb: it is never meant to fire, and TRUNCATE has no other.
CREATE TRIGGER outbox_fact_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON outbox_fact
    FOR EACH STATEMENT EXECUTE FUNCTION outbox_fact_is_append_only();
