-- Who the transaction acts for; NULL outside of one. Policies ask it once a statement.
CREATE FUNCTION app_user() RETURNS UUID LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.user_id', true), '')::UUID;

-- Only the owner's rows exist for the application. FORCE binds the tables' own role too; it has a
-- policy of its own ('steward') for the functions below, which run as that role.
DO $$
DECLARE owned RECORD;
BEGIN
    FOR owned IN SELECT * FROM (VALUES
        ('users', 'id'), ('access_tokens', 'user_id'), ('characters', 'user_id'),
        ('generations', 'user_id'), ('generation_attempts', 'user_id'),
        ('stories', 'creator_user_id'), ('asset_generation_jobs', 'user_id'), ('assets', 'user_id'),
        ('story_events', 'user_id')) AS t (name, owner_column)
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned.name);
        EXECUTE format('CREATE POLICY own ON %I TO fablewright_app USING (%I = (SELECT app_user()))'
            ' WITH CHECK (%2$I = (SELECT app_user()))', owned.name, owned.owner_column);
        EXECUTE format('CREATE POLICY steward ON %I TO CURRENT_USER USING (true) WITH CHECK (true)',
            owned.name);
    END LOOP;
END $$;

-- Nobody makes people or tokens, or changes a role or a tier, but through the functions below.
REVOKE INSERT, UPDATE ON users, access_tokens FROM fablewright_app;

-- What must look across owners. Each does one thing and answers no more than its caller needs.

CREATE FUNCTION owner_ensure(new_id UUID, new_name TEXT, token BYTEA)
RETURNS TABLE (id UUID, role TEXT, tier TEXT, name TEXT)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO users (id, role, tier, name) VALUES (new_id, 'admin', 'owner', new_name)
        ON CONFLICT (tier) WHERE tier = 'owner' DO NOTHING;
    INSERT INTO access_tokens (token_hash, user_id)
        SELECT token, u.id FROM users u WHERE u.tier = 'owner' ON CONFLICT DO NOTHING;
    RETURN QUERY SELECT u.id, u.role, u.tier, u.name FROM users u WHERE u.tier = 'owner';
END $$;

CREATE FUNCTION user_of_token(token BYTEA) RETURNS TABLE (id UUID, role TEXT, tier TEXT, name TEXT)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT u.id, u.role, u.tier, u.name FROM access_tokens t JOIN users u ON u.id = t.user_id
    WHERE t.token_hash = token AND t.revoked_at IS NULL
$$;

CREATE FUNCTION jobs_overdue(minutes INTEGER) RETURNS TABLE (story_id UUID, user_id UUID, asset_type TEXT)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT j.story_id, j.user_id, j.asset_type FROM asset_generation_jobs j
    WHERE j.status = 'generating' AND j.started_at < now() - make_interval(mins => minutes)
$$;

CREATE FUNCTION jobs_unsettled() RETURNS SETOF asset_generation_jobs
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT * FROM asset_generation_jobs WHERE status IN ('queued', 'generating')
        AND queued_at < now() - interval '5 seconds' ORDER BY queued_at LIMIT 500
$$;

CREATE FUNCTION jobs_by_state() RETURNS TABLE (status TEXT, jobs BIGINT)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT j.status, count(*) FROM asset_generation_jobs j
    WHERE j.status IN ('queued', 'generating') GROUP BY j.status
$$;

CREATE FUNCTION attempts_close_lost(minutes INTEGER, message TEXT) RETURNS VOID
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE generation_attempts
    SET status = 'failed', completed_at = clock_timestamp(), error_message = message
    WHERE status = 'pending' AND created_at < now() - make_interval(mins => minutes)
$$;

CREATE FUNCTION doctor_counts()
RETURNS TABLE (stuck BIGINT, lost BIGINT, failed BIGINT, settled BIGINT, waiting BIGINT)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*) FILTER (WHERE j.status = 'generating' AND j.started_at < now() - interval '15 minutes'),
        count(*) FILTER (WHERE j.status = 'ready' AND NOT EXISTS
            (SELECT FROM assets a WHERE a.story_id = j.story_id AND a.asset_type = j.asset_type
             AND a.edition = j.edition)),
        count(*) FILTER (WHERE j.status = 'failed' AND j.completed_at > now() - interval '24 hours'),
        count(*) FILTER (WHERE j.completed_at > now() - interval '24 hours'),
        count(*) FILTER (WHERE j.status = 'queued' AND j.queued_at < now() - interval '5 minutes')
    FROM asset_generation_jobs j JOIN stories s ON s.id = j.story_id WHERE s.deleted_at IS NULL
$$;

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
