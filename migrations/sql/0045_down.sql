-- Takes 0045 back, but for functions.
DELETE FROM minor_evidence WHERE source = 'refused_row';
ALTER TABLE minor_evidence DROP CONSTRAINT ck_minor_evidence_source;
ALTER TABLE minor_evidence ADD CONSTRAINT ck_minor_evidence_source CHECK (
    source IN ('caption', 'rated_caption', 'test_query', 'classifier', 'metadata', 'name', 'report', 'copy')
);
COMMENT ON COLUMN minor_evidence.source IS
    'caption: its own; rated_caption: a text that experts said describes it; test_query; metadata: tags and titles; '
    'name: of the file and its folders; classifier; report: a visitor''s; copy: of another picture that shows a minor.';
COMMENT ON COLUMN minor_evidence.caption_key IS 'The caption or query; empty for a classifier.';
DROP TABLE refused_text;
DROP FUNCTION reread_refused;
