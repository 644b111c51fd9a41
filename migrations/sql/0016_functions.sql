-- What keeps image.state and its copies true, whoever writes.

DROP TRIGGER refresh_image_is_minor_insert ON minor_evidence;
DROP TRIGGER refresh_image_is_minor_update ON minor_evidence;
DROP TRIGGER refresh_image_is_minor_delete ON minor_evidence;
DROP TRIGGER refresh_image_is_minor_insert ON minor_review;
DROP TRIGGER refresh_image_is_minor_update ON minor_review;
DROP TRIGGER refresh_image_is_minor_delete ON minor_review;
DROP TRIGGER refresh_image_is_minor_insert ON image;
DROP TRIGGER refresh_replaced_image_is_minor ON image;
DROP TRIGGER keep_image_name ON image;
DROP TRIGGER keep_changed_image_name ON image;
DROP TRIGGER keep_verdicts ON image;
DROP FUNCTION refresh_image_is_minor, refresh_replaced_image_is_minor, refresh_added_image_is_minor, spread_is_minor,
    keep_image_name, keep_verdicts;
DROP VIEW analyst.cleared, minor_status;

-- Volatile, so that each of its statements sees what was committed until then, also after waiting for a lock.
CREATE FUNCTION picture_state(picture image) RETURNS varchar
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said varchar;
    policy public.screening_policy;
BEGIN
    -- An editor has seen these very bytes.
    SELECT r.verdict INTO said FROM public.minor_review r WHERE r.sha256 = picture.sha256 ORDER BY r.id DESC LIMIT 1;
    IF said IS NOT NULL THEN
        RETURN CASE said WHEN 'flag' THEN 'hidden' ELSE 'clear' END;
    END IF;
    IF EXISTS (
        SELECT FROM public.minor_evidence e
        WHERE e.image_id = picture.id AND (e.flags OR e.suspects AND NOT picture.texts_vouch)
    ) THEN
        RETURN 'hidden';
    END IF;
    SELECT * INTO policy FROM public.screening_policy;
    IF policy.without_texts IS DISTINCT FROM 'show' AND NOT EXISTS (
        SELECT FROM public.screening s WHERE s.kind = 'texts' AND s.revision = picture.texts_screened_by
    ) THEN
        RETURN 'unscreened';
    END IF;
    IF policy.without_pixels = 'show' OR policy.without_pixels = 'vouched' AND picture.texts_vouch OR EXISTS (
        SELECT FROM public.screening s WHERE s.kind = 'pixels' AND s.revision = picture.pixels_screened_by
    ) THEN
        RETURN 'clear';
    END IF;
    RETURN 'unscreened';
END $$;
COMMENT ON FUNCTION picture_state IS 'What image.state must be.';

CREATE VIEW minor_status WITH (security_invoker = true) AS
SELECT i.id AS image_id,
       picture_state(i) AS state,
       r.verdict, r.reviewer, r.reviewed_at,
       coalesce(e.evidence_count, 0) AS evidence_count,
       e.probability
FROM image i
LEFT JOIN LATERAL (
    SELECT verdict, reviewer, reviewed_at FROM minor_review WHERE sha256 = i.sha256 ORDER BY id DESC LIMIT 1
) r ON true
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE flags OR suspects AND NOT i.texts_vouch) AS evidence_count,
           max(probability) AS probability
    FROM minor_evidence WHERE image_id = i.id
) e ON true;
COMMENT ON VIEW minor_status IS 'Each picture''s state with what it follows from.';
COMMENT ON COLUMN minor_status.image_id IS 'The picture.';
COMMENT ON COLUMN minor_status.state IS
    'What image.state must be: the last verdict, else hidden if any evidence hides it, else clear once all is screened.';
COMMENT ON COLUMN minor_status.verdict IS 'flag or clear: the last word of an editor on this file; null without one.';
COMMENT ON COLUMN minor_status.reviewer IS 'Who said it.';
COMMENT ON COLUMN minor_status.reviewed_at IS 'When.';
COMMENT ON COLUMN minor_status.evidence_count IS 'Pieces of evidence that hide it.';
COMMENT ON COLUMN minor_status.probability IS 'Highest probability of any evidence, hiding or not.';

