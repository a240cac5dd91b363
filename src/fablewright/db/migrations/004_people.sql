-- Accounts, guests and sessions; how many stories somebody may make; how often somebody may ask.

ALTER TABLE users
    ADD COLUMN email TEXT CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    ADD COLUMN password_hash TEXT,
    ADD COLUMN places_used INTEGER NOT NULL DEFAULT 0 CHECK (places_used >= 0),
    ADD COLUMN places_since DATE NOT NULL DEFAULT '-infinity', -- the period in which they were used
    ADD COLUMN credits INTEGER NOT NULL DEFAULT 0 CHECK (credits >= 0),
    ADD COLUMN credits_used INTEGER NOT NULL DEFAULT 0 CHECK (credits_used >= 0),
    ADD COLUMN erased_at TIMESTAMPTZ;
CREATE UNIQUE INDEX users_email ON users (email);

-- What a story took of its owner's quota; NULL when nothing, or when it was given back.
ALTER TABLE stories ADD COLUMN quota TEXT CHECK (quota IN ('place', 'credit'));

-- Tokens for scripts live until they are revoked; `id` is what open streams know them by.
ALTER TABLE access_tokens ADD COLUMN id UUID NOT NULL DEFAULT gen_random_uuid() UNIQUE;

-- A session is a family of refresh tokens, or a guest's day. Revoking it ends its access tokens too.
CREATE TABLE sessions (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    ip_address INET,
    user_agent TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    expires_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ,
    UNIQUE (user_id, id)
);

CREATE TABLE refresh_tokens (
    token_hash BYTEA PRIMARY KEY CHECK (length(token_hash) = 32),
    session_id UUID NOT NULL,
    user_id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,
    FOREIGN KEY (user_id, session_id) REFERENCES sessions (user_id, id) ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (user_id, session_id);

CREATE TABLE guest_sessions (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    ip_address INET,
    user_agent TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    expires_at TIMESTAMPTZ NOT NULL,
    FOREIGN KEY (user_id, id) REFERENCES sessions (user_id, id) ON DELETE CASCADE
);
CREATE INDEX guest_sessions_user ON guest_sessions (user_id, id);

-- Credits that an administrator gave. `reference` (an invoice, say) makes giving them twice harmless.
CREATE TABLE credit_grants (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    amount INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 1000),
    reference TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (user_id, reference)
);

-- When each key was let through, as far back as its limit looks. Belongs to nobody; a crash of the
-- server empties it, which only lets a few more through.
CREATE UNLOGGED TABLE rate_limits (
    key TEXT PRIMARY KEY,
    hits TIMESTAMPTZ[] NOT NULL DEFAULT '{}',
    until TIMESTAMPTZ NOT NULL
) WITH (fillfactor = 50);
ALTER TABLE rate_limits ALTER COLUMN hits SET STORAGE EXTERNAL; -- it changes too often to be packed
CREATE INDEX rate_limits_until ON rate_limits (until);

DO $$
DECLARE owned TEXT;
BEGIN
    FOREACH owned IN ARRAY ARRAY['sessions', 'refresh_tokens', 'guest_sessions', 'credit_grants'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned);
        EXECUTE format('CREATE POLICY own ON %I TO fablewright_app USING (user_id = (SELECT app_user()))'
            ' WITH CHECK (user_id = (SELECT app_user()))', owned);
        EXECUTE format('CREATE POLICY steward ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', owned);
    END LOOP;
END $$;

-- The hash of a password is read by one function only, and tier, role and quota are changed by none
-- of these rights.
REVOKE SELECT ON users FROM fablewright_app;
GRANT SELECT (id, role, tier, name, email, places_used, places_since, credits, credits_used, created_at,
    erased_at), UPDATE (name, password_hash) ON users TO fablewright_app;
GRANT SELECT, INSERT, UPDATE (revoked_at) ON sessions TO fablewright_app;
GRANT SELECT, INSERT ON refresh_tokens TO fablewright_app;
GRANT SELECT ON guest_sessions, credit_grants TO fablewright_app;

