-- Rules that the database itself keeps: aggregation of ratings, the minor flag, unique names, search in captions.

CREATE VIEW match_rating_source WITH (security_invoker = true) AS
WITH expert AS (
    SELECT image_id, is_minor, caption_key,
           ((expert1 + expert2 + expert3) / 3.0 - 1) / 3.0 AS mean,
           CASE WHEN expert1 IN (expert2, expert3) THEN (expert1 - 1) / 3.0
                WHEN expert2 = expert3 THEN (expert2 - 1) / 3.0 END AS majority,
           sqrt(greatest(0, (expert1 * expert1 + expert2 * expert2 + expert3 * expert3) / 3.0
                - ((expert1 + expert2 + expert3) / 3.0) ^ 2)) / 3.0 AS disagreement
    FROM expert_annotation
)
SELECT coalesce(e.image_id, c.image_id) AS image_id,
       coalesce(e.caption_key, c.caption_key) AS caption_key,
       e.mean::double precision AS expert_mean,
       e.majority::double precision AS expert_majority,
       c.yes_share AS crowd_share,
       w.expert_weight,
       w.crowd_weight,
       ((coalesce(e.mean, 0) * w.expert_weight + coalesce(c.yes_share, 0) * w.crowd_weight)
        / (w.expert_weight + w.crowd_weight))::double precision AS combined_score,
       (CASE WHEN e.image_id IS NULL THEN 0 ELSE 3 END + coalesce(c.yes_count + c.no_count, 0))::integer AS rater_count,
       e.disagreement::double precision AS disagreement,
       coalesce(e.is_minor, c.is_minor) AS is_minor
FROM expert e
FULL JOIN crowd_annotation c ON c.image_id = e.image_id AND c.caption_key = e.caption_key
CROSS JOIN LATERAL (
    SELECT CASE WHEN e.image_id IS NULL THEN 0 ELSE 6 END::double precision AS expert_weight,
           coalesce(c.yes_count + c.no_count, 0)::double precision AS crowd_weight
) w;
COMMENT ON VIEW match_rating_source IS 'Defines the aggregated ratings; match_rating is its copy.';
COMMENT ON COLUMN match_rating_source.image_id IS 'The rated picture.';
COMMENT ON COLUMN match_rating_source.caption_key IS
    'The rated text: caption.caption_key, also of texts that were not delivered.';
COMMENT ON COLUMN match_rating_source.expert_mean IS 'Mean of the three experts, mapped from 1..4 to 0..1.';
COMMENT ON COLUMN match_rating_source.expert_majority IS
    'What two or three experts agree on, mapped to 0..1; null where all three differ.';
COMMENT ON COLUMN match_rating_source.crowd_share IS 'Share of the crowd that said yes.';
COMMENT ON COLUMN match_rating_source.expert_weight IS
    'Weight of the experts in combined_score: 6, or 0 without experts.';
COMMENT ON COLUMN match_rating_source.crowd_weight IS 'Weight of the crowd in combined_score: the number of its votes.';
COMMENT ON COLUMN match_rating_source.combined_score IS 'Mean of expert_mean and crowd_share by their weights, 0..1.';
COMMENT ON COLUMN match_rating_source.rater_count IS 'Experts and voters together.';
COMMENT ON COLUMN match_rating_source.disagreement IS 'Standard deviation of the three experts, mapped to 0..1.';
COMMENT ON COLUMN match_rating_source.is_minor IS 'Copy of image.is_minor, which row security looks at.';

CREATE VIEW minor_status WITH (security_invoker = true) AS
SELECT i.id AS image_id,
       coalesce(r.verdict = 'flag', e.flagged, false) AS is_minor,
       r.verdict, r.reviewer, r.reviewed_at,
       coalesce(e.evidence_count, 0) AS evidence_count,
       e.probability
FROM image i
LEFT JOIN LATERAL (
    -- A verdict is on the file that was seen, whatever its name; but a name that was flagged stays so when
    -- another file takes it.
    SELECT verdict, reviewer, reviewed_at FROM minor_review
    WHERE sha256 = i.sha256 OR (image_id = i.id AND verdict = 'flag')
    ORDER BY id DESC LIMIT 1
) r ON true
LEFT JOIN LATERAL (
    SELECT bool_or(flags) AS flagged, count(*) FILTER (WHERE flags) AS evidence_count, max(probability) AS probability
    FROM minor_evidence WHERE image_id = i.id
) e ON true;
COMMENT ON VIEW minor_status IS 'Each picture''s flag with what it follows from.';
COMMENT ON COLUMN minor_status.image_id IS 'The picture.';
COMMENT ON COLUMN minor_status.is_minor IS
    'What image.is_minor must be: the last verdict, else whether any evidence flags.';
COMMENT ON COLUMN minor_status.verdict IS 'flag or clear: the last word of an editor on this file; null without one.';
COMMENT ON COLUMN minor_status.reviewer IS 'Who said it.';
COMMENT ON COLUMN minor_status.reviewed_at IS 'When.';
COMMENT ON COLUMN minor_status.evidence_count IS 'Pieces of evidence that flag.';
COMMENT ON COLUMN minor_status.probability IS 'Highest probability of any evidence, flagging or not.';

