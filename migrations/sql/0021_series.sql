-- Copies and bursts of one photograph are a series, of which a search shows the best.

ALTER TABLE image
    ADD COLUMN phash BIT(64), ADD COLUMN series BIGINT, ADD COLUMN is_compared BOOLEAN DEFAULT false NOT NULL;
COMMENT ON COLUMN image.phash IS 'Difference hash of its small copy: of like pictures few bits differ; NULL until made.';
COMMENT ON COLUMN image.series IS
    'Shared by pictures that are one photograph: the same bytes, copies, shots of one moment; a random number, NULL alone.';
COMMENT ON COLUMN image.is_compared IS 'Whether its series has been looked for.';
ALTER TABLE image ALTER COLUMN phash SET STATISTICS 0, ALTER COLUMN series SET STATISTICS 0;
CREATE INDEX ix_image_series ON image (series) WHERE series IS NOT NULL;
GRANT UPDATE (phash, series, is_compared) ON image TO imgsearch_loader;

CREATE OR REPLACE FUNCTION keep_image_state() RETURNS trigger
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
        NEW.phash := NULL;
        NEW.series := NULL;
        NEW.is_compared := false;
    ELSIF (NEW.name, NEW.source, NEW.gallery, NEW.tags, NEW.metadata - 'file_stamp', NEW.photographer)
        IS DISTINCT FROM (OLD.name, OLD.source, OLD.gallery, OLD.tags, OLD.metadata - 'file_stamp', OLD.photographer) THEN
        NEW.texts_screened_by := NULL;
    END IF;
    NEW.state := public.picture_state(NEW);
    NEW.is_hidden := NEW.state <> 'clear';
    RETURN NEW;
END $$;
