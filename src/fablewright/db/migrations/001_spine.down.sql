DROP TABLE story_events, assets, asset_generation_jobs;
DROP VIEW generation_history;
ALTER TABLE generations DROP CONSTRAINT generations_user_id_story_id_fkey;
DROP TABLE stories, generation_attempts, generations, characters, access_tokens, users;
