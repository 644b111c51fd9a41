-- How old the face looks that speaks for a minor, and where it is.
ALTER TABLE minor_evidence
    ADD COLUMN age SMALLINT,
    ADD COLUMN face SMALLINT[],
    ADD CONSTRAINT ck_minor_evidence_age CHECK (age BETWEEN 0 AND 99),
    ADD CONSTRAINT ck_minor_evidence_face CHECK ((age IS NULL) = (face IS NULL) AND cardinality(face) = 4);
COMMENT ON COLUMN minor_evidence.age IS
    'How old the face looks, in years, that looks youngest of those that are clear; NULL where none is.';
COMMENT ON COLUMN minor_evidence.face IS
    'Left, top, right and bottom of that face and a little around it, in thousandths of width and height.';
ALTER TABLE minor_evidence ALTER COLUMN age SET STATISTICS 0, ALTER COLUMN face SET STATISTICS 0;
