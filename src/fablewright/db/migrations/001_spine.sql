-- The application's role is created by whoever runs the cluster; on a server of one's own it may be missing.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fablewright_app') THEN
        CREATE ROLE fablewright_app NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    END IF;
    -- On a server of one's own the login is the owner, and becomes the plain role for everything else.
    IF NOT pg_has_role(current_user, 'fablewright_app', 'MEMBER') AND current_user <> 'fablewright_owner' THEN
        EXECUTE format('GRANT fablewright_app TO %I', current_user);
    END IF;
END $$;

GRANT USAGE ON SCHEMA public TO fablewright_app;

CREATE TABLE users (
    id UUID PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('guest', 'user', 'admin')),
    tier TEXT NOT NULL DEFAULT 'free' CHECK (tier IN ('free', 'individual', 'story_pack_5', 'owner')),
    name TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
-- The person who runs it at home: there is one.
CREATE UNIQUE INDEX users_one_owner ON users (tier) WHERE tier = 'owner';

CREATE TABLE access_tokens (
    token_hash BYTEA PRIMARY KEY CHECK (length(token_hash) = 32),
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    revoked_at TIMESTAMPTZ
);
CREATE INDEX access_tokens_user ON access_tokens (user_id);

CREATE TABLE characters (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('child', 'hero', 'companion')),
    name TEXT NOT NULL,
    age INTEGER CHECK (age BETWEEN 0 AND 120),
    pronoun TEXT NOT NULL DEFAULT 'they' CHECK (pronoun IN ('she', 'he', 'they')),
    traits TEXT[] NOT NULL DEFAULT '{}',
    appearance TEXT NOT NULL DEFAULT '',
    species TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    deleted_at TIMESTAMPTZ,
    UNIQUE (user_id, id)
);

-- The ledger. One row a request; what it was asked and what came back is in its attempts.
-- (story_id, asset_type, edition, step) is the key under which a result is kept and never bought again.
CREATE TABLE generations (
    generation_id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id),
    story_id UUID,
    asset_type TEXT,
    edition INTEGER CHECK (edition >= 1),
    step TEXT,
    story_type TEXT CHECK (story_type IN ('child', 'hero', 'combined')),
    story_length INTEGER CHECK (story_length > 0),
    moral TEXT,
    hero_appearance TEXT,
    relationship_description TEXT,
    prompt_variant TEXT,
    result JSONB,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (user_id, generation_id),
    UNIQUE (story_id, asset_type, edition, step)
);
CREATE INDEX generations_user_created ON generations (user_id, created_at);

CREATE TABLE generation_attempts (
    generation_id UUID NOT NULL,
    attempt_number INTEGER NOT NULL CHECK (attempt_number >= 1),
    user_id UUID NOT NULL,
    capability TEXT NOT NULL CHECK (capability IN ('text', 'image', 'speech')),
    provider TEXT NOT NULL,
    model_used TEXT NOT NULL,
    prompt TEXT,
    status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'success', 'failed', 'timeout')),
    full_response JSONB,
    error_message TEXT,
    tokens_in INTEGER NOT NULL DEFAULT 0,
    tokens_out INTEGER NOT NULL DEFAULT 0,
    cost NUMERIC(14, 6) NOT NULL DEFAULT 0,
    created_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    completed_at TIMESTAMPTZ,
    PRIMARY KEY (generation_id, attempt_number),
    FOREIGN KEY (user_id, generation_id) REFERENCES generations (user_id, generation_id),
    CHECK ((status = 'pending') = (completed_at IS NULL))
);
CREATE INDEX generation_attempts_user ON generation_attempts (user_id, created_at);
CREATE INDEX generation_attempts_status ON generation_attempts (status);
CREATE INDEX generation_attempts_model ON generation_attempts (model_used);

CREATE VIEW generation_history WITH (security_invoker = true) AS
SELECT a.generation_id, a.attempt_number, a.model_used, a.full_response, a.status, a.prompt, a.user_id,
       g.story_type, g.story_length, g.hero_appearance, g.relationship_description, g.moral,
       a.error_message, a.created_at, a.completed_at
