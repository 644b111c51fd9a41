ALTER TABLE minor_evidence
    DROP CONSTRAINT uq_minor_evidence_image_id_source_term_caption_key_is_hidden,
    ADD CONSTRAINT uq_minor_evidence_image_id_source_term_caption_key UNIQUE (image_id, source, term, caption_key);
ALTER TABLE load_reject
    DROP CONSTRAINT uq_load_reject_image_id_file_row_number_reason_is_hidden,
    ADD CONSTRAINT uq_load_reject_image_id_file_row_number_reason UNIQUE (image_id, file, row_number, reason);
ALTER TABLE rating_task
    DROP CONSTRAINT uq_rating_task_image_id_text_is_hidden,
    ADD CONSTRAINT uq_rating_task_image_id_text UNIQUE (image_id, text);

DO $$
DECLARE
    made text;
BEGIN
    FOR made IN
        SELECT pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
        AND prosrc LIKE '%ON CONFLICT (image_id, source, term, caption_key, is_hidden)%'
    LOOP
        EXECUTE replace(
            made, 'ON CONFLICT (image_id, source, term, caption_key, is_hidden)',
            'ON CONFLICT (image_id, source, term, caption_key)'
        );
    END LOOP;
END $$;
