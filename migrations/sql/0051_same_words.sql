-- Unique keys that hold words say which of their rows are hidden too: with the analyst's rights a plan counted the hidden
-- rows of a picture that say a guessed word, such as the terms of evidence, which are few. All rows of a picture have its
-- flag, so that the keys refuse what they refused before.

ALTER TABLE minor_evidence
    DROP CONSTRAINT uq_minor_evidence_image_id_source_term_caption_key,
    ADD CONSTRAINT uq_minor_evidence_image_id_source_term_caption_key_is_hidden
        UNIQUE (image_id, source, term, caption_key, is_hidden);
ALTER TABLE load_reject
    DROP CONSTRAINT uq_load_reject_image_id_file_row_number_reason,
    ADD CONSTRAINT uq_load_reject_image_id_file_row_number_reason_is_hidden
        UNIQUE (image_id, file, row_number, reason, is_hidden);
ALTER TABLE rating_task
    DROP CONSTRAINT uq_rating_task_image_id_text,
    ADD CONSTRAINT uq_rating_task_image_id_text_is_hidden UNIQUE (image_id, text, is_hidden);

-- Functions name the key by its columns.
DO $$
DECLARE
    made text;
BEGIN
    FOR made IN
        SELECT pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prosrc LIKE '%ON CONFLICT (image_id, source, term, caption_key)%'
    LOOP
        EXECUTE replace(
            made, 'ON CONFLICT (image_id, source, term, caption_key)',
            'ON CONFLICT (image_id, source, term, caption_key, is_hidden)'
        );
    END LOOP;
END $$;