CREATE VIEW analyst.cleared (image_id, picture, reviewer, reviewed_at, evidence_count, probability)
WITH (security_invoker = true) AS
SELECT m.image_id, i.name, m.reviewer, m.reviewed_at, m.evidence_count, m.probability
FROM minor_status m JOIN image i ON i.id = m.image_id
WHERE m.verdict = 'clear' AND NOT i.is_hidden;
COMMENT ON VIEW analyst.cleared IS 'A picture that was suspected to show a minor until an editor cleared it.';
COMMENT ON COLUMN analyst.cleared.image_id IS 'The picture: analyst.picture.image_id.';
COMMENT ON COLUMN analyst.cleared.picture IS 'The picture''s name: analyst.picture.picture.';
COMMENT ON COLUMN analyst.cleared.reviewer IS 'Who cleared it.';
COMMENT ON COLUMN analyst.cleared.reviewed_at IS 'When.';
COMMENT ON COLUMN analyst.cleared.evidence_count IS 'Pieces of evidence that the verdict overrules.';
COMMENT ON COLUMN analyst.cleared.probability IS 'Highest probability of any evidence; null without any.';
GRANT SELECT ON analyst.cleared TO imgsearch_analyst, imgsearch_editor, imgsearch_loader, imgsearch_owner;

-- One place decides: whatever else is said of the state in an UPDATE, this overrides it.
CREATE FUNCTION keep_image_state() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    IF NEW.sha256 <> OLD.sha256 THEN
        -- What was said of other bytes does not hold for these.
        NEW.taken_at := NULL;
        NEW.photographer := NULL;
        NEW.tags := '{}';
        NEW.metadata := '{}';
        NEW.texts_screened_by := NULL;
        NEW.texts_vouch := false;
        NEW.pixels_screened_by := NULL;
    ELSIF (NEW.name, NEW.gallery, NEW.tags, NEW.metadata - 'file_stamp', NEW.photographer)
        IS DISTINCT FROM (OLD.name, OLD.gallery, OLD.tags, OLD.metadata - 'file_stamp', OLD.photographer) THEN
        NEW.texts_screened_by := NULL;
    END IF;
    NEW.state := public.picture_state(NEW);
    NEW.is_hidden := NEW.state <> 'clear';
    RETURN NEW;
END $$;
CREATE TRIGGER keep_image_state BEFORE UPDATE ON image FOR EACH ROW EXECUTE FUNCTION keep_image_state();

CREATE FUNCTION defer_flags() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    SET CONSTRAINTS ALL DEFERRED;
    RETURN NULL;
END $$;
CREATE TRIGGER defer_flags BEFORE UPDATE OR DELETE ON image FOR EACH STATEMENT EXECUTE FUNCTION defer_flags();

CREATE FUNCTION settle_added_images() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    INSERT INTO public.image_name (name, image_id) SELECT name, id FROM added;
    UPDATE public.image AS i SET state = i.state
    WHERE i.id IN (SELECT id FROM added) AND i.state <> public.picture_state(i);
    UPDATE public.minor_review AS r SET image_id = i.id, is_hidden = i.is_hidden
    FROM public.image i
    WHERE r.image_id = 0 AND r.sha256 = i.sha256 AND i.id = (SELECT min(a.id) FROM added a WHERE a.sha256 = r.sha256);
    RETURN NULL;
END $$;
CREATE TRIGGER settle_added_images AFTER INSERT ON image REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION settle_added_images();

