-- Who sees and does what with states, and what the functions may.

ALTER TABLE caption_origin ENABLE ROW LEVEL SECURITY;
CREATE POLICY loaders_do_all ON caption_origin FOR ALL TO imgsearch_loader, imgsearch_owner
    USING (true) WITH CHECK (true);
CREATE POLICY functions_do_all ON caption_origin FOR ALL TO imgsearch_definer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON caption_origin TO imgsearch_loader, imgsearch_owner;

GRANT SELECT ON screening, screening_policy
    TO imgsearch_searcher, imgsearch_analyst, imgsearch_editor, imgsearch_loader, imgsearch_owner;
GRANT INSERT, DELETE ON screening TO imgsearch_loader, imgsearch_owner;
GRANT INSERT, UPDATE, DELETE ON screening_policy TO imgsearch_owner;

GRANT SELECT ON minor_status TO imgsearch_analyst, imgsearch_editor, imgsearch_loader, imgsearch_owner;
GRANT EXECUTE ON FUNCTION picture_state
    TO imgsearch_analyst, imgsearch_editor, imgsearch_loader, imgsearch_owner, imgsearch_definer;

-- A loader says what it has screened; the state follows from that.
REVOKE INSERT ON image FROM imgsearch_loader;
GRANT INSERT (
    name, path, gallery, sha256, file_bytes, mtime_ns, width, height, loaded_at, taken_at, photographer, tags, metadata
) ON image TO imgsearch_loader;
GRANT UPDATE (texts_screened_by, texts_vouch, pixels_screened_by) ON image TO imgsearch_loader;

GRANT SELECT, UPDATE (state, is_hidden, texts_screened_by) ON image TO imgsearch_definer;
GRANT SELECT ON screening, screening_policy, minor_status TO imgsearch_definer;
GRANT SELECT (image_sha256, caption_key, text_sha256), INSERT ON caption_origin TO imgsearch_definer;
GRANT SELECT (caption_key, text) ON caption TO imgsearch_definer;
GRANT SELECT (query_key, text) ON test_query TO imgsearch_definer;
GRANT SELECT (caption_key, expert_mean) ON match_rating TO imgsearch_definer;
GRANT DELETE ON caption, caption_embedding, image_embedding, minor_evidence, test_query, thumbnail
    TO imgsearch_definer;
