DROP INDEX assets_renditions;
CREATE OR REPLACE FUNCTION files_unused(names TEXT[]) RETURNS SETOF TEXT
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT name FROM unnest(names) AS name
    WHERE NOT EXISTS (SELECT FROM assets a WHERE a.file = name)
        AND NOT EXISTS (SELECT FROM character_pictures p WHERE p.file = name)
        AND NOT EXISTS (SELECT FROM generations g WHERE g.result ->> 'file' = name)
$$;

CREATE OR REPLACE FUNCTION account_erase() RETURNS SETOF TEXT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    who UUID := app_user();
    theirs TEXT[];
BEGIN
    PERFORM FROM users WHERE id = who AND tier <> 'owner' AND erased_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    theirs := ARRAY(
        SELECT a.file FROM assets a WHERE a.user_id = who AND a.file IS NOT NULL
        UNION SELECT g.result ->> 'file' FROM generations g WHERE g.user_id = who AND g.result ? 'file'
        UNION SELECT p.file FROM character_pictures p WHERE p.user_id = who);
    UPDATE generation_attempts SET
        prompt = 'erased sha256:' || encode(sha256(convert_to(prompt, 'UTF8')), 'hex'),
        full_response = jsonb_build_object('erased',
            'sha256:' || encode(sha256(convert_to(full_response::TEXT, 'UTF8')), 'hex')),
        error_message = CASE WHEN error_message IS NOT NULL THEN 'erased' END,
        status = CASE WHEN status = 'pending' THEN 'failed' ELSE status END,
        completed_at = coalesce(completed_at, clock_timestamp())
        WHERE user_id = who;
    UPDATE generations SET story_id = NULL, moral = NULL, hero_appearance = NULL,
        relationship_description = NULL, result = NULL WHERE user_id = who;
    DELETE FROM stories WHERE creator_user_id = who;
    DELETE FROM characters WHERE user_id = who;
    DELETE FROM libraries WHERE user_id = who;
    DELETE FROM credit_grants WHERE user_id = who;
    DELETE FROM sessions WHERE user_id = who;
    DELETE FROM access_tokens WHERE user_id = who;
    DELETE FROM rate_limits WHERE key IN ('auth:' || who, 'generate:' || who, 'read:' || who);
    UPDATE users SET name = '', email = NULL, password_hash = NULL, role = 'user', tier = 'free',
        erased_at = now() WHERE id = who;
    RETURN QUERY SELECT unnest(theirs);
END $$;

ALTER TABLE character_pictures DROP COLUMN thumbnail;
DROP TABLE character_sheets;
