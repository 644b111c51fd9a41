DROP INDEX ix_image_name;
CREATE INDEX ix_image_name ON image (name);
DROP INDEX ix_image_sha256;
CREATE INDEX ix_image_sha256 ON image (sha256);
DROP INDEX ix_image_source;
CREATE INDEX ix_image_source ON image (source, source_path);
DROP INDEX ix_image_gallery;
CREATE INDEX ix_image_gallery ON image (gallery);
DROP INDEX ix_image_taken_at;
CREATE INDEX ix_image_taken_at ON image (taken_at);
DROP INDEX ix_image_photographer_key;
CREATE INDEX ix_image_photographer_key ON image (photographer_key);
DROP INDEX ix_image_series;
CREATE INDEX ix_image_series ON image (series) WHERE series IS NOT NULL;

ALTER TABLE caption
    DROP CONSTRAINT uq_caption_image_id_caption_key,
    ADD CONSTRAINT uq_caption_caption_key_image_id UNIQUE (caption_key, image_id);
DROP INDEX ix_caption_caption_key;
CREATE INDEX ix_caption_image_id ON caption (image_id);
DROP INDEX ix_caption_image_name;
CREATE INDEX ix_caption_image_name ON caption (image_name);

DROP INDEX ix_test_query_query_key;
ALTER TABLE test_query DROP CONSTRAINT pk_test_query, ADD CONSTRAINT pk_test_query PRIMARY KEY (query_key, image_id);
CREATE INDEX ix_test_query_image_id ON test_query (image_id);

DROP INDEX ix_expert_annotation_caption_key;
CREATE INDEX ix_expert_annotation_caption_key ON expert_annotation (caption_key);
DROP INDEX ix_crowd_annotation_caption_key;
CREATE INDEX ix_crowd_annotation_caption_key ON crowd_annotation (caption_key);
DROP INDEX ix_match_rating_caption_key;
CREATE INDEX ix_match_rating_caption_key ON match_rating (caption_key);

ALTER TABLE retrieval_rank
    DROP CONSTRAINT pk_retrieval_rank,
    ADD CONSTRAINT pk_retrieval_rank
        PRIMARY KEY (evaluation_id, query_set, scope, direction, ranking, query_key, image_id);
DROP INDEX ix_load_reject_file;
ALTER TABLE load_reject
    DROP CONSTRAINT uq_load_reject_image_id_file_row_number_reason,
    ADD CONSTRAINT uq_load_reject_file_row_number_reason_image_id UNIQUE (file, row_number, reason, image_id);
CREATE INDEX ix_load_reject_image_id ON load_reject (image_id);
DROP INDEX ix_match_feedback_rated_at;
CREATE INDEX ix_match_feedback_rated_at ON match_feedback (rated_at);
DROP INDEX ix_minor_review_sha256;
CREATE INDEX ix_minor_review_sha256 ON minor_review (sha256);

ALTER TABLE image
    ALTER COLUMN colours SET STATISTICS -1, ALTER COLUMN file_bytes SET STATISTICS -1, ALTER COLUMN gallery SET STATISTICS -1,
    ALTER COLUMN height SET STATISTICS -1, ALTER COLUMN loaded_at SET STATISTICS -1,
    ALTER COLUMN missing_since SET STATISTICS -1, ALTER COLUMN mtime_ns SET STATISTICS -1,
    ALTER COLUMN photographer_key SET STATISTICS -1, ALTER COLUMN tags SET STATISTICS -1,
    ALTER COLUMN taken_at SET STATISTICS -1, ALTER COLUMN width SET STATISTICS -1;
ALTER TABLE click ALTER COLUMN clicked_at SET STATISTICS -1;
ALTER TABLE load_reject ALTER COLUMN rejected_at SET STATISTICS -1;
ALTER TABLE match_feedback ALTER COLUMN rated_at SET STATISTICS -1;
ALTER TABLE minor_evidence ALTER COLUMN found_at SET STATISTICS -1;
ALTER TABLE minor_review ALTER COLUMN reviewed_at SET STATISTICS -1;
ALTER TABLE thumbnail ALTER COLUMN made_at SET STATISTICS -1;

DO $$
DECLARE
    compared regprocedure;
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        FOR compared IN
            SELECT p.oid FROM pg_proc p WHERE NOT p.proleakproof AND p.oid IN (
                SELECT o.oprcode FROM pg_amop a JOIN pg_operator o ON o.oid = a.amopopr JOIN pg_am m ON m.oid = a.amopmethod
                WHERE m.amname IN ('btree', 'spgist') AND o.oprname <> '=' AND p.pronamespace = 'pg_catalog'::regnamespace
                AND a.amoplefttype IN ('text'::regtype, 'bpchar'::regtype, 'bytea'::regtype, 'name'::regtype)
            )
        LOOP
            EXECUTE format('ALTER FUNCTION %s LEAKPROOF', compared);
        END LOOP;
    END IF;
END $$;