CREATE FUNCTION settle_changed_images() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    renamed bigint[];
    left_names varchar[];
    replaced bigint[];
    turned bigint[];
    derived regclass;
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    -- EXECUTE plans anew: a plan that was made for one row would compare each of many with each.
    -- Names are unique in a table of their own, which can be distributed by them.
    EXECUTE 'SELECT ARRAY(SELECT a.id FROM before b JOIN after a ON a.id = b.id WHERE a.name <> b.name), '
        'ARRAY(SELECT b.name FROM before b JOIN after a ON a.id = b.id WHERE a.name <> b.name), '
        'ARRAY(SELECT a.id FROM before b JOIN after a ON a.id = b.id WHERE a.sha256 <> b.sha256), '
        'ARRAY(SELECT a.id FROM before b JOIN after a ON a.id = b.id WHERE a.is_hidden <> b.is_hidden)'
        INTO renamed, left_names, replaced, turned;
    IF renamed <> '{}' THEN
        DELETE FROM public.image_name WHERE name = ANY (left_names);
        INSERT INTO public.image_name (name, image_id) SELECT a.name, a.id FROM after a WHERE a.id = ANY (renamed);
    END IF;
    -- The catalogue knows which tables repeat the flag, so that none can be forgotten. The flag is taken as it is by
    -- then: evidence, whose rows change too, may have turned it back meanwhile.
    IF turned <> '{}' THEN
        FOR derived IN
            SELECT c.conrelid FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attname = 'is_hidden' AND a.attnum = ANY (c.confkey)
            WHERE c.contype = 'f' AND c.confrelid = TG_RELID AND c.conparentid = 0
        LOOP
            EXECUTE format(
                'UPDATE %s AS d SET is_hidden = i.is_hidden FROM public.image AS i '
                'WHERE i.id = ANY ($1) AND d.image_id = ANY ($1) AND d.image_id = i.id AND d.is_hidden <> i.is_hidden',
                derived
            ) USING turned;
        END LOOP;
    END IF;
    IF replaced <> '{}' THEN
        DELETE FROM public.caption_embedding WHERE image_id = ANY (replaced);
        DELETE FROM public.caption WHERE image_id = ANY (replaced);
        DELETE FROM public.test_query WHERE image_id = ANY (replaced);
        DELETE FROM public.image_embedding WHERE image_id = ANY (replaced);
        DELETE FROM public.thumbnail WHERE image_id = ANY (replaced);
        DELETE FROM public.minor_evidence WHERE image_id = ANY (replaced);
        -- A verdict stays with the bytes that were seen, and comes back with them.
        UPDATE public.minor_review AS r SET image_id = 0, is_hidden = true
        FROM public.image i WHERE r.image_id = ANY (replaced) AND i.id = r.image_id AND r.sha256 <> i.sha256;
        UPDATE public.minor_review AS r SET image_id = i.id, is_hidden = i.is_hidden
        FROM public.image i WHERE r.image_id = 0 AND r.sha256 = i.sha256 AND i.id = ANY (replaced);
    END IF;
    SET CONSTRAINTS ALL IMMEDIATE;
    RETURN NULL;
END $$;
CREATE TRIGGER settle_changed_images AFTER UPDATE ON image REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION settle_changed_images();

-- Verdicts are on bytes. Without a picture nobody knows that they may be shown, so searchers and analysts do not see them.
CREATE FUNCTION settle_removed_images() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    DELETE FROM public.image_name n USING removed r WHERE n.name = r.name;
    UPDATE public.minor_review SET image_id = 0, is_hidden = true WHERE image_id IN (SELECT id FROM removed);
    SET CONSTRAINTS ALL IMMEDIATE;
    RETURN NULL;
END $$;
CREATE TRIGGER settle_removed_images AFTER DELETE ON image REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION settle_removed_images();

-- The lock comes first: of two that change what is known of a picture the second decides with what the first has said.
CREATE FUNCTION settle_evidence() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed bigint[];
BEGIN
    IF TG_RELID NOT IN ('public.minor_evidence'::regclass, 'public.minor_review'::regclass) THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    IF TG_RELID = 'public.minor_review'::regclass THEN
        -- A verdict holds for its bytes wherever they are.
        IF TG_OP = 'UPDATE' THEN
            EXECUTE $changed$SELECT ARRAY(
                SELECT i.id FROM before b JOIN after a ON a.id = b.id
                JOIN public.image i ON i.sha256 IN (a.sha256, b.sha256)
                WHERE (a.verdict, a.sha256) <> (b.verdict, b.sha256)
            )$changed$ INTO changed;
        ELSE
            changed := ARRAY(SELECT i.id FROM public.image i WHERE i.sha256 IN (SELECT r.sha256 FROM touched r));
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        EXECUTE $changed$SELECT ARRAY(
            SELECT unnest(ARRAY[b.image_id, a.image_id]) FROM before b JOIN after a ON a.id = b.id
            WHERE (a.image_id, a.flags, a.suspects) <> (b.image_id, b.flags, b.suspects)
        )$changed$ INTO changed;
    ELSE
        changed := ARRAY(SELECT t.image_id FROM touched t);
    END IF;
    PERFORM FROM public.image i WHERE i.id = ANY (changed) ORDER BY i.id FOR NO KEY UPDATE;
    changed := ARRAY(SELECT i.id FROM public.image i WHERE i.id = ANY (changed) AND i.state <> public.picture_state(i));
    -- An UPDATE of no rows would have triggers too, and they check what may be underway.
    IF changed <> '{}' THEN
        UPDATE public.image AS i SET state = i.state WHERE i.id = ANY (changed);
    END IF;
    RETURN NULL;
