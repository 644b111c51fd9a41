"""What each role may do with each table, and which rows it sees: the catalogue against tables written here."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text

from .columns import COLUMNS

Rights = dict[str, str]
#: Views of the schema analyst.
VIEWS = """
activation caption cleared click comparison encoder evaluation feedback picture prediction problem rating search
test_query vector"""
#: Views of the schema public.
DERIVED = """
evaluation_calibration evaluation_calibration_error evaluation_error evaluation_ndcg evaluation_nothing
evaluation_recall evaluation_tau_b evaluation_tau_c match_rating_source minor_status"""
#: Tables that loaders fill and analysts read.
LOADED = """
activation caption caption_embedding click crowd_annotation encoder evaluation evaluation_figure expert_annotation
image_embedding match_feedback match_prediction match_rating minor_evidence model_prediction model_result rating_task
regressor retrieval_rank test_query thumbnail"""
#: What people say on the page, which no load brings.
SAID = ("click", "match_feedback", "search")
ALL = "DELETE INSERT SELECT UPDATE"
READABLE = f"{LOADED} {DERIVED} alembic_version image screening screening_decision screening_policy"


def rights(*granted: tuple[str, str], views: bool = True) -> Rights:
    """Table -> what may be done with it; the analysts' views are read by those who get them."""
    found = {f"public.{name}": privileges for names, privileges in granted for name in names.split()}
    return found | {f"analyst.{name}": "SELECT" for name in VIEWS.split() if views}


