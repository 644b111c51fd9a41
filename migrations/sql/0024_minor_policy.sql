-- From which probability on pictures are hidden is decided here, not by whoever looks at them; verdicts can be taken back.

ALTER TABLE screening_policy
    ADD COLUMN hide VARCHAR,
    ADD COLUMN hide_at_most DOUBLE PRECISION,
    ADD COLUMN expected_share DOUBLE PRECISION,
    ADD COLUMN detector VARCHAR,
    ADD COLUMN suspects_from DOUBLE PRECISION,
    ADD COLUMN certain_from DOUBLE PRECISION,
    ADD COLUMN why VARCHAR DEFAULT '' NOT NULL,
    ADD CONSTRAINT ck_screening_policy_hide CHECK (hide IN ('strict', 'balanced', 'lenient', 'at_most')),
    ADD CONSTRAINT ck_screening_policy_hide_at_most CHECK (
        (hide_at_most IS NULL) = (hide IS DISTINCT FROM 'at_most') AND hide_at_most BETWEEN 0 AND 1
    ),
    ADD CONSTRAINT ck_screening_policy_expected_share CHECK (expected_share > 0 AND expected_share < 1),
    ADD CONSTRAINT ck_screening_policy_limits CHECK (
        (detector IS NULL) = (suspects_from IS NULL) AND (detector IS NULL) = (certain_from IS NULL)
        AND suspects_from <= certain_from
    );
COMMENT ON TABLE screening_policy IS
    'What the operator decided: what becomes of pictures that cannot be screened, and how much is hidden. One row.';
COMMENT ON COLUMN screening_policy.hide IS
    'strict, balanced, lenient or at_most: how much is hidden by pixels; NULL as the detector''s makers chose.';
COMMENT ON COLUMN screening_policy.hide_at_most IS 'Share of the pictures that may be hidden by pixels alone, with at_most.';
COMMENT ON COLUMN screening_policy.expected_share IS
    'Share of the pictures that show a minor, 0..1, to which probabilities are corrected; NULL as in the detector''s training.';
COMMENT ON COLUMN screening_policy.detector IS
    'Revision of the detector whose evidence the two limits are for; NULL where its own limits count.';
COMMENT ON COLUMN screening_policy.suspects_from IS 'minor_evidence.probability from which a row of that revision suspects.';
COMMENT ON COLUMN screening_policy.certain_from IS 'minor_evidence.probability from which a row of that revision flags.';
COMMENT ON COLUMN screening_policy.why IS 'Why, in the words of who decided.';

CREATE TABLE screening_decision (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    without_texts VARCHAR NOT NULL,
    without_pixels VARCHAR NOT NULL,
    hide VARCHAR,
    hide_at_most DOUBLE PRECISION,
    expected_share DOUBLE PRECISION,
    detector VARCHAR,
    suspects_from DOUBLE PRECISION,
    certain_from DOUBLE PRECISION,
    why VARCHAR NOT NULL,
    decided_by VARCHAR,
    login VARCHAR DEFAULT session_user NOT NULL,
    decided_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_screening_decision PRIMARY KEY (id)
);
COMMENT ON TABLE screening_decision IS 'Every decision on screening_policy, as it was from then on; a trigger adds a row.';
COMMENT ON COLUMN screening_decision.id IS 'Key; grows in time.';
COMMENT ON COLUMN screening_decision.without_texts IS 'screening_policy.without_texts.';
COMMENT ON COLUMN screening_decision.without_pixels IS 'screening_policy.without_pixels.';
COMMENT ON COLUMN screening_decision.hide IS 'screening_policy.hide.';
COMMENT ON COLUMN screening_decision.hide_at_most IS 'screening_policy.hide_at_most.';
COMMENT ON COLUMN screening_decision.expected_share IS 'screening_policy.expected_share.';
COMMENT ON COLUMN screening_decision.detector IS 'screening_policy.detector.';
COMMENT ON COLUMN screening_decision.suspects_from IS 'screening_policy.suspects_from.';
COMMENT ON COLUMN screening_decision.certain_from IS 'screening_policy.certain_from.';
COMMENT ON COLUMN screening_decision.why IS 'screening_policy.why.';
COMMENT ON COLUMN screening_decision.decided_by IS 'Who decided, as they said.';
COMMENT ON COLUMN screening_decision.login IS 'The login that did it.';
COMMENT ON COLUMN screening_decision.decided_at IS 'When.';

-- Verdicts on a sample of all pictures tell how many show a minor; those on the queue, which is made of suspects, do not.
CREATE TABLE minor_audit (
    sample BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    sha256 BYTEA NOT NULL,
    seed BIGINT NOT NULL,
    drawn_by VARCHAR DEFAULT acting_account() NOT NULL,
    drawn_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_minor_audit PRIMARY KEY (sample, "position"),
    CONSTRAINT uq_minor_audit_sample_sha256 UNIQUE (sample, sha256),
    CONSTRAINT ck_minor_audit_sha256_length CHECK (octet_length(sha256) = 32)
);
COMMENT ON TABLE minor_audit IS 'A random sample of the pictures, to be looked at by a person. The latest counts.';
COMMENT ON COLUMN minor_audit.sample IS 'Number of the sample; grows in time.';
COMMENT ON COLUMN minor_audit."position" IS
    'Order in which it was drawn, from 1. Those up to the first without a verdict are a random sample too.';
