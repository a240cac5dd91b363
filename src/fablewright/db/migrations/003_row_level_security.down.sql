DROP FUNCTION owner_ensure, user_of_token, jobs_overdue, jobs_unsettled, jobs_by_state,
    attempts_close_lost, doctor_counts;
DO $$
DECLARE owned TEXT;
BEGIN
    FOREACH owned IN ARRAY ARRAY['users', 'access_tokens', 'characters', 'generations',
        'generation_attempts', 'stories', 'asset_generation_jobs', 'assets', 'story_events']
    LOOP
        EXECUTE format('DROP POLICY own ON %I', owned);
        EXECUTE format('DROP POLICY steward ON %I', owned);
        EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY', owned);
    END LOOP;
END $$;
GRANT INSERT, UPDATE ON users, access_tokens TO fablewright_app;
DROP FUNCTION app_user;
