-- The page sees no rows of hidden pictures, so it cannot delete them: two functions do. Neither tells whether there were any.

CREATE FUNCTION take_picture_out(from_collection integer, picture bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM public.collection_picture WHERE collection_id = from_collection AND image_id = picture
$$;
COMMENT ON FUNCTION take_picture_out IS 'Takes a picture out of a collection, hidden or shown.';

CREATE FUNCTION empty_collections() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.collection'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    DELETE FROM public.collection_picture WHERE collection_id IN (SELECT id FROM gone);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION empty_collections IS 'Takes all pictures out of collections that are removed, alone or with their account.';
CREATE TRIGGER empty_collections AFTER DELETE ON collection REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION empty_collections();

-- The page keeps its right to delete until no page of the version before uses it.
GRANT SELECT (collection_id), DELETE ON collection_picture TO imgsearch_definer;
REVOKE ALL ON FUNCTION take_picture_out, empty_collections FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_picture_out TO imgsearch_web, imgsearch_owner;

-- What removed collections have left.
DELETE FROM collection_picture p WHERE NOT EXISTS (SELECT FROM collection c WHERE c.id = p.collection_id);
