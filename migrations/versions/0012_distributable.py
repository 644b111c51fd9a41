"""Keys by picture: every table that hangs on a picture can be distributed by it and colocated with it.

Every unique key contains image_id, which is 0 where a picture is not loaded; names are kept unique beside the table;
a trigger spreads flags, which cascading foreign keys did before.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

#: Tables whose rows always belong to a picture, by a foreign key (image_id, is_minor).
OF_IMAGE = (
    "click",
    "crowd_annotation",
    "expert_annotation",
    "image_embedding",
    "match_feedback",
    "match_prediction",
    "match_rating",
    "minor_evidence",
    "minor_review",
    "model_prediction",
    "rating_task",
    "retrieval_rank",
    "thumbnail",
)
#: Tables whose rows may belong to a picture that is not loaded.
OF_ANY = ("caption", "test_query", "load_reject")
#: Table -> the columns that were its primary key, to which image_id comes.
PRIMARY_KEYS = {
    "caption": ("id",),
    "load_reject": ("id",),
    "match_feedback": ("id",),
    "minor_evidence": ("id",),
    "minor_review": ("id",),
    "rating_task": ("id",),
    "retrieval_rank": ("evaluation_id", "query_set", "scope", "direction", "ranking", "query_key"),
    "test_query": ("query_key",),
}
UNIQUE_KEYS = {"caption": ("caption_key",), "load_reject": ("file", "row_number", "reason")}
OLD_IS_MINOR = (
    "Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial "
    "vector index need no join."
)
IS_MINOR = (
    "Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row security and "
    "the partial vector index need no join."
)
PICTURE_IS_MINOR = "is_minor where the picture is loaded, NULL where image_id is 0: what the foreign key compares."
IMAGE_ID = {
    "caption": ("The picture that this row belongs to.", " NULL when that picture is not loaded."),
    "test_query": ("The picture that this row belongs to.", " NULL when that picture is not loaded."),
    "load_reject": (
        "The picture that the file is, where it was loaded before or lacks a vector;",
        " NULL else.",
    ),
}

#: What ON UPDATE CASCADE did. It asks the catalogue which tables refer to the flag, so that none can be forgotten, and
#: takes the flag as it is by then: evidence, whose rows change too, may have turned it back meanwhile.
SPREAD = """
CREATE FUNCTION spread_is_minor() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    derived regclass;
BEGIN
    FOR derived IN
        SELECT c.conrelid FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attname = 'is_minor' AND a.attnum = ANY (c.confkey)
        WHERE c.contype = 'f' AND c.confrelid = TG_RELID AND c.conparentid = 0
    LOOP
        EXECUTE format(
            'UPDATE %s AS d SET is_minor = i.is_minor FROM %s AS i '
            'WHERE i.id = $1 AND d.image_id = i.id AND d.is_minor <> i.is_minor',
            derived, TG_RELID::regclass
        ) USING NEW.id;
    END LOOP;
    RETURN NULL;
END $$
"""
#: Triggers of an event run in the order of their names, and capital letters come first: this one has to be done before
#: PostgreSQL's own, RI_ConstraintTrigger_..., which refuse a flag that some row does not share.
SPREAD_TRIGGER = """
CREATE TRIGGER "A_spread_is_minor" AFTER UPDATE ON image FOR EACH ROW
WHEN (OLD.is_minor <> NEW.is_minor) EXECUTE FUNCTION spread_is_minor()
"""
KEEP_NAME = """
CREATE FUNCTION keep_image_name() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM image_name WHERE name = OLD.name;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO image_name (name, image_id) VALUES (NEW.name, NEW.id);
    END IF;
    RETURN NULL;
