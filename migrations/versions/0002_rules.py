"""Rules that the database itself keeps: aggregation, the minor flag, roles and row security.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MATCH_RATING_SOURCE = """
CREATE VIEW match_rating_source WITH (security_invoker = true) AS
WITH expert AS (
    SELECT image_id, is_minor, caption_key,
           ((expert1 + expert2 + expert3) / 3.0 - 1) / 3.0 AS mean,
           CASE WHEN expert1 IN (expert2, expert3) THEN (expert1 - 1) / 3.0
                WHEN expert2 = expert3 THEN (expert2 - 1) / 3.0 END AS majority,
           sqrt(greatest(0, (expert1 * expert1 + expert2 * expert2 + expert3 * expert3) / 3.0
                - ((expert1 + expert2 + expert3) / 3.0) ^ 2)) / 3.0 AS disagreement
    FROM expert_annotation
)
SELECT coalesce(e.image_id, c.image_id) AS image_id,
       coalesce(e.caption_key, c.caption_key) AS caption_key,
       e.mean::double precision AS expert_mean,
       e.majority::double precision AS expert_majority,
       c.yes_share AS crowd_share,
       w.expert_weight,
       w.crowd_weight,
       ((coalesce(e.mean, 0) * w.expert_weight + coalesce(c.yes_share, 0) * w.crowd_weight)
        / (w.expert_weight + w.crowd_weight))::double precision AS combined_score,
       (CASE WHEN e.image_id IS NULL THEN 0 ELSE 3 END + coalesce(c.yes_count + c.no_count, 0))::integer AS rater_count,
       e.disagreement::double precision AS disagreement,
       coalesce(e.is_minor, c.is_minor) AS is_minor
FROM expert e
FULL JOIN crowd_annotation c ON c.image_id = e.image_id AND c.caption_key = e.caption_key
CROSS JOIN LATERAL (
    SELECT CASE WHEN e.image_id IS NULL THEN 0 ELSE 6 END::double precision AS expert_weight,
           coalesce(c.yes_count + c.no_count, 0)::double precision AS crowd_weight
) w
"""

MINOR_STATUS = """
CREATE VIEW minor_status WITH (security_invoker = true) AS
SELECT i.id AS image_id,
       coalesce(r.verdict = 'flag', e.flagged, false) AS is_minor,
       r.verdict, r.reviewer, r.reviewed_at,
       coalesce(e.evidence_count, 0) AS evidence_count,
       e.probability
FROM image i
LEFT JOIN LATERAL (
    -- A verdict is on the file that was seen, whatever its name; but a name that was flagged stays so when
    -- another file takes it.
    SELECT verdict, reviewer, reviewed_at FROM minor_review
    WHERE sha256 = i.sha256 OR (image_id = i.id AND verdict = 'flag')
    ORDER BY id DESC LIMIT 1
) r ON true
LEFT JOIN LATERAL (
    SELECT bool_or(flags) AS flagged, count(*) FILTER (WHERE flags) AS evidence_count, max(probability) AS probability
    FROM minor_evidence WHERE image_id = i.id
) e ON true
"""

REFRESH_STATEMENT = """
CREATE FUNCTION refresh_image_is_minor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE image AS i SET is_minor = s.is_minor
    FROM minor_status s
    WHERE s.image_id = i.id AND i.id IN (SELECT image_id FROM changed) AND i.is_minor <> s.is_minor;
    RETURN NULL;
END $$
"""

REFRESH_ROW = """
CREATE FUNCTION refresh_replaced_image_is_minor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE image AS i SET is_minor = s.is_minor
    FROM minor_status s WHERE s.image_id = i.id AND i.id = NEW.id AND i.is_minor <> s.is_minor;
    RETURN NULL;
END $$
"""

REFRESH_ADDED = """
CREATE FUNCTION refresh_added_image_is_minor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE image AS i SET is_minor = s.is_minor
    FROM minor_review r, minor_status s
    WHERE r.sha256 = i.sha256 AND s.image_id = i.id AND i.id IN (SELECT id FROM added) AND i.is_minor <> s.is_minor;
    RETURN NULL;