END $$;
DO $$
DECLARE
    said text;
BEGIN
    FOREACH said IN ARRAY ARRAY['minor_evidence', 'minor_review'] LOOP
        EXECUTE format(
            'CREATE TRIGGER settle_inserted AFTER INSERT ON %I REFERENCING NEW TABLE AS touched '
            'FOR EACH STATEMENT EXECUTE FUNCTION settle_evidence()', said
        );
        EXECUTE format(
            'CREATE TRIGGER settle_updated AFTER UPDATE ON %I REFERENCING OLD TABLE AS before NEW TABLE AS after '
            'FOR EACH STATEMENT EXECUTE FUNCTION settle_evidence()', said
        );
        EXECUTE format(
            'CREATE TRIGGER settle_deleted AFTER DELETE ON %I REFERENCING OLD TABLE AS touched '
            'FOR EACH STATEMENT EXECUTE FUNCTION settle_evidence()', said
        );
    END LOOP;
END $$;

-- A picture whose texts have changed is unscreened until they are read.
CREATE FUNCTION unscreen_texts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed bigint[];
BEGIN
    IF TG_RELID = 'public.caption'::regclass THEN
        IF TG_OP = 'UPDATE' THEN
            EXECUTE $changed$SELECT ARRAY(
                SELECT unnest(ARRAY[b.image_id, a.image_id]) FROM before b JOIN after a ON a.id = b.id
                WHERE (a.text, a.caption_key, a.image_id) <> (b.text, b.caption_key, b.image_id)
                UNION
                SELECT m.image_id FROM before b JOIN after a ON a.id = b.id
                JOIN public.match_rating m ON m.caption_key = b.caption_key
                WHERE (a.text, a.caption_key) <> (b.text, b.caption_key)
                UNION
                SELECT m.image_id FROM before b JOIN after a ON a.id = b.id
                JOIN public.match_rating m ON m.caption_key = a.caption_key
                WHERE a.caption_key <> b.caption_key
            )$changed$ INTO changed;
        ELSE
            EXECUTE $changed$SELECT ARRAY(
                SELECT t.image_id FROM touched t
                UNION
                SELECT m.image_id FROM touched t JOIN public.match_rating m ON m.caption_key = t.caption_key
            )$changed$ INTO changed;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            INSERT INTO public.caption_origin (caption_key, text_sha256, image_sha256)
            SELECT c.caption_key, sha256(convert_to(c.text, 'UTF8')), i.sha256
            FROM public.caption c JOIN public.image i ON i.id = c.image_id WHERE c.image_id = ANY (changed)
            ON CONFLICT DO NOTHING;
        END IF;
    ELSIF TG_RELID = 'public.test_query'::regclass THEN
        IF TG_OP = 'UPDATE' THEN
            EXECUTE $changed$SELECT ARRAY(
                SELECT unnest(ARRAY[b.image_id, a.image_id]) FROM before b JOIN after a USING (query_key)
                WHERE (a.text, a.image_id) <> (b.text, b.image_id)
            )$changed$ INTO changed;
        ELSE
            changed := ARRAY(SELECT t.image_id FROM touched t);
        END IF;
    ELSIF TG_RELID = 'public.match_rating'::regclass THEN
        IF TG_OP = 'UPDATE' THEN
            EXECUTE $changed$SELECT ARRAY(
                SELECT a.image_id FROM before b JOIN after a USING (image_id, caption_key)
                WHERE a.expert_mean IS DISTINCT FROM b.expert_mean
            )$changed$ INTO changed;
        ELSE
            changed := ARRAY(SELECT t.image_id FROM touched t WHERE t.expert_mean IS NOT NULL);
        END IF;
    ELSE
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    changed := ARRAY(
        SELECT i.id FROM public.image i WHERE i.id = ANY (changed) AND i.texts_screened_by IS NOT NULL
        ORDER BY i.id FOR NO KEY UPDATE
    );
    IF changed <> '{}' THEN
        UPDATE public.image AS i SET texts_screened_by = NULL WHERE i.id = ANY (changed);
    END IF;
    RETURN NULL;
