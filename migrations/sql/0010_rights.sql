-- Who may see and do what: roles, row security, grants.

-- Roles belong to the whole server, so another database may have brought them already.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'imgsearch_owner', 'imgsearch_loader', 'imgsearch_searcher', 'imgsearch_analyst', 'imgsearch_editor',
        'imgsearch_web'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
END $$;
COMMENT ON ROLE imgsearch_owner IS 'Owns nothing by itself: grant it to whoever may migrate and administer.';
COMMENT ON ROLE imgsearch_loader IS 'Loads pictures, captions, ratings, vectors and evidence; sees flagged pictures.';
COMMENT ON ROLE imgsearch_searcher IS 'Searches; flagged pictures do not exist for it.';
COMMENT ON ROLE imgsearch_analyst IS 'Reads everything but flagged pictures and what derives from them.';
COMMENT ON ROLE imgsearch_editor IS 'Reads everything, flagged pictures too, and reviews flags.';
COMMENT ON ROLE imgsearch_web IS 'The page: reads accounts, and becomes searcher or editor for each request.';
-- The page has the rights of the two only inside a transaction that takes one of them on.
GRANT imgsearch_searcher, imgsearch_editor TO imgsearch_web WITH INHERIT FALSE, SET TRUE;
-- A search drops to its role inside the transaction, which needs membership unless one is a superuser.
DO $$
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT imgsearch_searcher, imgsearch_editor, imgsearch_web TO %I', current_user);
    END IF;
END $$;

-- Tables with a row for each picture or derived from one. Searchers have no business in results of evaluations.
DO $$
DECLARE
    guarded text;
    readers text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY[
        'caption', 'caption_embedding', 'click', 'crowd_annotation', 'expert_annotation', 'image',
        'image_embedding', 'load_reject', 'match_feedback', 'match_prediction', 'match_rating', 'minor_evidence',
        'minor_review', 'model_prediction', 'rating_task', 'retrieval_rank', 'test_query', 'thumbnail'
    ] LOOP
        readers := CASE WHEN guarded IN ('match_prediction', 'retrieval_rank') THEN 'imgsearch_analyst'
            ELSE 'imgsearch_searcher, imgsearch_analyst' END;
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY no_minors ON %I FOR SELECT TO %s USING (NOT is_minor)', guarded, readers);
        EXECUTE format('CREATE POLICY editors_see_all ON %I FOR SELECT TO imgsearch_editor USING (true)', guarded);
    END LOOP;
    -- Nobody else reads the last two; a grant by mistake must not show which flagged pictures there are.
    FOREACH guarded IN ARRAY ARRAY[
        'caption', 'caption_embedding', 'click', 'crowd_annotation', 'expert_annotation', 'image',
        'image_embedding', 'load_reject', 'match_feedback', 'match_prediction', 'match_rating', 'minor_evidence',
        'minor_review', 'model_prediction', 'rating_task', 'retrieval_rank', 'test_query', 'thumbnail',
        'encoding_task', 'image_name'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format(
            'CREATE POLICY loaders_do_all ON %I FOR ALL TO imgsearch_loader, imgsearch_owner '
            'USING (true) WITH CHECK (true)',
            guarded
        );
    END LOOP;
END $$;
CREATE POLICY editors_review ON minor_review FOR INSERT TO imgsearch_editor WITH CHECK (true);
-- People rate and open what they can see, so the page does both as the searcher.
CREATE POLICY searchers_add ON match_feedback FOR INSERT TO imgsearch_searcher WITH CHECK (NOT is_minor);
CREATE POLICY searchers_add ON click FOR INSERT TO imgsearch_searcher WITH CHECK (NOT is_minor);
CREATE POLICY raters_change ON match_feedback FOR UPDATE TO imgsearch_searcher
    USING (NOT is_minor) WITH CHECK (NOT is_minor);

-- Before PostgreSQL 15 anybody could put functions and operators there, in the way of those with the owner's rights.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON FUNCTION find_captioned FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_captioned TO imgsearch_searcher, imgsearch_loader, imgsearch_owner;
GRANT USAGE, CREATE ON SCHEMA optuna TO imgsearch_loader, imgsearch_owner;

GRANT SELECT ON alembic_version
    TO imgsearch_searcher, imgsearch_analyst, imgsearch_editor, imgsearch_loader, imgsearch_owner, imgsearch_web;
GRANT SELECT ON
    image, caption, image_embedding, caption_embedding, encoder, regressor, click, match_feedback, rating_task,
    thumbnail
    TO imgsearch_searcher;
GRANT SELECT ON
    activation, caption, caption_embedding, click, crowd_annotation, encoder, evaluation, evaluation_figure,
    expert_annotation, image, image_embedding, match_feedback, match_prediction, match_rating, match_rating_source,
    minor_evidence, minor_review, minor_status, model_prediction, model_result, rating_task, regressor,
    retrieval_rank, search, test_query, thumbnail
    TO imgsearch_analyst, imgsearch_editor;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    activation, caption, caption_embedding, click, crowd_annotation, encoder, encoding_task, evaluation,
    evaluation_figure, expert_annotation, image_embedding, load_reject, match_feedback, match_prediction,
    match_rating, minor_evidence, model_prediction, model_result, rating_task, regressor, retrieval_rank, search,
    test_query, thumbnail
    TO imgsearch_loader, imgsearch_owner;
GRANT SELECT ON match_rating_source, minor_status, image_name TO imgsearch_loader, imgsearch_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON image, minor_review, account, api_token TO imgsearch_owner;

-- A loader neither speaks for editors nor lifts a flag by hand; triggers set flags with their owner's rights.
GRANT SELECT ON minor_review TO imgsearch_loader;
GRANT SELECT, INSERT, DELETE ON image TO imgsearch_loader;
GRANT UPDATE (
    name, path, gallery, sha256, file_bytes, mtime_ns, width, height, loaded_at, taken_at, photographer, tags, metadata,
    orientation, photographer_key
) ON image TO imgsearch_loader;

GRANT INSERT ON minor_review TO imgsearch_editor;
-- A reject's content may be the caption of a flagged picture.
GRANT SELECT (id, file, row_number, reason, rejected_at, image_id, is_minor) ON load_reject TO imgsearch_analyst;
GRANT SELECT ON load_reject TO imgsearch_editor;

GRANT INSERT ON search TO imgsearch_searcher, imgsearch_editor;
-- So that an INSERT can say which row it made; the rest of the row stays unreadable.
GRANT SELECT (id) ON search TO imgsearch_searcher;
GRANT INSERT ON click TO imgsearch_searcher;
GRANT INSERT, UPDATE (rating, rated_at) ON match_feedback TO imgsearch_searcher;

GRANT SELECT ON account, api_token TO imgsearch_web;
GRANT UPDATE (epoch, password_hash) ON account TO imgsearch_web;
