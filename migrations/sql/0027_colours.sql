-- The main colours of a picture, by which searches are narrowed.

ALTER TABLE image ADD COLUMN colours VARCHAR[];
-- Whoever may write them can say nothing else there, which nobody would screen.
ALTER TABLE image ADD CONSTRAINT ck_image_colours CHECK (colours <@ ARRAY[
    'red', 'orange', 'yellow', 'green', 'turquoise', 'blue', 'purple', 'pink', 'brown', 'beige', 'white', 'grey', 'black', 'black and white'
]::varchar[]);
COMMENT ON COLUMN image.colours IS
    'Its main colours, the most striking first, as red or black and white; NULL until its small copy was looked at.';
CREATE INDEX ix_image_colours ON image USING gin (colours);
GRANT UPDATE (colours) ON image TO imgsearch_loader;

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
        NEW.colours := NULL;
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
