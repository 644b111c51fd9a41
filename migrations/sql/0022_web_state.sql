-- Unlogged: it is written at each search of a page of several processes, and nobody misses it after a crash. Half of each
-- page is left free, so that a row is changed where it is.
CREATE UNLOGGED TABLE web_state (
    key BYTEA NOT NULL,
    hits TIMESTAMP WITH TIME ZONE[] NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_web_state PRIMARY KEY (key)
) WITH (fillfactor = 50);
COMMENT ON TABLE web_state IS
    'What processes of the page count together: searches and attempts to log in, for a while.';
COMMENT ON COLUMN web_state.key IS
    'Keyed hash of what is counted: an address, a name or both. Who lacks the page''s secret learns neither.';
COMMENT ON COLUMN web_state.hits IS 'When it was counted, the newest first; no more than the limit.';
COMMENT ON COLUMN web_state.ends_at IS 'From when on the row means nothing.';
ALTER TABLE web_state ALTER COLUMN key SET STATISTICS 0;
GRANT SELECT, INSERT, UPDATE, DELETE ON web_state TO imgsearch_web, imgsearch_owner;
