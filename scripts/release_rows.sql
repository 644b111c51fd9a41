-- Invented rows for scripts/release_dump.py, at least one in every table. Pictures of one red, green or blue each.
INSERT INTO encoder (name, revision, dimension, is_active) VALUES ('small', '1', 3, true), ('minilm', '1', 3, false);
INSERT INTO regressor (encoder_id, card, metrics, artifact) SELECT id, '{"seed": 1}', '{"mse": 0.02}', '\x00'
    FROM encoder WHERE is_active;
INSERT INTO activation (encoder_id) SELECT id FROM encoder WHERE is_active;

-- Nobody screens what is invented.
UPDATE screening_policy SET without_texts = 'show', without_pixels = 'show';
INSERT INTO minor_audit (sample, "position", sha256, seed) VALUES (1, 1, sha256('harbour'), 1);
INSERT INTO screening (kind, revision) VALUES ('texts', '1'), ('pixels', '1');

-- Two are flagged: playground.jpg by its caption, portrait.jpg by an editor; puppet.jpg was cleared.
INSERT INTO source (name, root) VALUES ('invented', '/pictures/invented');
INSERT INTO removal (sha256, name, source, source_path, stays_out, reason)
    VALUES (sha256('well'), 'well.jpg', 'invented', 'well.jpg', true, 'its owner asked for it');
INSERT INTO image
    (name, source, source_path, path, gallery, sha256, file_bytes, mtime_ns, width, height, taken_at, photographer, tags, metadata)
    SELECT name || '.jpg', 'invented', name || '.jpg', '/pictures/invented/' || name || '.jpg', 'invented', sha256(name::bytea), 1000, 1, 40, 30,
        '2025-05-01 12:00', 'Ann Otherwise', ARRAY['invented'], '{"title": "An invented picture"}'
    FROM unnest(ARRAY['tractor', 'playground', 'portrait', 'puppet', 'harbour']) AS name;
INSERT INTO image_series (image_id, series) SELECT id, 7 FROM image WHERE name IN ('tractor.jpg', 'harbour.jpg');
INSERT INTO minor_look (sha256, phash) VALUES (sha256('swing'), x'0123456789ABCDEF');
INSERT INTO metadata_origin (image_id, file, image_name, said)
    SELECT id, '/pictures/invented/metadata.csv', name, '{"photographer": "Ann Otherwise"}' FROM image;
INSERT INTO caption (caption_key, image_name, image_id, text)
    SELECT i.name || '#0', i.name, i.id, CASE WHEN i.name = 'playground.jpg' THEN 'a boy on a red swing' ELSE
        'a red ' || split_part(i.name, '.', 1) || ' in the sun' END FROM image i;
INSERT INTO caption (caption_key, image_name, text) VALUES ('absent.jpg#0', 'absent.jpg', 'синяя лодка у берега');
INSERT INTO test_query (query_key, text, image_name, image_id) SELECT 'q1', 'red tractor', name, id FROM image
    WHERE name = 'tractor.jpg';
INSERT INTO test_query (query_key, text, image_name) VALUES ('q2', 'a blue boat', 'absent.jpg');
INSERT INTO load_reject (file, row_number, reason, content)
    VALUES ('/pictures/captions.tsv', 7, 'three columns', 'x y z');
INSERT INTO load_reject (file, reason, image_id) SELECT path, 'truncated', id FROM image
    WHERE name IN ('harbour.jpg', 'playground.jpg');
INSERT INTO refused_text (key, file, reader, row_number, image_id, source, source_path, text)
    SELECT sha256('row'), '/pictures/captions.tsv', 'captions', 7, id, source, source_path, 'a harbour' FROM image
    WHERE name = 'harbour.jpg';
INSERT INTO thumbnail (image_id, sha256, width, height, webp) SELECT id, sha256, 4, 3, '\x52494646' FROM image;

INSERT INTO image_embedding (encoder_id, image_id, embedding)
    SELECT e.id, i.id, (CASE WHEN i.name = 'harbour.jpg' THEN '[0,0,1]' ELSE '[1,0,0]' END)::halfvec
    FROM encoder e, image i WHERE e.name = 'small';
INSERT INTO caption_embedding (encoder_id, caption_id, image_id, embedding)
    SELECT e.id, c.id, c.image_id, '[1,0,0]' FROM encoder e, caption c WHERE e.name = 'minilm';
INSERT INTO encoding_task (encoder_id, image_id) SELECT e.id, i.id FROM encoder e, image i
    WHERE e.name = 'minilm' AND i.name = 'harbour.jpg';