CREATE FUNCTION is_admin() RETURNS BOOLEAN LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public
    RETURN EXISTS (SELECT FROM public.users
                   WHERE id = public.app_user() AND role = 'admin' AND erased_at IS NULL);
CREATE POLICY admin_reads ON users FOR SELECT TO fablewright_app USING ((SELECT is_admin()));
CREATE POLICY admin_reads ON generations FOR SELECT TO fablewright_app USING ((SELECT is_admin()));
CREATE POLICY admin_reads ON generation_attempts FOR SELECT TO fablewright_app USING ((SELECT is_admin()));

-- Who somebody is, before anything is known about them.

DROP FUNCTION user_of_token;

CREATE FUNCTION holder_of_token(token BYTEA)
RETURNS TABLE (session_id UUID, id UUID, role TEXT, tier TEXT, name TEXT, email TEXT)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT t.id, u.id, u.role, u.tier, u.name, u.email
    FROM access_tokens t JOIN users u ON u.id = t.user_id
    WHERE t.token_hash = token AND t.revoked_at IS NULL AND u.erased_at IS NULL
$$;

CREATE FUNCTION holder_of_session(session UUID, account UUID)
RETURNS TABLE (session_id UUID, id UUID, role TEXT, tier TEXT, name TEXT, email TEXT)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.id, u.id, u.role, u.tier, u.name, u.email
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.id = session AND u.id = account AND s.revoked_at IS NULL AND s.expires_at > now()
        AND u.erased_at IS NULL
$$;

-- Those of the given sessions (and tokens for scripts) that have not ended.
CREATE FUNCTION sessions_alive(ids UUID[]) RETURNS SETOF UUID
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.id = ANY (ids) AND s.revoked_at IS NULL AND s.expires_at > now() AND u.erased_at IS NULL
    UNION ALL
    SELECT t.id FROM access_tokens t JOIN users u ON u.id = t.user_id
    WHERE t.id = ANY (ids) AND t.revoked_at IS NULL AND u.erased_at IS NULL
$$;

CREATE FUNCTION guest_begin(account UUID, session UUID, new_name TEXT, token BYTEA, address INET,
    agent TEXT, until TIMESTAMPTZ) RETURNS VOID
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    INSERT INTO users (id, role, tier, name) VALUES (account, 'guest', 'free', new_name)
        ON CONFLICT DO NOTHING;
    INSERT INTO sessions (id, user_id, ip_address, user_agent, expires_at)
        SELECT session, u.id, address, agent, until FROM users u
        WHERE u.id = account AND u.role = 'guest' AND NOT EXISTS
            (SELECT FROM sessions s WHERE s.user_id = account)
        ON CONFLICT DO NOTHING;
    INSERT INTO guest_sessions (id, user_id, token_hash, ip_address, user_agent, expires_at)
        SELECT s.id, s.user_id, token, address, agent, until FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = session AND u.id = account AND u.role = 'guest'
        ON CONFLICT DO NOTHING;
$$;

-- False when the address has an account already. The guest who acts becomes the account, and so keeps
-- every row; nobody else's row is touched.
CREATE FUNCTION account_create(account UUID, new_email TEXT, new_name TEXT, new_hash TEXT) RETURNS BOOLEAN
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO users (id, role, tier, name, email, password_hash)
        VALUES (account, 'user', 'free', new_name, new_email, new_hash)
        ON CONFLICT (id) DO UPDATE SET role = 'user', name = new_name, email = new_email,
            password_hash = new_hash
        WHERE users.role = 'guest' AND users.id = app_user() AND users.erased_at IS NULL;
    RETURN EXISTS (SELECT FROM users WHERE id = account AND email = new_email AND password_hash = new_hash);
EXCEPTION WHEN unique_violation THEN
    RETURN false;
END $$;

