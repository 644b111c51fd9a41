-- Takes 0016 back. Pictures that were unscreened stay hidden no longer: the old schema knows no such state.
DROP TRIGGER keep_image_state ON image;
DROP TRIGGER defer_flags ON image;
DROP TRIGGER settle_added_images ON image;
DROP TRIGGER settle_changed_images ON image;
DROP TRIGGER settle_removed_images ON image;
DROP TABLE screening, screening_policy, caption_origin;
DROP VIEW analyst.cleared, minor_status;
DROP FUNCTION settle_evidence, unscreen_texts CASCADE;
DROP FUNCTION keep_image_state, defer_flags, settle_added_images, settle_changed_images, settle_removed_images,
    settle_screening, picture_state;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE image DROP CONSTRAINT ck_image_is_hidden_unless_clear;
UPDATE image SET is_hidden = (state = 'hidden');
DO $$
DECLARE
    derived record;
BEGIN
    FOR derived IN
        SELECT c.conrelid::regclass AS name FROM pg_constraint c
        WHERE c.contype = 'f' AND c.confrelid = 'image'::regclass AND cardinality(c.confkey) = 2
    LOOP
        EXECUTE format(
            'UPDATE %s AS d SET is_hidden = i.is_hidden FROM image AS i WHERE d.image_id = i.id AND d.is_hidden <> i.is_hidden',
            derived.name
        );
    END LOOP;
END $$;
SET CONSTRAINTS ALL IMMEDIATE;
DO $$
DECLARE
    derived record;
BEGIN
    FOR derived IN
        SELECT c.conrelid::regclass AS name, c.conname, c.confdeltype, a.attname AS flag FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[2]
        WHERE c.contype = 'f' AND c.confrelid = 'image'::regclass AND cardinality(c.confkey) = 2
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', derived.name, derived.conname);
        EXECUTE format('ALTER TABLE %s RENAME COLUMN is_hidden TO is_minor', derived.name);
        IF derived.flag = 'picture_is_hidden' THEN
            EXECUTE format('ALTER TABLE %s RENAME COLUMN picture_is_hidden TO picture_is_minor', derived.name);
        END IF;
        EXECUTE format(
            'ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (image_id, %I) REFERENCES image (id, is_hidden) %s',
            derived.name, replace(derived.conname, 'is_hidden', 'is_minor'),
            replace(derived.flag, 'is_hidden', 'is_minor'),
            CASE WHEN derived.confdeltype = 'c' THEN 'ON DELETE CASCADE' END
        );
    END LOOP;
END $$;
ALTER VIEW match_rating_source RENAME COLUMN is_hidden TO is_minor;
ALTER TABLE image RENAME COLUMN is_hidden TO is_minor;
ALTER TABLE image RENAME CONSTRAINT uq_image_id_is_hidden TO uq_image_id_is_minor;
ALTER TABLE image
    ALTER COLUMN is_minor SET DEFAULT false,
    DROP COLUMN state, DROP COLUMN texts_screened_by, DROP COLUMN texts_vouch, DROP COLUMN pixels_screened_by;
UPDATE minor_evidence SET flags = true WHERE suspects;
ALTER TABLE minor_evidence DROP COLUMN suspects;
GRANT INSERT ON image TO imgsearch_loader;
REVOKE DELETE ON caption, caption_embedding, image_embedding, minor_evidence, test_query, thumbnail
    FROM imgsearch_definer;
DELETE FROM minor_evidence WHERE source = 'name';
ALTER TABLE minor_evidence DROP CONSTRAINT ck_minor_evidence_source;
ALTER TABLE minor_evidence ADD CONSTRAINT ck_minor_evidence_source CHECK (
    source IN ('caption', 'rated_caption', 'test_query', 'classifier', 'metadata')
);
