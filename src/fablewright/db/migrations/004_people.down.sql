DROP FUNCTION guests_over, sessions_prune, rate_limits_prune, rate_take, quota_give_back, quota_take, quota_period, credits_grant,
    account_set, refresh_rotate, account_of_email, account_create, guest_begin, sessions_alive,
    holder_of_session, holder_of_token;
DROP POLICY admin_reads ON users;
DROP POLICY admin_reads ON generations;
DROP POLICY admin_reads ON generation_attempts;
DROP FUNCTION is_admin;
REVOKE SELECT (id, role, tier, name, email, places_used, places_since, credits, credits_used, created_at,
    erased_at), UPDATE (name, password_hash) ON users FROM fablewright_app;
GRANT SELECT ON users TO fablewright_app;
DROP TABLE rate_limits, credit_grants, guest_sessions, refresh_tokens, sessions;
ALTER TABLE access_tokens DROP COLUMN id;
ALTER TABLE stories DROP COLUMN quota;
ALTER TABLE users DROP COLUMN email, DROP COLUMN password_hash, DROP COLUMN places_used,
    DROP COLUMN places_since, DROP COLUMN credits, DROP COLUMN credits_used, DROP COLUMN erased_at;
CREATE FUNCTION user_of_token(token BYTEA) RETURNS TABLE (id UUID, role TEXT, tier TEXT, name TEXT)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT u.id, u.role, u.tier, u.name FROM access_tokens t JOIN users u ON u.id = t.user_id
    WHERE t.token_hash = token AND t.revoked_at IS NULL
$$;
REVOKE ALL ON FUNCTION user_of_token FROM PUBLIC;
GRANT EXECUTE ON FUNCTION user_of_token TO fablewright_app;