CREATE INDEX ix_image_embedding_hnsw_1 ON image_embedding
    USING hnsw ((embedding::halfvec(3)) halfvec_cosine_ops) WITH (m = 16, ef_construction = 64)
    WHERE encoder_id = 1 AND NOT is_hidden;

INSERT INTO expert_annotation (image_id, caption_key, expert1, expert2, expert3)
    SELECT id, 'harbour.jpg#0', 1, 1, 2 FROM image WHERE name IN ('tractor.jpg', 'playground.jpg');
INSERT INTO crowd_annotation (image_id, caption_key, yes_share, yes_count, no_count)
    SELECT id, 'harbour.jpg#0', 0.25, 1, 3 FROM image WHERE name IN ('tractor.jpg', 'playground.jpg');
INSERT INTO match_rating SELECT * FROM match_rating_source;
INSERT INTO minor_evidence (image_id, source, term, caption_key, probability)
    SELECT id, 'caption', 'boy', name || '#0', 1 FROM image WHERE name IN ('playground.jpg', 'puppet.jpg');
INSERT INTO minor_review (image_id, is_hidden, verdict, reviewer, reason, sha256)
    SELECT id, is_hidden, CASE name WHEN 'puppet.jpg' THEN 'clear' ELSE 'flag' END, 'editor', 'seen', sha256 FROM image
    WHERE name IN ('portrait.jpg', 'puppet.jpg');

INSERT INTO account (name, role, password_hash) VALUES ('rater', 'searcher', 'not a hash');
INSERT INTO api_token (account_id, label, token_sha256, expires_at)
    SELECT id, 'a notebook', sha256('no token'), '2030-01-01' FROM account;
INSERT INTO web_state (key, hits, ends_at) VALUES ('\x00', ARRAY[now()], now() + interval '1 minute');
INSERT INTO id_token (session_sha256, account_id, sealed, kept_until)
    SELECT sha256('session'), id, '\x00', '2030-01-01' FROM account;
INSERT INTO collection (account_id, name) SELECT id, 'Boats' FROM account;
INSERT INTO collection_picture (collection_id, image_id, is_hidden) SELECT c.id, i.id, i.is_hidden FROM collection c, image i;
INSERT INTO asked_picture (token_sha256, session_sha256, encoder_id, vector, kept_until)
    SELECT sha256('token'), sha256('session'), id, '\x0000803f', '2030-01-01' FROM encoder WHERE is_active;
INSERT INTO search (text, language, encoder_id, hit_count, best_score, took_ms)
    SELECT 'a red tractor', 'en', id, 1, 0.9, 12.5 FROM encoder WHERE is_active;
INSERT INTO slow_search (search_id, took_ms, phases_ms, is_answered, plan)
SELECT id, 1500, '{"candidates": 1400}', true, 'Seq Scan on image' FROM search LIMIT 1;
INSERT INTO click (search_id, image_id, is_hidden) SELECT s.id, i.id, i.is_hidden FROM search s, image i;
INSERT INTO match_feedback (image_id, is_hidden, text, rater, rating)
    SELECT id, is_hidden, 'a red tractor', 'rater', 4 FROM image;
INSERT INTO rating_task (image_id, is_hidden, text) SELECT id, is_hidden, 'a blue boat' FROM image;

INSERT INTO model_result (run_id, encoder_id, model, features, target, split, metrics, params, seed, data_fingerprint)
    SELECT '00000000-0000-4000-8000-000000000001', id, 'ridge', 'pixels', 'mean', 'picture', '{"mse": 0.03}', '{}', 1,
        'f'
    FROM encoder WHERE is_active;
INSERT INTO model_prediction (result_id, image_id, is_hidden, caption_id, fold, predicted)
    SELECT r.id, i.id, i.is_hidden, c.id, 0, 0.5 FROM model_result r, image i, caption c WHERE c.image_id = 0;
INSERT INTO evaluation (encoder, regressor, data_fingerprint, seed, settings) VALUES ('small 1', '00', 'f', 1, '{}');
INSERT INTO evaluation_figure (evaluation_id, split, model, metric, value, sample_size)
    SELECT id, 'picture', 'pixels', 'mse', 0.03, 2 FROM evaluation;
INSERT INTO match_prediction (evaluation_id, split, model, image_id, is_hidden, caption_key, predicted)
    SELECT e.id, 'picture', 'pixels', m.image_id, m.is_hidden, m.caption_key, 0.1 FROM evaluation e, match_rating m;
INSERT INTO retrieval_rank
    (evaluation_id, query_set, scope, direction, ranking, query_key, image_id, is_hidden, rank)
    SELECT e.id, 'invented', 'all', 'text to image', 'cosine', i.name || '#0', i.id, i.is_hidden, 1
    FROM evaluation e, image i;
