-- Batches wait for one another on a row that nobody but those who write may lock. The advisory lock before it was
-- open to every login: whoever held it kept loads, removals and editors' flags from being written.

CREATE FUNCTION begin_batch() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM public.screening_policy FOR NO KEY UPDATE;
END $$;
COMMENT ON FUNCTION begin_batch IS 'Waits for the batch that another transaction writes, until that ends.';

-- Locking asks for the right to change something; the function changes nothing.
GRANT UPDATE (is_only) ON screening_policy TO imgsearch_definer;
REVOKE ALL ON FUNCTION begin_batch FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_batch TO imgsearch_loader, imgsearch_editor, imgsearch_owner;
