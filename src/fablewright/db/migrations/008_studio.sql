-- What the studio's page needs: drafts, private links, undoing a deletion, shelves that can be searched.

-- What a person writes in the page's editor. The id may be the page's own, so that it is one's own
-- only together with the person. `document` is what the editor makes of it; `revision` counts what was saved.
CREATE TABLE drafts (
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id UUID NOT NULL,
    title TEXT NOT NULL DEFAULT '' CHECK (length(title) <= 200),
    document JSONB NOT NULL CHECK (document ->> 'type' = 'doc'),
    revision INTEGER NOT NULL DEFAULT 1 CHECK (revision >= 1),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, id)
);
CREATE INDEX drafts_shelf ON drafts (user_id, updated_at DESC, id DESC);

CREATE TABLE draft_revisions (
    user_id UUID NOT NULL,
    draft_id UUID NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    title TEXT NOT NULL,
    document JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, draft_id, revision),
    FOREIGN KEY (user_id, draft_id) REFERENCES drafts (user_id, id) ON DELETE CASCADE
);

-- Links by which anybody may read one story. Whoever reads the database cannot make a link of what is here.
CREATE TABLE shares (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL,
    story_id UUID NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    last_opened_at TIMESTAMPTZ,
    times_opened BIGINT NOT NULL DEFAULT 0,
    FOREIGN KEY (user_id, story_id) REFERENCES stories (creator_user_id, id) ON DELETE CASCADE
);
CREATE INDEX shares_story ON shares (user_id, story_id, created_at);

DO $$
DECLARE owned TEXT;
BEGIN
    FOREACH owned IN ARRAY ARRAY['drafts', 'draft_revisions', 'shares'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned);
        EXECUTE format('CREATE POLICY own ON %I TO fablewright_app USING (user_id = (SELECT app_user()))'
            ' WITH CHECK (user_id = (SELECT app_user()))', owned);
        EXECUTE format('CREATE POLICY steward ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', owned);
        EXECUTE format('CREATE TRIGGER require_living BEFORE INSERT ON %I FOR EACH ROW'
            ' EXECUTE FUNCTION require_living(''user_id'')', owned);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (title, document, revision, updated_at), DELETE ON drafts TO fablewright_app;
GRANT SELECT, INSERT, DELETE ON draft_revisions, shares TO fablewright_app;

-- Whose story a link shows, and one more opening of it. Nothing when it was withdrawn, or the story deleted.
CREATE FUNCTION share_open(token BYTEA) RETURNS TABLE (story_id UUID, user_id UUID)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    UPDATE shares AS s SET times_opened = s.times_opened + 1, last_opened_at = clock_timestamp()
    FROM stories t, users u
    WHERE s.token_hash = token AND t.id = s.story_id AND t.deleted_at IS NULL
        AND u.id = s.user_id AND u.erased_at IS NULL
    RETURNING s.story_id, s.user_id
$$;

-- `title_key` orders, `words` (title and text) is searched; both are in small letters without accents, made by
-- the application (stories/shelf.py). What is here already is folded as well as the server can.
ALTER TABLE stories
    ADD COLUMN title_key TEXT COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN words TEXT COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN purged_at TIMESTAMPTZ; -- when all that a deleted story had was thrown away
CREATE FUNCTION pg_temp.folded(text TEXT) RETURNS TEXT LANGUAGE sql AS $$
    SELECT trim(regexp_replace(regexp_replace(translate(normalize(lower(text), NFKD), 'łøđħŧıð', 'lodhtid'),
        '[\u0300-\u036f]', '', 'g'), '\s+', ' ', 'g'))
$$;
UPDATE stories SET title_key = left(pg_temp.folded(title), 200), words = pg_temp.folded(title || ' ' || coalesce((
    SELECT string_agg(beat ->> 'text', ' ') FROM jsonb_array_elements(
        CASE WHEN jsonb_typeof(content -> 'beats') = 'array' THEN content -> 'beats' ELSE '[]' END) AS beat), ''));
DROP FUNCTION pg_temp.folded;
CREATE INDEX stories_deleted ON stories (deleted_at) WHERE deleted_at IS NOT NULL AND purged_at IS NULL;

-- Of some stories whose day to be brought back is over: everything goes but what the ledger says. Answers how
-- many they were, and the files that were theirs: see files_unused.
CREATE FUNCTION stories_purge(OUT purged INTEGER, OUT files TEXT[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    gone UUID[];
BEGIN
    gone := ARRAY(SELECT id FROM stories
        WHERE deleted_at <= now() - interval '24 hours' AND purged_at IS NULL
        ORDER BY deleted_at LIMIT 100 FOR UPDATE SKIP LOCKED);
    purged := cardinality(gone);
    files := ARRAY(
        SELECT a.file FROM assets a WHERE a.story_id = ANY (gone) AND a.file IS NOT NULL
        UNION SELECT g.result ->> 'file' FROM generations g
            WHERE g.story_id = ANY (gone) AND g.result ? 'file');
    UPDATE generations SET result = NULL WHERE story_id = ANY (gone);
    DELETE FROM shares WHERE story_id = ANY (gone);
    DELETE FROM story_events WHERE story_id = ANY (gone);
    DELETE FROM assets WHERE story_id = ANY (gone);
    DELETE FROM asset_generation_jobs WHERE story_id = ANY (gone);
    UPDATE stories SET purged_at = now(), title = '', title_key = '', words = '', brief = '{}', content = '{}',
        asset_generation_status = '{}', hue_extracted_colors = '{}', audio_words = NULL, audio_blocks = NULL
        WHERE id = ANY (gone);
END $$;

-- As before, and drafts go too; links go with their stories.
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
        UNION SELECT p.file FROM character_pictures p WHERE p.user_id = who
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
    DELETE FROM drafts WHERE user_id = who;
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
