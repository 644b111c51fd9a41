-- A picture is known by its source and its path in it, so that two folders may hold files of one name.

CREATE TABLE source (
    name VARCHAR NOT NULL,
    root VARCHAR,
    flat_names BOOLEAN DEFAULT false NOT NULL,
    added_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_source PRIMARY KEY (name)
);
COMMENT ON TABLE source IS 'A folder that was loaded; a picture is known by its source and its path in it.';
COMMENT ON COLUMN source.name IS 'What image.source calls it.';
COMMENT ON COLUMN source.root IS 'Absolute path of the folder; NULL where only texts have come from it.';
COMMENT ON COLUMN source.flat_names IS
    'Whether its texts call pictures by file name, in whatever folder they lie.';
COMMENT ON COLUMN source.added_at IS 'When it was first loaded.';
ALTER TABLE source ENABLE ROW LEVEL SECURITY;
CREATE POLICY loaders_do_all ON source FOR ALL TO imgsearch_loader, imgsearch_owner USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON source TO imgsearch_loader, imgsearch_owner;

ALTER TABLE image ADD COLUMN source VARCHAR DEFAULT '' NOT NULL, ADD COLUMN source_path VARCHAR DEFAULT '' NOT NULL;
COMMENT ON COLUMN image.name IS
    'What the picture is called: its path in its source, behind the source''s name where another''s is that.';
COMMENT ON COLUMN image.source IS 'Where it comes from: source.name.';
COMMENT ON COLUMN image.source_path IS
    'What its source''s texts call it: its path below that folder, or with flat names the file name.';
ALTER TABLE image ALTER COLUMN source SET STATISTICS 0, ALTER COLUMN source_path SET STATISTICS 0;
GRANT INSERT (source, source_path), UPDATE (source, source_path) ON image TO imgsearch_loader;

ALTER TABLE image_name
    ALTER COLUMN image_id SET DEFAULT 0,
    ADD COLUMN source VARCHAR DEFAULT '' NOT NULL,
    ADD COLUMN source_path VARCHAR DEFAULT '' NOT NULL,
    ADD COLUMN path_key VARCHAR NOT NULL GENERATED ALWAYS AS (normalize(source_path)) STORED,
    ADD COLUMN base_name VARCHAR NOT NULL GENERATED ALWAYS AS (normalize(regexp_replace(source_path, '^.*/', ''))) STORED;
COMMENT ON TABLE image_name IS
    'Keeps names of pictures unique, also those that texts wait for; a trigger on image writes it, and loads of texts.';
COMMENT ON COLUMN image_name.image_id IS 'The picture of that name; 0 where texts wait for it.';
COMMENT ON COLUMN image_name.source IS 'image.source.';
COMMENT ON COLUMN image_name.source_path IS 'image.source_path, or what texts call it.';
COMMENT ON COLUMN image_name.path_key IS 'source_path in Unicode''s composed form, NFC.';
COMMENT ON COLUMN image_name.base_name IS 'The last part of path_key: the file name.';
GRANT INSERT (name, source, source_path), DELETE ON image_name TO imgsearch_loader, imgsearch_owner;
GRANT SELECT ON image_name TO imgsearch_definer;

-- A file that is gone is not shown while it is; what was withdrawn stays out; a text goes with the row that said it.

ALTER TABLE image ADD COLUMN missing_since TIMESTAMPTZ;
COMMENT ON COLUMN image.missing_since IS 'When a load first found its file gone; NULL while it is there.';
ALTER TABLE image
    DROP CONSTRAINT ck_image_state,
    ADD CONSTRAINT ck_image_state CHECK (state IN ('unscreened', 'clear', 'hidden', 'missing'));
COMMENT ON COLUMN image.state IS
    'unscreened: not all of it has been looked at; clear: it may be shown; hidden: it may show a minor; missing: it may be '
    'shown once its file is back. Set by triggers from screening, evidence, verdicts and missing_since.';

GRANT UPDATE (missing_since) ON image TO imgsearch_loader;
GRANT EXECUTE ON FUNCTION acting_account TO imgsearch_loader;

CREATE TABLE removal (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    sha256 BYTEA NOT NULL,
    name VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    source_path VARCHAR NOT NULL,
    stays_out BOOLEAN NOT NULL,
    reason VARCHAR NOT NULL,
    removed_by VARCHAR DEFAULT acting_account() NOT NULL,
    removed_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_removal PRIMARY KEY (id),
    CONSTRAINT ck_removal_sha256_length CHECK (octet_length(sha256) = 32)
);
CREATE INDEX ix_removal_sha256 ON removal (sha256);
COMMENT ON TABLE removal IS 'A picture that was taken out of the database.';
COMMENT ON COLUMN removal.id IS 'Key; the latest row on a file counts.';
COMMENT ON COLUMN removal.sha256 IS 'SHA-256 of the file''s bytes.';
COMMENT ON COLUMN removal.name IS 'image.name.';
COMMENT ON COLUMN removal.source IS 'image.source.';
COMMENT ON COLUMN removal.source_path IS 'image.source_path.';
COMMENT ON COLUMN removal.stays_out IS 'Whether loads leave these bytes out, wherever they turn up.';
COMMENT ON COLUMN removal.reason IS 'Why.';
COMMENT ON COLUMN removal.removed_by IS 'Who: the login or, on the page, account.';
COMMENT ON COLUMN removal.removed_at IS 'When.';
ALTER TABLE removal ENABLE ROW LEVEL SECURITY;
CREATE POLICY loaders_do_all ON removal FOR ALL TO imgsearch_loader, imgsearch_owner USING (true) WITH CHECK (true);
-- A loader adds to the record and changes nothing in it.
GRANT SELECT, INSERT (sha256, name, source, source_path, stays_out, reason) ON removal TO imgsearch_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON removal TO imgsearch_owner;

ALTER TABLE caption ADD COLUMN loaded_from VARCHAR;
COMMENT ON COLUMN caption.loaded_from IS 'The file of captions that said it last; NULL for what a picture''s own file says.';
ALTER TABLE caption ALTER COLUMN loaded_from SET STATISTICS 0;

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
