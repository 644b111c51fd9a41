-- Takes 0019 back, whose functions are those of 0016 again by then.
ALTER TABLE image DROP COLUMN is_compared, DROP COLUMN series, DROP COLUMN phash;
ALTER TABLE caption DROP COLUMN loaded_from;
DROP TABLE removal;
REVOKE EXECUTE ON FUNCTION acting_account FROM imgsearch_loader;
-- What was missing is shown again where it may be.
UPDATE image SET state = state WHERE state = 'missing';
ALTER TABLE image
    DROP CONSTRAINT ck_image_state,
    ADD CONSTRAINT ck_image_state CHECK (state IN ('unscreened', 'clear', 'hidden'));
ALTER TABLE image DROP COLUMN missing_since;
COMMENT ON COLUMN image.state IS
    'unscreened: not all of it has been looked at; clear: it may be shown; hidden: it may show a minor. Set by triggers '
    'from screening, evidence and verdicts.';
REVOKE INSERT, DELETE ON image_name FROM imgsearch_loader, imgsearch_owner;
REVOKE SELECT ON image_name FROM imgsearch_definer;
GRANT SELECT (name) ON image_name TO imgsearch_definer;
DELETE FROM image_name WHERE image_id = 0;
ALTER TABLE image_name
    ALTER COLUMN image_id DROP DEFAULT, DROP COLUMN base_name, DROP COLUMN path_key, DROP COLUMN source_path, DROP COLUMN source;
COMMENT ON TABLE image_name IS 'Keeps names of pictures unique; a trigger on image writes it.';
COMMENT ON COLUMN image_name.image_id IS 'The picture of that name.';
ALTER TABLE image DROP COLUMN source_path, DROP COLUMN source;
COMMENT ON COLUMN image.name IS
    'What annotations call the picture: the file name, or its path below the loaded folder.';
DROP TABLE source;
