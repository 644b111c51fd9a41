-- Takes 0021 back.
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
    ELSIF (NEW.name, NEW.source, NEW.gallery, NEW.tags, NEW.metadata - 'file_stamp', NEW.photographer)
        IS DISTINCT FROM (OLD.name, OLD.source, OLD.gallery, OLD.tags, OLD.metadata - 'file_stamp', OLD.photographer) THEN
        NEW.texts_screened_by := NULL;
    END IF;
    NEW.state := public.picture_state(NEW);
    NEW.is_hidden := NEW.state <> 'clear';
    RETURN NEW;
END $$;
ALTER TABLE image DROP COLUMN is_compared, DROP COLUMN series, DROP COLUMN phash;
