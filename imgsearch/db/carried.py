"""What a restore takes along of what it replaces: which files show a minor, as people or texts have said since."""

from __future__ import annotations

from typing import Final

#: Before the schema goes.
KEEP: Final = b"""
CREATE TEMPORARY TABLE kept_review ON COMMIT DROP AS
SELECT r.sha256, r.verdict, r.reviewer, r.reason, r.reviewed_at
FROM (SELECT DISTINCT ON (sha256) * FROM public.minor_review ORDER BY sha256, id DESC) r WHERE r.verdict = 'flag';
CREATE TEMPORARY TABLE kept_look ON COMMIT DROP AS
SELECT l.sha256, l.phash, l.since FROM public.minor_look l
UNION ALL
-- What texts say may be in no dump.
SELECT DISTINCT ON (i.sha256) i.sha256, coalesce(i.phash, 0::bit(64)), now() FROM public.image i
WHERE i.is_hidden AND public.shows_minor(i.id, i.sha256, true)
AND NOT EXISTS (SELECT FROM public.minor_look l WHERE l.sha256 = i.sha256);
"""
#: After the dump's rows and triggers are there. What was said later of the same bytes counts, in the dump too.
PUT_BACK: Final = b"""
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
SELECT i.id, i.is_hidden, 'copy', encode(k.sha256, 'hex'), '', 1.0, true, false
FROM pg_temp.kept_look k JOIN public.minor_look l ON l.sha256 = k.sha256
JOIN public.image i ON i.sha256 = k.sha256
    OR bit_count(i.phash) BETWEEN 8 AND 56 AND bit_count(k.phash) BETWEEN 8 AND 56 AND bit_count(i.phash # k.phash) <= 4
ON CONFLICT (image_id, source, term, caption_key) DO NOTHING;
\\endif
"""
