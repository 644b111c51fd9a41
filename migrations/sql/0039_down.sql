-- Takes 0039 back; known_words and name_persons come from the migrations that made them.
CREATE OR REPLACE TRIGGER name_persons BEFORE INSERT OR UPDATE OF metadata, persons, sha256 ON image FOR EACH ROW
    EXECUTE FUNCTION name_persons();
COMMENT ON FUNCTION name_persons IS 'Keeps image.persons in step with the metadata.';
DROP INDEX ix_image_known;
DROP FUNCTION known_words;
ALTER TABLE image DROP COLUMN name_keys, DROP COLUMN photographer_key;
ALTER TABLE image ADD COLUMN photographer_key VARCHAR GENERATED ALWAYS AS (lower(photographer)) STORED;
COMMENT ON COLUMN image.photographer_key IS 'The photographer in lower case, by which searches filter.';
ALTER TABLE image ALTER COLUMN photographer_key SET STATISTICS 0;
CREATE INDEX ix_image_photographer_key ON image (photographer_key, is_hidden);
GRANT UPDATE (photographer_key) ON image TO imgsearch_loader;
