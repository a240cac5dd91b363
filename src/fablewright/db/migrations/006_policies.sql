-- Limits, budgets and circuits of providers: what must hold over all workers together.

-- How an attempt ended, for whoever decides about the next; what it may cost at most while it runs; and
-- who makes it: a worker that holds the job `job_id` with this `lease` (see asset_generation_jobs).
ALTER TABLE generation_attempts
    ADD COLUMN outcome TEXT
        CHECK (outcome IN ('try_again', 'unusable', 'refused', 'misconfigured', 'interrupted')),
    ADD COLUMN reserved NUMERIC(14, 6) NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    ADD COLUMN job_id UUID,
    ADD COLUMN lease BIGINT;
CREATE INDEX generation_attempts_in_flight ON generation_attempts (provider) WHERE status = 'pending';

-- A provider that failed several times in a row is left alone until `open_until`. Belongs to nobody.
CREATE TABLE provider_circuits (
    provider TEXT PRIMARY KEY,
    failures INTEGER NOT NULL DEFAULT 0,
    open_until TIMESTAMPTZ NOT NULL DEFAULT '-infinity'
);

-- What the studio has spent on a day (UTC), and what calls in flight may cost. In US dollars.
CREATE TABLE spending (
    day DATE PRIMARY KEY,
    spent NUMERIC(14, 6) NOT NULL DEFAULT 0,
    reserved NUMERIC(14, 6) NOT NULL DEFAULT 0 CHECK (reserved >= 0)
);

-- Whether a call may be made now: 'go', or what stands against it. Whoever asks holds the provider's and
-- the day's row until the attempt is committed, so that no two can take the last place or the last cent.
-- NULL limits are none. `wait` is in seconds, where it is worth waiting.
CREATE FUNCTION call_admit(
    wanted TEXT, most_in_flight INTEGER, estimate NUMERIC, book UUID, book_cap NUMERIC, day_cap NUMERIC,
    OUT verdict TEXT, OUT wait DOUBLE PRECISION)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    circuit provider_circuits;
    today spending;
BEGIN
    wait := 0;
    INSERT INTO provider_circuits AS c (provider) VALUES (wanted)
        ON CONFLICT (provider) DO UPDATE SET provider = c.provider RETURNING c.* INTO circuit;
    IF circuit.open_until > clock_timestamp() THEN
        verdict := 'circuit';
        wait := extract(epoch FROM circuit.open_until - clock_timestamp());
        RETURN;
    END IF;
    IF most_in_flight <= (SELECT count(*) FROM generation_attempts
                          WHERE provider = wanted AND status = 'pending') THEN
        verdict := 'busy';
        RETURN;
    END IF;
    IF estimate > 0 THEN
        INSERT INTO spending AS s (day) VALUES ((now() AT TIME ZONE 'UTC')::DATE)
            ON CONFLICT (day) DO UPDATE SET day = s.day RETURNING s.* INTO today;
        IF today.spent + today.reserved + estimate > day_cap THEN
            verdict := 'day_budget';
            RETURN;
        END IF;
        IF estimate + (SELECT coalesce(sum(a.cost + a.reserved), 0)
                       FROM generation_attempts a JOIN generations g USING (generation_id)
                       WHERE g.story_id = book) > book_cap THEN
            verdict := 'book_budget';
            RETURN;
        END IF;
    END IF;
    IF circuit.open_until > '-infinity' THEN  -- this one tries whether the provider is well again
        UPDATE provider_circuits SET open_until = clock_timestamp() + interval '15 seconds'
            WHERE provider = wanted;
    END IF;
    verdict := 'go';
END $$;

-- What a call may cost is reserved when its attempt is opened. When it ends, that is free again and what
-- it cost is spent. Where nobody knows (no answer came, or nobody lived to read it) it counts as charged.
CREATE FUNCTION reserve_spending() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO spending AS s (day, reserved) VALUES ((NEW.created_at AT TIME ZONE 'UTC')::DATE, NEW.reserved)
        ON CONFLICT (day) DO UPDATE SET reserved = s.reserved + excluded.reserved;
    RETURN NEW;
END $$;
CREATE TRIGGER attempts_reserve AFTER INSERT ON generation_attempts FOR EACH ROW
    WHEN (NEW.reserved > 0) EXECUTE FUNCTION reserve_spending();

CREATE FUNCTION settle_spending() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.cost = 0 AND (NEW.status = 'timeout' OR NEW.status = 'failed' AND (
        coalesce(NEW.outcome, 'interrupted') = 'interrupted'
        OR NEW.outcome IN ('try_again', 'unusable') AND NEW.full_response IS NULL))
    THEN
        NEW.cost := OLD.reserved;
    END IF;
    NEW.reserved := 0;
    IF OLD.reserved > 0 OR NEW.cost > 0 THEN
        INSERT INTO spending AS s (day, spent) VALUES ((OLD.created_at AT TIME ZONE 'UTC')::DATE, NEW.cost)
            ON CONFLICT (day) DO UPDATE SET spent = s.spent + excluded.spent,
                reserved = greatest(s.reserved - OLD.reserved, 0);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attempts_settle BEFORE UPDATE OF status ON generation_attempts FOR EACH ROW
    WHEN (OLD.status = 'pending' AND NEW.status <> 'pending') EXECUTE FUNCTION settle_spending();

-- A provider's circuit learns how a call went. `well` is false for failures of the provider itself.
CREATE FUNCTION circuit_learn(wanted TEXT, well BOOLEAN, threshold INTEGER, pause DOUBLE PRECISION,
    longest DOUBLE PRECISION) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF well THEN
        UPDATE provider_circuits SET failures = 0, open_until = '-infinity'
            WHERE provider = wanted AND failures > 0;
    ELSE
        UPDATE provider_circuits SET failures = failures + 1,
            open_until = CASE WHEN failures + 1 >= threshold THEN clock_timestamp() + make_interval(
                secs => least(pause * 2 ^ least(failures + 1 - threshold, 20), longest)) ELSE open_until END
            WHERE provider = wanted;
    END IF;
END $$;

-- What the studio spent and may still be charged for on this day.
CREATE FUNCTION spent_today() RETURNS NUMERIC
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(sum(spent + reserved), 0) FROM spending WHERE day = (now() AT TIME ZONE 'UTC')::DATE
$$;

REVOKE ALL ON provider_circuits, spending FROM fablewright_app;

DO $$
DECLARE signature TEXT;
BEGIN
    FOR signature IN SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO fablewright_app', signature);
    END LOOP;
END $$;
