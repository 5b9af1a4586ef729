-- The outbox's functions and the triggers that keep its facts as they were written.
-- Installed anew after every migrate, so every statement here can be run again.

-- The id of a new fact: the default of outbox_fact.id.
--
-- The transaction id comes FIRST, then the sequence. So whoever holds an id of the sequence already
-- held a transaction id when it drew it, and the relay can tell whether a missing id may still
-- appear: not once every transaction id given out before it noticed the gap has ended. With the two
-- swapped, or a sequence that hands a session more than one id at a time, a fact could be skipped
-- for ever. docs/outbox.md has the whole argument.
CREATE OR REPLACE FUNCTION outbox_next_fact_id() RETURNS bigint
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
AS $$
BEGIN
    PERFORM pg_current_xact_id();
    RETURN nextval('outbox_fact_id_seq');
END
$$;

CREATE OR REPLACE FUNCTION outbox_fact_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'outbox_fact is append-only: % is refused', tg_op
        USING ERRCODE = 'restrict_violation';
END
$$;
