DROP FUNCTION require_living CASCADE;
DROP FUNCTION account_erase, files_unused;
DROP INDEX generations_file, assets_file;
DROP TABLE character_pictures;
REVOKE DELETE ON characters FROM fablewright_app;
ALTER TABLE stories DROP COLUMN library_id;
DROP TRIGGER users_give_library ON users;
DROP FUNCTION give_library;
DROP TABLE libraries;
