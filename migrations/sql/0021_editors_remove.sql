-- Editors have no right to delete pictures or to read the table removal; two functions do for them what they may do.

CREATE FUNCTION remove_picture(picture bigint, for_good boolean, why text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    seen bytea;
    meant bigint[];
BEGIN
    -- The lock of loads, which write the same rows in their own order.
    PERFORM pg_advisory_xact_lock(7236105319);
    SELECT i.sha256 INTO seen FROM public.image i WHERE i.id = picture;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    -- For good, copies of the same bytes go too; the one that was meant is recorded last, as the name to allow.
    SELECT array_agg(i.id) INTO meant FROM public.image i WHERE i.sha256 = seen AND (for_good OR i.id = picture);
    INSERT INTO public.removal (sha256, name, source, source_path, stays_out, reason)
        SELECT i.sha256, i.name, i.source, i.source_path, for_good OR public.stays_out(i.sha256), why
        FROM public.image i WHERE i.id = ANY (meant) ORDER BY i.id = picture, i.id;
    DELETE FROM public.image i WHERE i.id = ANY (meant);
    RETURN cardinality(meant);
END $$;
COMMENT ON FUNCTION remove_picture IS
    'Removes a picture, for good with all copies of its bytes, and records who did it and why; how many there were.';

CREATE FUNCTION stays_out(bytes_sha256 bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(
        (SELECT r.stays_out FROM public.removal r WHERE r.sha256 = bytes_sha256 ORDER BY r.id DESC LIMIT 1), false
    )
$$;
COMMENT ON FUNCTION stays_out IS 'Whether a file with these bytes was removed for good.';

-- Exactly what they do. Who removed it is told by the column's default, which asks acting_account().
GRANT DELETE ON image TO imgsearch_definer;
GRANT SELECT (id, sha256, stays_out), INSERT (sha256, name, source, source_path, stays_out, reason) ON removal
    TO imgsearch_definer;
GRANT EXECUTE ON FUNCTION acting_account TO imgsearch_definer;
CREATE POLICY functions_do_all ON removal FOR ALL TO imgsearch_definer USING (true) WITH CHECK (true);
REVOKE ALL ON FUNCTION remove_picture, stays_out FROM PUBLIC;
GRANT EXECUTE ON FUNCTION remove_picture, stays_out TO imgsearch_editor;

-- What a file of metadata says goes with the row that said it, like a caption, and follows a picture that is renamed.

CREATE TABLE metadata_origin (
    image_id BIGINT NOT NULL,
    file VARCHAR NOT NULL,
    image_name VARCHAR NOT NULL,
    said JSONB NOT NULL,
    CONSTRAINT pk_metadata_origin PRIMARY KEY (image_id, file),
    CONSTRAINT fk_metadata_origin_image_id FOREIGN KEY (image_id) REFERENCES image (id) ON DELETE CASCADE
);
CREATE INDEX ix_metadata_origin_image_name ON metadata_origin (image_name);
COMMENT ON TABLE metadata_origin IS
    'What a file of metadata said of a picture last; it is taken back when the file says it no more.';
COMMENT ON COLUMN metadata_origin.image_id IS 'The picture.';
COMMENT ON COLUMN metadata_origin.file IS 'Absolute path of the file.';
COMMENT ON COLUMN metadata_origin.image_name IS 'image.name when the file''s name for the picture was its own.';
COMMENT ON COLUMN metadata_origin.said IS 'taken_at, photographer, tags and details, as far as the file says them.';
ALTER TABLE metadata_origin
    ALTER COLUMN file SET STATISTICS 0, ALTER COLUMN image_name SET STATISTICS 0, ALTER COLUMN said SET STATISTICS 0;
ALTER TABLE metadata_origin ENABLE ROW LEVEL SECURITY;
CREATE POLICY loaders_do_all ON metadata_origin FOR ALL TO imgsearch_loader, imgsearch_owner USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON metadata_origin TO imgsearch_loader, imgsearch_owner;
