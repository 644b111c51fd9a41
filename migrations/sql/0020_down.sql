-- Takes 0020 back.
ALTER TABLE caption DROP COLUMN loaded_from;
DROP TABLE removal;
REVOKE EXECUTE ON FUNCTION acting_account FROM imgsearch_loader;
CREATE OR REPLACE FUNCTION picture_state(picture image) RETURNS varchar
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
-- What was missing is shown again where it may be.
UPDATE image SET state = state WHERE state = 'missing';
ALTER TABLE image
    DROP CONSTRAINT ck_image_state,
    ADD CONSTRAINT ck_image_state CHECK (state IN ('unscreened', 'clear', 'hidden'));
ALTER TABLE image DROP COLUMN missing_since;
COMMENT ON COLUMN image.state IS
    'unscreened: not all of it has been looked at; clear: it may be shown; hidden: it may show a minor. Set by triggers '
    'from screening, evidence and verdicts.';
