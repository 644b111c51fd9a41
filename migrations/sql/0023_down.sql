-- Takes 0023 back.
DROP FUNCTION report_picture;
DELETE FROM minor_evidence WHERE source = 'report';
ALTER TABLE minor_evidence DROP CONSTRAINT ck_minor_evidence_source;
ALTER TABLE minor_evidence ADD CONSTRAINT ck_minor_evidence_source CHECK (
    source IN ('caption', 'rated_caption', 'test_query', 'classifier', 'metadata', 'name')
);
REVOKE INSERT (image_id, is_hidden, source, term, caption_key, probability, flags, suspects), UPDATE (found_at)
    ON minor_evidence FROM imgsearch_definer;
COMMENT ON COLUMN minor_evidence.source IS
    'caption: its own; rated_caption: a text that experts said describes it; test_query; metadata: tags and titles; '
    'name: of the file and its folders; classifier.';
COMMENT ON COLUMN minor_evidence.term IS 'Lemma that was found, or the classifier''s revision.';
DROP INDEX ix_image_newest;
DROP TABLE collection_picture, collection, asked_picture;
