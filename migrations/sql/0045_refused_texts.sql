-- What rows say that loads refuse: a row with a column too many may be the only one that says what a picture shows.

CREATE TABLE refused_text (
    key BYTEA NOT NULL,
    file VARCHAR NOT NULL,
    reader VARCHAR NOT NULL,
    row_number INTEGER NOT NULL,
    image_id BIGINT,
    source VARCHAR NOT NULL,
    source_path VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    CONSTRAINT pk_refused_text PRIMARY KEY (key),
    CONSTRAINT fk_refused_text_image_id FOREIGN KEY (image_id) REFERENCES image (id) ON DELETE SET NULL
);
CREATE INDEX ix_refused_text_file ON refused_text (file);
CREATE INDEX ix_refused_text_image_id ON refused_text (image_id);
COMMENT ON TABLE refused_text IS
    'What refused rows say of pictures, as far as it can be made out; it is searched for words for minors and shown to nobody.';
COMMENT ON COLUMN refused_text.key IS 'SHA-256 of all other columns but image_id.';
COMMENT ON COLUMN refused_text.file IS 'Absolute path of the file.';
COMMENT ON COLUMN refused_text.reader IS 'What the file was read for: captions, metadata, described or queries.';
COMMENT ON COLUMN refused_text.row_number IS 'Line in the file, the first is 1.';
COMMENT ON COLUMN refused_text.image_id IS 'The picture; NULL where none is loaded.';
COMMENT ON COLUMN refused_text.source IS 'image.source of the picture, or of the one that is to come.';
COMMENT ON COLUMN refused_text.source_path IS 'Its path there in Unicode''s composed form, NFC.';
COMMENT ON COLUMN refused_text.text IS 'The text, or the row.';
ALTER TABLE refused_text
    ALTER COLUMN key SET STATISTICS 0, ALTER COLUMN file SET STATISTICS 0, ALTER COLUMN source SET STATISTICS 0,
    ALTER COLUMN source_path SET STATISTICS 0, ALTER COLUMN text SET STATISTICS 0;
ALTER TABLE refused_text ENABLE ROW LEVEL SECURITY;
CREATE POLICY loaders_do_all ON refused_text FOR ALL TO imgsearch_loader, imgsearch_owner USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON refused_text TO imgsearch_loader, imgsearch_owner;

-- As for every other text: what has changed is not shown before it is read. Whoever writes here may write that as well.
CREATE FUNCTION reread_refused() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed bigint[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := ARRAY(SELECT b.image_id FROM before b UNION SELECT a.image_id FROM after a);
    ELSE
        changed := ARRAY(SELECT t.image_id FROM touched t);
    END IF;
    changed := ARRAY(
        SELECT i.id FROM public.image i WHERE i.id = ANY (changed) AND i.texts_screened_by IS NOT NULL
        ORDER BY i.id FOR NO KEY UPDATE
    );
    IF changed <> '{}' THEN
        UPDATE public.image AS i SET texts_screened_by = NULL WHERE i.id = ANY (changed);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION reread_refused IS 'Lets loads read the texts of pictures again of which refused rows say something else.';
CREATE TRIGGER reread_inserted AFTER INSERT ON refused_text REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION reread_refused();
CREATE TRIGGER reread_updated AFTER UPDATE ON refused_text REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION reread_refused();
CREATE TRIGGER reread_deleted AFTER DELETE ON refused_text REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION reread_refused();
REVOKE ALL ON FUNCTION reread_refused FROM PUBLIC;

-- Valid at once, as the one before, though that reads all rows once: SQLAlchemy cannot reflect another.
ALTER TABLE minor_evidence DROP CONSTRAINT ck_minor_evidence_source;
ALTER TABLE minor_evidence ADD CONSTRAINT ck_minor_evidence_source CHECK (
    source IN (
        'caption', 'rated_caption', 'test_query', 'classifier', 'metadata', 'name', 'report', 'copy', 'refused_row'
    )
);
COMMENT ON COLUMN minor_evidence.source IS
    'caption: its own; rated_caption: a text that experts said describes it; test_query; metadata: tags and titles; '
    'name: of the file and its folders; classifier; report: a visitor''s; copy: of another picture that shows a minor; '
    'refused_row: a row that a load refused.';
COMMENT ON COLUMN minor_evidence.caption_key IS
    'The caption or query, or file and line of a refused row; empty for a classifier.';