COMMENT ON COLUMN minor_audit.sha256 IS 'SHA-256 of the picture''s bytes.';
COMMENT ON COLUMN minor_audit.seed IS 'With it the same pictures give the same sample.';
COMMENT ON COLUMN minor_audit.drawn_by IS 'Who drew it.';
COMMENT ON COLUMN minor_audit.drawn_at IS 'When.';
ALTER TABLE minor_audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY loaders_do_all ON minor_audit FOR ALL TO imgsearch_loader, imgsearch_owner USING (true) WITH CHECK (true);
CREATE POLICY editors_see_all ON minor_audit FOR SELECT TO imgsearch_editor USING (true);
GRANT SELECT ON minor_audit TO imgsearch_editor;
GRANT SELECT, INSERT, DELETE ON minor_audit TO imgsearch_owner;

-- Where in the picture, and whether a verdict is part of an audit or takes one back.
ALTER TABLE minor_evidence
    ADD COLUMN cell SMALLINT,
    ADD CONSTRAINT ck_minor_evidence_cell CHECK (cell BETWEEN 0 AND 8);
COMMENT ON COLUMN minor_evidence.cell IS
    'Ninth of the picture where a detector saw it, row by row from 0; NULL for texts and where none was told.';
ALTER TABLE minor_evidence ALTER COLUMN cell SET STATISTICS 0;
ALTER TABLE minor_review
    DROP CONSTRAINT ck_minor_review_verdict,
    ADD CONSTRAINT ck_minor_review_verdict CHECK (verdict IN ('flag', 'clear', 'undo')),
    ADD COLUMN audit BIGINT;
COMMENT ON TABLE minor_review IS 'Editors'' decisions, append-only. The latest one decides image.state, by trigger.';
COMMENT ON COLUMN minor_review.verdict IS
    'flag: shows a minor; clear: does not; undo: no verdict any more, the evidence counts.';
COMMENT ON COLUMN minor_review.audit IS 'minor_audit.sample, where it was given on a sample; NULL elsewhere.';
GRANT INSERT (audit) ON minor_review TO imgsearch_editor;

-- As 0019_functions.sql has it but for verdicts that were taken back.
CREATE OR REPLACE FUNCTION picture_state(picture image) RETURNS varchar
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said varchar;
    policy public.screening_policy;
BEGIN
    -- An editor has seen these very bytes.
    SELECT r.verdict INTO said FROM public.minor_review r WHERE r.sha256 = picture.sha256 ORDER BY r.id DESC LIMIT 1;
    IF said <> 'undo' THEN
        RETURN CASE WHEN said = 'flag' THEN 'hidden' WHEN picture.missing_since IS NULL THEN 'clear' ELSE 'missing' END;
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
        RETURN CASE WHEN picture.missing_since IS NULL THEN 'clear' ELSE 'missing' END;
    END IF;
    RETURN 'unscreened';
END $$;

CREATE OR REPLACE VIEW minor_status WITH (security_invoker = true) AS
SELECT i.id AS image_id,
       picture_state(i) AS state,
       r.verdict, r.reviewer, r.reviewed_at,
       coalesce(e.evidence_count, 0) AS evidence_count,
       e.probability
FROM image i
LEFT JOIN LATERAL (
    SELECT l.verdict, l.reviewer, l.reviewed_at
    FROM (SELECT * FROM minor_review WHERE sha256 = i.sha256 ORDER BY id DESC LIMIT 1) l WHERE l.verdict <> 'undo'
) r ON true
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE flags OR suspects AND NOT i.texts_vouch) AS evidence_count,
           max(probability) AS probability
    FROM minor_evidence WHERE image_id = i.id
) e ON true;

-- Whoever looks at a picture says how likely it shows a minor; what follows from that is decided once for all.
CREATE FUNCTION decide_evidence() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    policy public.screening_policy;
BEGIN
    IF TG_RELID <> 'public.minor_evidence'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    SELECT * INTO policy FROM public.screening_policy;
    IF policy.detector = NEW.term THEN
        NEW.suspects := NEW.probability >= policy.suspects_from;
        NEW.flags := NEW.probability >= policy.certain_from;
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION decide_evidence IS 'Sets flags and suspects of what a detector has seen by the limits in screening_policy.';
CREATE TRIGGER decide_evidence BEFORE INSERT OR UPDATE OF probability, flags, suspects, term ON minor_evidence
    FOR EACH ROW WHEN (NEW.caption_key = '') EXECUTE FUNCTION decide_evidence();

CREATE FUNCTION record_decision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.screening_policy'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    INSERT INTO public.screening_decision (
        without_texts, without_pixels, hide, hide_at_most, expected_share, detector, suspects_from, certain_from, why,
        decided_by
    ) VALUES (
        NEW.without_texts, NEW.without_pixels, NEW.hide, NEW.hide_at_most, NEW.expected_share, NEW.detector,
        NEW.suspects_from, NEW.certain_from, NEW.why, NEW.decided_by
    );
    RETURN NULL;
END $$;
COMMENT ON FUNCTION record_decision IS 'Adds a row to screening_decision.';
CREATE TRIGGER record_decision AFTER INSERT OR UPDATE ON screening_policy
    FOR EACH ROW EXECUTE FUNCTION record_decision();

-- As 0016_functions.sql has it but for the limits: stored probabilities are decided on anew, whatever looked at them.
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
        WHERE e.term = p.detector AND e.caption_key = ''
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
DROP TRIGGER settle_changed ON screening_policy;
CREATE TRIGGER settle_changed AFTER UPDATE ON screening_policy REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION settle_screening();
CREATE TRIGGER settle_made AFTER INSERT OR DELETE ON screening_policy
    FOR EACH STATEMENT EXECUTE FUNCTION settle_screening();

GRANT UPDATE (flags, suspects) ON minor_evidence TO imgsearch_definer;
GRANT INSERT ON screening_decision TO imgsearch_definer;
GRANT SELECT ON screening_decision TO imgsearch_analyst, imgsearch_editor, imgsearch_loader, imgsearch_owner;