TABLES = {
    "imgsearch_definer": rights(
        ("minor_review minor_status screening screening_policy", "SELECT"),
        ("image", "DELETE SELECT"),
        ("image_name", "DELETE INSERT SELECT"),
        ("caption_origin screening_decision", "INSERT"),
        ("minor_look", "DELETE INSERT SELECT"),
        ("image_series minor_evidence", "DELETE SELECT"),
        ("caption caption_embedding collection_picture image_embedding slow_search test_query thumbnail", "DELETE"),
        views=False,
    ),
    "imgsearch_analyst": rights((f"{READABLE} minor_review search", "SELECT")),
    "imgsearch_editor": rights((f"{READABLE} load_reject minor_audit minor_review search", "SELECT")),
    "imgsearch_loader": rights(
        (" ".join({*LOADED.split(), "encoding_task", "load_reject", "metadata_origin"} - set(SAID)), ALL),
        (" ".join(SAID), "DELETE SELECT"),
        (f"{DERIVED} alembic_version minor_review removal screening_decision screening_policy", "SELECT"),
        ("image image_name", "DELETE SELECT"),
        ("image_series refused_text source", ALL),
        ("minor_look", "SELECT"),
        ("caption_origin screening", "DELETE INSERT SELECT"),
    ),
    "imgsearch_owner": rights(
        (
            f"{LOADED} account api_token asked_picture collection collection_picture encoding_task image load_reject",
            ALL,
        ),
        ("id_token metadata_origin minor_review removal screening_policy search slow_search source web_state", ALL),
        ("image_series minor_look refused_text", ALL),
        ("caption_origin minor_audit screening", "DELETE INSERT SELECT"),
        (f"{DERIVED} alembic_version screening_decision", "SELECT"),
        ("image_name", "DELETE SELECT"),
    ),
    "imgsearch_searcher": rights(
        ("alembic_version caption caption_embedding click encoder image image_embedding match_feedback", "SELECT"),
        ("rating_task regressor screening screening_policy thumbnail", "SELECT"),
        views=False,
    ),
    "imgsearch_web": rights(
        ("account alembic_version api_token", "SELECT"),
        ("asked_picture id_token", "DELETE INSERT SELECT"),
        ("collection collection_picture", "DELETE SELECT"),
        ("web_state", ALL),
        views=False,
    ),
}
#: Policy -> roles, command, rows that are seen, rows that may be written.
LOADERS = ("{imgsearch_loader,imgsearch_owner}", "ALL", "true", "true")
EDITORS = ("{imgsearch_editor}", "SELECT", "true", None)
READERS = ("{imgsearch_analyst,imgsearch_searcher}", "SELECT", "(NOT is_hidden)", None)
ANALYSTS = ("{imgsearch_analyst}", "SELECT", "(NOT is_hidden)", None)
ADDERS = ("{imgsearch_searcher}", "INSERT", None, "(NOT is_hidden)")
OWN = {"loaders_do_all": LOADERS}
KEPT = {**OWN, "functions_do_all": ("{imgsearch_definer}", "ALL", "true", "true")}
RATED = "((NOT is_hidden) AND ((rater)::text = acting_account()))"
USUAL = {**KEPT, "editors_see_all": EDITORS, "no_minors": READERS}
#: Tables that name captions of other pictures.
NARROWED = {
    **{
        name: f"(EXISTS ( SELECT\n   FROM caption c\n  WHERE ((c.caption_key)::text = ({name}.caption_key)::text)))"
        for name in ("crowd_annotation", "expert_annotation", "match_prediction", "match_rating")
    },
    "load_reject": "(image_id <> 0)",
    "minor_evidence": "((source)::text <> 'copy'::text) AND (((source)::text <> 'rated_caption'::text) OR "
    "(EXISTS ( SELECT\n   FROM caption c\n  WHERE ((c.caption_key)::text = (minor_evidence.caption_key)::text))))",
    "model_prediction": "(EXISTS ( SELECT\n   FROM caption c\n  WHERE (c.id = model_prediction.caption_id)))",
}
POLICIES = {
    **dict.fromkeys("caption caption_embedding image image_embedding rating_task test_query thumbnail".split(), USUAL),
    **{
        name: {**USUAL, "no_minors": (*ANALYSTS[:2], f"((NOT is_hidden) AND {rule})", None)}
        for name, rule in NARROWED.items()
    },
    "retrieval_rank": {**USUAL, "no_minors": ANALYSTS},
    "encoding_task": OWN,
    "metadata_origin": OWN,
    "refused_text": OWN,
    "caption_origin": KEPT,
    "image_name": KEPT,
    "image_series": KEPT,
    "minor_look": KEPT,
    "removal": KEPT,
    "source": OWN,
    "collection_picture": {**KEPT, "pages_keep": ("{imgsearch_web}", "ALL", "(NOT is_hidden)", "(NOT is_hidden)")},
    "click": {**USUAL, "searchers_add": ADDERS},
    "match_feedback": {
        **USUAL,
        "searchers_add": ADDERS,
        "raters_change": ("{imgsearch_searcher}", "UPDATE", RATED, RATED),
    },
    "minor_audit": {**OWN, "editors_see_all": EDITORS},
    "minor_review": {**USUAL, "editors_review": ("{imgsearch_editor}", "INSERT", None, "true")},
}


def test_each_role_may_do_what_the_table_says_and_no_other_has_a_right(engine: Engine) -> None:
    granted = text(
        "SELECT grantee, table_schema || '.' || table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type) "
        "FROM information_schema.role_table_grants WHERE grantee ~ '^imgsearch_[a-z]+$' GROUP BY 1, 2"
    )
    found: dict[str, Rights] = {}
    with engine.connect() as connection:
        for role, table, privileges in connection.execute(granted):
            found.setdefault(role, {})[table] = privileges
    assert found == TABLES


def test_rights_on_single_columns_are_those_that_are_named(engine: Engine) -> None:
    granted = text(
        "SELECT grantee, table_name, privilege_type, string_agg(column_name, ' ' ORDER BY column_name) "
        "FROM information_schema.column_privileges c WHERE grantee LIKE 'imgsearch\\_%' AND NOT EXISTS ("
        "SELECT FROM information_schema.role_table_grants t WHERE t.grantee = c.grantee "
        "AND t.table_schema = c.table_schema AND t.table_name = c.table_name "
        "AND t.privilege_type = c.privilege_type) GROUP BY 1, 2, 3"
    )
    with engine.connect() as connection:
        assert {(role, name, kind): columns for role, name, kind, columns in connection.execute(granted)} == COLUMNS