CREATE FUNCTION account_of_email(wanted TEXT)
RETURNS TABLE (id UUID, role TEXT, tier TEXT, name TEXT, email TEXT, password_hash TEXT)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT u.id, u.role, u.tier, u.name, u.email, u.password_hash FROM users u
    WHERE u.email = wanted AND u.erased_at IS NULL
$$;

-- One use a token. 'rotated' with its session; 'lost' when another request was using it at the same time
-- (this one had come, at `asked`, before that one was done); 'stolen' when it had been used before: the
-- whole family ends; else 'unknown'.
CREATE FUNCTION refresh_rotate(old_token BYTEA, new_token BYTEA, until TIMESTAMPTZ, asked TIMESTAMPTZ)
RETURNS TABLE (outcome TEXT, session UUID, account UUID)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE token refresh_tokens;
BEGIN
    SELECT * INTO token FROM refresh_tokens t WHERE t.token_hash = new_token;
    IF FOUND THEN -- this very transaction committed before, and its answer was lost
        RETURN QUERY SELECT 'rotated', token.session_id, token.user_id;
        RETURN;
    END IF;
    UPDATE refresh_tokens t SET used_at = clock_timestamp() FROM sessions s
        WHERE t.token_hash = old_token AND t.used_at IS NULL AND t.expires_at > now()
            AND s.id = t.session_id AND s.revoked_at IS NULL RETURNING t.* INTO token;
    IF FOUND THEN
        INSERT INTO refresh_tokens (token_hash, session_id, user_id, expires_at)
            VALUES (new_token, token.session_id, token.user_id, until);
        UPDATE sessions s SET expires_at = until WHERE s.id = token.session_id;
        RETURN QUERY SELECT 'rotated', token.session_id, token.user_id;
        RETURN;
    END IF;
    SELECT * INTO token FROM refresh_tokens t WHERE t.token_hash = old_token;
    IF NOT FOUND OR token.used_at IS NULL THEN
        RETURN QUERY SELECT 'unknown', NULL::UUID, NULL::UUID;
    ELSIF asked < token.used_at THEN
        RETURN QUERY SELECT 'lost', NULL::UUID, NULL::UUID;
    ELSE
        UPDATE sessions s SET revoked_at = now() WHERE s.id = token.session_id AND s.revoked_at IS NULL;
        RETURN QUERY SELECT 'stolen', NULL::UUID, NULL::UUID;
    END IF;
END $$;

-- What an administrator may change about others. The owner of the studio stays what they are.

CREATE FUNCTION account_set(account UUID, new_role TEXT, new_tier TEXT) RETURNS BOOLEAN
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT is_admin() THEN
        RAISE insufficient_privilege USING MESSAGE = 'only an administrator may change accounts';
    END IF;
    UPDATE users SET role = coalesce(new_role, role), tier = coalesce(new_tier, tier)
        WHERE id = account AND tier <> 'owner' AND erased_at IS NULL
            AND coalesce(new_tier, '') <> 'owner' AND (role <> 'guest' OR new_role IS NULL);
    RETURN FOUND;
END $$;

-- False when this reference was used for this account before: nothing is given twice.
CREATE FUNCTION credits_grant(grant_id UUID, account UUID, how_many INTEGER, why TEXT) RETURNS BOOLEAN
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT is_admin() THEN
        RAISE insufficient_privilege USING MESSAGE = 'only an administrator may grant credits';
    END IF;
    INSERT INTO credit_grants (id, user_id, amount, reference) VALUES (grant_id, account, how_many, why)
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE users SET credits = credits + how_many WHERE id = account;
    RETURN true;
END $$;

-- Quotas: one statement finds out and takes, so that two at once can never share the last place.

-- The places of `individual` come back on the first of each month (UTC), those of others never.
CREATE FUNCTION quota_period(tier TEXT) RETURNS DATE LANGUAGE sql STABLE
    RETURN CASE WHEN tier = 'individual' THEN date_trunc('month', now() AT TIME ZONE 'UTC')::DATE
        ELSE '-infinity'::DATE END;

