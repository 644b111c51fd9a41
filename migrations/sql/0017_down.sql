-- Takes 0017 back.
ALTER TABLE click DROP CONSTRAINT pk_click, ADD CONSTRAINT pk_click PRIMARY KEY (search_id, image_id);
ALTER TABLE match_feedback
    DROP CONSTRAINT uq_match_feedback_image_id_text_rater_is_hidden,
    ADD CONSTRAINT uq_match_feedback_image_id_text_rater UNIQUE (image_id, text, rater);
COMMENT ON VIEW analyst.problem IS 'A row or file that a load refused.';
COMMENT ON VIEW analyst.rating IS 'A picture and a text that people have judged.';
COMMENT ON VIEW analyst.prediction IS
    'What a model that never saw the pair said of it, beside the experts, in a run of imgsearch evaluate.';
UPDATE load_reject SET is_hidden = false WHERE image_id = 0;
DO $$
DECLARE
    guarded text;
    readers text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY[
        'crowd_annotation', 'expert_annotation', 'load_reject', 'match_prediction', 'match_rating', 'minor_evidence',
        'model_prediction'
    ] LOOP
        readers := CASE WHEN guarded = 'match_prediction' THEN 'imgsearch_analyst'
            ELSE 'imgsearch_searcher, imgsearch_analyst' END;
        EXECUTE format('ALTER POLICY no_minors ON %I TO %s USING (NOT is_hidden)', guarded, readers);
    END LOOP;
END $$;