def test_policies_are_those_that_are_named_and_none_narrows_another(engine: Engine) -> None:
    query = text("SELECT tablename, policyname, roles::text, cmd, qual, with_check, permissive FROM pg_policies")
    found: dict[str, dict[str, tuple[str | None, ...]]] = {}
    with engine.connect() as connection:
        for table, name, *rule, permissive in connection.execute(query):
            assert permissive == "PERMISSIVE", (table, name)
            found.setdefault(table, {})[name] = tuple(rule)
        enabled = connection.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity")).all()
    assert found == POLICIES
    assert set(enabled) == set(POLICIES)


FINDING = "find_captioned", "find_known", "list_photographers"
KNOWN = ("texts_under", "known_titles", "known_places", "known_persons", "known_words")
FOLDING = "fold_name", "fold_names"
#: Functions with the rights of the role that owns them.
OWNED = (
    "admit_account begin_batch decide_evidence empty_collections find_captioned find_known keep_image_state "
    "keep_slow_search list_photographers record_decision remember_look remove_picture report_picture "
    "settle_added_images settle_changed_images settle_copies settle_evidence settle_known_bytes settle_looks "
    "settle_removed_images settle_screening settle_series stays_out take_picture_out unscreen_texts"
).split()


def test_functions_schemas_and_memberships_are_those_that_are_named(engine: Engine) -> None:
    with engine.connect() as connection:
        functions = connection.execute(
            text(
                "SELECT grantee, routine_name FROM information_schema.role_routine_grants "
                "WHERE grantee LIKE 'imgsearch\\_%'"
            )
        )
        assert {tuple(row) for row in functions} == {
            *((f"imgsearch_{role}", name) for role in ("loader", "owner", "searcher") for name in FINDING),
            *((f"imgsearch_{role}", name) for role in ("definer", "loader", "owner") for name in KNOWN),
            *((f"imgsearch_{role}", name) for role in ("definer", "loader", "owner", "searcher") for name in FOLDING),
            *((f"imgsearch_{role}", "acting_account") for role in ("definer", "editor", "loader", "owner", "searcher")),
            *(("imgsearch_editor", name) for name in ("remove_picture", "stays_out")),
            *((f"imgsearch_{role}", "begin_batch") for role in ("editor", "loader", "owner")),
            ("imgsearch_searcher", "keep_slow_search"),
            ("imgsearch_searcher", "report_picture"),
            ("imgsearch_web", "admit_account"),
            *((f"imgsearch_{role}", "take_picture_out") for role in ("owner", "web")),
            *((f"imgsearch_{role}", "picture_state") for role in ("analyst", "definer", "editor", "loader", "owner")),
            *(
                ("imgsearch_definer", name)
                for name in (*OWNED, "hide_copies", "show_series", "shows_minor", "turn_look")
            ),
        }
        members = connection.execute(
            text(
                "SELECT g.rolname, r.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.member "
                "JOIN pg_roles r ON r.oid = m.roleid WHERE g.rolname = ANY(:roles)"
            ),
            {"roles": list(TABLES)},
        )
        assert {tuple(row) for row in members} == {
            ("imgsearch_web", "imgsearch_searcher"),
            ("imgsearch_web", "imgsearch_editor"),
        }
        assert schemas(connection, "USAGE") == {
            **dict.fromkeys(("analyst", "editor"), "analyst public"),
            **dict.fromkeys(("loader", "owner"), "analyst optuna public"),
            **dict.fromkeys(("definer", "searcher", "web"), "public"),
        }
        assert schemas(connection, "CREATE") == {}


def schemas(connection: Connection, right: str) -> dict[str, str]:
    """Role -> schemas; the page's role gets its own rights by SET ROLE, not by inheriting them."""
    query = text(
        "SELECT substr(r.rolname, 11), string_agg(n.nspname, ' ' ORDER BY n.nspname) FROM pg_roles r, pg_namespace n "
        "WHERE r.rolname = ANY(:roles) AND n.nspname IN ('public', 'analyst', 'optuna') "
        "AND has_schema_privilege(r.oid, n.oid, :right) GROUP BY 1"
    )
    return {name: found for name, found in connection.execute(query, {"roles": list(TABLES), "right": right})}
