-- Which pictures are one photograph is a table's of its own, which searchers and analysts do not read: the number that they do
-- read tells of pictures that are shown, and of no hidden one beside them.

CREATE TABLE image_series (
    image_id BIGINT NOT NULL,
    series BIGINT NOT NULL,
    CONSTRAINT pk_image_series PRIMARY KEY (image_id),
    CONSTRAINT fk_image_series_image_id FOREIGN KEY (image_id) REFERENCES image (id) ON DELETE CASCADE
);
CREATE INDEX ix_image_series_series ON image_series (series);
COMMENT ON TABLE image_series IS 'Pictures that are one photograph, shown and hidden ones; a trigger sets image.series from it.';
COMMENT ON COLUMN image_series.image_id IS 'The picture that this row belongs to.';
COMMENT ON COLUMN image_series.series IS
    'Shared by pictures that are one photograph: the same bytes, copies, shots of one moment; a random number.';
ALTER TABLE image_series ALTER COLUMN series SET STATISTICS 0;
INSERT INTO image_series (image_id, series) SELECT id, series FROM image WHERE series IS NOT NULL;
COMMENT ON COLUMN image.series IS
    'image_series.series; NULL where the picture is shown and no other of its series is. Set by a trigger.';

ALTER TABLE image_series ENABLE ROW LEVEL SECURITY;
CREATE POLICY loaders_do_all ON image_series FOR ALL TO imgsearch_loader, imgsearch_owner USING (true) WITH CHECK (true);
CREATE POLICY functions_do_all ON image_series FOR ALL TO imgsearch_definer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON image_series TO imgsearch_loader, imgsearch_owner;
GRANT SELECT, DELETE ON image_series TO imgsearch_definer;
REVOKE UPDATE (series) ON image FROM imgsearch_loader;
GRANT UPDATE (series) ON image TO imgsearch_definer;

CREATE FUNCTION show_series(numbers bigint[]) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE public.image AS i SET series = known.series
    FROM (
        SELECT s.image_id,
               CASE WHEN m.is_hidden OR count(*) FILTER (WHERE NOT m.is_hidden) OVER (PARTITION BY s.series) > 1
               THEN s.series END AS series
        FROM public.image_series s JOIN public.image m ON m.id = s.image_id WHERE s.series = ANY (numbers)
    ) AS known
    WHERE i.id = known.image_id AND i.series IS DISTINCT FROM known.series
$$;
COMMENT ON FUNCTION show_series IS 'Sets image.series of the pictures of some series.';
REVOKE ALL ON FUNCTION show_series FROM PUBLIC;
GRANT EXECUTE ON FUNCTION show_series TO imgsearch_definer;

CREATE FUNCTION settle_series() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    left_alone bigint[];
    numbers bigint[];
    members bigint[];
BEGIN
    IF TG_RELID <> 'public.image_series'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(DISTINCT n) INTO numbers
        FROM before b JOIN after a USING (image_id), unnest(ARRAY[b.series, a.series]) n WHERE a.series <> b.series;
        SELECT array_agg(a.image_id) INTO members FROM before b JOIN after a USING (image_id) WHERE a.series <> b.series;
    ELSE
        SELECT array_agg(DISTINCT t.series), array_agg(t.image_id) INTO numbers, members FROM touched t;
    END IF;
    IF numbers IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN
        left_alone := ARRAY(SELECT i.id FROM public.image i WHERE i.id = ANY (members) AND i.series IS NOT NULL);
        IF left_alone <> '{}' THEN
            UPDATE public.image SET series = NULL WHERE id = ANY (left_alone);
        END IF;
    ELSE
        PERFORM public.hide_copies(members);
    END IF;
    PERFORM public.show_series(numbers);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION settle_series IS 'Keeps image.series, and hides copies of what shows a minor, as image_series changes.';
CREATE TRIGGER settle_inserted AFTER INSERT ON image_series REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION settle_series();
CREATE TRIGGER settle_updated AFTER UPDATE ON image_series REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION settle_series();
CREATE TRIGGER settle_deleted AFTER DELETE ON image_series REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION settle_series();
