-- Keeps the copies in the schema spread, whose rows stand on other machines, as the tables are. `imgsearch db distribute`
-- runs it, no migration does; it may be run again at any time. The copies hold pictures that may be shown, and no others.

-- Searchers read the copies, as whom the coordinator asks; the functions below write them. Nobody else has a right here.
GRANT USAGE ON SCHEMA spread TO imgsearch_searcher, imgsearch_definer;
GRANT SELECT ON spread.image, spread.image_embedding, spread.caption_embedding TO imgsearch_searcher;
GRANT SELECT, INSERT, DELETE ON spread.image, spread.image_embedding, spread.caption_embedding TO imgsearch_definer;

-- Machines have no use for what is made here: triggers fire where the tables are, on the coordinator.
SET LOCAL citus.enable_ddl_propagation = off;

-- What a machine that was lost has not been told; no row is here as a rule.
CREATE TABLE IF NOT EXISTS spread.waiting (
    copied name NOT NULL,
    image_id bigint NOT NULL,
    CONSTRAINT pk_waiting PRIMARY KEY (copied, image_id)
);
COMMENT ON TABLE spread.waiting IS 'Pictures whose copies are to be settled once all machines answer: imgsearch db distribute.';
COMMENT ON COLUMN spread.waiting.copied IS 'The table.';
COMMENT ON COLUMN spread.waiting.image_id IS 'The picture.';

CREATE OR REPLACE FUNCTION spread.columns(copied name) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = format('spread.%I', copied)::regclass AND attnum > 0 AND NOT attisdropped
$$;
COMMENT ON FUNCTION spread.columns IS 'The columns that a copy has.';

CREATE OR REPLACE FUNCTION spread.settle(copied name, gone bigint[], touched bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    key name := CASE copied WHEN 'image' THEN 'id' ELSE 'image_id' END;
    columns text := spread.columns(copied);
    shown bigint[];
BEGIN
    IF gone || touched = '{}' THEN
        RETURN;
    END IF;
    IF gone <> '{}' THEN
        EXECUTE format('DELETE FROM spread.%I WHERE %I = ANY ($1)', copied, key) USING gone;
    END IF;
    -- As it is by now: another trigger may have turned a picture back meanwhile.
    EXECUTE format('SELECT ARRAY(SELECT DISTINCT %2$I FROM public.%1$I WHERE %2$I = ANY ($1) AND NOT is_hidden)', copied, key)
        INTO shown USING gone || touched;
    IF shown <> '{}' THEN
        -- Rows that cannot be sent end the transaction, whatever is caught here; a question that is not answered does not.
        EXECUTE format('SELECT count(*) FROM spread.%I WHERE %I = ANY ($1)', copied, key) USING shown;
        EXECUTE format(
            'INSERT INTO spread.%1$I (%3$s) SELECT %3$s FROM public.%1$I WHERE %2$I = ANY ($1) AND NOT is_hidden '
            'ON CONFLICT DO NOTHING', copied, key, columns
        ) USING shown;
    END IF;
EXCEPTION WHEN connection_exception OR connection_failure OR sqlclient_unable_to_establish_sqlconnection THEN
    -- Hiding a picture, or loading one, must not wait for a machine that is gone. Searches look at the tables besides,
    -- so that nothing is shown that is hidden there.
    RAISE WARNING 'a machine does not answer (%); run imgsearch db distribute once it does', SQLERRM;
    INSERT INTO spread.waiting (copied, image_id) SELECT settle.copied, unnest(gone || touched) ON CONFLICT DO NOTHING;
END $$;
COMMENT ON FUNCTION spread.settle IS
    'Takes some pictures out of a copy, and puts those of them and of others in that may be shown.';

CREATE OR REPLACE FUNCTION spread.settle_vectors() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone bigint[] := '{}';
    touched bigint[] := '{}';
BEGIN
    IF TG_RELID NOT IN ('public.image_embedding'::regclass, 'public.caption_embedding'::regclass) THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        EXECUTE 'SELECT ARRAY(SELECT DISTINCT image_id FROM before WHERE NOT is_hidden)' INTO gone;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        EXECUTE 'SELECT ARRAY(SELECT DISTINCT image_id FROM after WHERE NOT is_hidden)' INTO touched;
    END IF;
    PERFORM spread.settle(TG_TABLE_NAME, gone, touched);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION spread.settle_images() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    columns text := spread.columns('image');
    gone bigint[] := '{}';
    touched bigint[] := '{}';
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        -- What filters do not look at changes often.
        EXECUTE format(
            'SELECT ARRAY(SELECT id FROM (SELECT %1$s FROM before WHERE NOT is_hidden EXCEPT ALL '
            'SELECT %1$s FROM after WHERE NOT is_hidden) AS b), '
            'ARRAY(SELECT id FROM (SELECT %1$s FROM after WHERE NOT is_hidden EXCEPT ALL '
            'SELECT %1$s FROM before WHERE NOT is_hidden) AS a)', columns
        ) INTO gone, touched;
    ELSIF TG_OP = 'DELETE' THEN
        EXECUTE 'SELECT ARRAY(SELECT id FROM before WHERE NOT is_hidden)' INTO gone;
    ELSE
        EXECUTE 'SELECT ARRAY(SELECT id FROM after WHERE NOT is_hidden)' INTO touched;
    END IF;
    PERFORM spread.settle(TG_TABLE_NAME, gone, touched);
    RETURN NULL;
END $$;

DO $$
DECLARE
    copied name;
    does text;
BEGIN
    FOREACH copied IN ARRAY ARRAY['image', 'image_embedding', 'caption_embedding'] LOOP
        does := CASE copied WHEN 'image' THEN 'settle_images' ELSE 'settle_vectors' END;
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER spread_inserted AFTER INSERT ON public.%I REFERENCING NEW TABLE AS after '
            'FOR EACH STATEMENT EXECUTE FUNCTION spread.%I()', copied, does
        );
        -- After settle_changed_images, by its name.
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER spread_updated AFTER UPDATE ON public.%I REFERENCING OLD TABLE AS before '
            'NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION spread.%I()', copied, does
        );
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER spread_deleted AFTER DELETE ON public.%I REFERENCING OLD TABLE AS before '
            'FOR EACH STATEMENT EXECUTE FUNCTION spread.%I()', copied, does
        );
        EXECUTE format('GRANT SELECT (%s, is_hidden) ON public.%I TO imgsearch_definer', spread.columns(copied), copied);
    END LOOP;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA spread FROM PUBLIC;
GRANT SELECT, INSERT ON spread.waiting TO imgsearch_definer;
GRANT EXECUTE ON FUNCTION spread.columns TO imgsearch_definer;
ALTER FUNCTION spread.settle OWNER TO imgsearch_definer;
ALTER FUNCTION spread.settle_vectors OWNER TO imgsearch_definer;
ALTER FUNCTION spread.settle_images OWNER TO imgsearch_definer;