FROM generation_attempts a JOIN generations g USING (generation_id);

CREATE TABLE stories (
    id UUID PRIMARY KEY,
    creator_user_id UUID NOT NULL REFERENCES users (id),
    generation_id UUID NOT NULL UNIQUE REFERENCES generations (generation_id) ON DELETE RESTRICT,
    title TEXT NOT NULL,
    brief JSONB NOT NULL,
    content JSONB NOT NULL DEFAULT '{}',
    status TEXT NOT NULL DEFAULT 'generating' CHECK (status IN ('generating', 'ready', 'failed')),
    asset_generation_status JSONB NOT NULL,
    asset_generation_started_at TIMESTAMPTZ,
    asset_generation_completed_at TIMESTAMPTZ,
    hue_extracted_colors JSONB NOT NULL DEFAULT '{}',
    audio_words JSONB,
    audio_blocks JSONB,
    rating INTEGER CHECK (rating BETWEEN 1 AND 10),
    event_seq BIGINT NOT NULL DEFAULT 0,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    deleted_at TIMESTAMPTZ,
    UNIQUE (creator_user_id, id),
    FOREIGN KEY (creator_user_id, generation_id) REFERENCES generations (user_id, generation_id)
);
CREATE INDEX stories_shelf ON stories (creator_user_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
ALTER TABLE generations ADD FOREIGN KEY (user_id, story_id)
    REFERENCES stories (creator_user_id, id) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE asset_generation_jobs (
    id UUID PRIMARY KEY,
    story_id UUID NOT NULL,
    user_id UUID NOT NULL,
    asset_type TEXT NOT NULL,
    edition INTEGER NOT NULL DEFAULT 1 CHECK (edition >= 1),
    status TEXT NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'generating', 'ready', 'failed')),
    lease BIGINT NOT NULL DEFAULT 0,      -- grows with every pick; a worker with an old one cannot commit
    run BIGINT NOT NULL DEFAULT 0,        -- grows with every entry into the queue: its deduplication key
    progress INTEGER NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    retry_count INTEGER NOT NULL DEFAULT 0,
    priority TEXT NOT NULL DEFAULT 'normal' CHECK (priority IN ('normal', 'high', 'urgent')),
    error_message TEXT,
    metadata JSONB NOT NULL DEFAULT '{}',
    queued_at TIMESTAMPTZ,                -- when its inputs were ready and it entered the queue
    started_at TIMESTAMPTZ,
    completed_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (story_id, asset_type),
    FOREIGN KEY (user_id, story_id) REFERENCES stories (creator_user_id, id) ON DELETE CASCADE
);
CREATE INDEX asset_generation_jobs_live ON asset_generation_jobs (status, started_at)
    WHERE status IN ('queued', 'generating');

-- What was made, every edition of it. `file` is a content-addressed name.
CREATE TABLE assets (
    story_id UUID NOT NULL,
    user_id UUID NOT NULL,
    asset_type TEXT NOT NULL,
    edition INTEGER NOT NULL CHECK (edition >= 1),
    file TEXT,
    media_type TEXT,
    size BIGINT,
    data JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (story_id, asset_type, edition),
    FOREIGN KEY (user_id, story_id) REFERENCES stories (creator_user_id, id) ON DELETE CASCADE
);

CREATE TABLE story_events (
    story_id UUID NOT NULL,
    seq BIGINT NOT NULL CHECK (seq >= 1),
    user_id UUID NOT NULL,
    payload JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (story_id, seq),
    FOREIGN KEY (user_id, story_id) REFERENCES stories (creator_user_id, id) ON DELETE CASCADE
);

GRANT SELECT, INSERT, UPDATE ON users, access_tokens, characters, generations, generation_attempts,
    stories, asset_generation_jobs TO fablewright_app;
GRANT SELECT, INSERT ON assets, story_events TO fablewright_app;
GRANT SELECT ON generation_history, alembic_version TO fablewright_app;
