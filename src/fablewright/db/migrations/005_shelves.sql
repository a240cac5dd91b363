-- Libraries to keep stories in, reference pictures of characters, and the erasure of an account.

CREATE TABLE libraries (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    is_default BOOLEAN NOT NULL DEFAULT false, -- where stories go that name no other; everybody has one
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (user_id, id)
);
CREATE UNIQUE INDEX libraries_default ON libraries (user_id) WHERE is_default;

CREATE FUNCTION give_library() RETURNS TRIGGER LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO libraries (id, user_id, name, is_default)
        VALUES (gen_random_uuid(), NEW.id, 'My stories', true);
    RETURN NULL;
END $$;
CREATE TRIGGER users_give_library AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION give_library();
INSERT INTO libraries (id, user_id, name, is_default) SELECT gen_random_uuid(), id, 'My stories', true FROM users;

ALTER TABLE stories ADD COLUMN library_id UUID,
    ADD FOREIGN KEY (creator_user_id, library_id) REFERENCES libraries (user_id, id);
UPDATE stories SET library_id = l.id FROM libraries l WHERE l.user_id = creator_user_id;
ALTER TABLE stories ALTER COLUMN library_id SET NOT NULL;
CREATE INDEX stories_library ON stories (creator_user_id, library_id, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;

CREATE TABLE character_pictures (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL,
    character_id UUID NOT NULL,
    file TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    FOREIGN KEY (user_id, character_id) REFERENCES characters (user_id, id) ON DELETE CASCADE
);
CREATE INDEX character_pictures_character ON character_pictures (user_id, character_id, created_at);

DO $$
DECLARE owned TEXT;
BEGIN
    FOREACH owned IN ARRAY ARRAY['libraries', 'character_pictures'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', owned);
        EXECUTE format('CREATE POLICY own ON %I TO fablewright_app USING (user_id = (SELECT app_user()))'
            ' WITH CHECK (user_id = (SELECT app_user()))', owned);
        EXECUTE format('CREATE POLICY steward ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', owned);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (name, updated_at), DELETE ON libraries TO fablewright_app;
GRANT SELECT, INSERT, DELETE ON character_pictures TO fablewright_app;
GRANT DELETE ON characters TO fablewright_app;

-- Those of the given files that no row of anybody names any more.
CREATE FUNCTION files_unused(names TEXT[]) RETURNS SETOF TEXT
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT name FROM unnest(names) AS name
    WHERE NOT EXISTS (SELECT FROM assets a WHERE a.file = name)
        AND NOT EXISTS (SELECT FROM character_pictures p WHERE p.file = name)
        AND NOT EXISTS (SELECT FROM generations g WHERE g.result ->> 'file' = name)
$$;
CREATE INDEX assets_file ON assets (file);
CREATE INDEX character_pictures_file ON character_pictures (file);
CREATE INDEX generations_file ON generations ((result ->> 'file')) WHERE result ? 'file';

-- Everything of the person who acts is gone; of the ledger remain models, times, outcomes, tokens and
-- cost, and the SHA-256 of what was asked and answered, against which a copy kept elsewhere can be
-- verified. Returns the files that were theirs: see files_unused.
CREATE FUNCTION account_erase() RETURNS SETOF TEXT
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

-- Whoever is asking for something at the moment of their erasure comes before it, or not at all: a new
-- row waits until that is decided. See pool.run for the error.
CREATE FUNCTION require_living() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM FROM users WHERE id = (to_jsonb(NEW) ->> TG_ARGV[0])::UUID AND erased_at IS NULL FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'this person is gone';
    END IF;
    RETURN NEW;
END $$;
DO $$
DECLARE owned RECORD;
BEGIN
    FOR owned IN SELECT * FROM (VALUES
        ('access_tokens', 'user_id'), ('characters', 'user_id'), ('credit_grants', 'user_id'),
        ('generations', 'user_id'), ('libraries', 'user_id'), ('sessions', 'user_id'),
        ('stories', 'creator_user_id')) AS t (name, column_name)
    LOOP
        EXECUTE format('CREATE TRIGGER require_living BEFORE INSERT ON %I FOR EACH ROW'
            ' EXECUTE FUNCTION require_living(%L)', owned.name, owned.column_name);
    END LOOP;
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
