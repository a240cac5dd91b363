-- How characters look, painted once for all their books. `look` is the SHA-256 of all that shapes such a
-- sheet, its illustrator and model included; `story_id` is the story that makes it (its request is in the
-- ledger under that story), since `claimed_at`, as long as there is no file.

CREATE TABLE character_sheets (
    user_id UUID NOT NULL,
    character_id UUID NOT NULL,
    look BYTEA NOT NULL CHECK (length(look) = 32),
    story_id UUID NOT NULL,
    file TEXT,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    claimed_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (user_id, character_id, look),
    FOREIGN KEY (user_id, character_id) REFERENCES characters (user_id, id) ON DELETE CASCADE
);
CREATE INDEX character_sheets_file ON character_sheets (file);

ALTER TABLE character_sheets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON character_sheets TO fablewright_app USING (user_id = (SELECT app_user()))
    WITH CHECK (user_id = (SELECT app_user()));
CREATE POLICY steward ON character_sheets TO CURRENT_USER USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (story_id, file, claimed_at), DELETE ON character_sheets TO fablewright_app;

-- Files that go with an asset's own: a picture's renditions for screens, a book's variant for printers.
CREATE INDEX assets_renditions ON assets
    USING gin (jsonb_path_query_array(data, '$.renditions[*].file'));

-- A small WebP of a character's picture; the pictures that were there before have none.
ALTER TABLE character_pictures ADD COLUMN thumbnail TEXT;
CREATE INDEX character_pictures_thumbnail ON character_pictures (thumbnail);

-- As before, and sheets, renditions and thumbnails count.
CREATE OR REPLACE FUNCTION files_unused(names TEXT[]) RETURNS SETOF TEXT
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT name FROM unnest(names) AS name
    WHERE NOT EXISTS (SELECT FROM assets a WHERE a.file = name)
        AND NOT EXISTS (SELECT FROM assets a
            WHERE jsonb_path_query_array(a.data, '$.renditions[*].file') ? name)
        AND NOT EXISTS (SELECT FROM character_pictures p WHERE p.file = name)
        AND NOT EXISTS (SELECT FROM character_pictures p WHERE p.thumbnail = name)
        AND NOT EXISTS (SELECT FROM character_sheets s WHERE s.file = name)
        AND NOT EXISTS (SELECT FROM generations g WHERE g.result ->> 'file' = name)
$$;

-- As before, and sheets, renditions and thumbnails go too.
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
        UNION SELECT jsonb_path_query(a.data, '$.renditions[*].file') #>> '{}' FROM assets a
            WHERE a.user_id = who
        UNION SELECT g.result ->> 'file' FROM generations g WHERE g.user_id = who AND g.result ? 'file'
        UNION SELECT p.file FROM character_pictures p WHERE p.user_id = who
        UNION SELECT p.thumbnail FROM character_pictures p
            WHERE p.user_id = who AND p.thumbnail IS NOT NULL
        UNION SELECT s.file FROM character_sheets s WHERE s.user_id = who AND s.file IS NOT NULL);
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
