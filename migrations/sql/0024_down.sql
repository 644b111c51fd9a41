-- Takes 0024 back, after the functions are as they were.
DROP TRIGGER settle_made ON screening_policy;
DROP TRIGGER settle_changed ON screening_policy;
CREATE TRIGGER settle_changed AFTER INSERT OR UPDATE OR DELETE ON screening_policy
    FOR EACH STATEMENT EXECUTE FUNCTION settle_screening();
DROP TRIGGER record_decision ON screening_policy;
DROP TRIGGER decide_evidence ON minor_evidence;
DROP FUNCTION record_decision, decide_evidence;
REVOKE UPDATE (flags, suspects) ON minor_evidence FROM imgsearch_definer;
DROP TABLE screening_decision, minor_audit;
-- Without undo a verdict that was taken back would count again.
DELETE FROM minor_review r USING minor_review u WHERE u.verdict = 'undo' AND u.sha256 = r.sha256 AND u.id >= r.id;
ALTER TABLE minor_review
    DROP CONSTRAINT ck_minor_review_verdict,
    ADD CONSTRAINT ck_minor_review_verdict CHECK (verdict IN ('flag', 'clear')),
    DROP COLUMN audit;
COMMENT ON COLUMN minor_review.verdict IS 'flag: shows a minor; clear: does not.';
ALTER TABLE minor_evidence DROP COLUMN cell;
ALTER TABLE screening_policy
    DROP COLUMN hide, DROP COLUMN hide_at_most, DROP COLUMN expected_share, DROP COLUMN detector,
    DROP COLUMN suspects_from, DROP COLUMN certain_from, DROP COLUMN why;
COMMENT ON TABLE screening_policy IS 'What the operator decided about pictures that cannot be screened. One row.';
