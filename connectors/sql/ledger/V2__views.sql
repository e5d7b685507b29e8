-- What a data team asks first.

-- A pool's balance against its highest of the eight hours before, at every change.
CREATE VIEW adl.fund_vs_peak AS
SELECT risk_group,
       pool,
       sequence,
       time,
       balance,
       peak,
       peak - balance AS below_peak,
       CASE WHEN peak > 0 THEN round((peak - balance) / peak, 18) END AS drawdown
FROM (SELECT f.*,
             max(balance) OVER (PARTITION BY risk_group, pool
                                ORDER BY time
                                RANGE BETWEEN interval '8 hours' PRECEDING AND CURRENT ROW) AS peak
      FROM adl.fund f) AS with_peak;

-- What each account gave up: against the mark when its position was closed, or of its unrealised gains without a close.
CREATE VIEW adl.haircut_by_account AS
SELECT p.risk_group,
       substring(p.account FROM '^account:(.*):(?:cash|unrealised:.*)$') AS account,
       p.asset,
       -sum(p.amount) AS haircut,
       count(DISTINCT p.wave_id) AS waves,
       min(p.time) AS first_time,
       max(p.time) AS last_time
FROM adl.postings p
WHERE p.code IN ('ADL_HAIRCUT', 'GAINS_HAIRCUT')
  AND p.account = p.debit_account
  AND p.account LIKE 'account:%'
GROUP BY 1, 2, 3;

-- A wave in a row: what was closed of whom at which prices, and what it cost them. Voided settlements count as open.
CREATE VIEW adl.wave_summary AS
SELECT s.wave_id,
       s.risk_group,
       s.market,
       min(s.time) AS time,
       count(*) FILTER (WHERE s.role = 'COUNTERPARTY' AND s.status = 'POSTED') AS counterparties,
       coalesce(sum(s.quantity) FILTER (WHERE s.role = 'COUNTERPARTY' AND s.status = 'POSTED'), 0) AS closed,
       coalesce(sum(s.quantity) FILTER (WHERE s.status = 'VOID'), 0) AS voided,
       min(s.price) FILTER (WHERE s.status = 'POSTED') AS lowest_price,
       max(s.price) FILTER (WHERE s.status = 'POSTED') AS highest_price,
       coalesce(sum(s.realised_pnl) FILTER (WHERE s.role = 'COUNTERPARTY'), 0) AS counterparty_pnl,
       coalesce(sum(s.realised_pnl) FILTER (WHERE s.role <> 'COUNTERPARTY'), 0) AS closed_side_pnl,
       sum(s.fee) AS fees,
       coalesce(h.haircut, 0) AS haircut
FROM adl.settlements s
LEFT JOIN (SELECT wave_id, -sum(amount) AS haircut
           FROM adl.postings
           WHERE code = 'ADL_HAIRCUT' AND account = debit_account
           GROUP BY wave_id) AS h USING (wave_id)
GROUP BY s.wave_id, s.risk_group, s.market, h.haircut;

-- The double-entry check: a row per wave and asset. Not balanced while amounts do not cancel, or a leg of the wave is missing.
CREATE VIEW adl.double_entry_check AS
SELECT p.wave_id,
       p.asset,
       count(*) AS legs,
       sum(p.amount) AS total,
       w.missing_legs,
       sum(p.amount) = 0 AND w.missing_legs = 0 AS balanced
FROM adl.postings p
JOIN (SELECT wave_id, max(sequence) + 1 - count(*) AS missing_legs
      FROM adl.postings
      GROUP BY wave_id) AS w USING (wave_id)
GROUP BY p.wave_id, p.asset, w.missing_legs;
