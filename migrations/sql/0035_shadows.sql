-- Indexes say which of their rows are hidden, so that a scan with the searcher's or analyst's rights passes over them inside
-- the index: no plan counts them, whatever they are looked up or ordered by. What names a hidden picture's text beside one
-- that is shown is looked up by equality alone.

DROP INDEX ix_image_name;
CREATE INDEX ix_image_name ON image (name, is_hidden);
DROP INDEX ix_image_sha256;
CREATE INDEX ix_image_sha256 ON image (sha256, is_hidden);
DROP INDEX ix_image_source;
CREATE INDEX ix_image_source ON image (source, source_path, is_hidden);
DROP INDEX ix_image_gallery;
CREATE INDEX ix_image_gallery ON image (gallery, is_hidden);
DROP INDEX ix_image_taken_at;
CREATE INDEX ix_image_taken_at ON image (taken_at, is_hidden);
DROP INDEX ix_image_photographer_key;
CREATE INDEX ix_image_photographer_key ON image (photographer_key, is_hidden);
DROP INDEX ix_image_series;
CREATE INDEX ix_image_series ON image (series, is_hidden) WHERE series IS NOT NULL;

ALTER TABLE caption
    DROP CONSTRAINT uq_caption_caption_key_image_id,
    ADD CONSTRAINT uq_caption_image_id_caption_key UNIQUE (image_id, caption_key);
DROP INDEX ix_caption_image_id;
CREATE INDEX ix_caption_caption_key ON caption (caption_key, is_hidden);
DROP INDEX ix_caption_image_name;
CREATE INDEX ix_caption_image_name ON caption (image_name, is_hidden);

ALTER TABLE test_query DROP CONSTRAINT pk_test_query, ADD CONSTRAINT pk_test_query PRIMARY KEY (image_id, query_key);
DROP INDEX ix_test_query_image_id;
CREATE INDEX ix_test_query_query_key ON test_query (query_key, is_hidden);

DROP INDEX ix_expert_annotation_caption_key;
CREATE INDEX ix_expert_annotation_caption_key ON expert_annotation USING hash (caption_key);
DROP INDEX ix_crowd_annotation_caption_key;
CREATE INDEX ix_crowd_annotation_caption_key ON crowd_annotation USING hash (caption_key);
DROP INDEX ix_match_rating_caption_key;
CREATE INDEX ix_match_rating_caption_key ON match_rating USING hash (caption_key);

ALTER TABLE retrieval_rank
    DROP CONSTRAINT pk_retrieval_rank,
    ADD CONSTRAINT pk_retrieval_rank
        PRIMARY KEY (evaluation_id, query_set, scope, direction, ranking, image_id, query_key);

ALTER TABLE load_reject
    DROP CONSTRAINT uq_load_reject_file_row_number_reason_image_id,
    ADD CONSTRAINT uq_load_reject_image_id_file_row_number_reason UNIQUE (image_id, file, row_number, reason);
DROP INDEX ix_load_reject_image_id;
CREATE INDEX ix_load_reject_file ON load_reject (file, is_hidden);
DROP INDEX ix_match_feedback_rated_at;
CREATE INDEX ix_match_feedback_rated_at ON match_feedback (rated_at, is_hidden);
DROP INDEX ix_minor_review_sha256;
CREATE INDEX ix_minor_review_sha256 ON minor_review (sha256, is_hidden);

-- A visitor's words are no detector's revision, whatever they are: what people say hides nothing by itself.
CREATE OR REPLACE FUNCTION decide_evidence() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    policy public.screening_policy;
BEGIN
    IF TG_RELID <> 'public.minor_evidence'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    SELECT * INTO policy FROM public.screening_policy;
    IF policy.detector = NEW.term AND NEW.source <> 'report' THEN
        NEW.suspects := NEW.probability >= policy.suspects_from;
        NEW.flags := NEW.probability >= policy.certain_from;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION settle_screening() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID = 'public.screening'::regclass THEN
        UPDATE public.image AS i SET state = i.state
        WHERE i.state <> public.picture_state(i) AND EXISTS (
            SELECT FROM touched t WHERE t.revision = CASE t.kind WHEN 'texts' THEN i.texts_screened_by
            ELSE i.pixels_screened_by END
        );
    ELSIF TG_RELID = 'public.screening_policy'::regclass THEN
        UPDATE public.minor_evidence AS e
        SET suspects = e.probability >= p.suspects_from, flags = e.probability >= p.certain_from
        FROM public.screening_policy p
        WHERE e.term = p.detector AND e.caption_key = '' AND e.source <> 'report'
        AND (e.suspects, e.flags) <> (e.probability >= p.suspects_from, e.probability >= p.certain_from);
        -- What the limits changed, the triggers on minor_evidence have settled.
        IF TG_OP = 'UPDATE' THEN
            PERFORM FROM before b JOIN after a USING (is_only)
            WHERE (a.without_texts, a.without_pixels) <> (b.without_texts, b.without_pixels);
        END IF;
        IF TG_OP <> 'UPDATE' OR FOUND THEN
            UPDATE public.image AS i SET state = i.state WHERE i.state <> public.picture_state(i);
        END IF;
    ELSE
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    RETURN NULL;
END $$;
UPDATE minor_evidence SET flags = false, suspects = false WHERE source = 'report' AND (flags OR suspects);

-- Estimates tell which galleries, photographers, tags and days hidden pictures have, of whoever guesses one. Searches count
-- what passes their filters before they are planned, and are as fast without.
DO $$
DECLARE
    silent record;
BEGIN
    FOR silent IN
        SELECT c.relname AS name, a.attname AS said FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND a.attnum > 0 AND NOT a.attisdropped AND coalesce(a.attstattarget, -1) <> 0
        AND (c.relname, a.attname) IN (
            ('image', 'colours'), ('image', 'file_bytes'), ('image', 'gallery'), ('image', 'height'), ('image', 'loaded_at'),
            ('image', 'missing_since'), ('image', 'mtime_ns'), ('image', 'photographer_key'), ('image', 'tags'),
            ('image', 'taken_at'), ('image', 'width'), ('click', 'clicked_at'), ('load_reject', 'rejected_at'),
            ('match_feedback', 'rated_at'), ('minor_evidence', 'found_at'), ('minor_review', 'reviewed_at'),
            ('thumbnail', 'made_at')
        )
        ORDER BY 1, 2
    LOOP
        EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET STATISTICS 0', silent.name, silent.said);
        -- ANALYZE leaves what it has gathered before.
        IF current_setting('server_version_num')::integer >= 180000 THEN
            PERFORM pg_clear_attribute_stats('public', silent.name::text, silent.said::text, false);
        ELSIF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            DELETE FROM pg_statistic s USING pg_attribute a
            WHERE s.starelid = format('public.%I', silent.name)::regclass AND a.attrelid = s.starelid
            AND a.attnum = s.staattnum AND a.attname = silent.said;
        ELSE
            RAISE WARNING 'statistics of %.% stay until a superuser deletes them', silent.name, silent.said;
        END IF;
    END LOOP;
END $$;
