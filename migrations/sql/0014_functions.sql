-- Functions that run with other rights than their caller's: whose rights, who may call them, for which tables.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'imgsearch_definer') THEN
        CREATE ROLE imgsearch_definer NOLOGIN;
        COMMENT ON ROLE imgsearch_definer IS 'Owns the functions that keep flags; granted to nobody but who migrates.';
    END IF;
END $$;

-- EXECUTE is asked for where a trigger is made, not where it fires. But a table's owner may hand such a right on, and a
-- restored database may have lost a REVOKE, so each looks at where it stands itself.
CREATE OR REPLACE FUNCTION refresh_image_is_minor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID NOT IN ('public.minor_evidence'::regclass, 'public.minor_review'::regclass) THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    UPDATE public.image AS i SET is_minor = s.is_minor
    FROM public.minor_status s
    WHERE s.image_id = i.id AND i.id IN (SELECT image_id FROM changed) AND i.is_minor <> s.is_minor;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION refresh_replaced_image_is_minor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    UPDATE public.image AS i SET is_minor = s.is_minor
    FROM public.minor_status s WHERE s.image_id = i.id AND i.id = NEW.id AND i.is_minor <> s.is_minor;
    -- Verdicts on these bytes that had no picture left.
    UPDATE public.minor_review AS r SET image_id = i.id, is_minor = i.is_minor
    FROM public.image i WHERE r.image_id = 0 AND r.sha256 = i.sha256 AND i.id = NEW.id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION refresh_added_image_is_minor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    UPDATE public.image AS i SET is_minor = s.is_minor
    FROM public.minor_review r, public.minor_status s
    WHERE r.sha256 = i.sha256 AND s.image_id = i.id AND i.id IN (SELECT id FROM added) AND i.is_minor <> s.is_minor;
    IF EXISTS (SELECT FROM public.minor_review WHERE image_id = 0) THEN
        UPDATE public.minor_review AS r SET image_id = i.id, is_minor = i.is_minor
        FROM public.image i
        WHERE r.image_id = 0 AND r.sha256 = i.sha256
        AND i.id = (SELECT min(a.id) FROM added a WHERE a.sha256 = r.sha256);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION spread_is_minor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    derived regclass;
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    FOR derived IN
        SELECT c.conrelid FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attname = 'is_minor' AND a.attnum = ANY (c.confkey)
        WHERE c.contype = 'f' AND c.confrelid = TG_RELID AND c.conparentid = 0
    LOOP
        EXECUTE format(
            'UPDATE %s AS d SET is_minor = i.is_minor FROM public.image AS i '
            'WHERE i.id = $1 AND d.image_id = i.id AND d.is_minor <> i.is_minor',
            derived
        ) USING NEW.id;
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION keep_image_name() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM public.image_name WHERE name = OLD.name;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO public.image_name (name, image_id) VALUES (NEW.name, NEW.id);
    END IF;
    RETURN NULL;
END $$;

-- Verdicts are on bytes. Without a picture nobody knows that they may be shown, so searchers and analysts do not see them.
CREATE FUNCTION keep_verdicts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    UPDATE public.minor_review SET image_id = 0, is_minor = true WHERE image_id = OLD.id;
    RETURN OLD;
END $$;

-- Exactly what those functions do. Row security counts for a role that owns no table, hence the policy.
GRANT USAGE ON SCHEMA public TO imgsearch_definer;
GRANT SELECT (id, name, sha256, is_minor), UPDATE (is_minor) ON image TO imgsearch_definer;
GRANT SELECT (id, image_id, is_minor, tsv) ON caption TO imgsearch_definer;
GRANT SELECT (name), INSERT, DELETE ON image_name TO imgsearch_definer;
GRANT SELECT ON minor_review, minor_evidence, minor_status TO imgsearch_definer;
GRANT UPDATE (image_id) ON minor_review TO imgsearch_definer;
DO $$
DECLARE
    guarded regclass;
BEGIN
    FOR guarded IN
        SELECT c.conrelid FROM pg_constraint c WHERE c.contype = 'f' AND c.confrelid = 'public.image'::regclass
        AND cardinality(c.confkey) = 2
        UNION ALL SELECT unnest(ARRAY['public.image', 'public.image_name']::regclass[])
    LOOP
        EXECUTE format(
            'CREATE POLICY functions_do_all ON %s FOR ALL TO imgsearch_definer USING (true) WITH CHECK (true)', guarded
        );
        CONTINUE WHEN guarded IN ('public.image'::regclass, 'public.image_name'::regclass);
        EXECUTE format('GRANT SELECT (image_id, is_minor), UPDATE (is_minor) ON %s TO imgsearch_definer', guarded);
    END LOOP;
END $$;
