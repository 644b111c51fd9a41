-- Takes 0040 back.
DROP TRIGGER settle_looks ON image;
DROP TRIGGER remember_replaced ON image;
DROP TRIGGER remember_removed ON image;
DROP TRIGGER tell_inserted ON minor_evidence;
DROP TRIGGER tell_updated ON minor_evidence;
DROP TRIGGER tell_deleted ON minor_evidence;
DROP TRIGGER tell_inserted ON minor_review;
DROP TRIGGER tell_updated ON minor_review;
DROP TRIGGER tell_deleted ON minor_review;
UPDATE image i SET series = s.series FROM image_series s WHERE s.image_id = i.id AND i.series IS DISTINCT FROM s.series;
DROP TABLE image_series, minor_look;
DROP FUNCTION settle_looks, remember_look, settle_copies, settle_series, show_series, hide_copies, shows_minor;
DELETE FROM minor_evidence WHERE source = 'copy';
DROP INDEX ix_minor_evidence_copy;
ALTER POLICY no_minors ON minor_evidence USING (
    NOT is_hidden AND (
        source <> 'rated_caption' OR EXISTS (SELECT FROM caption c WHERE c.caption_key = minor_evidence.caption_key)
    )
);
ALTER TABLE minor_evidence DROP CONSTRAINT ck_minor_evidence_source;
ALTER TABLE minor_evidence ADD CONSTRAINT ck_minor_evidence_source CHECK (
    source IN ('caption', 'rated_caption', 'test_query', 'classifier', 'metadata', 'name', 'report')
);
COMMENT ON COLUMN minor_evidence.source IS
    'caption: its own; rated_caption: a text that experts said describes it; test_query; metadata: tags and titles; '
    'name: of the file and its folders; classifier; report: a visitor''s.';
COMMENT ON COLUMN minor_evidence.term IS 'Lemma that was found, the classifier''s revision, or the visitor''s reason.';
COMMENT ON COLUMN image.series IS
    'Shared by pictures that are one photograph: the same bytes, copies, shots of one moment; a random number, NULL alone.';
REVOKE UPDATE (series) ON image FROM imgsearch_definer;
GRANT UPDATE (series) ON image TO imgsearch_loader;
