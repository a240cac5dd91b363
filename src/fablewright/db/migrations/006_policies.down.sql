DROP TRIGGER attempts_settle ON generation_attempts;
DROP TRIGGER attempts_reserve ON generation_attempts;
DROP FUNCTION settle_spending, reserve_spending, call_admit, circuit_learn, spent_today;
DROP TABLE provider_circuits, spending;
ALTER TABLE generation_attempts DROP COLUMN outcome, DROP COLUMN reserved,
    DROP COLUMN job_id, DROP COLUMN lease;
