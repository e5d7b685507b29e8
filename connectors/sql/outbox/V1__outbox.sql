-- The venue's side: a service inserts a row in the transaction that books the trade; Debezium sends it. Rows may be deleted
-- as soon as they are committed, even in the same transaction.
--
-- The database needs wal_level = logical, and the connector a role with REPLICATION and SELECT on this table.

CREATE SCHEMA tearup;

CREATE TABLE tearup.outbox (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    -- The topic: risk.<aggregatetype>.v1. These are the ones that are keyed by account.
    aggregatetype text NOT NULL CHECK (aggregatetype IN ('fills', 'collateral', 'liquidations')),
    -- The record's key.
    aggregateid   text NOT NULL CHECK (aggregateid = (payload ->> 'riskGroup') || '|' || (payload ->> 'account')),
    -- The record, with the field names of its schema: decimals as texts, times in ISO-8601.
    payload       jsonb NOT NULL
);

CREATE PUBLICATION tearup_outbox FOR TABLE tearup.outbox WITH (publish = 'insert');
