-- Accounts of people for whom somebody else vouches: an OpenID Connect provider, or a proxy in front of the page.

ALTER TABLE account
    ALTER COLUMN password_hash DROP NOT NULL,
    ADD COLUMN issuer VARCHAR,
    ADD COLUMN subject VARCHAR,
    ADD CONSTRAINT uq_account_issuer_subject UNIQUE (issuer, subject),
    ADD CONSTRAINT ck_account_subject CHECK ((issuer IS NULL) = (subject IS NULL)),
    ADD CONSTRAINT ck_account_one_way_in CHECK ((issuer IS NULL) <> (password_hash IS NULL));
COMMENT ON COLUMN account.password_hash IS
    'Argon2id, with its salt and parameters; NULL where somebody else vouches for whoever it is.';
COMMENT ON COLUMN account.issuer IS
    'Address of the OpenID Connect provider that vouches, or proxy; NULL where there is a password.';
COMMENT ON COLUMN account.subject IS 'What the issuer calls this person, which is never given to another.';
ALTER TABLE account ALTER COLUMN issuer SET STATISTICS 0, ALTER COLUMN subject SET STATISTICS 0;

-- The page may neither add accounts nor change roles by itself: an account with a password is out of its reach.
CREATE FUNCTION admit_account(its_issuer text, its_subject text, its_name text, its_role text) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO public.account (name, role, issuer, subject) SELECT its_name, its_role, its_issuer, its_subject
        WHERE its_issuer IS NOT NULL AND its_subject IS NOT NULL AND its_name IS NOT NULL AND its_role IS NOT NULL
        ON CONFLICT (issuer, subject) DO UPDATE SET role = excluded.role
        RETURNING id
$$;
COMMENT ON FUNCTION admit_account IS
    'Makes the account of somebody whom an issuer vouches for, or gives it its role; its id. Accounts with passwords stay.';
GRANT SELECT (id, role, issuer, subject), INSERT (name, role, issuer, subject), UPDATE (role) ON account TO imgsearch_definer;
REVOKE ALL ON FUNCTION admit_account FROM PUBLIC;
GRANT EXECUTE ON FUNCTION admit_account TO imgsearch_web;
-- It sets no password either, which only operators do.
REVOKE UPDATE (password_hash) ON account FROM imgsearch_web;