-- 'place', 'credit', or NULL when there is none left, for the person who acts.
CREATE FUNCTION quota_take(free_places INTEGER, individual_places INTEGER) RETURNS TEXT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE users SET places_used = 0, places_since = quota_period(tier)
        WHERE id = app_user() AND places_since < quota_period(tier);
    UPDATE users SET places_used = places_used + 1
        WHERE id = app_user() AND (tier = 'owner'
            OR places_used < CASE tier WHEN 'individual' THEN individual_places ELSE free_places END);
    IF FOUND THEN
        RETURN 'place';
    END IF;
    UPDATE users SET credits = credits - 1, credits_used = credits_used + 1
        WHERE id = app_user() AND credits > 0;
    RETURN CASE WHEN FOUND THEN 'credit' END;
END $$;

-- What a story of the person who acts took is theirs again; harmless when called twice.
CREATE FUNCTION quota_give_back(story UUID) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE took stories;
BEGIN
    SELECT * INTO took FROM stories WHERE id = story AND creator_user_id = app_user() FOR UPDATE;
    UPDATE stories SET quota = NULL WHERE id = took.id AND quota IS NOT NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE users SET places_used = greatest(places_used - (took.quota = 'place')::INTEGER, 0),
        credits = credits + (took.quota = 'credit')::INTEGER,
        credits_used = greatest(credits_used - (took.quota = 'credit')::INTEGER, 0)
        WHERE id = app_user() AND (took.quota = 'credit' OR places_since <= took.created_at::DATE);
END $$;

-- Let one more through if fewer than `most` were within the last `seconds`: exact in every window of
-- that length, whoever asks, because the row is locked while it is counted. `reset` is the number of
-- seconds until the oldest of them is forgotten.
CREATE FUNCTION rate_take(wanted TEXT, most INTEGER, seconds INTEGER)
RETURNS TABLE (allowed BOOLEAN, remaining INTEGER, reset DOUBLE PRECISION)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    seen TIMESTAMPTZ[];
    moment TIMESTAMPTZ;
    period INTERVAL := make_interval(secs => seconds);
BEGIN
    INSERT INTO rate_limits AS r (key, until) VALUES (wanted, now() + period)
        ON CONFLICT (key) DO UPDATE SET key = r.key RETURNING r.hits INTO seen;
    moment := clock_timestamp();
    seen := ARRAY(SELECT hit FROM unnest(seen) AS hit WHERE hit > moment - period ORDER BY hit);
    allowed := cardinality(seen) < most;
    IF allowed THEN
        seen := seen || moment;
        UPDATE rate_limits r SET hits = seen, until = moment + period WHERE r.key = wanted;
    END IF;
    remaining := greatest(most - cardinality(seen), 0);
    reset := coalesce(extract(epoch FROM seen[1] + period - moment), 0);
    RETURN NEXT;
END $$;

-- Guests whose day was over `days` ago, and who have not registered; the sweep erases them.
CREATE FUNCTION guests_over(days INTEGER) RETURNS SETOF UUID
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT u.id FROM users u WHERE u.role = 'guest' AND u.erased_at IS NULL
        AND u.created_at < now() - make_interval(days => days) AND NOT EXISTS
            (SELECT FROM sessions s WHERE s.user_id = u.id AND s.expires_at > now() - make_interval(days => days))
        LIMIT 100
$$;

-- Sessions, and their refresh tokens, that ended `days` ago.
CREATE FUNCTION sessions_prune(days INTEGER) RETURNS VOID
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    DELETE FROM sessions WHERE least(expires_at, revoked_at) < now() - make_interval(days => days)
        AND id NOT IN (SELECT id FROM guest_sessions)
$$;

CREATE FUNCTION rate_limits_prune() RETURNS VOID
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    DELETE FROM rate_limits WHERE until < now() - interval '1 minute'
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
