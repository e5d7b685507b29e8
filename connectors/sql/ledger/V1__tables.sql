-- Tables of what Tearup decided, one per output topic. A row is a record: its key is the record's identity, so a record
-- that is delivered again changes nothing. Columns are the fields of the topic's schema in snake case; amounts are exact.

CREATE SCHEMA adl;

CREATE TABLE adl.settlements (
    settlement_id  text PRIMARY KEY,
    risk_group     text NOT NULL,
    account        text NOT NULL,
    assignment_id  text NOT NULL,
    wave_id        text NOT NULL,
    market         text NOT NULL,
    role           text NOT NULL,
    status         text NOT NULL,
    quantity       numeric(38, 18) NOT NULL,
    price          numeric(38, 18) NOT NULL,
    realised_pnl   numeric(38, 18) NOT NULL,
    fee            numeric(38, 18) NOT NULL,
    position_after numeric(38, 18) NOT NULL,
    equity_after   numeric(38, 18) NOT NULL,
    time           timestamptz NOT NULL
);
COMMENT ON TABLE adl.settlements IS 'adl.settlements.v1: what was really closed, or void, per assignment';
CREATE INDEX settlements_wave ON adl.settlements (wave_id);
CREATE INDEX settlements_account ON adl.settlements (risk_group, account, time);

CREATE TABLE adl.postings (
    posting_id          text PRIMARY KEY,
    risk_group          text NOT NULL,
    wave_id             text NOT NULL,
    sequence            integer NOT NULL,
    transfer_id         text NOT NULL,
    asset               text NOT NULL,
    account             text NOT NULL,
    contra_account      text NOT NULL,
    debit_account       text NOT NULL,
    credit_account      text NOT NULL,
    amount              numeric(38, 18) NOT NULL CHECK (amount <> 0),
    code                text NOT NULL,
    previous_posting_id text,
    time                timestamptz NOT NULL
);
COMMENT ON TABLE adl.postings IS 'adl.postings.v1: double-entry rows, zero in sum per wave and asset';
CREATE UNIQUE INDEX postings_wave ON adl.postings (wave_id, sequence);
CREATE INDEX postings_account ON adl.postings (account, time);

CREATE TABLE adl.fund (
    risk_group        text NOT NULL,
    pool              text NOT NULL,
    sequence          bigint NOT NULL,
    balance           numeric(38, 18) NOT NULL,
    equity            numeric(38, 18) NOT NULL,
    markets           jsonb NOT NULL,
    owed              numeric(38, 18),
    withdrawals_gated boolean NOT NULL DEFAULT false,
    time              timestamptz NOT NULL,
    PRIMARY KEY (risk_group, pool, sequence)
);
COMMENT ON TABLE adl.fund IS 'adl.fund.v1: every state of every pool, the last per pool is the present one';
COMMENT ON COLUMN adl.fund.markets IS 'Inventory and result by market; decimals are texts, cast them to numeric';
CREATE INDEX fund_time ON adl.fund (risk_group, pool, time);

CREATE TABLE adl.alerts (
    risk_group         text NOT NULL,
    sequence           bigint NOT NULL,
    pool               text NOT NULL,
    market             text NOT NULL,
    state              text NOT NULL,
    criterion          text,
    balance            numeric(38, 18) NOT NULL,
    balance_peak       numeric(38, 18) NOT NULL,
    market_pnl         numeric(38, 18) NOT NULL,
    market_pnl_peak    numeric(38, 18) NOT NULL,
    drawdown           numeric(38, 18),
    trigger_ratio      numeric(38, 18) NOT NULL,
    stop_ratio         numeric(38, 18) NOT NULL,
    warning_share      numeric(38, 18) NOT NULL,
    min_balance        numeric(38, 18) NOT NULL,
    window_millis      bigint NOT NULL,
    floor              numeric(38, 18),
    headroom           numeric(38, 18) NOT NULL,
    pool_equity        numeric(38, 18) NOT NULL,
    mark               numeric(38, 18),
    inventory          numeric(38, 18) NOT NULL,
    takeover_price     numeric(38, 18),
    peaks_frozen_until timestamptz,
    readings           jsonb NOT NULL DEFAULT '[]',
    time               timestamptz NOT NULL,
    PRIMARY KEY (risk_group, market, sequence)
);
COMMENT ON TABLE adl.alerts IS 'adl.alerts.v1: state of a trigger and every input of it';
COMMENT ON COLUMN adl.alerts.readings IS 'Every trigger of the rulebook as it stands; decimals are texts, cast them to numeric';
CREATE INDEX alerts_market ON adl.alerts (risk_group, market, time);
