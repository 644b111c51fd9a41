"""What a restore takes along from the database that it replaces: which files show a minor, said since the dump."""

from __future__ import annotations

from typing import Final

#: Before the schema goes.
KEEP: Final = b"""
CREATE TEMPORARY TABLE kept_review ON COMMIT DROP AS
SELECT r.sha256, r.verdict, r.reviewer, r.reason, r.reviewed_at
FROM (SELECT DISTINCT ON (sha256) * FROM public.minor_review ORDER BY sha256, id DESC) r WHERE r.verdict = 'flag';
CREATE TEMPORARY TABLE kept_look ON COMMIT DROP AS SELECT l.sha256, l.phash, l.since FROM public.minor_look l;
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
WHERE NOT EXISTS (SELECT FROM public.image i WHERE i.sha256 = k.sha256)
ON CONFLICT (sha256) DO NOTHING;
\\endif
"""
