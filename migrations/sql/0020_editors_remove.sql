-- Editors have no right to delete pictures or to read the table removal; two functions do for them what they may do.

CREATE FUNCTION remove_picture(picture bigint, for_good boolean, why text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    seen bytea;
    meant bigint[];
BEGIN
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
