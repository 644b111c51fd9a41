"""What a restore takes along of what it replaces: which files show a minor or stay out, and what lets nobody in."""

from __future__ import annotations

from typing import Final

#: Before the schema goes.
KEEP: Final = b"""
CREATE TEMPORARY TABLE kept_review ON COMMIT DROP AS
SELECT r.sha256, r.verdict, r.reviewer, r.reason, r.reviewed_at
FROM (SELECT DISTINCT ON (sha256) * FROM public.minor_review ORDER BY sha256, id DESC) r WHERE r.verdict = 'flag';
-- The schema of a dump may not know yet how copies look that are mirrored or upside down.
CREATE TEMPORARY TABLE kept_look ON COMMIT DROP AS
SELECT l.*, CASE WHEN bit_count(l.phash) BETWEEN 8 AND 56 THEN ARRAY(
    SELECT t.phash FROM public.turn_look(l.phash) WITH ORDINALITY t (phash, way)
    WHERE t.way = 1 OR bit_count(substring(l.phash # (l.phash << 8) FROM 1 FOR 56)) >= 8
) END AS looks
FROM (
    SELECT sha256, phash, since FROM public.minor_look
    UNION ALL
    -- What texts say may be in no dump.
    SELECT DISTINCT ON (i.sha256) i.sha256, coalesce(i.phash, 0::bit(64)), now() FROM public.image i
    WHERE i.is_hidden AND public.shows_minor(i.id, i.sha256, true)
    AND NOT EXISTS (SELECT FROM public.minor_look l WHERE l.sha256 = i.sha256)
) l;
-- All names of bytes that were removed for good, with when that was said last.
CREATE TEMPORARY TABLE kept_removal ON COMMIT DROP AS
SELECT r.*, last.removed_at AS last_at
FROM (SELECT DISTINCT ON (sha256) * FROM public.removal ORDER BY sha256, id DESC) last
JOIN public.removal r ON r.sha256 = last.sha256 WHERE last.stays_out;
CREATE TEMPORARY TABLE kept_account ON COMMIT DROP AS SELECT id, created_at, password_hash, epoch FROM public.account;
CREATE TEMPORARY TABLE kept_secret ON COMMIT DROP AS
SELECT token_sha256 AS secret FROM public.api_token UNION ALL
SELECT share_sha256 FROM public.collection WHERE share_sha256 IS NOT NULL;
-- What has a later number was never here, so that nobody has taken it back.
CREATE TEMPORARY TABLE kept_number ON COMMIT DROP AS
SELECT CASE WHEN a.is_called THEN a.last_value ELSE 0 END AS account,
    CASE WHEN t.is_called THEN t.last_value ELSE 0 END AS token,
    CASE WHEN c.is_called THEN c.last_value ELSE 0 END AS collection
FROM public.account_id_seq a, public.api_token_id_seq t, public.collection_id_seq c;
"""
#: After the dump's rows and triggers are there. What was said later of the same bytes counts, in the dump too.
_VERDICTS: Final = b"""
-- A dump turns it off, and the triggers act as a role that it counts for.
SET row_security = on;
SELECT max(version_num) >= '0024' AS says, max(version_num) >= '0040' AS looks FROM public.alembic_version \\gset
\\if :says
ALTER TABLE public.minor_review DISABLE TRIGGER sign_review;
INSERT INTO public.minor_review (image_id, is_hidden, verdict, reviewer, reason, sha256, reviewed_at)
SELECT coalesce(i.id, 0), coalesce(i.is_hidden, true), k.verdict, k.reviewer, k.reason, k.sha256, k.reviewed_at
FROM pg_temp.kept_review k
LEFT JOIN LATERAL (SELECT id, is_hidden FROM public.image i WHERE i.sha256 = k.sha256 ORDER BY id LIMIT 1) i ON true
WHERE NOT EXISTS (
    SELECT FROM public.minor_review r WHERE r.sha256 = k.sha256 AND r.reviewed_at >= k.reviewed_at
)
ORDER BY k.reviewed_at, k.sha256;
ALTER TABLE public.minor_review ENABLE TRIGGER sign_review;
\\endif
\\if :looks
INSERT INTO public.minor_look (sha256, phash, since)
SELECT k.sha256, k.phash, k.since FROM pg_temp.kept_look k
WHERE NOT EXISTS (
    SELECT FROM public.image i WHERE i.sha256 = k.sha256 AND public.shows_minor(i.id, i.sha256, true)
)
ON CONFLICT (sha256) DO NOTHING;
-- Of what was said since, the same bytes and the copies are in the dump as if nothing were.
INSERT INTO public.minor_evidence (image_id, is_hidden, source, term, caption_key, probability, flags, suspects)
SELECT DISTINCT i.id, i.is_hidden, 'copy', encode(k.sha256, 'hex'), '', 1.0, true, false
FROM pg_temp.kept_look k JOIN public.minor_look l ON l.sha256 = k.sha256
JOIN public.image i ON i.sha256 = k.sha256
    OR bit_count(i.phash) BETWEEN 8 AND 56
    AND EXISTS (SELECT FROM unnest(k.looks) w (phash) WHERE bit_count(i.phash # w.phash) <= 4)
ON CONFLICT DO NOTHING;
\\endif
"""
#: Later than what is flagged: of a picture that goes, the triggers remember what it looked like.
_REMOVALS: Final = b"""
SELECT max(version_num) >= '0019' AS removes FROM public.alembic_version \\gset
\\if :removes
INSERT INTO public.removal (sha256, name, source, source_path, stays_out, reason, removed_by, removed_at)
SELECT k.sha256, k.name, k.source, k.source_path, k.stays_out, k.reason, k.removed_by, k.removed_at
FROM pg_temp.kept_removal k
WHERE NOT EXISTS (SELECT FROM public.removal r WHERE r.sha256 = k.sha256 AND r.removed_at >= k.last_at)
AND NOT EXISTS (
    SELECT FROM public.removal r WHERE r.sha256 = k.sha256 AND r.removed_at = k.removed_at AND r.name = k.name
)
ORDER BY k.id;
DELETE FROM public.image i USING (
    SELECT DISTINCT ON (r.sha256) r.sha256, r.stays_out FROM public.removal r
    WHERE r.sha256 IN (SELECT sha256 FROM pg_temp.kept_removal) ORDER BY r.sha256, r.id DESC
) last WHERE last.sha256 = i.sha256 AND last.stays_out;
\\endif
"""
#: An account that both know tells that they are states of one database; another's has taken nothing back.
_WAYS_IN: Final = b"""
SELECT max(version_num) >= '0023' AS shares, EXISTS (
    SELECT FROM public.account a JOIN pg_temp.kept_account k ON k.id = a.id AND k.created_at = a.created_at
) AS is_one FROM public.alembic_version \\gset
\\if :is_one
UPDATE public.account a SET password_hash = k.password_hash, epoch = k.epoch FROM pg_temp.kept_account k
WHERE k.id = a.id AND k.created_at = a.created_at AND k.epoch > a.epoch;
-- No password has this hash, and no session has got so far; the owner may give another one.
UPDATE public.account a SET epoch = a.epoch + 1000000, password_hash = CASE WHEN a.password_hash IS NOT NULL THEN
    '$argon2id$v=19$m=65536,t=3,p=4$' || rtrim(encode(uuid_send(gen_random_uuid()), 'base64'), '=') || '$'
    || rtrim(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'), '=') END
WHERE a.id <= (SELECT account FROM pg_temp.kept_number)
AND NOT EXISTS (SELECT FROM pg_temp.kept_account k WHERE k.id = a.id AND k.created_at = a.created_at);
DELETE FROM public.api_token t WHERE t.id <= (SELECT token FROM pg_temp.kept_number)
AND NOT EXISTS (SELECT FROM pg_temp.kept_secret k WHERE k.secret = t.token_sha256);
\\if :shares
UPDATE public.collection c SET share_sha256 = NULL, shared_until = NULL
WHERE c.share_sha256 IS NOT NULL AND c.id <= (SELECT collection FROM pg_temp.kept_number)
AND NOT EXISTS (SELECT FROM pg_temp.kept_secret k WHERE k.secret = c.share_sha256);
\\endif
\\endif
"""
PUT_BACK: Final = _VERDICTS + _REMOVALS + _WAYS_IN
