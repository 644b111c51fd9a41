-- Takes 0021 back.
DROP TABLE metadata_origin;
DROP FUNCTION remove_picture, stays_out;
DROP POLICY functions_do_all ON removal;
REVOKE EXECUTE ON FUNCTION acting_account FROM imgsearch_definer;
REVOKE SELECT (id, sha256, stays_out), INSERT (sha256, name, source, source_path, stays_out, reason) ON removal
    FROM imgsearch_definer;
REVOKE DELETE ON image FROM imgsearch_definer;
