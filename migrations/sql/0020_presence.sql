-- A file that is gone is not shown while it is; what was withdrawn stays out; a text goes with the row that said it.

ALTER TABLE image ADD COLUMN missing_since TIMESTAMPTZ;
COMMENT ON COLUMN image.missing_since IS 'When a load first found its file gone; NULL while it is there.';
ALTER TABLE image
    DROP CONSTRAINT ck_image_state,
    ADD CONSTRAINT ck_image_state CHECK (state IN ('unscreened', 'clear', 'hidden', 'missing'));
COMMENT ON COLUMN image.state IS
    'unscreened: not all of it has been looked at; clear: it may be shown; hidden: it may show a minor; missing: it may be '
    'shown once its file is back. Set by triggers from screening, evidence, verdicts and missing_since.';
CREATE OR REPLACE FUNCTION picture_state(picture image) RETURNS varchar
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said varchar;
    policy public.screening_policy;
BEGIN
    -- An editor has seen these very bytes.
    SELECT r.verdict INTO said FROM public.minor_review r WHERE r.sha256 = picture.sha256 ORDER BY r.id DESC LIMIT 1;
    IF said IS NOT NULL THEN
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
GRANT UPDATE (missing_since) ON image TO imgsearch_loader;
GRANT EXECUTE ON FUNCTION acting_account TO imgsearch_loader;

CREATE TABLE removal (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    sha256 BYTEA NOT NULL,
    name VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    source_path VARCHAR NOT NULL,
    stays_out BOOLEAN NOT NULL,
    reason VARCHAR NOT NULL,
    removed_by VARCHAR DEFAULT acting_account() NOT NULL,
    removed_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_removal PRIMARY KEY (id),
    CONSTRAINT ck_removal_sha256_length CHECK (octet_length(sha256) = 32)
);
CREATE INDEX ix_removal_sha256 ON removal (sha256);
COMMENT ON TABLE removal IS 'A picture that was taken out of the database.';
COMMENT ON COLUMN removal.id IS 'Key; the latest row on a file counts.';
COMMENT ON COLUMN removal.sha256 IS 'SHA-256 of the file''s bytes.';
COMMENT ON COLUMN removal.name IS 'image.name.';
COMMENT ON COLUMN removal.source IS 'image.source.';
COMMENT ON COLUMN removal.source_path IS 'image.source_path.';
COMMENT ON COLUMN removal.stays_out IS 'Whether loads leave these bytes out, wherever they turn up.';
COMMENT ON COLUMN removal.reason IS 'Why.';
COMMENT ON COLUMN removal.removed_by IS 'Who: the login or, on the page, account.';
COMMENT ON COLUMN removal.removed_at IS 'When.';
ALTER TABLE removal ENABLE ROW LEVEL SECURITY;
CREATE POLICY loaders_do_all ON removal FOR ALL TO imgsearch_loader, imgsearch_owner USING (true) WITH CHECK (true);
-- A loader adds to the record and changes nothing in it.
GRANT SELECT, INSERT (sha256, name, source, source_path, stays_out, reason) ON removal TO imgsearch_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON removal TO imgsearch_owner;

ALTER TABLE caption ADD COLUMN loaded_from VARCHAR;
COMMENT ON COLUMN caption.loaded_from IS 'The file of captions that said it last; NULL for what a picture''s own file says.';
ALTER TABLE caption ALTER COLUMN loaded_from SET STATISTICS 0;