END $$;
DO $$
DECLARE
    told text;
BEGIN
    FOREACH told IN ARRAY ARRAY['caption', 'test_query', 'match_rating'] LOOP
        EXECUTE format(
            'CREATE TRIGGER unscreen_inserted AFTER INSERT ON %I REFERENCING NEW TABLE AS touched '
            'FOR EACH STATEMENT EXECUTE FUNCTION unscreen_texts()', told
        );
        EXECUTE format(
            'CREATE TRIGGER unscreen_updated AFTER UPDATE ON %I REFERENCING OLD TABLE AS before NEW TABLE AS after '
            'FOR EACH STATEMENT EXECUTE FUNCTION unscreen_texts()', told
        );
        EXECUTE format(
            'CREATE TRIGGER unscreen_deleted AFTER DELETE ON %I REFERENCING OLD TABLE AS touched '
            'FOR EACH STATEMENT EXECUTE FUNCTION unscreen_texts()', told
        );
    END LOOP;
END $$;

-- Another revision, another policy: what was screened by what no longer counts is unscreened.
CREATE FUNCTION settle_screening() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID = 'public.screening'::regclass THEN
        UPDATE public.image AS i SET state = i.state
        WHERE i.state <> public.picture_state(i) AND EXISTS (
            SELECT FROM touched t WHERE t.revision = CASE t.kind WHEN 'texts' THEN i.texts_screened_by
            ELSE i.pixels_screened_by END
        );
    ELSIF TG_RELID = 'public.screening_policy'::regclass THEN
        UPDATE public.image AS i SET state = i.state WHERE i.state <> public.picture_state(i);
    ELSE
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER settle_inserted AFTER INSERT ON screening REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION settle_screening();
CREATE TRIGGER settle_deleted AFTER DELETE ON screening REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION settle_screening();
CREATE TRIGGER settle_changed AFTER INSERT OR UPDATE OR DELETE ON screening_policy
    FOR EACH STATEMENT EXECUTE FUNCTION settle_screening();

CREATE OR REPLACE FUNCTION find_captioned(words tsquery, most integer)
RETURNS TABLE (image_id bigint, "position" bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 50 AS $$
    SELECT f.image_id, row_number() OVER (ORDER BY max(f.rank) DESC, f.image_id)
    FROM (
        SELECT c.image_id, ts_rank(c.tsv, words) AS rank FROM caption c
        WHERE c.tsv @@ words AND NOT c.is_hidden AND c.image_id <> 0
        -- Words that so many captions share do not need this search.
        LIMIT 1000
    ) f
    GROUP BY f.image_id ORDER BY 2 LIMIT most
$$;

CREATE OR REPLACE FUNCTION sign_review() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    is_owner boolean := pg_has_role(session_user, 'imgsearch_owner', 'MEMBER');
    picture record;
BEGIN
    SELECT i.is_hidden, i.sha256 INTO picture FROM public.image i WHERE i.id = NEW.image_id;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING MESSAGE = 'a verdict needs a picture that is loaded';
    END IF;
    NEW.is_hidden := picture.is_hidden;
    IF NOT is_owner OR NEW.sha256 IS NULL THEN
        NEW.sha256 := picture.sha256;
    END IF;
    IF NOT is_owner OR NEW.reviewer IS NULL THEN
        NEW.reviewer := public.acting_account();
    END IF;
    IF NOT is_owner THEN
        NEW.reviewed_at := now();
    END IF;
    RETURN NEW;
END $$;
