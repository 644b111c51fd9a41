-- Takes 0025 back; accounts without a password go.
DROP FUNCTION admit_account;
GRANT UPDATE (password_hash) ON account TO imgsearch_web;
REVOKE SELECT (id, role, issuer, subject), INSERT (name, role, issuer, subject), UPDATE (role) ON account
    FROM imgsearch_definer;
DELETE FROM collection_picture p USING collection c, account a
    WHERE c.id = p.collection_id AND a.id = c.account_id AND a.issuer IS NOT NULL;
DELETE FROM account WHERE issuer IS NOT NULL;
ALTER TABLE account
    DROP CONSTRAINT ck_account_one_way_in,
    DROP CONSTRAINT ck_account_subject,
    DROP CONSTRAINT uq_account_issuer_subject,
    DROP COLUMN subject,
    DROP COLUMN issuer,
    ALTER COLUMN password_hash SET NOT NULL;
COMMENT ON COLUMN account.password_hash IS 'Argon2id, with its salt and parameters.';
