DO $$ BEGIN CREATE ROLE imgsearch_analyst NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE imgsearch_editor NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE imgsearch_loader NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE imgsearch_owner NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE imgsearch_searcher NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE imgsearch_web NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
--
-- PostgreSQL database dump
--


-- Dumped from database version 18.4
-- Dumped by pg_dump version 18.4

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: analyst; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA analyst;


--
-- Name: SCHEMA analyst; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON SCHEMA analyst IS 'Views for analysts; flagged pictures are in none of them.';


--
-- Name: optuna; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA optuna;


--
-- Name: SCHEMA optuna; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON SCHEMA optuna IS 'Studies of imgsearch compare; tables made and migrated by Optuna.';


--
-- Name: vector; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;


--
-- Name: EXTENSION vector; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION vector IS 'vector data type and ivfflat and hnsw access methods';


--
-- Name: find_captioned(tsquery, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.find_captioned(words tsquery, most integer) RETURNS TABLE(image_id bigint, "position" bigint)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 50
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
    SELECT f.image_id, row_number() OVER (ORDER BY max(f.rank) DESC, f.image_id)
    FROM (
        SELECT c.image_id, ts_rank(c.tsv, words) AS rank FROM caption c
        WHERE c.tsv @@ words AND NOT c.is_minor AND c.image_id <> 0
        -- Words that so many captions share do not need this search.
        LIMIT 1000
    ) f
    GROUP BY f.image_id ORDER BY 2 LIMIT most
$$;


--
-- Name: FUNCTION find_captioned(words tsquery, most integer); Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON FUNCTION public.find_captioned(words tsquery, most integer) IS 'Pictures whose own captions hold the words, best first, flagged ones left out.';


--
-- Name: keep_image_name(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_image_name() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM image_name WHERE name = OLD.name;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO image_name (name, image_id) VALUES (NEW.name, NEW.id);
    END IF;
    RETURN NULL;
END $$;


--
-- Name: refresh_added_image_is_minor(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refresh_added_image_is_minor() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE image AS i SET is_minor = s.is_minor
    FROM minor_review r, minor_status s
    WHERE r.sha256 = i.sha256 AND s.image_id = i.id AND i.id IN (SELECT id FROM added) AND i.is_minor <> s.is_minor;
    RETURN NULL;
END $$;


--
-- Name: refresh_image_is_minor(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refresh_image_is_minor() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE image AS i SET is_minor = s.is_minor
    FROM minor_status s
    WHERE s.image_id = i.id AND i.id IN (SELECT image_id FROM changed) AND i.is_minor <> s.is_minor;
    RETURN NULL;
END $$;


--
-- Name: refresh_replaced_image_is_minor(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refresh_replaced_image_is_minor() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE image AS i SET is_minor = s.is_minor
    FROM minor_status s WHERE s.image_id = i.id AND i.id = NEW.id AND i.is_minor <> s.is_minor;
    RETURN NULL;
END $$;


--
-- Name: spread_is_minor(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.spread_is_minor() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
DECLARE
    derived regclass;
BEGIN
    FOR derived IN
        SELECT c.conrelid FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attname = 'is_minor' AND a.attnum = ANY (c.confkey)
        WHERE c.contype = 'f' AND c.confrelid = TG_RELID AND c.conparentid = 0
    LOOP
        EXECUTE format(
            'UPDATE %s AS d SET is_minor = i.is_minor FROM %s AS i '
            'WHERE i.id = $1 AND d.image_id = i.id AND d.is_minor <> i.is_minor',
            derived, TG_RELID::regclass
        ) USING NEW.id;
    END LOOP;
    RETURN NULL;
END $_$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: activation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.activation (
    id integer NOT NULL,
    encoder_id integer NOT NULL,
    regressor_id integer,
    is_rollback boolean DEFAULT false NOT NULL,
    activated_at timestamp with time zone DEFAULT now() NOT NULL,
    activated_by character varying DEFAULT SESSION_USER NOT NULL
);


--
-- Name: TABLE activation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.activation IS 'What searches used from when on: a row for each change of the active encoder or regressor.';


--
-- Name: COLUMN activation.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.activation.id IS 'Key; newest is highest.';


--
-- Name: COLUMN activation.encoder_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.activation.encoder_id IS 'encoder.id of the encoder that was active.';


--
-- Name: COLUMN activation.regressor_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.activation.regressor_id IS 'regressor.id of the one that was active; NULL for the one that ships, or none.';


--
-- Name: COLUMN activation.is_rollback; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.activation.is_rollback IS 'Whether it undid the activation before.';


--
-- Name: COLUMN activation.activated_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.activation.activated_at IS 'When.';


--
-- Name: COLUMN activation.activated_by; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.activation.activated_by IS 'Login of whoever did it.';


--
-- Name: encoder; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.encoder (
    id integer NOT NULL,
    name character varying NOT NULL,
    revision character varying NOT NULL,
    dimension integer NOT NULL,
    is_active boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_encoder_dimension CHECK (((dimension >= 1) AND (dimension <= 4000)))
);


--
-- Name: TABLE encoder; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.encoder IS 'Encoders that have made vectors. One is active: searches use its pictures'' vectors.';


--
-- Name: COLUMN encoder.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.encoder.id IS 'Key.';


--
-- Name: COLUMN encoder.name; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.encoder.name IS 'What imgsearch calls it: small, minilm, clip:<folder>, ...';


--
-- Name: COLUMN encoder.revision; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.encoder.revision IS 'Changes whenever the vectors would.';


--
-- Name: COLUMN encoder.dimension; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.encoder.dimension IS 'Width of its vectors.';


--
-- Name: COLUMN encoder.is_active; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.encoder.is_active IS 'Whether searches use it.';


--
-- Name: COLUMN encoder.created_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.encoder.created_at IS 'When it was first used here.';


--
-- Name: activation; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.activation WITH (security_invoker='true') AS
 SELECT a.activated_at,
    lead(a.activated_at) OVER (ORDER BY a.id) AS replaced_at,
    e.name AS encoder,
    e.revision,
    a.regressor_id,
    a.is_rollback,
    a.activated_by
   FROM (public.activation a
     LEFT JOIN public.encoder e ON ((e.id = a.encoder_id)));


--
-- Name: VIEW activation; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.activation IS 'From when on which encoder and regressor served.';


--
-- Name: COLUMN activation.activated_at; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.activation.activated_at IS 'From when.';


--
-- Name: COLUMN activation.replaced_at; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.activation.replaced_at IS 'Until when; null for what serves now.';


--
-- Name: COLUMN activation.encoder; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.activation.encoder IS 'Name of the encoder; null when its row is gone.';


--
-- Name: COLUMN activation.revision; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.activation.revision IS 'Its revision.';


--
-- Name: COLUMN activation.regressor_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.activation.regressor_id IS 'The regressor; null for the one that ships.';


--
-- Name: COLUMN activation.is_rollback; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.activation.is_rollback IS 'Whether it undid the change before.';


--
-- Name: COLUMN activation.activated_by; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.activation.activated_by IS 'Who did it.';


--
-- Name: caption; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.caption (
    id bigint NOT NULL,
    caption_key character varying NOT NULL,
    image_name character varying NOT NULL,
    image_id bigint DEFAULT 0 NOT NULL,
    is_minor boolean DEFAULT false NOT NULL,
    text character varying NOT NULL,
    tsv tsvector GENERATED ALWAYS AS ((to_tsvector('english'::regconfig, (text)::text) || to_tsvector('russian'::regconfig, (text)::text))) STORED NOT NULL,
    picture_is_minor boolean GENERATED ALWAYS AS (
CASE
    WHEN (image_id <> 0) THEN is_minor
    ELSE NULL::boolean
END) STORED
);


--
-- Name: TABLE caption; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.caption IS 'A caption: a picture''s own, and the texts of rated pairs, which are captions of other pictures.';


--
-- Name: COLUMN caption.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption.id IS 'Key.';


--
-- Name: COLUMN caption.caption_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption.caption_key IS 'The caption''s id in the files: <image file>#<n>.';


--
-- Name: COLUMN caption.image_name; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption.image_name IS 'Name of the picture that the caption was written for.';


--
-- Name: COLUMN caption.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption.image_id IS 'The picture that this row belongs to. 0 when that picture is not loaded.';


--
-- Name: COLUMN caption.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: COLUMN caption.text; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption.text IS 'The caption as it came.';


--
-- Name: COLUMN caption.tsv; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption.tsv IS 'English and Russian lexemes of the text, for full-text search.';


--
-- Name: COLUMN caption.picture_is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption.picture_is_minor IS 'is_minor where the picture is loaded, NULL where image_id is 0: what the foreign key compares.';


--
-- Name: image; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.image (
    id bigint NOT NULL,
    name character varying NOT NULL,
    path character varying NOT NULL,
    gallery character varying NOT NULL,
    sha256 bytea NOT NULL,
    file_bytes bigint NOT NULL,
    mtime_ns bigint NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    is_minor boolean DEFAULT false NOT NULL,
    loaded_at timestamp with time zone DEFAULT now() NOT NULL,
    taken_at timestamp without time zone,
    photographer character varying,
    tags character varying[] DEFAULT '{}'::character varying[] NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    orientation character varying GENERATED ALWAYS AS (
CASE
    WHEN (width > height) THEN 'landscape'::text
    WHEN (width < height) THEN 'portrait'::text
    ELSE 'square'::text
END) STORED NOT NULL,
    photographer_key character varying GENERATED ALWAYS AS (lower((photographer)::text)) STORED,
    CONSTRAINT ck_image_sha256_length CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT ck_image_size_positive CHECK (((width > 0) AND (height > 0)))
);


--
-- Name: TABLE image; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.image IS 'A picture. Flagged rows (is_minor) exist only for loaders and editors.';


--
-- Name: COLUMN image.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.id IS 'Key.';


--
-- Name: COLUMN image.name; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.name IS 'What annotations call the picture: the file name, or its path below the loaded folder.';


--
-- Name: COLUMN image.path; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.path IS 'Absolute path of the file when it was last loaded.';


--
-- Name: COLUMN image.gallery; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.gallery IS 'Name of the folder it was loaded from, such as test_images.';


--
-- Name: COLUMN image.sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.sha256 IS 'SHA-256 of the file''s bytes; recognises renamed files.';


--
-- Name: COLUMN image.file_bytes; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.file_bytes IS 'File size in bytes.';


--
-- Name: COLUMN image.mtime_ns; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.mtime_ns IS 'File modification time, ns since 1970.';


--
-- Name: COLUMN image.width; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.width IS 'Width in pixels, upright.';


--
-- Name: COLUMN image.height; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.height IS 'Height in pixels, upright.';


--
-- Name: COLUMN image.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.is_minor IS 'True when the picture may show a minor; set by triggers from minor_evidence and minor_review.';


--
-- Name: COLUMN image.loaded_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.loaded_at IS 'When the picture was first loaded.';


--
-- Name: COLUMN image.taken_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.taken_at IS 'When it was taken, by the clock on the wall where it was taken; NULL when nobody said.';


--
-- Name: COLUMN image.photographer; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.photographer IS 'Who took it, as spelt.';


--
-- Name: COLUMN image.tags; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.tags IS 'Keywords in lower case, each once.';


--
-- Name: COLUMN image.metadata; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.metadata IS 'Whatever else the metadata file said, by its column names: title, camera, ...';


--
-- Name: COLUMN image.orientation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.orientation IS 'landscape, portrait or square.';


--
-- Name: COLUMN image.photographer_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image.photographer_key IS 'The photographer in lower case, by which searches filter.';


--
-- Name: caption; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.caption WITH (security_invoker='true') AS
 SELECT c.id AS caption_id,
    c.caption_key,
    NULLIF(c.image_id, 0) AS image_id,
    i.name AS picture,
    c.text,
        CASE
            WHEN ((c.text)::text ~* '[а-яё]'::text) THEN 'ru'::text
            ELSE 'en'::text
        END AS language,
    cardinality(regexp_split_to_array(btrim((c.text)::text), '\s+'::text)) AS words,
    c.tsv
   FROM (public.caption c
     LEFT JOIN public.image i ON ((i.id = c.image_id)))
  WHERE (NOT c.is_minor);


--
-- Name: VIEW caption; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.caption IS 'A text, and the picture that it describes.';


--
-- Name: COLUMN caption.caption_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.caption.caption_id IS 'Key.';


--
-- Name: COLUMN caption.caption_key; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.caption.caption_key IS 'Its id in the files: <picture>#<n>.';


--
-- Name: COLUMN caption.image_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.caption.image_id IS 'The picture; null when that picture is not loaded.';


--
-- Name: COLUMN caption.picture; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.caption.picture IS 'The picture''s name; null when that picture is not loaded.';


--
-- Name: COLUMN caption.text; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.caption.text IS 'The text as it came.';


--
-- Name: COLUMN caption.language; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.caption.language IS 'ru when it has a Cyrillic letter, else en.';


--
-- Name: COLUMN caption.words; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.caption.words IS 'Number of words.';


--
-- Name: COLUMN caption.tsv; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.caption.tsv IS 'English and Russian lexemes, for full-text search with @@.';


--
-- Name: minor_evidence; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.minor_evidence (
    id bigint NOT NULL,
    source character varying NOT NULL,
    term character varying NOT NULL,
    caption_key character varying DEFAULT ''::character varying NOT NULL,
    probability double precision NOT NULL,
    flags boolean DEFAULT true NOT NULL,
    found_at timestamp with time zone DEFAULT now() NOT NULL,
    image_id bigint NOT NULL,
    is_minor boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_minor_evidence_probability CHECK (((probability >= (0)::double precision) AND (probability <= (1)::double precision))),
    CONSTRAINT ck_minor_evidence_source CHECK (((source)::text = ANY ((ARRAY['caption'::character varying, 'rated_caption'::character varying, 'test_query'::character varying, 'classifier'::character varying, 'metadata'::character varying])::text[])))
);


--
-- Name: TABLE minor_evidence; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.minor_evidence IS 'Evidence that a picture shows a minor. A change here sets image.is_minor by trigger.';


--
-- Name: COLUMN minor_evidence.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_evidence.id IS 'Key.';


--
-- Name: COLUMN minor_evidence.source; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_evidence.source IS 'caption: its own; rated_caption: a text that experts said describes it; test_query; metadata: tags and titles; classifier.';


--
-- Name: COLUMN minor_evidence.term; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_evidence.term IS 'Lemma that was found, or the classifier''s revision.';


--
-- Name: COLUMN minor_evidence.caption_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_evidence.caption_key IS 'The caption or query; empty for a classifier.';


--
-- Name: COLUMN minor_evidence.probability; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_evidence.probability IS 'Probability that the picture shows a minor, 0..1.';


--
-- Name: COLUMN minor_evidence.flags; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_evidence.flags IS 'Whether this evidence suffices to flag the picture by itself.';


--
-- Name: COLUMN minor_evidence.found_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_evidence.found_at IS 'When the evidence was found.';


--
-- Name: COLUMN minor_evidence.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_evidence.image_id IS 'The picture that this row belongs to.';


--
-- Name: COLUMN minor_evidence.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_evidence.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: minor_review; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.minor_review (
    id bigint NOT NULL,
    verdict character varying NOT NULL,
    reviewer character varying NOT NULL,
    reason character varying DEFAULT ''::character varying NOT NULL,
    sha256 bytea NOT NULL,
    reviewed_at timestamp with time zone DEFAULT now() NOT NULL,
    image_id bigint NOT NULL,
    is_minor boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_minor_review_verdict CHECK (((verdict)::text = ANY ((ARRAY['flag'::character varying, 'clear'::character varying])::text[])))
);


--
-- Name: TABLE minor_review; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.minor_review IS 'Editors'' decisions, append-only. The latest one decides image.is_minor, by trigger.';


--
-- Name: COLUMN minor_review.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_review.id IS 'Key; grows in time.';


--
-- Name: COLUMN minor_review.verdict; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_review.verdict IS 'flag: shows a minor; clear: does not.';


--
-- Name: COLUMN minor_review.reviewer; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_review.reviewer IS 'Who decided.';


--
-- Name: COLUMN minor_review.reason; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_review.reason IS 'Why, in the reviewer''s words.';


--
-- Name: COLUMN minor_review.sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_review.sha256 IS 'The file that was seen: clearing one file does not clear another put in its place.';


--
-- Name: COLUMN minor_review.reviewed_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_review.reviewed_at IS 'When.';


--
-- Name: COLUMN minor_review.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_review.image_id IS 'The picture that this row belongs to.';


--
-- Name: COLUMN minor_review.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_review.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: minor_status; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.minor_status WITH (security_invoker='true') AS
 SELECT i.id AS image_id,
    COALESCE(((r.verdict)::text = 'flag'::text), e.flagged, false) AS is_minor,
    r.verdict,
    r.reviewer,
    r.reviewed_at,
    COALESCE(e.evidence_count, (0)::bigint) AS evidence_count,
    e.probability
   FROM ((public.image i
     LEFT JOIN LATERAL ( SELECT minor_review.verdict,
            minor_review.reviewer,
            minor_review.reviewed_at
           FROM public.minor_review
          WHERE ((minor_review.sha256 = i.sha256) OR ((minor_review.image_id = i.id) AND ((minor_review.verdict)::text = 'flag'::text)))
          ORDER BY minor_review.id DESC
         LIMIT 1) r ON (true))
     LEFT JOIN LATERAL ( SELECT bool_or(minor_evidence.flags) AS flagged,
            count(*) FILTER (WHERE minor_evidence.flags) AS evidence_count,
            max(minor_evidence.probability) AS probability
           FROM public.minor_evidence
          WHERE (minor_evidence.image_id = i.id)) e ON (true));


--
-- Name: VIEW minor_status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.minor_status IS 'Each picture''s flag with what it follows from.';


--
-- Name: COLUMN minor_status.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_status.image_id IS 'The picture.';


--
-- Name: COLUMN minor_status.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_status.is_minor IS 'What image.is_minor must be: the last verdict, else whether any evidence flags.';


--
-- Name: COLUMN minor_status.verdict; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_status.verdict IS 'flag or clear: the last word of an editor on this file; null without one.';


--
-- Name: COLUMN minor_status.reviewer; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_status.reviewer IS 'Who said it.';


--
-- Name: COLUMN minor_status.reviewed_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_status.reviewed_at IS 'When.';


--
-- Name: COLUMN minor_status.evidence_count; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_status.evidence_count IS 'Pieces of evidence that flag.';


--
-- Name: COLUMN minor_status.probability; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.minor_status.probability IS 'Highest probability of any evidence, flagging or not.';


--
-- Name: cleared; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.cleared WITH (security_invoker='true') AS
 SELECT m.image_id,
    i.name AS picture,
    m.reviewer,
    m.reviewed_at,
    m.evidence_count,
    m.probability
   FROM (public.minor_status m
     JOIN public.image i ON ((i.id = m.image_id)))
  WHERE (((m.verdict)::text = 'clear'::text) AND (NOT i.is_minor));


--
-- Name: VIEW cleared; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.cleared IS 'A picture that was suspected to show a minor until an editor cleared it.';


--
-- Name: COLUMN cleared.image_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.cleared.image_id IS 'The picture: analyst.picture.image_id.';


--
-- Name: COLUMN cleared.picture; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.cleared.picture IS 'The picture''s name: analyst.picture.picture.';


--
-- Name: COLUMN cleared.reviewer; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.cleared.reviewer IS 'Who cleared it.';


--
-- Name: COLUMN cleared.reviewed_at; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.cleared.reviewed_at IS 'When.';


--
-- Name: COLUMN cleared.evidence_count; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.cleared.evidence_count IS 'Pieces of evidence that the verdict overrules.';


--
-- Name: COLUMN cleared.probability; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.cleared.probability IS 'Highest probability of any evidence; null without any.';


--
-- Name: click; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.click (
    search_id bigint NOT NULL,
    image_id bigint NOT NULL,
    clicked_at timestamp with time zone DEFAULT now() NOT NULL,
    is_minor boolean DEFAULT false NOT NULL
);


--
-- Name: TABLE click; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.click IS 'Hits that were opened from the results of a search on the page.';


--
-- Name: COLUMN click.search_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.click.search_id IS 'The search.';


--
-- Name: COLUMN click.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.click.image_id IS 'The picture that was opened.';


--
-- Name: COLUMN click.clicked_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.click.clicked_at IS 'When, the first time.';


--
-- Name: COLUMN click.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.click.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: search; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.search (
    id bigint NOT NULL,
    text character varying,
    language character varying,
    refused boolean DEFAULT false NOT NULL,
    encoder_id integer,
    regressor_id integer,
    hit_count integer NOT NULL,
    best_score double precision,
    took_ms double precision NOT NULL,
    searched_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE search; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.search IS 'Searches, for analysts: what was asked, how well it was answered, how long it took.';


--
-- Name: COLUMN search.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.search.id IS 'Key.';


--
-- Name: COLUMN search.text; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.search.text IS 'What was typed; NULL for a search by picture.';


--
-- Name: COLUMN search.language; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.search.language IS 'en or ru, as detected.';


--
-- Name: COLUMN search.refused; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.search.refused IS 'Whether it asked for minors and was answered with the disclaimer.';


--
-- Name: COLUMN search.encoder_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.search.encoder_id IS 'The encoder that was used.';


--
-- Name: COLUMN search.regressor_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.search.regressor_id IS 'The regressor that was used.';


--
-- Name: COLUMN search.hit_count; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.search.hit_count IS 'Number of pictures shown; 0 means that nothing matched.';


--
-- Name: COLUMN search.best_score; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.search.best_score IS 'Highest score among the candidates, 0..1.';


--
-- Name: COLUMN search.took_ms; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.search.took_ms IS 'Time to answer, encoding of the query included, ms.';


--
-- Name: COLUMN search.searched_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.search.searched_at IS 'When.';


--
-- Name: click; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.click WITH (security_invoker='true') AS
 SELECT k.search_id,
    s.text,
    k.image_id,
    i.name AS picture,
    k.clicked_at
   FROM ((public.click k
     JOIN public.search s ON ((s.id = k.search_id)))
     JOIN public.image i ON ((i.id = k.image_id)))
  WHERE (NOT k.is_minor);


--
-- Name: VIEW click; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.click IS 'A hit that was opened on the page.';


--
-- Name: COLUMN click.search_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.click.search_id IS 'The search: analyst.search.search_id.';


--
-- Name: COLUMN click.text; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.click.text IS 'What was typed; null for a search by picture.';


--
-- Name: COLUMN click.image_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.click.image_id IS 'The picture: analyst.picture.image_id.';


--
-- Name: COLUMN click.picture; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.click.picture IS 'The picture''s name: analyst.picture.picture.';


--
-- Name: COLUMN click.clicked_at; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.click.clicked_at IS 'When, the first time.';


--
-- Name: model_result; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.model_result (
    id bigint NOT NULL,
    run_id uuid NOT NULL,
    encoder_id integer,
    model character varying NOT NULL,
    features character varying NOT NULL,
    target character varying NOT NULL,
    split character varying NOT NULL,
    metrics jsonb NOT NULL,
    params jsonb NOT NULL,
    seed bigint NOT NULL,
    data_fingerprint character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_model_result_split CHECK (((split)::text = ANY ((ARRAY['picture'::character varying, 'caption'::character varying])::text[])))
);


--
-- Name: TABLE model_result; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.model_result IS 'How well models predict the experts'' match score, out of fold; written by imgsearch compare.';


--
-- Name: COLUMN model_result.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_result.id IS 'Key.';


--
-- Name: COLUMN model_result.run_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_result.run_id IS 'Results of one call of imgsearch compare share it.';


--
-- Name: COLUMN model_result.encoder_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_result.encoder_id IS 'The encoder whose pictures'' vectors were used.';


--
-- Name: COLUMN model_result.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_result.model IS 'Name of the model: ridge, boosting, network, ...';


--
-- Name: COLUMN model_result.features; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_result.features IS 'What it saw. raw: the picture''s and the text''s vectors side by side; pixels: the product''s columns without the picture''s own captions; captions: with them; none.';


--
-- Name: COLUMN model_result.target; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_result.target IS 'What it learned: mean of the experts, majority of them, or combined with the crowd.';


--
-- Name: COLUMN model_result.split; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_result.split IS 'What no two folds share: picture or caption.';


--
-- Name: COLUMN model_result.metrics; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_result.metrics IS 'Out-of-fold figures: mse, mae, r2, spearman, kendall_tau_c, ece, seconds, ...';


--
-- Name: COLUMN model_result.params; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_result.params IS 'Settings of each outer fold, chosen inside it, with the number of trials.';


--
-- Name: COLUMN model_result.seed; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_result.seed IS 'Of folds, sampler and models.';


--
-- Name: COLUMN model_result.data_fingerprint; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_result.data_fingerprint IS 'Hash of the rated texts and ratings, as in regressor.card.';


--
-- Name: COLUMN model_result.created_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_result.created_at IS 'When it was measured.';


--
-- Name: comparison; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.comparison WITH (security_invoker='true') AS
 SELECT r.id AS result_id,
    r.created_at,
    e.name AS encoder,
    r.model,
    r.features,
    r.target,
    r.split,
    ((r.metrics ->> 'mse'::text))::double precision AS mse,
    ((r.metrics ->> 'mae'::text))::double precision AS mae,
    ((r.metrics ->> 'r2'::text))::double precision AS r2,
    ((r.metrics ->> 'spearman'::text))::double precision AS spearman,
    ((r.metrics ->> 'kendall_tau_c'::text))::double precision AS tau_c
   FROM (public.model_result r
     LEFT JOIN public.encoder e ON ((e.id = r.encoder_id)));


--
-- Name: VIEW comparison; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.comparison IS 'A model that imgsearch compare has cross-validated.';


--
-- Name: COLUMN comparison.result_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.comparison.result_id IS 'Key.';


--
-- Name: COLUMN comparison.created_at; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.comparison.created_at IS 'When it was measured.';


--
-- Name: COLUMN comparison.encoder; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.comparison.encoder IS 'The encoder whose vectors it saw.';


--
-- Name: COLUMN comparison.model; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.comparison.model IS 'ridge, boosting, network, ...';


--
-- Name: COLUMN comparison.features; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.comparison.features IS 'raw: vectors side by side; pixels: without own captions; captions: with them; none.';


--
-- Name: COLUMN comparison.target; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.comparison.target IS 'What it learned: mean, majority or combined.';


--
-- Name: COLUMN comparison.split; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.comparison.split IS 'What no two folds share: picture or caption.';


--
-- Name: COLUMN comparison.mse; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.comparison.mse IS 'Mean squared error, out of fold.';


--
-- Name: COLUMN comparison.mae; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.comparison.mae IS 'Mean absolute error.';


--
-- Name: COLUMN comparison.r2; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.comparison.r2 IS 'Share of the variance explained.';


--
-- Name: COLUMN comparison.spearman; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.comparison.spearman IS 'Rank correlation.';


--
-- Name: COLUMN comparison.tau_c; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.comparison.tau_c IS 'Kendall''s tau-c, percent.';


--
-- Name: caption_embedding; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.caption_embedding (
    encoder_id integer NOT NULL,
    caption_id bigint NOT NULL,
    is_minor boolean DEFAULT false NOT NULL,
    embedding public.halfvec NOT NULL,
    image_id bigint DEFAULT '0'::bigint NOT NULL,
    picture_is_minor boolean GENERATED ALWAYS AS (
CASE
    WHEN (image_id <> 0) THEN is_minor
    ELSE NULL::boolean
END) STORED
);


--
-- Name: TABLE caption_embedding; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.caption_embedding IS 'Captions'' vectors, unit length; a query is compared with a picture''s own captions through them.';


--
-- Name: COLUMN caption_embedding.encoder_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption_embedding.encoder_id IS 'The encoder that made it.';


--
-- Name: COLUMN caption_embedding.caption_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption_embedding.caption_id IS 'The caption.';


--
-- Name: COLUMN caption_embedding.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption_embedding.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: COLUMN caption_embedding.embedding; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption_embedding.embedding IS 'Unit vector, half precision; <=> is cosine distance.';


--
-- Name: COLUMN caption_embedding.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption_embedding.image_id IS 'The picture that this row belongs to. 0 when that picture is not loaded.';


--
-- Name: COLUMN caption_embedding.picture_is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.caption_embedding.picture_is_minor IS 'is_minor where the picture is loaded, NULL where image_id is 0: what the foreign key compares.';


--
-- Name: image_embedding; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.image_embedding (
    encoder_id integer NOT NULL,
    image_id bigint NOT NULL,
    embedding public.halfvec NOT NULL,
    is_minor boolean DEFAULT false NOT NULL
);


--
-- Name: TABLE image_embedding; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.image_embedding IS 'Pictures'' vectors, unit length. Each encoder has its own partial HNSW index.';


--
-- Name: COLUMN image_embedding.encoder_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image_embedding.encoder_id IS 'The encoder that made it.';


--
-- Name: COLUMN image_embedding.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image_embedding.image_id IS 'The picture that this row belongs to.';


--
-- Name: COLUMN image_embedding.embedding; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image_embedding.embedding IS 'Unit vector, half precision; <=> is cosine distance.';


--
-- Name: COLUMN image_embedding.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image_embedding.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: encoder; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.encoder WITH (security_invoker='true') AS
 SELECT id AS encoder_id,
    name AS encoder,
    revision,
    dimension,
    is_active,
    ( SELECT count(*) AS count
           FROM public.image_embedding v
          WHERE ((v.encoder_id = e.id) AND (NOT v.is_minor))) AS pictures,
    ( SELECT count(*) AS count
           FROM public.caption_embedding v
          WHERE ((v.encoder_id = e.id) AND (NOT v.is_minor))) AS captions
   FROM public.encoder e;


--
-- Name: VIEW encoder; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.encoder IS 'An encoder, and how many vectors it has made.';


--
-- Name: COLUMN encoder.encoder_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.encoder.encoder_id IS 'Key.';


--
-- Name: COLUMN encoder.encoder; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.encoder.encoder IS 'Its name.';


--
-- Name: COLUMN encoder.revision; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.encoder.revision IS 'Changes whenever its vectors would.';


--
-- Name: COLUMN encoder.dimension; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.encoder.dimension IS 'Width of its vectors.';


--
-- Name: COLUMN encoder.is_active; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.encoder.is_active IS 'Whether searches use it.';


--
-- Name: COLUMN encoder.pictures; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.encoder.pictures IS 'Pictures with a vector of it.';


--
-- Name: COLUMN encoder.captions; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.encoder.captions IS 'Captions with a vector of it.';


--
-- Name: evaluation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evaluation (
    id integer NOT NULL,
    encoder character varying NOT NULL,
    regressor_id integer,
    regressor character varying NOT NULL,
    data_fingerprint character varying NOT NULL,
    seed integer NOT NULL,
    settings jsonb NOT NULL,
    evaluated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE evaluation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.evaluation IS 'Runs of imgsearch evaluate: which models, on which data, with which seed.';


--
-- Name: COLUMN evaluation.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation.id IS 'Key.';


--
-- Name: COLUMN evaluation.encoder; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation.encoder IS 'The joint encoder''s name and revision.';


--
-- Name: COLUMN evaluation.regressor_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation.regressor_id IS 'The regressor; NULL for the one that ships.';


--
-- Name: COLUMN evaluation.regressor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation.regressor IS 'The start of the sha256 of the regressor''s file.';


--
-- Name: COLUMN evaluation.data_fingerprint; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation.data_fingerprint IS 'Hash of the rated texts and their ratings.';


--
-- Name: COLUMN evaluation.seed; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation.seed IS 'Seed of folds, models and bootstrap.';


--
-- Name: COLUMN evaluation.settings; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation.settings IS 'Folds, bootstrap resamples, sizes, versions.';


--
-- Name: COLUMN evaluation.evaluated_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation.evaluated_at IS 'When it was stored.';


--
-- Name: evaluation_figure; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evaluation_figure (
    evaluation_id integer NOT NULL,
    split character varying NOT NULL,
    model character varying NOT NULL,
    metric character varying NOT NULL,
    value double precision NOT NULL,
    low double precision,
    high double precision,
    sample_size integer NOT NULL
);


--
-- Name: TABLE evaluation_figure; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.evaluation_figure IS 'Every figure that an evaluation printed, with its bootstrap interval over pictures.';


--
-- Name: COLUMN evaluation_figure.evaluation_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_figure.evaluation_id IS 'The run.';


--
-- Name: COLUMN evaluation_figure.split; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_figure.split IS 'picture or caption: five folds that share none; unseen: pictures that the stored model never saw. Retrieval: the set of queries.';


--
-- Name: COLUMN evaluation_figure.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_figure.model IS 'captions, few_captions, pixels, and the same with _multilingual: the regressor''s model for that situation; constant, cosine, caption_similarity: yardsticks. Retrieval: direction and ranking.';


--
-- Name: COLUMN evaluation_figure.metric; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_figure.metric IS 'mse, mae, r2, spearman, ece, tau_c, tau_b, ndcg_10, ...';


--
-- Name: COLUMN evaluation_figure.value; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_figure.value IS 'The figure; taus and recalls in percent.';


--
-- Name: COLUMN evaluation_figure.low; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_figure.low IS '2.5th percentile over resampled pictures; NULL when not resampled.';


--
-- Name: COLUMN evaluation_figure.high; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_figure.high IS '97.5th percentile over resampled pictures.';


--
-- Name: COLUMN evaluation_figure.sample_size; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_figure.sample_size IS 'Pairs or queries that it was measured on.';


--
-- Name: evaluation; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.evaluation WITH (security_invoker='true') AS
 SELECT v.id AS evaluation_id,
    v.evaluated_at,
    v.encoder,
    v.regressor,
    f.split,
    f.model,
    f.metric,
    f.value,
    f.low,
    f.high,
    f.sample_size
   FROM (public.evaluation v
     JOIN public.evaluation_figure f ON ((f.evaluation_id = v.id)));


--
-- Name: VIEW evaluation; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.evaluation IS 'A figure of a run of imgsearch evaluate, of all pictures, hidden ones too.';


--
-- Name: COLUMN evaluation.evaluation_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.evaluation.evaluation_id IS 'The run; the newest is highest.';


--
-- Name: COLUMN evaluation.evaluated_at; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.evaluation.evaluated_at IS 'When it was stored.';


--
-- Name: COLUMN evaluation.encoder; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.evaluation.encoder IS 'Name and revision of the encoder.';


--
-- Name: COLUMN evaluation.regressor; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.evaluation.regressor IS 'The start of the sha256 of the regressor''s file.';


--
-- Name: COLUMN evaluation.split; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.evaluation.split IS 'picture or caption: folds that share none; unseen: pictures that the model never saw.';


--
-- Name: COLUMN evaluation.model; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.evaluation.model IS 'The regressor''s model for a situation, a yardstick, or direction and ranking of a retrieval.';


--
-- Name: COLUMN evaluation.metric; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.evaluation.metric IS 'mse, mae, r2, spearman, ece, tau_c, tau_b, ndcg_10, ...';


--
-- Name: COLUMN evaluation.value; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.evaluation.value IS 'The figure; taus and recalls in percent.';


--
-- Name: COLUMN evaluation.low; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.evaluation.low IS 'Lower end of the 95 % interval over pictures; null when not resampled.';


--
-- Name: COLUMN evaluation.high; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.evaluation.high IS 'Upper end.';


--
-- Name: COLUMN evaluation.sample_size; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.evaluation.sample_size IS 'Pairs or queries that it was measured on.';


--
-- Name: match_feedback; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.match_feedback (
    id bigint NOT NULL,
    text character varying NOT NULL,
    rater character varying NOT NULL,
    rating smallint NOT NULL,
    rated_at timestamp with time zone DEFAULT now() NOT NULL,
    image_id bigint NOT NULL,
    is_minor boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_match_feedback_scale CHECK (((rating >= 1) AND (rating <= 4))),
    CONSTRAINT ck_match_feedback_text_length CHECK (((char_length((text)::text) >= 1) AND (char_length((text)::text) <= 500)))
);


--
-- Name: TABLE match_feedback; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.match_feedback IS 'Ratings given on the page, on the experts'' scale; the last one of each rater counts.';


--
-- Name: COLUMN match_feedback.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_feedback.id IS 'Key.';


--
-- Name: COLUMN match_feedback.text; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_feedback.text IS 'The query or caption that was rated.';


--
-- Name: COLUMN match_feedback.rater; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_feedback.rater IS 'Name of the account that rated.';


--
-- Name: COLUMN match_feedback.rating; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_feedback.rating IS '1 no match at all, 2 a few elements match, 3 matches except for details, 4 fully.';


--
-- Name: COLUMN match_feedback.rated_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_feedback.rated_at IS 'When, the last time.';


--
-- Name: COLUMN match_feedback.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_feedback.image_id IS 'The picture that this row belongs to.';


--
-- Name: COLUMN match_feedback.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_feedback.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: feedback; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.feedback WITH (security_invoker='true') AS
 SELECT f.image_id,
    i.name AS picture,
    f.text,
    f.rater,
    f.rating,
    (((f.rating - 1))::double precision / (3.0)::double precision) AS score,
    f.rated_at
   FROM (public.match_feedback f
     JOIN public.image i ON ((i.id = f.image_id)))
  WHERE (NOT f.is_minor);


--
-- Name: VIEW feedback; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.feedback IS 'A rating that somebody gave on the page.';


--
-- Name: COLUMN feedback.image_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.feedback.image_id IS 'The picture: analyst.picture.image_id.';


--
-- Name: COLUMN feedback.picture; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.feedback.picture IS 'The picture''s name: analyst.picture.picture.';


--
-- Name: COLUMN feedback.text; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.feedback.text IS 'The query or caption that was rated.';


--
-- Name: COLUMN feedback.rater; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.feedback.rater IS 'The account.';


--
-- Name: COLUMN feedback.rating; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.feedback.rating IS '1 no match at all, 2 a few elements match, 3 matches except for details, 4 fully.';


--
-- Name: COLUMN feedback.score; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.feedback.score IS 'The rating mapped to 0..1.';


--
-- Name: COLUMN feedback.rated_at; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.feedback.rated_at IS 'When, the last time.';


--
-- Name: picture; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.picture WITH (security_invoker='true') AS
 SELECT id AS image_id,
    name AS picture,
    gallery,
    width,
    height,
    orientation,
    file_bytes,
    taken_at,
    photographer,
    tags,
    metadata,
    loaded_at
   FROM public.image
  WHERE (NOT is_minor);


--
-- Name: VIEW picture; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.picture IS 'A picture that may be shown.';


--
-- Name: COLUMN picture.image_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.picture.image_id IS 'Key; every other view that speaks of a picture has it too.';


--
-- Name: COLUMN picture.picture; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.picture.picture IS 'File name, or path below the loaded folder.';


--
-- Name: COLUMN picture.gallery; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.picture.gallery IS 'The folder it was loaded from.';


--
-- Name: COLUMN picture.width; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.picture.width IS 'Pixels, upright.';


--
-- Name: COLUMN picture.height; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.picture.height IS 'Pixels, upright.';


--
-- Name: COLUMN picture.orientation; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.picture.orientation IS 'landscape, portrait or square.';


--
-- Name: COLUMN picture.file_bytes; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.picture.file_bytes IS 'Size of the file in bytes.';


--
-- Name: COLUMN picture.taken_at; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.picture.taken_at IS 'When it was taken, by the clock on the wall there; null when nobody said.';


--
-- Name: COLUMN picture.photographer; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.picture.photographer IS 'Who took it, as spelt.';


--
-- Name: COLUMN picture.tags; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.picture.tags IS 'Keywords in lower case.';


--
-- Name: COLUMN picture.metadata; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.picture.metadata IS 'Whatever else the metadata file said, by its column names.';


--
-- Name: COLUMN picture.loaded_at; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.picture.loaded_at IS 'When it was first loaded.';


--
-- Name: match_prediction; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.match_prediction (
    evaluation_id integer NOT NULL,
    split character varying NOT NULL,
    model character varying NOT NULL,
    image_id bigint NOT NULL,
    caption_key character varying NOT NULL,
    predicted double precision NOT NULL,
    is_minor boolean DEFAULT false NOT NULL
);


--
-- Name: TABLE match_prediction; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.match_prediction IS 'Out-of-fold scores of the judged pairs in the newest evaluation of each regressor.';


--
-- Name: COLUMN match_prediction.evaluation_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_prediction.evaluation_id IS 'The run.';


--
-- Name: COLUMN match_prediction.split; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_prediction.split IS 'picture or caption: five folds that share none; unseen: pictures that the stored model never saw.';


--
-- Name: COLUMN match_prediction.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_prediction.model IS 'captions, few_captions, pixels, and the same with _multilingual: the regressor''s model for that situation; constant, cosine, caption_similarity: yardsticks.';


--
-- Name: COLUMN match_prediction.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_prediction.image_id IS 'The judged picture.';


--
-- Name: COLUMN match_prediction.caption_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_prediction.caption_key IS 'caption.caption_key of the judged text.';


--
-- Name: COLUMN match_prediction.predicted; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_prediction.predicted IS 'The score; 0..1 but for cosines.';


--
-- Name: COLUMN match_prediction.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_prediction.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: match_rating; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.match_rating (
    image_id bigint NOT NULL,
    caption_key character varying NOT NULL,
    expert_mean double precision,
    expert_majority double precision,
    crowd_share double precision,
    expert_weight double precision NOT NULL,
    crowd_weight double precision NOT NULL,
    combined_score double precision NOT NULL,
    rater_count integer NOT NULL,
    disagreement double precision,
    is_minor boolean DEFAULT false NOT NULL
);


--
-- Name: TABLE match_rating; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.match_rating IS 'Aggregated ratings, refreshed by every load from the view match_rating_source.';


--
-- Name: COLUMN match_rating.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating.image_id IS 'The rated picture.';


--
-- Name: COLUMN match_rating.caption_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating.caption_key IS 'caption.caption_key of the rated text; the text itself may be unknown.';


--
-- Name: COLUMN match_rating.expert_mean; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating.expert_mean IS 'Mean of the three experts mapped from 1..4 to 0..1; what the regressor predicts.';


--
-- Name: COLUMN match_rating.expert_majority; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating.expert_majority IS 'Rating that at least two experts gave, mapped to 0..1; NULL when all three differ.';


--
-- Name: COLUMN match_rating.crowd_share; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating.crowd_share IS 'Share of the crowd''s yes votes, 0..1.';


--
-- Name: COLUMN match_rating.expert_weight; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating.expert_weight IS 'Weight of expert_mean in combined_score: 2 for each expert.';


--
-- Name: COLUMN match_rating.crowd_weight; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating.crowd_weight IS 'Weight of crowd_share in combined_score: 1 for each vote.';


--
-- Name: COLUMN match_rating.combined_score; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating.combined_score IS 'Weighted mean of expert_mean and crowd_share, 0..1.';


--
-- Name: COLUMN match_rating.rater_count; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating.rater_count IS 'Number of people who judged the pair.';


--
-- Name: COLUMN match_rating.disagreement; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating.disagreement IS 'Standard deviation (population) of the experts'' ratings mapped to 0..1.';


--
-- Name: COLUMN match_rating.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: prediction; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.prediction WITH (security_invoker='true') AS
 SELECT p.evaluation_id,
    p.split,
    p.model,
    p.image_id,
    i.name AS picture,
    c.text,
    p.predicted,
    m.expert_mean,
    (p.predicted - m.expert_mean) AS error
   FROM (((public.match_prediction p
     JOIN public.image i ON ((i.id = p.image_id)))
     JOIN public.match_rating m ON (((m.image_id = p.image_id) AND ((m.caption_key)::text = (p.caption_key)::text))))
     LEFT JOIN public.caption c ON ((((c.caption_key)::text = (p.caption_key)::text) AND (NOT c.is_minor))))
  WHERE (NOT p.is_minor);


--
-- Name: VIEW prediction; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.prediction IS 'What a model that never saw the pair said of it, beside the experts, in a run of imgsearch evaluate.';


--
-- Name: COLUMN prediction.evaluation_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.prediction.evaluation_id IS 'The run: analyst.evaluation.evaluation_id.';


--
-- Name: COLUMN prediction.split; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.prediction.split IS 'picture or caption: folds that share none; unseen: pictures that the model never saw.';


--
-- Name: COLUMN prediction.model; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.prediction.model IS 'The regressor''s model for a situation, or a yardstick.';


--
-- Name: COLUMN prediction.image_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.prediction.image_id IS 'The picture: analyst.picture.image_id.';


--
-- Name: COLUMN prediction.picture; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.prediction.picture IS 'The picture''s name: analyst.picture.picture.';


--
-- Name: COLUMN prediction.text; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.prediction.text IS 'The text; null where it is not loaded or describes a hidden picture.';


--
-- Name: COLUMN prediction.predicted; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.prediction.predicted IS 'The score, 0..1 but for cosines.';


--
-- Name: COLUMN prediction.expert_mean; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.prediction.expert_mean IS 'Mean of the experts, 0..1; null where only the crowd judged.';


--
-- Name: COLUMN prediction.error; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.prediction.error IS 'predicted minus expert_mean.';


--
-- Name: load_reject; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.load_reject (
    id bigint NOT NULL,
    file character varying NOT NULL,
    row_number integer DEFAULT 0 NOT NULL,
    reason character varying NOT NULL,
    content character varying DEFAULT ''::character varying NOT NULL,
    rejected_at timestamp with time zone DEFAULT now() NOT NULL,
    image_id bigint DEFAULT 0 NOT NULL,
    is_minor boolean DEFAULT false NOT NULL,
    picture_is_minor boolean GENERATED ALWAYS AS (
CASE
    WHEN (image_id <> 0) THEN is_minor
    ELSE NULL::boolean
END) STORED
);


--
-- Name: TABLE load_reject; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.load_reject IS 'Rows and files that were not loaded, and why. A load of a mended file removes its entries.';


--
-- Name: COLUMN load_reject.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.load_reject.id IS 'Key.';


--
-- Name: COLUMN load_reject.file; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.load_reject.file IS 'Absolute path of the file.';


--
-- Name: COLUMN load_reject.row_number; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.load_reject.row_number IS 'Line in the file, the first is 1; 0 stands for the whole file.';


--
-- Name: COLUMN load_reject.reason; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.load_reject.reason IS 'What is wrong with it.';


--
-- Name: COLUMN load_reject.content; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.load_reject.content IS 'The row as it came, cut to 500 characters.';


--
-- Name: COLUMN load_reject.rejected_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.load_reject.rejected_at IS 'When it was first refused.';


--
-- Name: COLUMN load_reject.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.load_reject.image_id IS 'The picture that the file is, where it was loaded before or lacks a vector; 0 else.';


--
-- Name: COLUMN load_reject.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.load_reject.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: COLUMN load_reject.picture_is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.load_reject.picture_is_minor IS 'is_minor where the picture is loaded, NULL where image_id is 0: what the foreign key compares.';


--
-- Name: problem; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.problem WITH (security_invoker='true') AS
 SELECT file,
    row_number,
    reason,
    rejected_at
   FROM public.load_reject
  WHERE (NOT is_minor);


--
-- Name: VIEW problem; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.problem IS 'A row or file that a load refused.';


--
-- Name: COLUMN problem.file; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.problem.file IS 'Absolute path of the file.';


--
-- Name: COLUMN problem.row_number; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.problem.row_number IS 'Line in the file, the first is 1; 0 stands for the whole file.';


--
-- Name: COLUMN problem.reason; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.problem.reason IS 'What is wrong with it.';


--
-- Name: COLUMN problem.rejected_at; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.problem.rejected_at IS 'When it was first refused.';


--
-- Name: crowd_annotation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crowd_annotation (
    image_id bigint NOT NULL,
    caption_key character varying NOT NULL,
    yes_share double precision NOT NULL,
    yes_count integer NOT NULL,
    no_count integer NOT NULL,
    is_minor boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_crowd_annotation_counts CHECK (((yes_count >= 0) AND (no_count >= 0) AND ((yes_count + no_count) > 0))),
    CONSTRAINT ck_crowd_annotation_share CHECK (((yes_share >= (0)::double precision) AND (yes_share <= (1)::double precision)))
);


--
-- Name: TABLE crowd_annotation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.crowd_annotation IS 'Crowd votes as they came: does the caption describe the picture?';


--
-- Name: COLUMN crowd_annotation.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.crowd_annotation.image_id IS 'The rated picture.';


--
-- Name: COLUMN crowd_annotation.caption_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.crowd_annotation.caption_key IS 'caption.caption_key of the rated text; the text itself may be unknown.';


--
-- Name: COLUMN crowd_annotation.yes_share; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.crowd_annotation.yes_share IS 'Share of yes votes, 0..1.';


--
-- Name: COLUMN crowd_annotation.yes_count; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.crowd_annotation.yes_count IS 'Number of yes votes.';


--
-- Name: COLUMN crowd_annotation.no_count; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.crowd_annotation.no_count IS 'Number of no votes.';


--
-- Name: COLUMN crowd_annotation.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.crowd_annotation.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: expert_annotation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.expert_annotation (
    image_id bigint NOT NULL,
    caption_key character varying NOT NULL,
    expert1 smallint NOT NULL,
    expert2 smallint NOT NULL,
    expert3 smallint NOT NULL,
    is_minor boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_expert_annotation_scale CHECK ((((expert1 >= 1) AND (expert1 <= 4)) AND ((expert2 >= 1) AND (expert2 <= 4)) AND ((expert3 >= 1) AND (expert3 <= 4))))
);


--
-- Name: TABLE expert_annotation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.expert_annotation IS 'Expert ratings as they came: 1 = the caption is unrelated, 4 = it describes the picture fully.';


--
-- Name: COLUMN expert_annotation.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.expert_annotation.image_id IS 'The rated picture.';


--
-- Name: COLUMN expert_annotation.caption_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.expert_annotation.caption_key IS 'caption.caption_key of the rated text; the text itself may be unknown.';


--
-- Name: COLUMN expert_annotation.expert1; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.expert_annotation.expert1 IS 'First expert''s rating, 1..4.';


--
-- Name: COLUMN expert_annotation.expert2; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.expert_annotation.expert2 IS 'Second expert''s rating, 1..4.';


--
-- Name: COLUMN expert_annotation.expert3; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.expert_annotation.expert3 IS 'Third expert''s rating, 1..4.';


--
-- Name: COLUMN expert_annotation.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.expert_annotation.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: rating; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.rating WITH (security_invoker='true') AS
 SELECT m.image_id,
    i.name AS picture,
    c.id AS caption_id,
    c.text,
    (c.image_id = m.image_id) AS is_own,
    e.expert1,
    e.expert2,
    e.expert3,
    m.expert_mean,
    m.expert_majority,
    m.disagreement,
    v.yes_count,
    v.no_count,
    m.crowd_share,
    m.combined_score,
    m.rater_count
   FROM ((((public.match_rating m
     JOIN public.image i ON ((i.id = m.image_id)))
     LEFT JOIN public.caption c ON ((((c.caption_key)::text = (m.caption_key)::text) AND (NOT c.is_minor))))
     LEFT JOIN public.expert_annotation e ON (((e.image_id = m.image_id) AND ((e.caption_key)::text = (m.caption_key)::text))))
     LEFT JOIN public.crowd_annotation v ON (((v.image_id = m.image_id) AND ((v.caption_key)::text = (m.caption_key)::text))))
  WHERE (NOT m.is_minor);


--
-- Name: VIEW rating; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.rating IS 'A picture and a text that people have judged.';


--
-- Name: COLUMN rating.image_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.image_id IS 'The picture: analyst.picture.image_id.';


--
-- Name: COLUMN rating.picture; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.picture IS 'The picture''s name: analyst.picture.picture.';


--
-- Name: COLUMN rating.caption_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.caption_id IS 'The text: analyst.caption.caption_id; null like text.';


--
-- Name: COLUMN rating.text; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.text IS 'The text; null where it is not loaded or describes a hidden picture.';


--
-- Name: COLUMN rating.is_own; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.is_own IS 'Whether the text was written for this picture; null where text is.';


--
-- Name: COLUMN rating.expert1; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.expert1 IS 'First expert, 1..4; null without experts.';


--
-- Name: COLUMN rating.expert2; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.expert2 IS 'Second expert, 1..4.';


--
-- Name: COLUMN rating.expert3; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.expert3 IS 'Third expert, 1..4.';


--
-- Name: COLUMN rating.expert_mean; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.expert_mean IS 'Mean of the three, mapped to 0..1.';


--
-- Name: COLUMN rating.expert_majority; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.expert_majority IS 'What at least two said, mapped to 0..1; null where all differ.';


--
-- Name: COLUMN rating.disagreement; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.disagreement IS 'Standard deviation of the three, mapped to 0..1.';


--
-- Name: COLUMN rating.yes_count; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.yes_count IS 'Votes of the crowd that the text describes the picture; null without votes.';


--
-- Name: COLUMN rating.no_count; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.no_count IS 'Votes that it does not.';


--
-- Name: COLUMN rating.crowd_share; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.crowd_share IS 'Share of yes, 0..1.';


--
-- Name: COLUMN rating.combined_score; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.combined_score IS 'Experts and crowd together by their weights, 0..1.';


--
-- Name: COLUMN rating.rater_count; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.rating.rater_count IS 'People who judged.';


--
-- Name: search; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.search WITH (security_invoker='true') AS
 SELECT s.id AS search_id,
    s.searched_at,
    s.text,
    s.language,
    s.refused,
    s.hit_count,
    s.best_score,
    s.took_ms,
    e.name AS encoder,
    s.regressor_id,
    ( SELECT count(*) AS count
           FROM public.click k
          WHERE ((k.search_id = s.id) AND (NOT k.is_minor))) AS clicks
   FROM (public.search s
     LEFT JOIN public.encoder e ON ((e.id = s.encoder_id)));


--
-- Name: VIEW search; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.search IS 'A search that somebody made.';


--
-- Name: COLUMN search.search_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.search.search_id IS 'Key.';


--
-- Name: COLUMN search.searched_at; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.search.searched_at IS 'When.';


--
-- Name: COLUMN search.text; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.search.text IS 'What was typed; null for a search by picture.';


--
-- Name: COLUMN search.language; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.search.language IS 'en or ru, as detected.';


--
-- Name: COLUMN search.refused; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.search.refused IS 'Whether it asked for minors and was answered with the disclaimer.';


--
-- Name: COLUMN search.hit_count; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.search.hit_count IS 'Pictures shown; 0 means that nothing matched.';


--
-- Name: COLUMN search.best_score; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.search.best_score IS 'Highest score among the candidates, 0..1.';


--
-- Name: COLUMN search.took_ms; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.search.took_ms IS 'Time to answer, ms.';


--
-- Name: COLUMN search.encoder; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.search.encoder IS 'The encoder that was used.';


--
-- Name: COLUMN search.regressor_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.search.regressor_id IS 'The regressor that was used; null for the one that ships.';


--
-- Name: COLUMN search.clicks; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.search.clicks IS 'Hits that were opened on the page.';


--
-- Name: test_query; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.test_query (
    query_key character varying NOT NULL,
    text character varying NOT NULL,
    image_name character varying NOT NULL,
    image_id bigint DEFAULT 0 NOT NULL,
    is_minor boolean DEFAULT false NOT NULL,
    picture_is_minor boolean GENERATED ALWAYS AS (
CASE
    WHEN (image_id <> 0) THEN is_minor
    ELSE NULL::boolean
END) STORED
);


--
-- Name: TABLE test_query; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.test_query IS 'Test queries with the picture each should find; never used as captions in a search.';


--
-- Name: COLUMN test_query.query_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.test_query.query_key IS 'The query''s id in the file.';


--
-- Name: COLUMN test_query.text; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.test_query.text IS 'What a user would type.';


--
-- Name: COLUMN test_query.image_name; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.test_query.image_name IS 'Name of the picture that should be found.';


--
-- Name: COLUMN test_query.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.test_query.image_id IS 'The picture that this row belongs to. 0 when that picture is not loaded.';


--
-- Name: COLUMN test_query.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.test_query.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: COLUMN test_query.picture_is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.test_query.picture_is_minor IS 'is_minor where the picture is loaded, NULL where image_id is 0: what the foreign key compares.';


--
-- Name: test_query; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.test_query WITH (security_invoker='true') AS
 SELECT c.query_key,
    c.text,
    NULLIF(c.image_id, 0) AS image_id,
    i.name AS picture
   FROM (public.test_query c
     LEFT JOIN public.image i ON ((i.id = c.image_id)))
  WHERE (NOT c.is_minor);


--
-- Name: VIEW test_query; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.test_query IS 'A query of the test set with the picture that it should find.';


--
-- Name: COLUMN test_query.query_key; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.test_query.query_key IS 'Its id in the file.';


--
-- Name: COLUMN test_query.text; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.test_query.text IS 'What a user would type.';


--
-- Name: COLUMN test_query.image_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.test_query.image_id IS 'The picture; null when it is not loaded.';


--
-- Name: COLUMN test_query.picture; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.test_query.picture IS 'The picture''s name; null when it is not loaded.';


--
-- Name: vector; Type: VIEW; Schema: analyst; Owner: -
--

CREATE VIEW analyst.vector WITH (security_invoker='true') AS
 SELECT v.encoder_id,
    e.name AS encoder,
    e.is_active,
    v.image_id,
    i.name AS picture,
    v.embedding
   FROM ((public.image_embedding v
     JOIN public.encoder e ON ((e.id = v.encoder_id)))
     JOIN public.image i ON ((i.id = v.image_id)))
  WHERE (NOT v.is_minor);


--
-- Name: VIEW vector; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON VIEW analyst.vector IS 'A picture''s vector by one encoder.';


--
-- Name: COLUMN vector.encoder_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.vector.encoder_id IS 'The encoder: analyst.encoder.encoder_id.';


--
-- Name: COLUMN vector.encoder; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.vector.encoder IS 'Its name.';


--
-- Name: COLUMN vector.is_active; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.vector.is_active IS 'Whether searches use it.';


--
-- Name: COLUMN vector.image_id; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.vector.image_id IS 'The picture: analyst.picture.image_id.';


--
-- Name: COLUMN vector.picture; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.vector.picture IS 'The picture''s name: analyst.picture.picture.';


--
-- Name: COLUMN vector.embedding; Type: COMMENT; Schema: analyst; Owner: -
--

COMMENT ON COLUMN analyst.vector.embedding IS 'Unit vector; cast it to halfvec(dimension) and compare with <=>, the cosine distance.';


--
-- Name: account; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account (
    id integer NOT NULL,
    name character varying NOT NULL,
    role character varying NOT NULL,
    password_hash character varying NOT NULL,
    sees_originals boolean DEFAULT true NOT NULL,
    epoch integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ck_account_role CHECK (((role)::text = ANY ((ARRAY['searcher'::character varying, 'editor'::character varying, 'admin'::character varying])::text[])))
);


--
-- Name: TABLE account; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.account IS 'Accounts of the page. Only the role imgsearch_web and the owner can read them.';


--
-- Name: COLUMN account.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.account.id IS 'Key.';


--
-- Name: COLUMN account.name; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.account.name IS 'What is typed to log in; lower case.';


--
-- Name: COLUMN account.role; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.account.role IS 'searcher, editor (also reviews flags) or admin (also reads metrics).';


--
-- Name: COLUMN account.password_hash; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.account.password_hash IS 'Argon2id, with its salt and parameters.';


--
-- Name: COLUMN account.sees_originals; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.account.sees_originals IS 'Whether the page serves full-size pictures to this account.';


--
-- Name: COLUMN account.epoch; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.account.epoch IS 'Grows when all sessions of the account must end: new password, logout.';


--
-- Name: COLUMN account.created_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.account.created_at IS 'When it was added.';


--
-- Name: account_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.account ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: activation_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.activation ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.activation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: api_token; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_token (
    id integer NOT NULL,
    account_id integer NOT NULL,
    label text NOT NULL,
    token_sha256 bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE api_token; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.api_token IS 'Tokens of programs, hashed. A token has the rights of its account.';


--
-- Name: COLUMN api_token.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.api_token.id IS 'Key.';


--
-- Name: COLUMN api_token.account_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.api_token.account_id IS 'The account that the program acts for.';


--
-- Name: COLUMN api_token.label; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.api_token.label IS 'What the token is for, in its owner''s words.';


--
-- Name: COLUMN api_token.token_sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.api_token.token_sha256 IS 'SHA-256 of the token, which has 256 random bits and so needs no slow hash.';


--
-- Name: COLUMN api_token.created_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.api_token.created_at IS 'When it was made.';


--
-- Name: api_token_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.api_token ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.api_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: caption_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.caption ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.caption_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: encoder_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.encoder ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.encoder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: encoding_task; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.encoding_task (
    encoder_id integer NOT NULL,
    image_id bigint NOT NULL
);


--
-- Name: TABLE encoding_task; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.encoding_task IS 'Pictures that are to be encoded; a process that encodes one holds a lock on its row.';


--
-- Name: COLUMN encoding_task.encoder_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.encoding_task.encoder_id IS 'The encoder that is to do it.';


--
-- Name: COLUMN encoding_task.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.encoding_task.image_id IS 'The picture.';


--
-- Name: evaluation_calibration; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.evaluation_calibration WITH (security_invoker='true') AS
 SELECT p.evaluation_id,
    p.split,
    p.model,
    (LEAST(floor((p.predicted * (10)::double precision)), (9)::double precision))::integer AS bin,
    count(*) AS pairs,
    avg(p.predicted) AS mean_predicted,
    avg(m.expert_mean) AS mean_rating
   FROM (public.match_prediction p
     JOIN public.match_rating m ON (((m.image_id = p.image_id) AND ((m.caption_key)::text = (p.caption_key)::text))))
  WHERE ((m.expert_mean IS NOT NULL) AND ((p.predicted >= (0)::double precision) AND (p.predicted <= (1)::double precision)))
  GROUP BY p.evaluation_id, p.split, p.model, ((LEAST(floor((p.predicted * (10)::double precision)), (9)::double precision))::integer);


--
-- Name: VIEW evaluation_calibration; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.evaluation_calibration IS 'Reliability: ten bins of the score, and what experts said in each.';


--
-- Name: COLUMN evaluation_calibration.evaluation_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_calibration.evaluation_id IS 'The run.';


--
-- Name: COLUMN evaluation_calibration.split; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_calibration.split IS 'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';


--
-- Name: COLUMN evaluation_calibration.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_calibration.model IS 'The situation''s model, or a yardstick.';


--
-- Name: COLUMN evaluation_calibration.bin; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_calibration.bin IS '0: scores below 0.1, ... 9: from 0.9 on.';


--
-- Name: COLUMN evaluation_calibration.pairs; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_calibration.pairs IS 'Pairs that it was measured on.';


--
-- Name: COLUMN evaluation_calibration.mean_predicted; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_calibration.mean_predicted IS 'Mean score in the bin.';


--
-- Name: COLUMN evaluation_calibration.mean_rating; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_calibration.mean_rating IS 'Mean of the experts'' means in the bin.';


--
-- Name: evaluation_calibration_error; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.evaluation_calibration_error WITH (security_invoker='true') AS
 SELECT evaluation_id,
    split,
    model,
    (sum(pairs))::bigint AS pairs,
    (sum(((pairs)::double precision * abs((mean_predicted - mean_rating)))) / (sum(pairs))::double precision) AS ece
   FROM public.evaluation_calibration
  GROUP BY evaluation_id, split, model;


--
-- Name: VIEW evaluation_calibration_error; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.evaluation_calibration_error IS 'Expected calibration error over the ten bins.';


--
-- Name: COLUMN evaluation_calibration_error.evaluation_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_calibration_error.evaluation_id IS 'The run.';


--
-- Name: COLUMN evaluation_calibration_error.split; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_calibration_error.split IS 'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';


--
-- Name: COLUMN evaluation_calibration_error.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_calibration_error.model IS 'The situation''s model, or a yardstick.';


--
-- Name: COLUMN evaluation_calibration_error.pairs; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_calibration_error.pairs IS 'Pairs that it was measured on.';


--
-- Name: COLUMN evaluation_calibration_error.ece; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_calibration_error.ece IS 'Mean distance between score and rating over the bins, weighted by pairs.';


--
-- Name: evaluation_error; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.evaluation_error WITH (security_invoker='true') AS
 WITH pair AS (
         SELECT p.evaluation_id,
            p.split,
            p.model,
            p.predicted,
            m.expert_mean AS rating,
            ((rank() OVER (PARTITION BY p.evaluation_id, p.split, p.model ORDER BY p.predicted))::numeric + (((count(*) OVER (PARTITION BY p.evaluation_id, p.split, p.model, p.predicted) - 1))::numeric / 2.0)) AS predicted_rank,
            ((rank() OVER (PARTITION BY p.evaluation_id, p.split, p.model ORDER BY m.expert_mean))::numeric + (((count(*) OVER (PARTITION BY p.evaluation_id, p.split, p.model, m.expert_mean) - 1))::numeric / 2.0)) AS rating_rank
           FROM (public.match_prediction p
             JOIN public.match_rating m ON (((m.image_id = p.image_id) AND ((m.caption_key)::text = (p.caption_key)::text))))
          WHERE (m.expert_mean IS NOT NULL)
        )
 SELECT evaluation_id,
    split,
    model,
    count(*) AS pairs,
    avg(((predicted - rating) ^ (2)::double precision)) AS mse,
    avg(abs((predicted - rating))) AS mae,
    ((1)::double precision - (avg(((predicted - rating) ^ (2)::double precision)) / NULLIF(var_pop(rating), (0)::double precision))) AS r2,
    corr((predicted_rank)::double precision, (rating_rank)::double precision) AS spearman
   FROM pair
  GROUP BY evaluation_id, split, model;


--
-- Name: VIEW evaluation_error; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.evaluation_error IS 'Errors against the mean of three experts (0..1), and rank correlation with it.';


--
-- Name: COLUMN evaluation_error.evaluation_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_error.evaluation_id IS 'The run.';


--
-- Name: COLUMN evaluation_error.split; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_error.split IS 'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';


--
-- Name: COLUMN evaluation_error.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_error.model IS 'The situation''s model, or a yardstick.';


--
-- Name: COLUMN evaluation_error.pairs; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_error.pairs IS 'Pairs that it was measured on.';


--
-- Name: COLUMN evaluation_error.mse; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_error.mse IS 'Mean squared error.';


--
-- Name: COLUMN evaluation_error.mae; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_error.mae IS 'Mean absolute error.';


--
-- Name: COLUMN evaluation_error.r2; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_error.r2 IS 'Share of the variance explained.';


--
-- Name: COLUMN evaluation_error.spearman; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_error.spearman IS 'Spearman''s rank correlation.';


--
-- Name: evaluation_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.evaluation ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.evaluation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: evaluation_ndcg; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.evaluation_ndcg WITH (security_invoker='true') AS
 WITH ranked AS (
         SELECT p.evaluation_id,
            p.split,
            p.model,
            p.caption_key,
            m.expert_mean AS gain,
            row_number() OVER (PARTITION BY p.evaluation_id, p.split, p.model, p.caption_key ORDER BY p.predicted DESC, p.image_id) AS place,
            row_number() OVER (PARTITION BY p.evaluation_id, p.split, p.model, p.caption_key ORDER BY m.expert_mean DESC) AS best_place
           FROM (public.match_prediction p
             JOIN public.match_rating m ON (((m.image_id = p.image_id) AND ((m.caption_key)::text = (p.caption_key)::text))))
          WHERE (m.expert_mean IS NOT NULL)
        ), query AS (
         SELECT ranked.evaluation_id,
            ranked.split,
            ranked.model,
            ranked.caption_key,
            sum((ranked.gain / (log((2)::numeric, ((ranked.place + 1))::numeric))::double precision)) FILTER (WHERE (ranked.place <= 10)) AS dcg,
            sum((ranked.gain / (log((2)::numeric, ((ranked.best_place + 1))::numeric))::double precision)) FILTER (WHERE (ranked.best_place <= 10)) AS best_dcg
           FROM ranked
          GROUP BY ranked.evaluation_id, ranked.split, ranked.model, ranked.caption_key
         HAVING ((count(*) > 1) AND (max(ranked.gain) > (0)::double precision))
        )
 SELECT evaluation_id,
    split,
    model,
    count(*) AS queries,
    avg((dcg / best_dcg)) AS ndcg_10
   FROM query
  GROUP BY evaluation_id, split, model;


--
-- Name: VIEW evaluation_ndcg; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.evaluation_ndcg IS 'nDCG at 10 over the pictures that experts rated for each caption; gain is their mean.';


--
-- Name: COLUMN evaluation_ndcg.evaluation_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_ndcg.evaluation_id IS 'The run.';


--
-- Name: COLUMN evaluation_ndcg.split; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_ndcg.split IS 'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';


--
-- Name: COLUMN evaluation_ndcg.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_ndcg.model IS 'The situation''s model, or a yardstick.';


--
-- Name: COLUMN evaluation_ndcg.queries; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_ndcg.queries IS 'Queries that it was measured on.';


--
-- Name: COLUMN evaluation_ndcg.ndcg_10; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_ndcg.ndcg_10 IS 'Mean over queries, 0..1.';


--
-- Name: evaluation_nothing; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.evaluation_nothing WITH (security_invoker='true') AS
 WITH query AS (
         SELECT p.evaluation_id,
            p.split,
            p.model,
            p.caption_key,
            max(p.predicted) FILTER (WHERE COALESCE((m.expert_mean >= (0.6)::double precision), (m.crowd_share > (0.5)::double precision))) AS best_match,
            max(p.predicted) FILTER (WHERE (NOT COALESCE((m.expert_mean >= (0.6)::double precision), (m.crowd_share > (0.5)::double precision)))) AS best_other
           FROM (public.match_prediction p
             JOIN public.match_rating m ON (((m.image_id = p.image_id) AND ((m.caption_key)::text = (p.caption_key)::text))))
          GROUP BY p.evaluation_id, p.split, p.model, p.caption_key
        )
 SELECT query.evaluation_id,
    query.split,
    query.model,
    ((step.step)::double precision / (100.0)::double precision) AS threshold,
    count(query.best_other) AS absent_queries,
    (avg(((query.best_other < (((step.step)::numeric / 100.0))::double precision))::integer))::double precision AS absent_answered_nothing,
    count(query.best_match) AS present_queries,
    (avg(((query.best_match < (((step.step)::numeric / 100.0))::double precision))::integer))::double precision AS present_lost
   FROM (query
     CROSS JOIN generate_series(0, 100) step(step))
  GROUP BY query.evaluation_id, query.split, query.model, step.step;


--
-- Name: VIEW evaluation_nothing; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.evaluation_nothing IS 'For each threshold: queries rightly answered with nothing once every picture that people say matches is taken away, and queries that lose their matches. A query sees the pictures that people judged for it.';


--
-- Name: COLUMN evaluation_nothing.evaluation_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_nothing.evaluation_id IS 'The run.';


--
-- Name: COLUMN evaluation_nothing.split; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_nothing.split IS 'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';


--
-- Name: COLUMN evaluation_nothing.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_nothing.model IS 'The situation''s model, or a yardstick.';


--
-- Name: COLUMN evaluation_nothing.threshold; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_nothing.threshold IS 'Score from which a picture counts as a match.';


--
-- Name: COLUMN evaluation_nothing.absent_queries; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_nothing.absent_queries IS 'Queries with judged pictures that do not match.';


--
-- Name: COLUMN evaluation_nothing.absent_answered_nothing; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_nothing.absent_answered_nothing IS 'Share of them of which no such picture reaches the threshold.';


--
-- Name: COLUMN evaluation_nothing.present_queries; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_nothing.present_queries IS 'Queries with judged pictures that match.';


--
-- Name: COLUMN evaluation_nothing.present_lost; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_nothing.present_lost IS 'Share of them of which no matching picture reaches the threshold.';


--
-- Name: retrieval_rank; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.retrieval_rank (
    evaluation_id integer NOT NULL,
    query_set character varying NOT NULL,
    scope character varying NOT NULL,
    direction character varying NOT NULL,
    ranking character varying NOT NULL,
    query_key character varying NOT NULL,
    image_id bigint NOT NULL,
    rank integer NOT NULL,
    is_minor boolean DEFAULT false NOT NULL
);


--
-- Name: TABLE retrieval_rank; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.retrieval_rank IS 'Ranks of the items that queries ask for, in the newest evaluation of each regressor.';


--
-- Name: COLUMN retrieval_rank.evaluation_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.retrieval_rank.evaluation_id IS 'The run.';


--
-- Name: COLUMN retrieval_rank.query_set; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.retrieval_rank.query_set IS 'test queries, or own captions and their gallery.';


--
-- Name: COLUMN retrieval_rank.scope; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.retrieval_rank.scope IS 'allowed: flagged pictures left out; all: everything.';


--
-- Name: COLUMN retrieval_rank.direction; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.retrieval_rank.direction IS 'text to image or image to text.';


--
-- Name: COLUMN retrieval_rank.ranking; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.retrieval_rank.ranking IS 'cosine: by vectors; score: by the regressor, pixels only.';


--
-- Name: COLUMN retrieval_rank.query_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.retrieval_rank.query_key IS 'Key of the query or caption, or the picture''s id.';


--
-- Name: COLUMN retrieval_rank.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.retrieval_rank.image_id IS 'The picture that is asked for, or that asks.';


--
-- Name: COLUMN retrieval_rank.rank; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.retrieval_rank.rank IS '1 is best; ties count against it.';


--
-- Name: COLUMN retrieval_rank.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.retrieval_rank.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: evaluation_recall; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.evaluation_recall WITH (security_invoker='true') AS
 SELECT evaluation_id,
    query_set,
    scope,
    direction,
    ranking,
    count(*) AS queries,
    ((100)::double precision * (avg(((rank <= 1))::integer))::double precision) AS recall_1,
    ((100)::double precision * (avg(((rank <= 5))::integer))::double precision) AS recall_5,
    ((100)::double precision * (avg(((rank <= 10))::integer))::double precision) AS recall_10,
    percentile_cont((0.5)::double precision) WITHIN GROUP (ORDER BY ((rank)::double precision)) AS median_rank
   FROM public.retrieval_rank
  GROUP BY evaluation_id, query_set, scope, direction, ranking;


--
-- Name: VIEW evaluation_recall; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.evaluation_recall IS 'Shares of queries whose item is among the first 1, 5 and 10, percent.';


--
-- Name: COLUMN evaluation_recall.evaluation_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_recall.evaluation_id IS 'The run.';


--
-- Name: COLUMN evaluation_recall.query_set; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_recall.query_set IS 'test queries, or a gallery whose own captions ask.';


--
-- Name: COLUMN evaluation_recall.scope; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_recall.scope IS 'allowed: flagged pictures left out; all: everything.';


--
-- Name: COLUMN evaluation_recall.direction; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_recall.direction IS 'text to image or image to text.';


--
-- Name: COLUMN evaluation_recall.ranking; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_recall.ranking IS 'cosine: by the vectors; score: by the regressor from pixels alone.';


--
-- Name: COLUMN evaluation_recall.queries; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_recall.queries IS 'Queries that it was measured on.';


--
-- Name: COLUMN evaluation_recall.recall_1; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_recall.recall_1 IS 'Percent.';


--
-- Name: COLUMN evaluation_recall.recall_5; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_recall.recall_5 IS 'Percent.';


--
-- Name: COLUMN evaluation_recall.recall_10; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_recall.recall_10 IS 'Percent.';


--
-- Name: COLUMN evaluation_recall.median_rank; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_recall.median_rank IS '1 is best.';


--
-- Name: evaluation_tau_b; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.evaluation_tau_b WITH (security_invoker='true') AS
 WITH judged AS (
         SELECT p.evaluation_id,
            p.split,
            p.model,
            p.predicted,
            c.yes_share,
            count(*) AS n
           FROM (public.match_prediction p
             JOIN public.crowd_annotation c ON (((c.image_id = p.image_id) AND ((c.caption_key)::text = (p.caption_key)::text))))
          GROUP BY p.evaluation_id, p.split, p.model, p.predicted, c.yes_share
        ), level AS (
         SELECT judged.evaluation_id,
            judged.split,
            judged.model,
            judged.predicted,
            sum(judged.n) AS n,
            COALESCE(sum(judged.n) FILTER (WHERE (judged.yes_share = (0)::double precision)), (0)::numeric) AS n0
           FROM judged
          GROUP BY judged.evaluation_id, judged.split, judged.model, judged.predicted
        ), zero AS (
         SELECT level.evaluation_id,
            level.split,
            level.model,
            level.predicted,
            ((((2)::numeric * sum(level.n0) OVER (PARTITION BY level.evaluation_id, level.split, level.model ORDER BY level.predicted)) - level.n0) - sum(level.n0) OVER (PARTITION BY level.evaluation_id, level.split, level.model)) AS below_minus_above
           FROM level
        ), other AS (
         SELECT judged.evaluation_id,
            judged.split,
            judged.model,
            judged.predicted,
            judged.yes_share,
            judged.n
           FROM judged
          WHERE (judged.yes_share > (0)::double precision)
        ), grid AS (
         SELECT other.evaluation_id,
            other.split,
            other.model,
            other.predicted,
            other.yes_share,
            other.n
           FROM other
        UNION ALL
         SELECT s_1.evaluation_id,
            s_1.split,
            s_1.model,
            s_1.predicted,
            l.yes_share,
            0
           FROM (( SELECT DISTINCT other.evaluation_id,
                    other.split,
                    other.model,
                    other.predicted
                   FROM other) s_1
             JOIN ( SELECT DISTINCT other.evaluation_id,
                    other.split,
                    other.model,
                    other.yes_share
                   FROM other) l ON (((l.evaluation_id = s_1.evaluation_id) AND ((l.split)::text = (s_1.split)::text) AND ((l.model)::text = (s_1.model)::text))))
        ), cell AS (
         SELECT grid.evaluation_id,
            grid.split,
            grid.model,
            grid.predicted,
            grid.yes_share,
            sum(grid.n) AS n
           FROM grid
          GROUP BY grid.evaluation_id, grid.split, grid.model, grid.predicted, grid.yes_share
        ), below AS (
         SELECT cell.evaluation_id,
            cell.split,
            cell.model,
            cell.predicted,
            cell.yes_share,
            cell.n,
            COALESCE(sum(cell.n) OVER (PARTITION BY cell.evaluation_id, cell.split, cell.model, cell.yes_share ORDER BY cell.predicted ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), (0)::numeric) AS lower
           FROM cell
        ), compared AS (
         SELECT below.evaluation_id,
            below.split,
            below.model,
            below.predicted,
            below.n,
            ((((2)::numeric * sum(below.lower) OVER (PARTITION BY below.evaluation_id, below.split, below.model, below.predicted ORDER BY below.yes_share)) - below.lower) - sum(below.lower) OVER (PARTITION BY below.evaluation_id, below.split, below.model, below.predicted)) AS difference
           FROM below
        ), total AS (
         SELECT c.evaluation_id,
            c.split,
            c.model,
            sum((c.n * (c.difference + z.below_minus_above))) AS concordant_minus_discordant
           FROM (compared c
             JOIN zero z ON (((z.evaluation_id = c.evaluation_id) AND ((z.split)::text = (c.split)::text) AND ((z.model)::text = (c.model)::text) AND (z.predicted = c.predicted))))
          GROUP BY c.evaluation_id, c.split, c.model
        ), size AS (
         SELECT level.evaluation_id,
            level.split,
            level.model,
            sum(level.n) AS pairs,
            sum(((level.n * (level.n - (1)::numeric)) / (2)::numeric)) AS tied_predicted
           FROM level
          GROUP BY level.evaluation_id, level.split, level.model
        ), tied AS (
         SELECT s_1.evaluation_id,
            s_1.split,
            s_1.model,
            sum(((s_1.n * (s_1.n - (1)::numeric)) / (2)::numeric)) AS tied_share
           FROM ( SELECT judged.evaluation_id,
                    judged.split,
                    judged.model,
                    sum(judged.n) AS n
                   FROM judged
                  GROUP BY judged.evaluation_id, judged.split, judged.model, judged.yes_share) s_1
          GROUP BY s_1.evaluation_id, s_1.split, s_1.model
        )
 SELECT t.evaluation_id,
    t.split,
    t.model,
    (s.pairs)::bigint AS pairs,
    ((((100)::numeric * t.concordant_minus_discordant) / NULLIF(sqrt(((((s.pairs * (s.pairs - (1)::numeric)) / (2)::numeric) - s.tied_predicted) * (((s.pairs * (s.pairs - (1)::numeric)) / (2)::numeric) - d.tied_share))), (0)::numeric)))::double precision AS tau_b
   FROM ((total t
     JOIN size s ON (((s.evaluation_id = t.evaluation_id) AND ((s.split)::text = (t.split)::text) AND ((s.model)::text = (t.model)::text))))
     JOIN tied d ON (((d.evaluation_id = t.evaluation_id) AND ((d.split)::text = (t.split)::text) AND ((d.model)::text = (t.model)::text))));


--
-- Name: VIEW evaluation_tau_b; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.evaluation_tau_b IS 'Kendall tau-b, percent, between score and the share of the crowd that said yes.';


--
-- Name: COLUMN evaluation_tau_b.evaluation_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_tau_b.evaluation_id IS 'The run.';


--
-- Name: COLUMN evaluation_tau_b.split; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_tau_b.split IS 'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';


--
-- Name: COLUMN evaluation_tau_b.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_tau_b.model IS 'The situation''s model, or a yardstick.';


--
-- Name: COLUMN evaluation_tau_b.pairs; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_tau_b.pairs IS 'Pairs that it was measured on.';


--
-- Name: COLUMN evaluation_tau_b.tau_b; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_tau_b.tau_b IS 'Percent.';


--
-- Name: evaluation_tau_c; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.evaluation_tau_c WITH (security_invoker='true') AS
 WITH level AS (
         SELECT p.evaluation_id,
            p.split,
            p.model,
            p.predicted,
            count(*) AS n,
            count(*) FILTER (WHERE (rating.rating = 1)) AS n1,
            count(*) FILTER (WHERE (rating.rating = 2)) AS n2,
            count(*) FILTER (WHERE (rating.rating = 3)) AS n3,
            count(*) FILTER (WHERE (rating.rating = 4)) AS n4
           FROM (((public.match_prediction p
             JOIN public.expert_annotation e ON (((e.image_id = p.image_id) AND ((e.caption_key)::text = (p.caption_key)::text))))
             JOIN public.caption c ON (((c.caption_key)::text = (p.caption_key)::text)))
             CROSS JOIN LATERAL unnest(ARRAY[e.expert1, e.expert2, e.expert3]) rating(rating))
          WHERE (c.image_id IS DISTINCT FROM p.image_id)
          GROUP BY p.evaluation_id, p.split, p.model, p.predicted
        ), below AS (
         SELECT level.evaluation_id,
            level.split,
            level.model,
            level.n,
            level.n1,
            level.n2,
            level.n3,
            level.n4,
            COALESCE(sum(level.n1) OVER lower, (0)::numeric) AS b1,
            COALESCE(sum(level.n2) OVER lower, (0)::numeric) AS b2,
            COALESCE(sum(level.n3) OVER lower, (0)::numeric) AS b3,
            COALESCE(sum(level.n4) OVER lower, (0)::numeric) AS b4
           FROM level
          WINDOW lower AS (PARTITION BY level.evaluation_id, level.split, level.model ORDER BY level.predicted ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        ), total AS (
         SELECT below.evaluation_id,
            below.split,
            below.model,
            sum(below.n) AS ratings,
            sum((((((((below.n2)::numeric * below.b1) + ((below.n3)::numeric * (below.b1 + below.b2))) + ((below.n4)::numeric * ((below.b1 + below.b2) + below.b3))) - ((below.n1)::numeric * ((below.b2 + below.b3) + below.b4))) - ((below.n2)::numeric * (below.b3 + below.b4))) - ((below.n3)::numeric * below.b4))) AS concordant_minus_discordant,
            LEAST(count(*), ((((((sum(below.n1) > (0)::numeric))::integer + ((sum(below.n2) > (0)::numeric))::integer) + ((sum(below.n3) > (0)::numeric))::integer) + ((sum(below.n4) > (0)::numeric))::integer))::bigint) AS classes
           FROM below
          GROUP BY below.evaluation_id, below.split, below.model
        )
 SELECT evaluation_id,
    split,
    model,
    (ratings)::bigint AS ratings,
    (((((100 * 2))::numeric * concordant_minus_discordant) / NULLIF((((ratings * ratings) * ((classes - 1))::numeric) / (classes)::numeric), (0)::numeric)))::double precision AS tau_c
   FROM total;


--
-- Name: VIEW evaluation_tau_c; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.evaluation_tau_c IS 'Kendall tau-c, percent, by the published protocol: each expert''s rating is a row of its own, pairs whose caption belongs to the picture itself are left out.';


--
-- Name: COLUMN evaluation_tau_c.evaluation_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_tau_c.evaluation_id IS 'The run.';


--
-- Name: COLUMN evaluation_tau_c.split; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_tau_c.split IS 'picture, caption: folds that share none; unseen: pictures that the stored model never saw.';


--
-- Name: COLUMN evaluation_tau_c.model; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_tau_c.model IS 'The situation''s model, or a yardstick.';


--
-- Name: COLUMN evaluation_tau_c.ratings; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_tau_c.ratings IS 'Single ratings that it was measured on.';


--
-- Name: COLUMN evaluation_tau_c.tau_c; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.evaluation_tau_c.tau_c IS 'Percent.';


--
-- Name: image_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.image ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.image_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: image_name; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.image_name (
    name character varying NOT NULL,
    image_id bigint NOT NULL
);


--
-- Name: TABLE image_name; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.image_name IS 'Keeps names of pictures unique; a trigger on image writes it.';


--
-- Name: COLUMN image_name.name; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image_name.name IS 'image.name.';


--
-- Name: COLUMN image_name.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.image_name.image_id IS 'The picture of that name.';


--
-- Name: load_reject_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.load_reject ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.load_reject_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: match_feedback_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.match_feedback ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.match_feedback_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: match_rating_source; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.match_rating_source WITH (security_invoker='true') AS
 WITH expert AS (
         SELECT expert_annotation.image_id,
            expert_annotation.is_minor,
            expert_annotation.caption_key,
            ((((((expert_annotation.expert1 + expert_annotation.expert2) + expert_annotation.expert3))::numeric / 3.0) - (1)::numeric) / 3.0) AS mean,
                CASE
                    WHEN ((expert_annotation.expert1 = expert_annotation.expert2) OR (expert_annotation.expert1 = expert_annotation.expert3)) THEN (((expert_annotation.expert1 - 1))::numeric / 3.0)
                    WHEN (expert_annotation.expert2 = expert_annotation.expert3) THEN (((expert_annotation.expert2 - 1))::numeric / 3.0)
                    ELSE NULL::numeric
                END AS majority,
            (sqrt(GREATEST((0)::numeric, ((((((expert_annotation.expert1 * expert_annotation.expert1) + (expert_annotation.expert2 * expert_annotation.expert2)) + (expert_annotation.expert3 * expert_annotation.expert3)))::numeric / 3.0) - (((((expert_annotation.expert1 + expert_annotation.expert2) + expert_annotation.expert3))::numeric / 3.0) ^ (2)::numeric)))) / 3.0) AS disagreement
           FROM public.expert_annotation
        )
 SELECT COALESCE(e.image_id, c.image_id) AS image_id,
    COALESCE(e.caption_key, c.caption_key) AS caption_key,
    (e.mean)::double precision AS expert_mean,
    (e.majority)::double precision AS expert_majority,
    c.yes_share AS crowd_share,
    w.expert_weight,
    w.crowd_weight,
    ((((COALESCE(e.mean, (0)::numeric))::double precision * w.expert_weight) + (COALESCE(c.yes_share, (0)::double precision) * w.crowd_weight)) / (w.expert_weight + w.crowd_weight)) AS combined_score,
    (
        CASE
            WHEN (e.image_id IS NULL) THEN 0
            ELSE 3
        END + COALESCE((c.yes_count + c.no_count), 0)) AS rater_count,
    (e.disagreement)::double precision AS disagreement,
    COALESCE(e.is_minor, c.is_minor) AS is_minor
   FROM ((expert e
     FULL JOIN public.crowd_annotation c ON (((c.image_id = e.image_id) AND ((c.caption_key)::text = (e.caption_key)::text))))
     CROSS JOIN LATERAL ( SELECT (
                CASE
                    WHEN (e.image_id IS NULL) THEN 0
                    ELSE 6
                END)::double precision AS expert_weight,
            (COALESCE((c.yes_count + c.no_count), 0))::double precision AS crowd_weight) w);


--
-- Name: VIEW match_rating_source; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.match_rating_source IS 'Defines the aggregated ratings; match_rating is its copy.';


--
-- Name: COLUMN match_rating_source.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating_source.image_id IS 'The rated picture.';


--
-- Name: COLUMN match_rating_source.caption_key; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating_source.caption_key IS 'The rated text: caption.caption_key, also of texts that were not delivered.';


--
-- Name: COLUMN match_rating_source.expert_mean; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating_source.expert_mean IS 'Mean of the three experts, mapped from 1..4 to 0..1.';


--
-- Name: COLUMN match_rating_source.expert_majority; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating_source.expert_majority IS 'What two or three experts agree on, mapped to 0..1; null where all three differ.';


--
-- Name: COLUMN match_rating_source.crowd_share; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating_source.crowd_share IS 'Share of the crowd that said yes.';


--
-- Name: COLUMN match_rating_source.expert_weight; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating_source.expert_weight IS 'Weight of the experts in combined_score: 6, or 0 without experts.';


--
-- Name: COLUMN match_rating_source.crowd_weight; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating_source.crowd_weight IS 'Weight of the crowd in combined_score: the number of its votes.';


--
-- Name: COLUMN match_rating_source.combined_score; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating_source.combined_score IS 'Mean of expert_mean and crowd_share by their weights, 0..1.';


--
-- Name: COLUMN match_rating_source.rater_count; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating_source.rater_count IS 'Experts and voters together.';


--
-- Name: COLUMN match_rating_source.disagreement; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating_source.disagreement IS 'Standard deviation of the three experts, mapped to 0..1.';


--
-- Name: COLUMN match_rating_source.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.match_rating_source.is_minor IS 'Copy of image.is_minor, which row security looks at.';


--
-- Name: minor_evidence_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.minor_evidence ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.minor_evidence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: minor_review_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.minor_review ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.minor_review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: model_prediction; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.model_prediction (
    result_id bigint NOT NULL,
    image_id bigint NOT NULL,
    caption_id bigint NOT NULL,
    fold smallint NOT NULL,
    predicted double precision NOT NULL,
    is_minor boolean DEFAULT false NOT NULL
);


--
-- Name: TABLE model_prediction; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.model_prediction IS 'Out-of-fold predictions behind model_result, for residuals.';


--
-- Name: COLUMN model_prediction.result_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_prediction.result_id IS 'The result it belongs to.';


--
-- Name: COLUMN model_prediction.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_prediction.image_id IS 'The rated picture.';


--
-- Name: COLUMN model_prediction.caption_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_prediction.caption_id IS 'The rated text.';


--
-- Name: COLUMN model_prediction.fold; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_prediction.fold IS 'Outer fold in which the pair was held out, from 0.';


--
-- Name: COLUMN model_prediction.predicted; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_prediction.predicted IS 'Predicted match score, 0..1.';


--
-- Name: COLUMN model_prediction.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.model_prediction.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: model_result_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.model_result ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.model_result_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: rating_task; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rating_task (
    id bigint NOT NULL,
    text character varying NOT NULL,
    image_id bigint NOT NULL,
    is_minor boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_rating_task_text_length CHECK (((char_length((text)::text) >= 1) AND (char_length((text)::text) <= 500)))
);


--
-- Name: TABLE rating_task; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.rating_task IS 'Pairs that raters are asked about on the page, one after the other.';


--
-- Name: COLUMN rating_task.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rating_task.id IS 'Key; the list''s order.';


--
-- Name: COLUMN rating_task.text; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rating_task.text IS 'The text to rate.';


--
-- Name: COLUMN rating_task.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rating_task.image_id IS 'The picture that this row belongs to.';


--
-- Name: COLUMN rating_task.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.rating_task.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Name: rating_task_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.rating_task ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.rating_task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: regressor; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.regressor (
    id integer NOT NULL,
    encoder_id integer NOT NULL,
    is_active boolean DEFAULT false NOT NULL,
    card jsonb NOT NULL,
    metrics jsonb NOT NULL,
    artifact bytea NOT NULL,
    trained_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: TABLE regressor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.regressor IS 'Regressors with their model cards. One is active: it scores what a search finds.';


--
-- Name: COLUMN regressor.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.regressor.id IS 'Key.';


--
-- Name: COLUMN regressor.encoder_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.regressor.encoder_id IS 'The encoder whose pictures'' vectors it was trained on.';


--
-- Name: COLUMN regressor.is_active; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.regressor.is_active IS 'Whether searches use it.';


--
-- Name: COLUMN regressor.card; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.regressor.card IS 'Model card: data, features, settings, seed, versions.';


--
-- Name: COLUMN regressor.metrics; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.regressor.metrics IS 'Out-of-fold figures.';


--
-- Name: COLUMN regressor.artifact; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.regressor.artifact IS 'The model as safetensors.';


--
-- Name: COLUMN regressor.trained_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.regressor.trained_at IS 'When it was trained.';


--
-- Name: regressor_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.regressor ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.regressor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: search_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.search ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.search_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: thumbnail; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.thumbnail (
    image_id bigint NOT NULL,
    sha256 bytea NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    webp bytea NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    is_minor boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_thumbnail_sha256_length CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT ck_thumbnail_size_positive CHECK (((width > 0) AND (height > 0)))
);


--
-- Name: TABLE thumbnail; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.thumbnail IS 'Small copies for the page, upright, in sRGB, without EXIF. Made by loads.';


--
-- Name: COLUMN thumbnail.image_id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.thumbnail.image_id IS 'The picture.';


--
-- Name: COLUMN thumbnail.sha256; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.thumbnail.sha256 IS 'The file that it was made from; another is made anew.';


--
-- Name: COLUMN thumbnail.width; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.thumbnail.width IS 'Width in pixels.';


--
-- Name: COLUMN thumbnail.height; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.thumbnail.height IS 'Height in pixels.';


--
-- Name: COLUMN thumbnail.webp; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.thumbnail.webp IS 'The copy as a WebP file.';


--
-- Name: COLUMN thumbnail.made_at; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.thumbnail.made_at IS 'When it was made.';


--
-- Name: COLUMN thumbnail.is_minor; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.thumbnail.is_minor IS 'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and the partial vector index need no join.';


--
-- Data for Name: account; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.account OVERRIDING SYSTEM VALUE VALUES
	(1, 'rater', 'searcher', 'not a hash', true, 0, '2026-11-26 11:05:47.244041+00');


--
-- Data for Name: activation; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.activation OVERRIDING SYSTEM VALUE VALUES
	(1, 1, NULL, false, '2026-11-26 11:05:47.244041+00', 'postgres');


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES
	('0013');


--
-- Data for Name: api_token; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.api_token OVERRIDING SYSTEM VALUE VALUES
	(1, 1, 'a notebook', '\x4fb0ec253762c2bc152b9ebd000f70fd8fca3a3f36f7962fa508d40f6adb1ade', '2026-11-26 11:05:47.244041+00');


--
-- Data for Name: caption; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.caption VALUES
	(1, 'tractor.jpg#0', 'tractor.jpg', 1, false, 'a red tractor in the sun', DEFAULT, DEFAULT),
	(5, 'harbour.jpg#0', 'harbour.jpg', 5, false, 'a red harbour in the sun', DEFAULT, DEFAULT),
	(6, 'absent.jpg#0', 'absent.jpg', 0, false, 'синяя лодка у берега', DEFAULT, DEFAULT),
	(2, 'playground.jpg#0', 'playground.jpg', 2, true, 'a boy on a red swing', DEFAULT, DEFAULT),
	(3, 'portrait.jpg#0', 'portrait.jpg', 3, true, 'a red portrait in the sun', DEFAULT, DEFAULT),
	(4, 'puppet.jpg#0', 'puppet.jpg', 4, false, 'a red puppet in the sun', DEFAULT, DEFAULT);


--
-- Data for Name: caption_embedding; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.caption_embedding VALUES
	(2, 1, false, '[1,0,0]', 1, DEFAULT),
	(2, 5, false, '[1,0,0]', 5, DEFAULT),
	(2, 6, false, '[1,0,0]', 0, DEFAULT),
	(2, 2, true, '[1,0,0]', 2, DEFAULT),
	(2, 3, true, '[1,0,0]', 3, DEFAULT),
	(2, 4, false, '[1,0,0]', 4, DEFAULT);


--
-- Data for Name: click; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.click VALUES
	(1, 1, '2026-11-26 11:05:47.244041+00', false),
	(1, 5, '2026-11-26 11:05:47.244041+00', false),
	(1, 2, '2026-11-26 11:05:47.244041+00', true),
	(1, 3, '2026-11-26 11:05:47.244041+00', true),
	(1, 4, '2026-11-26 11:05:47.244041+00', false);


--
-- Data for Name: crowd_annotation; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crowd_annotation VALUES
	(1, 'harbour.jpg#0', 0.25, 1, 3, false),
	(2, 'harbour.jpg#0', 0.25, 1, 3, true);


--
-- Data for Name: encoder; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.encoder OVERRIDING SYSTEM VALUE VALUES
	(1, 'small', '1', 3, true, '2026-11-26 11:05:47.244041+00'),
	(2, 'minilm', '1', 3, false, '2026-11-26 11:05:47.244041+00');


--
-- Data for Name: encoding_task; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.encoding_task VALUES
	(2, 5);


--
-- Data for Name: evaluation; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.evaluation OVERRIDING SYSTEM VALUE VALUES
	(1, 'small 1', NULL, '00', 'f', 1, '{}', '2026-11-26 11:05:47.244041+00');


--
-- Data for Name: evaluation_figure; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.evaluation_figure VALUES
	(1, 'picture', 'pixels', 'mse', 0.03, NULL, NULL, 2);


--
-- Data for Name: expert_annotation; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.expert_annotation VALUES
	(1, 'harbour.jpg#0', 1, 1, 2, false),
	(2, 'harbour.jpg#0', 1, 1, 2, true);


--
-- Data for Name: image; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.image OVERRIDING SYSTEM VALUE VALUES
	(1, 'tractor.jpg', '/pictures/invented/tractor.jpg', 'invented', '\x902760138ab456912e88a9c4a0f1d2a79252fa844450c6af020a7cc903fc7d34', 1000, 1, 40, 30, false, '2026-11-26 11:05:47.244041+00', '2025-05-01 12:00:00', 'Ann Otherwise', '{invented}', '{"title": "An invented picture"}', DEFAULT, DEFAULT),
	(5, 'harbour.jpg', '/pictures/invented/harbour.jpg', 'invented', '\xaa74f6fd03bf68be7e0f4bd06cae61a72ab8025b50d00888f3e1068f22067463', 1000, 1, 40, 30, false, '2026-11-26 11:05:47.244041+00', '2025-05-01 12:00:00', 'Ann Otherwise', '{invented}', '{"title": "An invented picture"}', DEFAULT, DEFAULT),
	(2, 'playground.jpg', '/pictures/invented/playground.jpg', 'invented', '\xf3cc87f78b21d53dcccd34b6dd0c2e8679cb5e6ea3ad600e2689015ce100825a', 1000, 1, 40, 30, true, '2026-11-26 11:05:47.244041+00', '2025-05-01 12:00:00', 'Ann Otherwise', '{invented}', '{"title": "An invented picture"}', DEFAULT, DEFAULT),
	(3, 'portrait.jpg', '/pictures/invented/portrait.jpg', 'invented', '\x51c5a8296a032ce7b3014e66000c20d0d759d2e910873f28fa6107ab012bf887', 1000, 1, 40, 30, true, '2026-11-26 11:05:47.244041+00', '2025-05-01 12:00:00', 'Ann Otherwise', '{invented}', '{"title": "An invented picture"}', DEFAULT, DEFAULT),
	(4, 'puppet.jpg', '/pictures/invented/puppet.jpg', 'invented', '\x4b02e0c6135a5924521217d4b679493c2a717aa57fcb56760d51f7b2aea7abda', 1000, 1, 40, 30, false, '2026-11-26 11:05:47.244041+00', '2025-05-01 12:00:00', 'Ann Otherwise', '{invented}', '{"title": "An invented picture"}', DEFAULT, DEFAULT);


--
-- Data for Name: image_embedding; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.image_embedding VALUES
	(1, 1, '[1,0,0]', false),
	(1, 5, '[0,0,1]', false),
	(1, 2, '[1,0,0]', true),
	(1, 3, '[1,0,0]', true),
	(1, 4, '[1,0,0]', false);


--
-- Data for Name: image_name; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.image_name VALUES
	('tractor.jpg', 1),
	('playground.jpg', 2),
	('portrait.jpg', 3),
	('puppet.jpg', 4),
	('harbour.jpg', 5);


--
-- Data for Name: load_reject; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.load_reject OVERRIDING SYSTEM VALUE VALUES
	(1, '/pictures/captions.tsv', 7, 'three columns', 'x y z', '2026-11-26 11:05:47.244041+00', 0, false, DEFAULT),
	(3, '/pictures/invented/harbour.jpg', 0, 'truncated', '', '2026-11-26 11:05:47.244041+00', 5, false, DEFAULT),
	(2, '/pictures/invented/playground.jpg', 0, 'truncated', '', '2026-11-26 11:05:47.244041+00', 2, true, DEFAULT);


--
-- Data for Name: match_feedback; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.match_feedback OVERRIDING SYSTEM VALUE VALUES
	(1, 'a red tractor', 'rater', 4, '2026-11-26 11:05:47.244041+00', 1, false),
	(2, 'a red tractor', 'rater', 4, '2026-11-26 11:05:47.244041+00', 5, false),
	(3, 'a red tractor', 'rater', 4, '2026-11-26 11:05:47.244041+00', 2, true),
	(4, 'a red tractor', 'rater', 4, '2026-11-26 11:05:47.244041+00', 3, true),
	(5, 'a red tractor', 'rater', 4, '2026-11-26 11:05:47.244041+00', 4, false);


--
-- Data for Name: match_prediction; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.match_prediction VALUES
	(1, 'picture', 'pixels', 1, 'harbour.jpg#0', 0.1, false),
	(1, 'picture', 'pixels', 2, 'harbour.jpg#0', 0.1, true);


--
-- Data for Name: match_rating; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.match_rating VALUES
	(1, 'harbour.jpg#0', 0.1111111111111111, 0, 0.25, 6, 4, 0.16666666666666666, 7, 0.15713484026367724, false),
	(2, 'harbour.jpg#0', 0.1111111111111111, 0, 0.25, 6, 4, 0.16666666666666666, 7, 0.15713484026367724, true);


--
-- Data for Name: minor_evidence; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.minor_evidence OVERRIDING SYSTEM VALUE VALUES
	(1, 'caption', 'boy', 'playground.jpg#0', 1, true, '2026-11-26 11:05:47.244041+00', 2, true),
	(2, 'caption', 'boy', 'puppet.jpg#0', 1, true, '2026-11-26 11:05:47.244041+00', 4, false);


--
-- Data for Name: minor_review; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.minor_review OVERRIDING SYSTEM VALUE VALUES
	(1, 'flag', 'editor', 'seen', '\x51c5a8296a032ce7b3014e66000c20d0d759d2e910873f28fa6107ab012bf887', '2026-11-26 11:05:47.244041+00', 3, true),
	(2, 'clear', 'editor', 'seen', '\x4b02e0c6135a5924521217d4b679493c2a717aa57fcb56760d51f7b2aea7abda', '2026-11-26 11:05:47.244041+00', 4, false);


--
-- Data for Name: model_prediction; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.model_prediction VALUES
	(1, 1, 6, 0, 0.5, false),
	(1, 5, 6, 0, 0.5, false),
	(1, 2, 6, 0, 0.5, true),
	(1, 3, 6, 0, 0.5, true),
	(1, 4, 6, 0, 0.5, false);


--
-- Data for Name: model_result; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.model_result OVERRIDING SYSTEM VALUE VALUES
	(1, '00000000-0000-4000-8000-000000000001', 1, 'ridge', 'pixels', 'mean', 'picture', '{"mse": 0.03}', '{}', 1, 'f', '2026-11-26 11:05:47.244041+00');


--
-- Data for Name: rating_task; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.rating_task OVERRIDING SYSTEM VALUE VALUES
	(1, 'a blue boat', 1, false),
	(2, 'a blue boat', 5, false),
	(3, 'a blue boat', 2, true),
	(4, 'a blue boat', 3, true),
	(5, 'a blue boat', 4, false);


--
-- Data for Name: regressor; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.regressor OVERRIDING SYSTEM VALUE VALUES
	(1, 1, false, '{"seed": 1}', '{"mse": 0.02}', '\x00', '2026-11-26 11:05:47.244041+00');


--
-- Data for Name: retrieval_rank; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.retrieval_rank VALUES
	(1, 'invented', 'all', 'text to image', 'cosine', 'tractor.jpg#0', 1, 1, false),
	(1, 'invented', 'all', 'text to image', 'cosine', 'harbour.jpg#0', 5, 1, false),
	(1, 'invented', 'all', 'text to image', 'cosine', 'playground.jpg#0', 2, 1, true),
	(1, 'invented', 'all', 'text to image', 'cosine', 'portrait.jpg#0', 3, 1, true),
	(1, 'invented', 'all', 'text to image', 'cosine', 'puppet.jpg#0', 4, 1, false);


--
-- Data for Name: search; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.search OVERRIDING SYSTEM VALUE VALUES
	(1, 'a red tractor', 'en', false, 1, NULL, 1, 0.9, 12.5, '2026-11-26 11:05:47.244041+00');


--
-- Data for Name: test_query; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.test_query VALUES
	('q1', 'red tractor', 'tractor.jpg', 1, false, DEFAULT),
	('q2', 'a blue boat', 'absent.jpg', 0, false, DEFAULT);


--
-- Data for Name: thumbnail; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.thumbnail VALUES
	(1, '\x902760138ab456912e88a9c4a0f1d2a79252fa844450c6af020a7cc903fc7d34', 4, 3, '\x52494646', '2026-11-26 11:05:47.244041+00', false),
	(5, '\xaa74f6fd03bf68be7e0f4bd06cae61a72ab8025b50d00888f3e1068f22067463', 4, 3, '\x52494646', '2026-11-26 11:05:47.244041+00', false),
	(2, '\xf3cc87f78b21d53dcccd34b6dd0c2e8679cb5e6ea3ad600e2689015ce100825a', 4, 3, '\x52494646', '2026-11-26 11:05:47.244041+00', true),
	(3, '\x51c5a8296a032ce7b3014e66000c20d0d759d2e910873f28fa6107ab012bf887', 4, 3, '\x52494646', '2026-11-26 11:05:47.244041+00', true),
	(4, '\x4b02e0c6135a5924521217d4b679493c2a717aa57fcb56760d51f7b2aea7abda', 4, 3, '\x52494646', '2026-11-26 11:05:47.244041+00', false);


--
-- Name: account_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.account_id_seq', 1, true);


--
-- Name: activation_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.activation_id_seq', 1, true);


--
-- Name: api_token_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.api_token_id_seq', 1, true);


--
-- Name: caption_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.caption_id_seq', 6, true);


--
-- Name: encoder_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.encoder_id_seq', 2, true);


--
-- Name: evaluation_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.evaluation_id_seq', 1, true);


--
-- Name: image_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.image_id_seq', 5, true);


--
-- Name: load_reject_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.load_reject_id_seq', 3, true);


--
-- Name: match_feedback_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.match_feedback_id_seq', 5, true);


--
-- Name: minor_evidence_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.minor_evidence_id_seq', 2, true);


--
-- Name: minor_review_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.minor_review_id_seq', 2, true);


--
-- Name: model_result_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.model_result_id_seq', 1, true);


--
-- Name: rating_task_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.rating_task_id_seq', 5, true);


--
-- Name: regressor_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.regressor_id_seq', 1, true);


--
-- Name: search_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.search_id_seq', 1, true);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: account pk_account; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT pk_account PRIMARY KEY (id);


--
-- Name: activation pk_activation; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activation
    ADD CONSTRAINT pk_activation PRIMARY KEY (id);


--
-- Name: api_token pk_api_token; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT pk_api_token PRIMARY KEY (id);


--
-- Name: caption pk_caption; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.caption
    ADD CONSTRAINT pk_caption PRIMARY KEY (id, image_id);


--
-- Name: caption_embedding pk_caption_embedding; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.caption_embedding
    ADD CONSTRAINT pk_caption_embedding PRIMARY KEY (encoder_id, caption_id, image_id);


--
-- Name: click pk_click; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.click
    ADD CONSTRAINT pk_click PRIMARY KEY (search_id, image_id);


--
-- Name: crowd_annotation pk_crowd_annotation; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crowd_annotation
    ADD CONSTRAINT pk_crowd_annotation PRIMARY KEY (image_id, caption_key);


--
-- Name: encoder pk_encoder; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.encoder
    ADD CONSTRAINT pk_encoder PRIMARY KEY (id);


--
-- Name: encoding_task pk_encoding_task; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.encoding_task
    ADD CONSTRAINT pk_encoding_task PRIMARY KEY (encoder_id, image_id);


--
-- Name: evaluation pk_evaluation; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evaluation
    ADD CONSTRAINT pk_evaluation PRIMARY KEY (id);


--
-- Name: evaluation_figure pk_evaluation_figure; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evaluation_figure
    ADD CONSTRAINT pk_evaluation_figure PRIMARY KEY (evaluation_id, split, model, metric);


--
-- Name: expert_annotation pk_expert_annotation; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.expert_annotation
    ADD CONSTRAINT pk_expert_annotation PRIMARY KEY (image_id, caption_key);


--
-- Name: image pk_image; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.image
    ADD CONSTRAINT pk_image PRIMARY KEY (id);


--
-- Name: image_embedding pk_image_embedding; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.image_embedding
    ADD CONSTRAINT pk_image_embedding PRIMARY KEY (encoder_id, image_id);


--
-- Name: image_name pk_image_name; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.image_name
    ADD CONSTRAINT pk_image_name PRIMARY KEY (name);


--
-- Name: load_reject pk_load_reject; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.load_reject
    ADD CONSTRAINT pk_load_reject PRIMARY KEY (id, image_id);


--
-- Name: match_feedback pk_match_feedback; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.match_feedback
    ADD CONSTRAINT pk_match_feedback PRIMARY KEY (id, image_id);


--
-- Name: match_prediction pk_match_prediction; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.match_prediction
    ADD CONSTRAINT pk_match_prediction PRIMARY KEY (evaluation_id, split, model, image_id, caption_key);


--
-- Name: match_rating pk_match_rating; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.match_rating
    ADD CONSTRAINT pk_match_rating PRIMARY KEY (image_id, caption_key);


--
-- Name: minor_evidence pk_minor_evidence; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.minor_evidence
    ADD CONSTRAINT pk_minor_evidence PRIMARY KEY (id, image_id);


--
-- Name: minor_review pk_minor_review; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.minor_review
    ADD CONSTRAINT pk_minor_review PRIMARY KEY (id, image_id);


--
-- Name: model_prediction pk_model_prediction; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.model_prediction
    ADD CONSTRAINT pk_model_prediction PRIMARY KEY (result_id, image_id, caption_id);


--
-- Name: model_result pk_model_result; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.model_result
    ADD CONSTRAINT pk_model_result PRIMARY KEY (id);


--
-- Name: rating_task pk_rating_task; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rating_task
    ADD CONSTRAINT pk_rating_task PRIMARY KEY (id, image_id);


--
-- Name: regressor pk_regressor; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.regressor
    ADD CONSTRAINT pk_regressor PRIMARY KEY (id);


--
-- Name: retrieval_rank pk_retrieval_rank; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.retrieval_rank
    ADD CONSTRAINT pk_retrieval_rank PRIMARY KEY (evaluation_id, query_set, scope, direction, ranking, query_key, image_id);


--
-- Name: search pk_search; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.search
    ADD CONSTRAINT pk_search PRIMARY KEY (id);


--
-- Name: test_query pk_test_query; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.test_query
    ADD CONSTRAINT pk_test_query PRIMARY KEY (query_key, image_id);


--
-- Name: thumbnail pk_thumbnail; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.thumbnail
    ADD CONSTRAINT pk_thumbnail PRIMARY KEY (image_id);


--
-- Name: account uq_account_name; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT uq_account_name UNIQUE (name);


--
-- Name: api_token uq_api_token_token_sha256; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT uq_api_token_token_sha256 UNIQUE (token_sha256);


--
-- Name: caption uq_caption_caption_key_image_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.caption
    ADD CONSTRAINT uq_caption_caption_key_image_id UNIQUE (caption_key, image_id);


--
-- Name: encoder uq_encoder_name_revision; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.encoder
    ADD CONSTRAINT uq_encoder_name_revision UNIQUE (name, revision);


--
-- Name: image uq_image_id_is_minor; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.image
    ADD CONSTRAINT uq_image_id_is_minor UNIQUE (id, is_minor);


--
-- Name: load_reject uq_load_reject_file_row_number_reason_image_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.load_reject
    ADD CONSTRAINT uq_load_reject_file_row_number_reason_image_id UNIQUE (file, row_number, reason, image_id);


--
-- Name: match_feedback uq_match_feedback_image_id_text_rater; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.match_feedback
    ADD CONSTRAINT uq_match_feedback_image_id_text_rater UNIQUE (image_id, text, rater);


--
-- Name: minor_evidence uq_minor_evidence_image_id_source_term_caption_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.minor_evidence
    ADD CONSTRAINT uq_minor_evidence_image_id_source_term_caption_key UNIQUE (image_id, source, term, caption_key);


--
-- Name: model_result uq_model_result_run_id_model_features_target_split; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.model_result
    ADD CONSTRAINT uq_model_result_run_id_model_features_target_split UNIQUE (run_id, model, features, target, split);


--
-- Name: rating_task uq_rating_task_image_id_text; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rating_task
    ADD CONSTRAINT uq_rating_task_image_id_text UNIQUE (image_id, text);


--
-- Name: ix_api_token_account_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_api_token_account_id ON public.api_token USING btree (account_id);


--
-- Name: ix_caption_embedding_image_id_caption_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_caption_embedding_image_id_caption_id ON public.caption_embedding USING btree (image_id, caption_id);


--
-- Name: ix_caption_image_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_caption_image_id ON public.caption USING btree (image_id);


--
-- Name: ix_caption_image_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_caption_image_name ON public.caption USING btree (image_name);


--
-- Name: ix_caption_tsv; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_caption_tsv ON public.caption USING gin (tsv);


--
-- Name: ix_click_image_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_click_image_id ON public.click USING btree (image_id);


--
-- Name: ix_crowd_annotation_caption_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crowd_annotation_caption_key ON public.crowd_annotation USING btree (caption_key);


--
-- Name: ix_encoding_task_image_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_encoding_task_image_id ON public.encoding_task USING btree (image_id);


--
-- Name: ix_expert_annotation_caption_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_expert_annotation_caption_key ON public.expert_annotation USING btree (caption_key);


--
-- Name: ix_image_embedding_hnsw_1; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_image_embedding_hnsw_1 ON public.image_embedding USING hnsw (((embedding)::public.halfvec(3)) public.halfvec_cosine_ops) WITH (m='16', ef_construction='64') WHERE ((encoder_id = 1) AND (NOT is_minor));


--
-- Name: ix_image_embedding_image_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_image_embedding_image_id ON public.image_embedding USING btree (image_id);


--
-- Name: ix_image_gallery; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_image_gallery ON public.image USING btree (gallery);


--
-- Name: ix_image_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_image_name ON public.image USING btree (name);


--
-- Name: ix_image_photographer_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_image_photographer_key ON public.image USING btree (photographer_key);


--
-- Name: ix_image_sha256; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_image_sha256 ON public.image USING btree (sha256);


--
-- Name: ix_image_tags; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_image_tags ON public.image USING gin (tags);


--
-- Name: ix_image_taken_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_image_taken_at ON public.image USING btree (taken_at);


--
-- Name: ix_load_reject_image_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_load_reject_image_id ON public.load_reject USING btree (image_id);


--
-- Name: ix_match_feedback_rated_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_match_feedback_rated_at ON public.match_feedback USING btree (rated_at);


--
-- Name: ix_match_prediction_image_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_match_prediction_image_id ON public.match_prediction USING btree (image_id);


--
-- Name: ix_match_rating_caption_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_match_rating_caption_key ON public.match_rating USING btree (caption_key);


--
-- Name: ix_minor_review_image_id_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_minor_review_image_id_id ON public.minor_review USING btree (image_id, id);


--
-- Name: ix_minor_review_sha256; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_minor_review_sha256 ON public.minor_review USING btree (sha256);


--
-- Name: ix_model_prediction_image_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_model_prediction_image_id ON public.model_prediction USING btree (image_id);


--
-- Name: ix_retrieval_rank_image_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_retrieval_rank_image_id ON public.retrieval_rank USING btree (image_id);


--
-- Name: ix_search_searched_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_search_searched_at ON public.search USING btree (searched_at);


--
-- Name: ix_test_query_image_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_test_query_image_id ON public.test_query USING btree (image_id);


--
-- Name: uq_encoder_is_active; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_encoder_is_active ON public.encoder USING btree (is_active) WHERE is_active;


--
-- Name: uq_regressor_is_active; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_regressor_is_active ON public.regressor USING btree (is_active) WHERE is_active;


--
-- Name: image A_spread_is_minor; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER "A_spread_is_minor" AFTER UPDATE ON public.image FOR EACH ROW WHEN ((old.is_minor <> new.is_minor)) EXECUTE FUNCTION public.spread_is_minor();


--
-- Name: image keep_changed_image_name; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_changed_image_name AFTER UPDATE ON public.image FOR EACH ROW WHEN (((old.name)::text <> (new.name)::text)) EXECUTE FUNCTION public.keep_image_name();


--
-- Name: image keep_image_name; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_image_name AFTER INSERT OR DELETE ON public.image FOR EACH ROW EXECUTE FUNCTION public.keep_image_name();


--
-- Name: minor_evidence refresh_image_is_minor_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER refresh_image_is_minor_delete AFTER DELETE ON public.minor_evidence REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.refresh_image_is_minor();


--
-- Name: minor_review refresh_image_is_minor_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER refresh_image_is_minor_delete AFTER DELETE ON public.minor_review REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.refresh_image_is_minor();


--
-- Name: image refresh_image_is_minor_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER refresh_image_is_minor_insert AFTER INSERT ON public.image REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.refresh_added_image_is_minor();


--
-- Name: minor_evidence refresh_image_is_minor_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER refresh_image_is_minor_insert AFTER INSERT ON public.minor_evidence REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.refresh_image_is_minor();


--
-- Name: minor_review refresh_image_is_minor_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER refresh_image_is_minor_insert AFTER INSERT ON public.minor_review REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.refresh_image_is_minor();


--
-- Name: minor_evidence refresh_image_is_minor_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER refresh_image_is_minor_update AFTER UPDATE ON public.minor_evidence REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.refresh_image_is_minor();


--
-- Name: minor_review refresh_image_is_minor_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER refresh_image_is_minor_update AFTER UPDATE ON public.minor_review REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.refresh_image_is_minor();


--
-- Name: image refresh_replaced_image_is_minor; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER refresh_replaced_image_is_minor AFTER UPDATE OF sha256 ON public.image FOR EACH ROW WHEN ((old.sha256 <> new.sha256)) EXECUTE FUNCTION public.refresh_replaced_image_is_minor();


--
-- Name: api_token fk_api_token_account_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT fk_api_token_account_id FOREIGN KEY (account_id) REFERENCES public.account(id) ON DELETE CASCADE;


--
-- Name: caption_embedding fk_caption_embedding_caption_id_image_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.caption_embedding
    ADD CONSTRAINT fk_caption_embedding_caption_id_image_id FOREIGN KEY (caption_id, image_id) REFERENCES public.caption(id, image_id) ON DELETE CASCADE;


--
-- Name: caption_embedding fk_caption_embedding_encoder_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.caption_embedding
    ADD CONSTRAINT fk_caption_embedding_encoder_id FOREIGN KEY (encoder_id) REFERENCES public.encoder(id) ON DELETE CASCADE;


--
-- Name: caption_embedding fk_caption_embedding_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.caption_embedding
    ADD CONSTRAINT fk_caption_embedding_image_id_is_minor FOREIGN KEY (image_id, picture_is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: caption fk_caption_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.caption
    ADD CONSTRAINT fk_caption_image_id_is_minor FOREIGN KEY (image_id, picture_is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: click fk_click_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.click
    ADD CONSTRAINT fk_click_image_id_is_minor FOREIGN KEY (image_id, is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: crowd_annotation fk_crowd_annotation_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crowd_annotation
    ADD CONSTRAINT fk_crowd_annotation_image_id_is_minor FOREIGN KEY (image_id, is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: encoding_task fk_encoding_task_encoder_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.encoding_task
    ADD CONSTRAINT fk_encoding_task_encoder_id FOREIGN KEY (encoder_id) REFERENCES public.encoder(id) ON DELETE CASCADE;


--
-- Name: encoding_task fk_encoding_task_image_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.encoding_task
    ADD CONSTRAINT fk_encoding_task_image_id FOREIGN KEY (image_id) REFERENCES public.image(id) ON DELETE CASCADE;


--
-- Name: evaluation_figure fk_evaluation_figure_evaluation_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evaluation_figure
    ADD CONSTRAINT fk_evaluation_figure_evaluation_id FOREIGN KEY (evaluation_id) REFERENCES public.evaluation(id) ON DELETE CASCADE;


--
-- Name: evaluation fk_evaluation_regressor_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evaluation
    ADD CONSTRAINT fk_evaluation_regressor_id FOREIGN KEY (regressor_id) REFERENCES public.regressor(id) ON DELETE SET NULL;


--
-- Name: expert_annotation fk_expert_annotation_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.expert_annotation
    ADD CONSTRAINT fk_expert_annotation_image_id_is_minor FOREIGN KEY (image_id, is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: image_embedding fk_image_embedding_encoder_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.image_embedding
    ADD CONSTRAINT fk_image_embedding_encoder_id FOREIGN KEY (encoder_id) REFERENCES public.encoder(id) ON DELETE CASCADE;


--
-- Name: image_embedding fk_image_embedding_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.image_embedding
    ADD CONSTRAINT fk_image_embedding_image_id_is_minor FOREIGN KEY (image_id, is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: load_reject fk_load_reject_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.load_reject
    ADD CONSTRAINT fk_load_reject_image_id_is_minor FOREIGN KEY (image_id, picture_is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: match_feedback fk_match_feedback_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.match_feedback
    ADD CONSTRAINT fk_match_feedback_image_id_is_minor FOREIGN KEY (image_id, is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: match_prediction fk_match_prediction_evaluation_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.match_prediction
    ADD CONSTRAINT fk_match_prediction_evaluation_id FOREIGN KEY (evaluation_id) REFERENCES public.evaluation(id) ON DELETE CASCADE;


--
-- Name: match_prediction fk_match_prediction_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.match_prediction
    ADD CONSTRAINT fk_match_prediction_image_id_is_minor FOREIGN KEY (image_id, is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: match_rating fk_match_rating_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.match_rating
    ADD CONSTRAINT fk_match_rating_image_id_is_minor FOREIGN KEY (image_id, is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: minor_evidence fk_minor_evidence_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.minor_evidence
    ADD CONSTRAINT fk_minor_evidence_image_id_is_minor FOREIGN KEY (image_id, is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: minor_review fk_minor_review_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.minor_review
    ADD CONSTRAINT fk_minor_review_image_id_is_minor FOREIGN KEY (image_id, is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: model_prediction fk_model_prediction_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.model_prediction
    ADD CONSTRAINT fk_model_prediction_image_id_is_minor FOREIGN KEY (image_id, is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: model_prediction fk_model_prediction_result_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.model_prediction
    ADD CONSTRAINT fk_model_prediction_result_id FOREIGN KEY (result_id) REFERENCES public.model_result(id) ON DELETE CASCADE;


--
-- Name: model_result fk_model_result_encoder_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.model_result
    ADD CONSTRAINT fk_model_result_encoder_id FOREIGN KEY (encoder_id) REFERENCES public.encoder(id) ON DELETE SET NULL;


--
-- Name: rating_task fk_rating_task_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rating_task
    ADD CONSTRAINT fk_rating_task_image_id_is_minor FOREIGN KEY (image_id, is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: regressor fk_regressor_encoder_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.regressor
    ADD CONSTRAINT fk_regressor_encoder_id FOREIGN KEY (encoder_id) REFERENCES public.encoder(id);


--
-- Name: retrieval_rank fk_retrieval_rank_evaluation_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.retrieval_rank
    ADD CONSTRAINT fk_retrieval_rank_evaluation_id FOREIGN KEY (evaluation_id) REFERENCES public.evaluation(id) ON DELETE CASCADE;


--
-- Name: retrieval_rank fk_retrieval_rank_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.retrieval_rank
    ADD CONSTRAINT fk_retrieval_rank_image_id_is_minor FOREIGN KEY (image_id, is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: search fk_search_encoder_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.search
    ADD CONSTRAINT fk_search_encoder_id FOREIGN KEY (encoder_id) REFERENCES public.encoder(id) ON DELETE SET NULL;


--
-- Name: search fk_search_regressor_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.search
    ADD CONSTRAINT fk_search_regressor_id FOREIGN KEY (regressor_id) REFERENCES public.regressor(id) ON DELETE SET NULL;


--
-- Name: test_query fk_test_query_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.test_query
    ADD CONSTRAINT fk_test_query_image_id_is_minor FOREIGN KEY (image_id, picture_is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: thumbnail fk_thumbnail_image_id_is_minor; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.thumbnail
    ADD CONSTRAINT fk_thumbnail_image_id_is_minor FOREIGN KEY (image_id, is_minor) REFERENCES public.image(id, is_minor) ON DELETE CASCADE;


--
-- Name: caption; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.caption ENABLE ROW LEVEL SECURITY;

--
-- Name: caption_embedding; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.caption_embedding ENABLE ROW LEVEL SECURITY;

--
-- Name: click; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.click ENABLE ROW LEVEL SECURITY;

--
-- Name: crowd_annotation; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crowd_annotation ENABLE ROW LEVEL SECURITY;

--
-- Name: minor_review editors_review; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_review ON public.minor_review FOR INSERT TO imgsearch_editor WITH CHECK (true);


--
-- Name: caption editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.caption FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: caption_embedding editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.caption_embedding FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: click editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.click FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: crowd_annotation editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.crowd_annotation FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: expert_annotation editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.expert_annotation FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: image editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.image FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: image_embedding editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.image_embedding FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: load_reject editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.load_reject FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: match_feedback editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.match_feedback FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: match_prediction editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.match_prediction FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: match_rating editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.match_rating FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: minor_evidence editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.minor_evidence FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: minor_review editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.minor_review FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: model_prediction editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.model_prediction FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: rating_task editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.rating_task FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: retrieval_rank editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.retrieval_rank FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: test_query editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.test_query FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: thumbnail editors_see_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY editors_see_all ON public.thumbnail FOR SELECT TO imgsearch_editor USING (true);


--
-- Name: encoding_task; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.encoding_task ENABLE ROW LEVEL SECURITY;

--
-- Name: expert_annotation; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.expert_annotation ENABLE ROW LEVEL SECURITY;

--
-- Name: image; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.image ENABLE ROW LEVEL SECURITY;

--
-- Name: image_embedding; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.image_embedding ENABLE ROW LEVEL SECURITY;

--
-- Name: image_name; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.image_name ENABLE ROW LEVEL SECURITY;

--
-- Name: load_reject; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.load_reject ENABLE ROW LEVEL SECURITY;

--
-- Name: caption loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.caption TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: caption_embedding loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.caption_embedding TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: click loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.click TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: crowd_annotation loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.crowd_annotation TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: encoding_task loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.encoding_task TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: expert_annotation loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.expert_annotation TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: image loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.image TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: image_embedding loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.image_embedding TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: image_name loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.image_name TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: load_reject loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.load_reject TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: match_feedback loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.match_feedback TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: match_prediction loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.match_prediction TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: match_rating loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.match_rating TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: minor_evidence loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.minor_evidence TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: minor_review loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.minor_review TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: model_prediction loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.model_prediction TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: rating_task loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.rating_task TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: retrieval_rank loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.retrieval_rank TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: test_query loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.test_query TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: thumbnail loaders_do_all; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY loaders_do_all ON public.thumbnail TO imgsearch_owner, imgsearch_loader USING (true) WITH CHECK (true);


--
-- Name: match_feedback; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.match_feedback ENABLE ROW LEVEL SECURITY;

--
-- Name: match_prediction; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.match_prediction ENABLE ROW LEVEL SECURITY;

--
-- Name: match_rating; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.match_rating ENABLE ROW LEVEL SECURITY;

--
-- Name: minor_evidence; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.minor_evidence ENABLE ROW LEVEL SECURITY;

--
-- Name: minor_review; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.minor_review ENABLE ROW LEVEL SECURITY;

--
-- Name: model_prediction; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.model_prediction ENABLE ROW LEVEL SECURITY;

--
-- Name: caption no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.caption FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: caption_embedding no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.caption_embedding FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: click no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.click FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: crowd_annotation no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.crowd_annotation FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: expert_annotation no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.expert_annotation FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: image no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.image FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: image_embedding no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.image_embedding FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: load_reject no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.load_reject FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: match_feedback no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.match_feedback FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: match_prediction no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.match_prediction FOR SELECT TO imgsearch_analyst USING ((NOT is_minor));


--
-- Name: match_rating no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.match_rating FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: minor_evidence no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.minor_evidence FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: minor_review no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.minor_review FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: model_prediction no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.model_prediction FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: rating_task no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.rating_task FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: retrieval_rank no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.retrieval_rank FOR SELECT TO imgsearch_analyst USING ((NOT is_minor));


--
-- Name: test_query no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.test_query FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: thumbnail no_minors; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY no_minors ON public.thumbnail FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING ((NOT is_minor));


--
-- Name: match_feedback raters_change; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY raters_change ON public.match_feedback FOR UPDATE TO imgsearch_searcher USING ((NOT is_minor)) WITH CHECK ((NOT is_minor));


--
-- Name: rating_task; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.rating_task ENABLE ROW LEVEL SECURITY;

--
-- Name: retrieval_rank; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.retrieval_rank ENABLE ROW LEVEL SECURITY;

--
-- Name: click searchers_add; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY searchers_add ON public.click FOR INSERT TO imgsearch_searcher WITH CHECK ((NOT is_minor));


--
-- Name: match_feedback searchers_add; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY searchers_add ON public.match_feedback FOR INSERT TO imgsearch_searcher WITH CHECK ((NOT is_minor));


--
-- Name: test_query; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.test_query ENABLE ROW LEVEL SECURITY;

--
-- Name: thumbnail; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.thumbnail ENABLE ROW LEVEL SECURITY;

--
-- Name: SCHEMA analyst; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA analyst TO imgsearch_analyst;
GRANT USAGE ON SCHEMA analyst TO imgsearch_editor;
GRANT USAGE ON SCHEMA analyst TO imgsearch_loader;
GRANT USAGE ON SCHEMA analyst TO imgsearch_owner;


--
-- Name: SCHEMA optuna; Type: ACL; Schema: -; Owner: -
--

GRANT ALL ON SCHEMA optuna TO imgsearch_loader;
GRANT ALL ON SCHEMA optuna TO imgsearch_owner;


--
-- Name: FUNCTION find_captioned(words tsquery, most integer); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.find_captioned(words tsquery, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_captioned(words tsquery, most integer) TO imgsearch_searcher;
GRANT ALL ON FUNCTION public.find_captioned(words tsquery, most integer) TO imgsearch_loader;
GRANT ALL ON FUNCTION public.find_captioned(words tsquery, most integer) TO imgsearch_owner;


--
-- Name: TABLE activation; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.activation TO imgsearch_analyst;
GRANT SELECT ON TABLE public.activation TO imgsearch_editor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.activation TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.activation TO imgsearch_owner;


--
-- Name: TABLE encoder; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.encoder TO imgsearch_searcher;
GRANT SELECT ON TABLE public.encoder TO imgsearch_editor;
GRANT SELECT ON TABLE public.encoder TO imgsearch_analyst;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.encoder TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.encoder TO imgsearch_owner;


--
-- Name: TABLE activation; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.activation TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.activation TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.activation TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.activation TO imgsearch_owner;


--
-- Name: TABLE caption; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.caption TO imgsearch_searcher;
GRANT SELECT ON TABLE public.caption TO imgsearch_editor;
GRANT SELECT ON TABLE public.caption TO imgsearch_analyst;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.caption TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.caption TO imgsearch_owner;


--
-- Name: TABLE image; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.image TO imgsearch_searcher;
GRANT SELECT ON TABLE public.image TO imgsearch_editor;
GRANT SELECT ON TABLE public.image TO imgsearch_analyst;
GRANT SELECT,INSERT,DELETE ON TABLE public.image TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.image TO imgsearch_owner;


--
-- Name: COLUMN image.name; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(name) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.path; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(path) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.gallery; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(gallery) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.sha256; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(sha256) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.file_bytes; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(file_bytes) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.mtime_ns; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(mtime_ns) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.width; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(width) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.height; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(height) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.loaded_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(loaded_at) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.taken_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(taken_at) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.photographer; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(photographer) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.tags; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(tags) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.metadata; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(metadata) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.orientation; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(orientation) ON TABLE public.image TO imgsearch_loader;


--
-- Name: COLUMN image.photographer_key; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(photographer_key) ON TABLE public.image TO imgsearch_loader;


--
-- Name: TABLE caption; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.caption TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.caption TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.caption TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.caption TO imgsearch_owner;


--
-- Name: TABLE minor_evidence; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.minor_evidence TO imgsearch_editor;
GRANT SELECT ON TABLE public.minor_evidence TO imgsearch_analyst;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.minor_evidence TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.minor_evidence TO imgsearch_owner;


--
-- Name: TABLE minor_review; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.minor_review TO imgsearch_editor;
GRANT SELECT ON TABLE public.minor_review TO imgsearch_analyst;
GRANT SELECT ON TABLE public.minor_review TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.minor_review TO imgsearch_owner;


--
-- Name: TABLE minor_status; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.minor_status TO imgsearch_editor;
GRANT SELECT ON TABLE public.minor_status TO imgsearch_analyst;
GRANT SELECT ON TABLE public.minor_status TO imgsearch_loader;
GRANT SELECT ON TABLE public.minor_status TO imgsearch_owner;


--
-- Name: TABLE cleared; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.cleared TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.cleared TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.cleared TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.cleared TO imgsearch_owner;


--
-- Name: TABLE click; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.click TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.click TO imgsearch_owner;
GRANT SELECT,INSERT ON TABLE public.click TO imgsearch_searcher;
GRANT SELECT ON TABLE public.click TO imgsearch_analyst;
GRANT SELECT ON TABLE public.click TO imgsearch_editor;


--
-- Name: TABLE search; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT ON TABLE public.search TO imgsearch_searcher;
GRANT SELECT,INSERT ON TABLE public.search TO imgsearch_editor;
GRANT SELECT ON TABLE public.search TO imgsearch_analyst;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.search TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.search TO imgsearch_owner;


--
-- Name: COLUMN search.id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(id) ON TABLE public.search TO imgsearch_searcher;


--
-- Name: TABLE click; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.click TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.click TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.click TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.click TO imgsearch_owner;


--
-- Name: TABLE model_result; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.model_result TO imgsearch_analyst;
GRANT SELECT ON TABLE public.model_result TO imgsearch_editor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.model_result TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.model_result TO imgsearch_owner;


--
-- Name: TABLE comparison; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.comparison TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.comparison TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.comparison TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.comparison TO imgsearch_owner;


--
-- Name: TABLE caption_embedding; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.caption_embedding TO imgsearch_searcher;
GRANT SELECT ON TABLE public.caption_embedding TO imgsearch_editor;
GRANT SELECT ON TABLE public.caption_embedding TO imgsearch_analyst;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.caption_embedding TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.caption_embedding TO imgsearch_owner;


--
-- Name: TABLE image_embedding; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.image_embedding TO imgsearch_searcher;
GRANT SELECT ON TABLE public.image_embedding TO imgsearch_editor;
GRANT SELECT ON TABLE public.image_embedding TO imgsearch_analyst;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.image_embedding TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.image_embedding TO imgsearch_owner;


--
-- Name: TABLE encoder; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.encoder TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.encoder TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.encoder TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.encoder TO imgsearch_owner;


--
-- Name: TABLE evaluation; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.evaluation TO imgsearch_analyst;
GRANT SELECT ON TABLE public.evaluation TO imgsearch_editor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.evaluation TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.evaluation TO imgsearch_owner;


--
-- Name: TABLE evaluation_figure; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.evaluation_figure TO imgsearch_analyst;
GRANT SELECT ON TABLE public.evaluation_figure TO imgsearch_editor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.evaluation_figure TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.evaluation_figure TO imgsearch_owner;


--
-- Name: TABLE evaluation; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.evaluation TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.evaluation TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.evaluation TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.evaluation TO imgsearch_owner;


--
-- Name: TABLE match_feedback; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.match_feedback TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.match_feedback TO imgsearch_owner;
GRANT SELECT,INSERT ON TABLE public.match_feedback TO imgsearch_searcher;
GRANT SELECT ON TABLE public.match_feedback TO imgsearch_analyst;
GRANT SELECT ON TABLE public.match_feedback TO imgsearch_editor;


--
-- Name: COLUMN match_feedback.rating; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(rating) ON TABLE public.match_feedback TO imgsearch_searcher;


--
-- Name: COLUMN match_feedback.rated_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(rated_at) ON TABLE public.match_feedback TO imgsearch_searcher;


--
-- Name: TABLE feedback; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.feedback TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.feedback TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.feedback TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.feedback TO imgsearch_owner;


--
-- Name: TABLE picture; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.picture TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.picture TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.picture TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.picture TO imgsearch_owner;


--
-- Name: TABLE match_prediction; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.match_prediction TO imgsearch_analyst;
GRANT SELECT ON TABLE public.match_prediction TO imgsearch_editor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.match_prediction TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.match_prediction TO imgsearch_owner;


--
-- Name: TABLE match_rating; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.match_rating TO imgsearch_editor;
GRANT SELECT ON TABLE public.match_rating TO imgsearch_analyst;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.match_rating TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.match_rating TO imgsearch_owner;


--
-- Name: TABLE prediction; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.prediction TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.prediction TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.prediction TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.prediction TO imgsearch_owner;


--
-- Name: TABLE load_reject; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.load_reject TO imgsearch_editor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.load_reject TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.load_reject TO imgsearch_owner;


--
-- Name: COLUMN load_reject.id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(id) ON TABLE public.load_reject TO imgsearch_analyst;


--
-- Name: COLUMN load_reject.file; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(file) ON TABLE public.load_reject TO imgsearch_analyst;


--
-- Name: COLUMN load_reject.row_number; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(row_number) ON TABLE public.load_reject TO imgsearch_analyst;


--
-- Name: COLUMN load_reject.reason; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(reason) ON TABLE public.load_reject TO imgsearch_analyst;


--
-- Name: COLUMN load_reject.rejected_at; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(rejected_at) ON TABLE public.load_reject TO imgsearch_analyst;


--
-- Name: COLUMN load_reject.image_id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(image_id) ON TABLE public.load_reject TO imgsearch_analyst;


--
-- Name: COLUMN load_reject.is_minor; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(is_minor) ON TABLE public.load_reject TO imgsearch_analyst;


--
-- Name: TABLE problem; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.problem TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.problem TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.problem TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.problem TO imgsearch_owner;


--
-- Name: TABLE crowd_annotation; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.crowd_annotation TO imgsearch_editor;
GRANT SELECT ON TABLE public.crowd_annotation TO imgsearch_analyst;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crowd_annotation TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crowd_annotation TO imgsearch_owner;


--
-- Name: TABLE expert_annotation; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.expert_annotation TO imgsearch_editor;
GRANT SELECT ON TABLE public.expert_annotation TO imgsearch_analyst;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.expert_annotation TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.expert_annotation TO imgsearch_owner;


--
-- Name: TABLE rating; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.rating TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.rating TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.rating TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.rating TO imgsearch_owner;


--
-- Name: TABLE search; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.search TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.search TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.search TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.search TO imgsearch_owner;


--
-- Name: TABLE test_query; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.test_query TO imgsearch_editor;
GRANT SELECT ON TABLE public.test_query TO imgsearch_analyst;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.test_query TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.test_query TO imgsearch_owner;


--
-- Name: TABLE test_query; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.test_query TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.test_query TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.test_query TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.test_query TO imgsearch_owner;


--
-- Name: TABLE vector; Type: ACL; Schema: analyst; Owner: -
--

GRANT SELECT ON TABLE analyst.vector TO imgsearch_analyst;
GRANT SELECT ON TABLE analyst.vector TO imgsearch_editor;
GRANT SELECT ON TABLE analyst.vector TO imgsearch_loader;
GRANT SELECT ON TABLE analyst.vector TO imgsearch_owner;


--
-- Name: TABLE account; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.account TO imgsearch_owner;
GRANT SELECT ON TABLE public.account TO imgsearch_web;


--
-- Name: COLUMN account.password_hash; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(password_hash) ON TABLE public.account TO imgsearch_web;


--
-- Name: COLUMN account.epoch; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(epoch) ON TABLE public.account TO imgsearch_web;


--
-- Name: TABLE alembic_version; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.alembic_version TO imgsearch_searcher;
GRANT SELECT ON TABLE public.alembic_version TO imgsearch_editor;
GRANT SELECT ON TABLE public.alembic_version TO imgsearch_analyst;
GRANT SELECT ON TABLE public.alembic_version TO imgsearch_loader;
GRANT SELECT ON TABLE public.alembic_version TO imgsearch_owner;
GRANT SELECT ON TABLE public.alembic_version TO imgsearch_web;


--
-- Name: TABLE api_token; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.api_token TO imgsearch_owner;
GRANT SELECT ON TABLE public.api_token TO imgsearch_web;


--
-- Name: TABLE encoding_task; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.encoding_task TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.encoding_task TO imgsearch_owner;


--
-- Name: TABLE evaluation_calibration; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.evaluation_calibration TO imgsearch_analyst;
GRANT SELECT ON TABLE public.evaluation_calibration TO imgsearch_editor;
GRANT SELECT ON TABLE public.evaluation_calibration TO imgsearch_loader;
GRANT SELECT ON TABLE public.evaluation_calibration TO imgsearch_owner;


--
-- Name: TABLE evaluation_calibration_error; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.evaluation_calibration_error TO imgsearch_analyst;
GRANT SELECT ON TABLE public.evaluation_calibration_error TO imgsearch_editor;
GRANT SELECT ON TABLE public.evaluation_calibration_error TO imgsearch_loader;
GRANT SELECT ON TABLE public.evaluation_calibration_error TO imgsearch_owner;


--
-- Name: TABLE evaluation_error; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.evaluation_error TO imgsearch_analyst;
GRANT SELECT ON TABLE public.evaluation_error TO imgsearch_editor;
GRANT SELECT ON TABLE public.evaluation_error TO imgsearch_loader;
GRANT SELECT ON TABLE public.evaluation_error TO imgsearch_owner;


--
-- Name: TABLE evaluation_ndcg; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.evaluation_ndcg TO imgsearch_analyst;
GRANT SELECT ON TABLE public.evaluation_ndcg TO imgsearch_editor;
GRANT SELECT ON TABLE public.evaluation_ndcg TO imgsearch_loader;
GRANT SELECT ON TABLE public.evaluation_ndcg TO imgsearch_owner;


--
-- Name: TABLE evaluation_nothing; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.evaluation_nothing TO imgsearch_analyst;
GRANT SELECT ON TABLE public.evaluation_nothing TO imgsearch_editor;
GRANT SELECT ON TABLE public.evaluation_nothing TO imgsearch_loader;
GRANT SELECT ON TABLE public.evaluation_nothing TO imgsearch_owner;


--
-- Name: TABLE retrieval_rank; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.retrieval_rank TO imgsearch_analyst;
GRANT SELECT ON TABLE public.retrieval_rank TO imgsearch_editor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.retrieval_rank TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.retrieval_rank TO imgsearch_owner;


--
-- Name: TABLE evaluation_recall; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.evaluation_recall TO imgsearch_analyst;
GRANT SELECT ON TABLE public.evaluation_recall TO imgsearch_editor;
GRANT SELECT ON TABLE public.evaluation_recall TO imgsearch_loader;
GRANT SELECT ON TABLE public.evaluation_recall TO imgsearch_owner;


--
-- Name: TABLE evaluation_tau_b; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.evaluation_tau_b TO imgsearch_analyst;
GRANT SELECT ON TABLE public.evaluation_tau_b TO imgsearch_editor;
GRANT SELECT ON TABLE public.evaluation_tau_b TO imgsearch_loader;
GRANT SELECT ON TABLE public.evaluation_tau_b TO imgsearch_owner;


--
-- Name: TABLE evaluation_tau_c; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.evaluation_tau_c TO imgsearch_analyst;
GRANT SELECT ON TABLE public.evaluation_tau_c TO imgsearch_editor;
GRANT SELECT ON TABLE public.evaluation_tau_c TO imgsearch_loader;
GRANT SELECT ON TABLE public.evaluation_tau_c TO imgsearch_owner;


--
-- Name: TABLE image_name; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.image_name TO imgsearch_loader;
GRANT SELECT ON TABLE public.image_name TO imgsearch_owner;


--
-- Name: TABLE match_rating_source; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.match_rating_source TO imgsearch_editor;
GRANT SELECT ON TABLE public.match_rating_source TO imgsearch_analyst;
GRANT SELECT ON TABLE public.match_rating_source TO imgsearch_loader;
GRANT SELECT ON TABLE public.match_rating_source TO imgsearch_owner;


--
-- Name: TABLE model_prediction; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.model_prediction TO imgsearch_analyst;
GRANT SELECT ON TABLE public.model_prediction TO imgsearch_editor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.model_prediction TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.model_prediction TO imgsearch_owner;


--
-- Name: TABLE rating_task; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.rating_task TO imgsearch_searcher;
GRANT SELECT ON TABLE public.rating_task TO imgsearch_analyst;
GRANT SELECT ON TABLE public.rating_task TO imgsearch_editor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rating_task TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rating_task TO imgsearch_owner;


--
-- Name: TABLE regressor; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.regressor TO imgsearch_searcher;
GRANT SELECT ON TABLE public.regressor TO imgsearch_editor;
GRANT SELECT ON TABLE public.regressor TO imgsearch_analyst;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.regressor TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.regressor TO imgsearch_owner;


--
-- Name: TABLE thumbnail; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.thumbnail TO imgsearch_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.thumbnail TO imgsearch_owner;
GRANT SELECT ON TABLE public.thumbnail TO imgsearch_searcher;
GRANT SELECT ON TABLE public.thumbnail TO imgsearch_analyst;
GRANT SELECT ON TABLE public.thumbnail TO imgsearch_editor;


--
-- PostgreSQL database dump complete
--


