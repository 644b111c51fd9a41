"""Single columns that roles have rights to, written here beside the tables of test_rights.py."""

from __future__ import annotations

#: Tables that copy a picture's flag.
FLAGGED = """
caption caption_embedding click collection_picture crowd_annotation expert_annotation image_embedding load_reject
match_feedback match_prediction match_rating minor_evidence minor_review model_prediction rating_task
retrieval_rank test_query thumbnail"""
EVIDENCE = "caption_key flags image_id is_hidden probability source suspects term"
SEARCHED = "best_score encoder_id hit_count language refused regressor_id text took_ms"
#: Single columns, where a role has the right to no others.
COLUMNS = {
    ("imgsearch_analyst", "load_reject", "SELECT"): "file id image_id is_hidden reason rejected_at row_number",
    ("imgsearch_loader", "image", "UPDATE"): (
        "colours file_bytes gallery height is_compared loaded_at metadata missing_since mtime_ns name orientation path "
        "persons phash photographer photographer_key pixels_screened_by sha256 source source_path tags taken_at "
        "texts_screened_by texts_vouch width"
    ),
    ("imgsearch_loader", "image", "INSERT"): (
        "file_bytes gallery height loaded_at metadata mtime_ns name path photographer sha256 source source_path tags "
        "taken_at width"
    ),
    ("imgsearch_loader", "image_name", "INSERT"): "name source source_path",
    ("imgsearch_owner", "image_name", "INSERT"): "name source source_path",
    ("imgsearch_loader", "removal", "INSERT"): "name reason sha256 source source_path stays_out",
    ("imgsearch_definer", "removal", "INSERT"): "name reason sha256 source source_path stays_out",
    ("imgsearch_definer", "removal", "SELECT"): "id sha256 stays_out",
    ("imgsearch_definer", "account", "SELECT"): "id issuer role subject",
    ("imgsearch_definer", "account", "INSERT"): "issuer name role subject",
    ("imgsearch_definer", "account", "UPDATE"): "role",
    ("imgsearch_definer", "caption", "SELECT"): "caption_key id image_id is_hidden text tsv",
    ("imgsearch_definer", "caption_origin", "SELECT"): "caption_key image_sha256 text_sha256",
    ("imgsearch_definer", "collection_picture", "SELECT"): "collection_id image_id is_hidden",
    ("imgsearch_definer", "match_rating", "SELECT"): "caption_key expert_mean image_id is_hidden",
    ("imgsearch_definer", "test_query", "SELECT"): "image_id is_hidden query_key text",
    **{
        ("imgsearch_definer", name, "SELECT"): "image_id is_hidden"
        for name in FLAGGED.split()
        if name not in ("caption", "collection_picture", "match_rating", "minor_evidence", "minor_review", "test_query")
    },
    **{("imgsearch_definer", name, "UPDATE"): "is_hidden" for name in FLAGGED.split()},
    ("imgsearch_definer", "minor_evidence", "INSERT"): EVIDENCE,
    ("imgsearch_definer", "minor_evidence", "UPDATE"): "flags found_at is_hidden suspects",
    ("imgsearch_definer", "image", "UPDATE"): "is_hidden series state texts_screened_by",
    ("imgsearch_definer", "minor_review", "UPDATE"): "image_id is_hidden",
    ("imgsearch_definer", "slow_search", "INSERT"): "is_answered phases_ms plan search_id took_ms",
    ("imgsearch_definer", "slow_search", "SELECT"): "id",
    ("imgsearch_definer", "screening_policy", "UPDATE"): "is_only",
    ("imgsearch_editor", "minor_review", "INSERT"): "audit image_id reason verdict",
    ("imgsearch_editor", "search", "INSERT"): SEARCHED,
    ("imgsearch_searcher", "click", "INSERT"): "image_id search_id",
    ("imgsearch_searcher", "match_feedback", "INSERT"): "image_id rating text",
    ("imgsearch_searcher", "match_feedback", "UPDATE"): "rating",
    ("imgsearch_searcher", "search", "INSERT"): SEARCHED,
    ("imgsearch_searcher", "search", "SELECT"): "id",
    ("imgsearch_web", "account", "UPDATE"): "epoch",
    ("imgsearch_web", "collection", "INSERT"): "account_id name",
    ("imgsearch_web", "collection", "UPDATE"): "share_sha256 shared_until",
    ("imgsearch_web", "collection_picture", "INSERT"): "collection_id image_id",
}
