-- What names a hidden picture, or tells that there is one, is hidden like it.

-- Rows of texts that people judged name captions of other pictures. Row security of caption says which of them exist.
DO $$
DECLARE
    judged text;
BEGIN
    FOREACH judged IN ARRAY ARRAY['crowd_annotation', 'expert_annotation', 'match_prediction', 'match_rating'] LOOP
        EXECUTE format(
            'ALTER POLICY no_minors ON %1$I USING (NOT is_hidden AND EXISTS ('
            'SELECT FROM caption c WHERE c.caption_key = %1$I.caption_key))',
            judged
        );
    END LOOP;
END $$;
ALTER POLICY no_minors ON model_prediction USING (
    NOT is_hidden AND EXISTS (SELECT FROM caption c WHERE c.id = model_prediction.caption_id)
);
ALTER POLICY no_minors ON minor_evidence USING (
    NOT is_hidden AND (
        source <> 'rated_caption' OR EXISTS (SELECT FROM caption c WHERE c.caption_key = minor_evidence.caption_key)
    )
);
-- Searchers have no right to these, and none to ask whether a caption is there.
ALTER POLICY no_minors ON crowd_annotation TO imgsearch_analyst;
ALTER POLICY no_minors ON expert_annotation TO imgsearch_analyst;
ALTER POLICY no_minors ON match_rating TO imgsearch_analyst;
ALTER POLICY no_minors ON minor_evidence TO imgsearch_analyst;
ALTER POLICY no_minors ON model_prediction TO imgsearch_analyst;

-- A refused row quotes what it says, and a refused file may show anything: only what belongs to a picture is shown with it.
UPDATE load_reject SET is_hidden = true, image_id = 0 WHERE image_id = 0 OR reason LIKE 'duplicate name: %';
ALTER POLICY no_minors ON load_reject TO imgsearch_analyst USING (NOT is_hidden AND image_id <> 0);
COMMENT ON VIEW analyst.problem IS 'A file that a load refused, of a picture that was loaded before.';
COMMENT ON VIEW analyst.rating IS
    'A picture and a text that people have judged; for analysts, where the text is loaded and its own picture shown.';
COMMENT ON VIEW analyst.prediction IS
    'What a model that never saw the pair said of it, beside the experts, in a run of imgsearch evaluate; for analysts, '
    'where the text is loaded and its own picture shown.';

-- Whoever adds a row learns nothing from rows of hidden pictures that are there already.
ALTER TABLE click DROP CONSTRAINT pk_click, ADD CONSTRAINT pk_click PRIMARY KEY (search_id, image_id, is_hidden);
ALTER TABLE match_feedback
    DROP CONSTRAINT uq_match_feedback_image_id_text_rater,
    ADD CONSTRAINT uq_match_feedback_image_id_text_rater_is_hidden UNIQUE (image_id, text, rater, is_hidden);