-- pg_temp is named last: where it is not named it comes first, so that a caller's temporary table would take the place
-- of ours, and what hangs on it would run with the owner's rights.
CREATE FUNCTION refresh_image_is_minor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE image AS i SET is_minor = s.is_minor
    FROM minor_status s
    WHERE s.image_id = i.id AND i.id IN (SELECT image_id FROM changed) AND i.is_minor <> s.is_minor;
    RETURN NULL;
END $$;

CREATE FUNCTION refresh_replaced_image_is_minor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE image AS i SET is_minor = s.is_minor
    FROM minor_status s WHERE s.image_id = i.id AND i.id = NEW.id AND i.is_minor <> s.is_minor;
    RETURN NULL;
END $$;

CREATE FUNCTION refresh_added_image_is_minor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE image AS i SET is_minor = s.is_minor
    FROM minor_review r, minor_status s
    WHERE r.sha256 = i.sha256 AND s.image_id = i.id AND i.id IN (SELECT id FROM added) AND i.is_minor <> s.is_minor;
    RETURN NULL;
END $$;

CREATE TRIGGER refresh_image_is_minor_insert AFTER INSERT ON minor_evidence
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refresh_image_is_minor();
CREATE TRIGGER refresh_image_is_minor_update AFTER UPDATE ON minor_evidence
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refresh_image_is_minor();
CREATE TRIGGER refresh_image_is_minor_delete AFTER DELETE ON minor_evidence
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refresh_image_is_minor();
CREATE TRIGGER refresh_image_is_minor_insert AFTER INSERT ON minor_review
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refresh_image_is_minor();
CREATE TRIGGER refresh_image_is_minor_update AFTER UPDATE ON minor_review
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refresh_image_is_minor();
CREATE TRIGGER refresh_image_is_minor_delete AFTER DELETE ON minor_review
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refresh_image_is_minor();
CREATE TRIGGER refresh_image_is_minor_insert AFTER INSERT ON image
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refresh_added_image_is_minor();
CREATE TRIGGER refresh_replaced_image_is_minor AFTER UPDATE OF sha256 ON image FOR EACH ROW
    WHEN (OLD.sha256 <> NEW.sha256) EXECUTE FUNCTION refresh_replaced_image_is_minor();

-- It asks the catalogue which tables refer to the flag, so that none can be forgotten, and takes the flag as it is by
-- then: evidence, whose rows change too, may have turned it back meanwhile.
CREATE FUNCTION spread_is_minor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    derived regclass;
BEGIN
    FOR derived IN
        SELECT c.conrelid FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attname = 'is_minor' AND a.attnum = ANY (c.confkey)
        WHERE c.contype = 'f' AND c.confrelid = TG_RELID AND c.conparentid = 0
    LOOP
        EXECUTE format(
            'UPDATE %s AS d SET is_minor = i.is_minor FROM %s AS i '
            'WHERE i.id = $1 AND d.image_id = i.id AND d.is_minor <> i.is_minor',
            derived, TG_RELID::regclass
        ) USING NEW.id;
    END LOOP;
    RETURN NULL;
END $$;
-- Triggers of an event run in the order of their names, and capital letters come first: this one has to be done before
-- PostgreSQL's own, RI_ConstraintTrigger_..., which refuse a flag that some row does not share.
CREATE TRIGGER "A_spread_is_minor" AFTER UPDATE ON image FOR EACH ROW
WHEN (OLD.is_minor <> NEW.is_minor) EXECUTE FUNCTION spread_is_minor();

-- Keeps names unique in a table that can be distributed by them.
CREATE FUNCTION keep_image_name() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM image_name WHERE name = OLD.name;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO image_name (name, image_id) VALUES (NEW.name, NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_image_name AFTER INSERT OR DELETE ON image FOR EACH ROW EXECUTE FUNCTION keep_image_name();
CREATE TRIGGER keep_changed_image_name AFTER UPDATE ON image FOR EACH ROW
    WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION keep_image_name();

-- Row security lets no operator look at a row before the policy has, unless it is declared leakproof, which full-text
-- match is not; so the searcher's own query could not use the GIN index. This function runs as its owner, keeps
-- flagged captions out itself and gives away nothing but ids, which the searcher then reads under its policies.
CREATE FUNCTION find_captioned(words tsquery, most integer)
RETURNS TABLE (image_id bigint, "position" bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 50 AS $$
    SELECT f.image_id, row_number() OVER (ORDER BY max(f.rank) DESC, f.image_id)
    FROM (
        SELECT c.image_id, ts_rank(c.tsv, words) AS rank FROM caption c
        WHERE c.tsv @@ words AND NOT c.is_minor AND c.image_id <> 0
        -- Words that so many captions share do not need this search.
        LIMIT 1000
    ) f
    GROUP BY f.image_id ORDER BY 2 LIMIT most
$$;
COMMENT ON FUNCTION find_captioned IS
    'Pictures whose own captions hold the words, best first, flagged ones left out.';

-- Optuna makes its own tables; a schema of their own keeps its alembic_version apart from ours.
CREATE SCHEMA optuna;
COMMENT ON SCHEMA optuna IS 'Studies of imgsearch compare; tables made and migrated by Optuna.';