END $$
"""
FIND_CAPTIONED = """
CREATE OR REPLACE FUNCTION find_captioned(words tsquery, most integer)
RETURNS TABLE (image_id bigint, "position" bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 50 AS $$
    SELECT f.image_id, row_number() OVER (ORDER BY max(f.rank) DESC, f.image_id)
    FROM (
        SELECT c.image_id, ts_rank(c.tsv, words) AS rank FROM caption c
        WHERE c.tsv @@ words AND NOT c.is_minor AND {loaded}
        -- Words that so many captions share do not need this search.
        LIMIT 1000
    ) f
    GROUP BY f.image_id ORDER BY 2 LIMIT most
$$
"""
#: {image_id}: the picture, NULL where it is not loaded.
VIEWS = (
    "CREATE OR REPLACE VIEW analyst.caption (caption_id, caption_key, image_id, picture, text, language, words, tsv) "
    "WITH (security_invoker = true) AS SELECT c.id, c.caption_key, {image_id}, i.name, c.text, "
    "CASE WHEN c.text ~* '[а-яё]' THEN 'ru' ELSE 'en' END, "
    "cardinality(regexp_split_to_array(btrim(c.text), '\\s+')), c.tsv "
    "FROM caption c LEFT JOIN image i ON i.id = c.image_id WHERE NOT c.is_minor",
    "CREATE OR REPLACE VIEW analyst.test_query (query_key, text, image_id, picture) WITH (security_invoker = true) AS "
    "SELECT c.query_key, c.text, {image_id}, i.name FROM test_query c LEFT JOIN image i ON i.id = c.image_id "
    "WHERE NOT c.is_minor",
)


def upgrade() -> None:
    free_names()
    vector_indexes = drop_vector_indexes()
    op.drop_constraint("fk_caption_embedding_caption_id_is_minor", "caption_embedding", type_="foreignkey")
    # Texts of other pictures, and searches, are not where the picture is: the columns stay, their keys go.
    op.drop_constraint("fk_model_prediction_caption_id", "model_prediction", type_="foreignkey")
    op.drop_index("ix_model_prediction_caption_id", table_name="model_prediction")
    op.drop_constraint("fk_click_search_id", "click", type_="foreignkey")
    for table in (*OF_IMAGE, *OF_ANY):
        op.drop_constraint(f"fk_{table}_image_id_is_minor", table, type_="foreignkey")
        op.execute(f"COMMENT ON COLUMN {table}.is_minor IS '{IS_MINOR}'")
    for table in OF_ANY:
        op.execute(f"UPDATE {table} SET image_id = 0 WHERE image_id IS NULL")
        op.execute(f"ALTER TABLE {table} ALTER image_id SET NOT NULL, ALTER image_id SET DEFAULT 0")
        picture, absent = IMAGE_ID[table]
        op.execute(f"COMMENT ON COLUMN {table}.image_id IS '{picture}{absent.replace('NULL', '0')}'")
    op.drop_constraint("uq_caption_id_is_minor", "caption", type_="unique")
    change_keys((), ("image_id",))
    # A text whose picture comes later is moved to it, by INSERT and DELETE, and keeps its id.
    op.execute("ALTER TABLE caption ALTER id SET GENERATED BY DEFAULT")
    change_caption_embedding()
    for table in (*OF_IMAGE, *OF_ANY, "caption_embedding"):
        refer_to_image(table)
    op.execute(SPREAD)
    op.execute(SPREAD_TRIGGER)
    op.execute(FIND_CAPTIONED.format(loaded="c.image_id <> 0"))
    replace_views("nullif(c.image_id, 0)")
    for definition in vector_indexes:
        op.execute(definition)


def free_names() -> None:
    """Names stay unique in a table of their own, which can be distributed by them."""
    op.drop_constraint("uq_image_name", "image", type_="unique")
    op.create_index("ix_image_name", "image", ["name"])
    op.create_table(
        "image_name",
        sa.Column("name", sa.String(), nullable=False, comment="image.name."),
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The picture of that name."),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_image_name")),
        comment="Keeps names of pictures unique; a trigger on image writes it.",
    )
    op.execute("INSERT INTO image_name (name, image_id) SELECT name, id FROM image")
    op.execute("ALTER TABLE image_name ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY loaders_do_all ON image_name FOR ALL TO imgsearch_loader, imgsearch_owner "
        "USING (true) WITH CHECK (true)"
    )
    op.execute("GRANT SELECT ON image_name TO imgsearch_loader, imgsearch_owner")
    op.execute(KEEP_NAME)
    op.execute(
        "CREATE TRIGGER keep_image_name AFTER INSERT OR DELETE ON image FOR EACH ROW EXECUTE FUNCTION keep_image_name()"
    )
    op.execute(
        "CREATE TRIGGER keep_changed_image_name AFTER UPDATE ON image FOR EACH ROW "
        "WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION keep_image_name()"
    )


def change_keys(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Replace what the keys have besides their own columns."""
    for table, columns in PRIMARY_KEYS.items():
        op.drop_constraint(f"pk_{table}", table, type_="primary")
        op.create_primary_key(f"pk_{table}", table, [*columns, *after])
    for table, columns in UNIQUE_KEYS.items():
        op.drop_constraint("_".join(("uq", table, *columns, *before)), table, type_="unique")
        op.create_unique_constraint("_".join(("uq", table, *columns, *after)), table, [*columns, *after])


def drop_vector_indexes() -> list[str]:
    """Drop the captions' vector indexes, which changing every row would build anew more than once; their definitions."""
    found = op.get_bind().execute(
        sa.text(
            "SELECT x.indexrelid::regclass::text, pg_get_indexdef(x.indexrelid) FROM pg_index x "
            "JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_am m ON m.oid = c.relam "
            "WHERE x.indrelid = 'caption_embedding'::regclass AND m.amname = 'hnsw' AND x.indisvalid"
        )
    )
    definitions = []
    for name, definition in found.all():
        op.execute(f"DROP INDEX {name}")
        definitions.append(definition)
    return definitions


def change_caption_embedding() -> None:
    op.add_column(
        "caption_embedding",
        sa.Column(
            "image_id",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="The picture that this row belongs to. 0 when that picture is not loaded.",
        ),
    )
    op.execute("UPDATE caption_embedding e SET image_id = c.image_id FROM caption c WHERE c.id = e.caption_id")
    op.execute("ALTER TABLE caption_embedding DROP CONSTRAINT pk_caption_embedding")
    op.create_primary_key("pk_caption_embedding", "caption_embedding", ["encoder_id", "caption_id", "image_id"])
    op.drop_index("ix_caption_embedding_caption_id", table_name="caption_embedding")
    op.create_index("ix_caption_embedding_image_id_caption_id", "caption_embedding", ["image_id", "caption_id"])
    op.create_foreign_key(
        "fk_caption_embedding_caption_id_image_id",
        "caption_embedding",
        "caption",
        ["caption_id", "image_id"],
        ["id", "image_id"],
        ondelete="CASCADE",
    )
    op.execute(f"COMMENT ON COLUMN caption_embedding.is_minor IS '{IS_MINOR}'")


def refer_to_image(table: str) -> None:
    """Tie a table's flag to the picture's; a row of a picture that is not loaded is tied to none."""
    flag = "is_minor"
    if table not in OF_IMAGE:
        flag = "picture_is_minor"
        op.add_column(
            table,
            sa.Column(
                flag,
                sa.Boolean(),
                sa.Computed("CASE WHEN image_id <> 0 THEN is_minor ELSE NULL::boolean END", persisted=True),
                nullable=True,
                comment=PICTURE_IS_MINOR,
            ),
        )
    op.create_foreign_key(
        f"fk_{table}_image_id_is_minor", table, "image", ["image_id", flag], ["id", "is_minor"], ondelete="CASCADE"
    )


def replace_views(image_id: str) -> None:
    for view in VIEWS:
        op.execute(view.format(image_id=image_id))


def downgrade() -> None:
    replace_views("c.image_id")
    op.execute(FIND_CAPTIONED.format(loaded="c.image_id IS NOT NULL"))
    op.execute("DROP FUNCTION spread_is_minor CASCADE")
    vector_indexes = drop_vector_indexes()
    op.drop_constraint("fk_caption_embedding_caption_id_image_id", "caption_embedding", type_="foreignkey")
    for table in (*OF_IMAGE, *OF_ANY, "caption_embedding"):
        op.drop_constraint(f"fk_{table}_image_id_is_minor", table, type_="foreignkey")
        op.execute(f"COMMENT ON COLUMN {table}.is_minor IS '{OLD_IS_MINOR}'")
    for table in (*OF_ANY, "caption_embedding"):
        op.drop_column(table, "picture_is_minor")
    op.drop_index("ix_caption_embedding_image_id_caption_id", table_name="caption_embedding")
    op.execute("ALTER TABLE caption_embedding DROP CONSTRAINT pk_caption_embedding")
    op.drop_column("caption_embedding", "image_id")
    op.create_primary_key("pk_caption_embedding", "caption_embedding", ["encoder_id", "caption_id"])
    op.create_index("ix_caption_embedding_caption_id", "caption_embedding", ["caption_id"])
    op.execute("ALTER TABLE caption ALTER id SET GENERATED ALWAYS")
    change_keys(("image_id",), ())
    op.create_unique_constraint("uq_caption_id_is_minor", "caption", ["id", "is_minor"])
    for table in OF_ANY:
        op.execute(f"ALTER TABLE {table} ALTER image_id DROP NOT NULL, ALTER image_id DROP DEFAULT")
        op.execute(f"UPDATE {table} SET image_id = NULL WHERE image_id = 0")
        op.execute(f"COMMENT ON COLUMN {table}.image_id IS '{''.join(IMAGE_ID[table])}'")
        refer_as_before(table, "SET NULL (image_id)")
    for table in OF_IMAGE:
        refer_as_before(table, "CASCADE")
    op.execute("DELETE FROM click k WHERE NOT EXISTS (SELECT FROM search s WHERE s.id = k.search_id)")
    op.create_foreign_key("fk_click_search_id", "click", "search", ["search_id"], ["id"], ondelete="CASCADE")
    op.execute("DELETE FROM model_prediction p WHERE NOT EXISTS (SELECT FROM caption c WHERE c.id = p.caption_id)")
    op.create_index("ix_model_prediction_caption_id", "model_prediction", ["caption_id"])
    op.create_foreign_key(
        "fk_model_prediction_caption_id", "model_prediction", "caption", ["caption_id"], ["id"], ondelete="CASCADE"
    )
    op.create_foreign_key(
        "fk_caption_embedding_caption_id_is_minor",
        "caption_embedding",
        "caption",
        ["caption_id", "is_minor"],
        ["id", "is_minor"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    )
    for definition in vector_indexes:
        op.execute(definition)
    op.execute("DROP FUNCTION keep_image_name CASCADE")
    op.drop_table("image_name")
    op.drop_index("ix_image_name", table_name="image")
    op.create_unique_constraint("uq_image_name", "image", ["name"])


def refer_as_before(table: str, on_delete: str) -> None:
    op.create_foreign_key(
        f"fk_{table}_image_id_is_minor",
        table,
        "image",
        ["image_id", "is_minor"],
        ["id", "is_minor"],
        onupdate="CASCADE",
        ondelete=on_delete,
    )