END $$
"""

ROLES = {
    "imgsearch_owner": "Owns nothing by itself: grant it to whoever may migrate and administer.",
    "imgsearch_loader": "Loads pictures, captions, ratings, vectors and evidence; sees flagged pictures.",
    "imgsearch_searcher": "Searches; flagged pictures do not exist for it.",
    "imgsearch_analyst": "Reads everything but flagged pictures and what derives from them.",
    "imgsearch_editor": "Reads everything, flagged pictures too, and reviews flags.",
}

#: Tables with a row for each picture or derived from one.
GUARDED = (
    "image",
    "caption",
    "test_query",
    "expert_annotation",
    "crowd_annotation",
    "match_rating",
    "minor_evidence",
    "minor_review",
    "image_embedding",
    "caption_embedding",
)
OPEN = ("encoder", "regressor", "search", "load_reject")
VIEWS = ("match_rating_source", "minor_status")
VIEW_COLUMNS = {
    "match_rating_source": {
        "image_id": "The rated picture.",
        "caption_key": "The rated text: caption.caption_key, also of texts that were not delivered.",
        "expert_mean": "Mean of the three experts, mapped from 1..4 to 0..1.",
        "expert_majority": "What two or three experts agree on, mapped to 0..1; null where all three differ.",
        "crowd_share": "Share of the crowd that said yes.",
        "expert_weight": "Weight of the experts in combined_score: 6, or 0 without experts.",
        "crowd_weight": "Weight of the crowd in combined_score: the number of its votes.",
        "combined_score": "Mean of expert_mean and crowd_share by their weights, 0..1.",
        "rater_count": "Experts and voters together.",
        "disagreement": "Standard deviation of the three experts, mapped to 0..1.",
        "is_minor": "Copy of image.is_minor, which row security looks at.",
    },
    "minor_status": {
        "image_id": "The picture.",
        "is_minor": "What image.is_minor must be: the last verdict, else whether any evidence flags.",
        "verdict": "flag or clear: the last word of an editor on this file; null without one.",
        "reviewer": "Who said it.",
        "reviewed_at": "When.",
        "evidence_count": "Pieces of evidence that flag.",
        "probability": "Highest probability of any evidence, flagging or not.",
    },
}
SEARCHED = ("image", "caption", "image_embedding", "caption_embedding", "encoder", "regressor", "alembic_version")


def upgrade() -> None:
    op.execute(MATCH_RATING_SOURCE)
    op.execute("COMMENT ON VIEW match_rating_source IS 'Defines the aggregated ratings; match_rating is its copy.'")
    op.execute(MINOR_STATUS)
    op.execute("COMMENT ON VIEW minor_status IS 'Each picture''s flag with what it follows from.'")
    for view, comments in VIEW_COLUMNS.items():
        for column, comment in comments.items():
            op.execute(f"COMMENT ON COLUMN {view}.{column} IS '{comment}'")
    add_triggers()
    add_roles()
    for table in GUARDED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY no_minors ON {table} FOR SELECT TO imgsearch_searcher, imgsearch_analyst "
            "USING (NOT is_minor)"
        )
        op.execute(f"CREATE POLICY editors_see_all ON {table} FOR SELECT TO imgsearch_editor USING (true)")
        op.execute(
            f"CREATE POLICY loaders_do_all ON {table} FOR ALL TO imgsearch_loader, imgsearch_owner "
            "USING (true) WITH CHECK (true)"
        )
    op.execute("CREATE POLICY editors_review ON minor_review FOR INSERT TO imgsearch_editor WITH CHECK (true)")
    add_grants()


def add_triggers() -> None:
    op.execute(REFRESH_STATEMENT)
    op.execute(REFRESH_ROW)
    op.execute(REFRESH_ADDED)
    for table in ("minor_evidence", "minor_review"):
        for event, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            op.execute(
                f"CREATE TRIGGER refresh_image_is_minor_{event.lower()} AFTER {event} ON {table} "
                f"REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refresh_image_is_minor()"
            )
    op.execute(
        "CREATE TRIGGER refresh_image_is_minor_insert AFTER INSERT ON image "
        "REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refresh_added_image_is_minor()"
    )
    op.execute(
        "CREATE TRIGGER refresh_replaced_image_is_minor AFTER UPDATE OF sha256 ON image FOR EACH ROW "
        "WHEN (OLD.sha256 <> NEW.sha256) EXECUTE FUNCTION refresh_replaced_image_is_minor()"
    )


def add_roles() -> None:
    for role, comment in ROLES.items():
        # Roles belong to the whole server, so another database may have brought them already.
        op.execute(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN CREATE ROLE {role} NOLOGIN; END IF; END $$"
        )
        op.execute(f"COMMENT ON ROLE {role} IS '{comment}'")
    # A search drops to its role inside the transaction, which needs membership unless one is a superuser.
    op.execute(
        "DO $$ BEGIN IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN "
        "EXECUTE format('GRANT imgsearch_searcher TO %I', current_user); END IF; END $$"
    )


def add_grants() -> None:
    every = ", ".join((*GUARDED, *OPEN, *VIEWS, "alembic_version"))
    op.execute(f"GRANT SELECT ON {', '.join(SEARCHED)} TO imgsearch_searcher")
    op.execute("GRANT INSERT ON search TO imgsearch_searcher, imgsearch_editor")
    op.execute(f"GRANT SELECT ON {every} TO imgsearch_editor")
    # A reject's content may be the caption of a flagged picture.
    readable = "id, file, row_number, reason, rejected_at"
    op.execute(f"GRANT SELECT ({readable}) ON load_reject TO imgsearch_analyst")
    op.execute(f"GRANT SELECT ON {every.replace('load_reject, ', '')} TO imgsearch_analyst")
    op.execute("GRANT INSERT ON minor_review TO imgsearch_editor")
    op.execute(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join((*GUARDED, *OPEN))} TO imgsearch_loader, imgsearch_owner"
    )
    op.execute(
        "GRANT SELECT ON match_rating_source, minor_status, alembic_version TO imgsearch_loader, imgsearch_owner"
    )


def downgrade() -> None:
    for role in ROLES:
        # The roles stay: another database of this server may use them.
        op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
    for table in GUARDED:
        for policy in ("no_minors", "editors_see_all", "loaders_do_all", "editors_review"):
            op.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute(
        "DROP FUNCTION refresh_image_is_minor, refresh_replaced_image_is_minor, refresh_added_image_is_minor CASCADE"
    )
    op.execute("DROP VIEW minor_status, match_rating_source")
