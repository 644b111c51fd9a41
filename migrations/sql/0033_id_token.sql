-- What a provider said of somebody who logged in, for the way out: it then need not ask them whether they mean it.
-- The page keeps it encrypted, by a key that is made of its own secret and of the session's id, which no table has.
-- Nothing of it is worth a log: without it the provider asks.
CREATE UNLOGGED TABLE id_token (
    session_sha256 BYTEA NOT NULL,
    account_id INTEGER NOT NULL,
    sealed BYTEA NOT NULL,
    kept_until TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_id_token PRIMARY KEY (session_sha256),
    CONSTRAINT ck_id_token_size CHECK (octet_length(sealed) <= 8000),
    CONSTRAINT fk_id_token_account_id FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);
CREATE INDEX ix_id_token_account_id ON id_token (account_id);
CREATE INDEX ix_id_token_kept_until ON id_token (kept_until);
COMMENT ON TABLE id_token IS
    'Encrypted ID tokens of sessions that began at an OpenID Connect provider, for logging out there.';
COMMENT ON COLUMN id_token.session_sha256 IS 'SHA-256 of the session''s id, which stands in its cookie.';
COMMENT ON COLUMN id_token.account_id IS 'Whose session it is.';
COMMENT ON COLUMN id_token.sealed IS
    'The token by AES-256-GCM, after 12 random bytes; the key follows from the page''s secret and the session''s id.';
COMMENT ON COLUMN id_token.kept_until IS 'When it goes.';
ALTER TABLE id_token ALTER COLUMN session_sha256 SET STATISTICS 0, ALTER COLUMN sealed SET STATISTICS 0;
GRANT SELECT, INSERT, DELETE ON id_token TO imgsearch_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON id_token TO imgsearch_owner;
