"""docs/sql.md against the tables and views of a migrated database."""

from __future__ import annotations

import re

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.docs.markdown import DOCUMENTS, found, in_backticks, read, table

RELATIONS = text(
    "SELECT relname::text FROM pg_class WHERE relnamespace = to_regnamespace(:schema) AND relkind = ANY(:kinds)"
)
#: What no analyst may read, and what only says which schema it is.
NOT_FOR_ANALYSTS = {
    "account", "api_token", "encoding_task", "image_name", "caption_origin", "metadata_origin", "minor_audit",
    "asked_picture", "collection", "collection_picture", "id_token", "image_series", "minor_look", "removal",
    "refused_text", "slow_search", "source", "web_state", "alembic_version",
}  # fmt: skip
NUMBERS = {16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twenty"}


def relations(session: Session, schema: str, *kinds: str) -> set[str]:
    return set(session.scalars(RELATIONS, {"schema": schema, "kinds": list(kinds)}))


def test_every_table_and_view_for_analysts_is_named(session: Session) -> None:
    rows = table("docs/sql.md", "| table | a row is |")
    named = {name for row in rows for name in in_backticks(row[0]) if name != "minor_status"}
    assert named == relations(session, "public", "r", "p") - NOT_FOR_ANALYSTS
    (views,) = found("docs/sql.md", r"no flagged picture whoever asks: ([^(]*) \(")
    assert set(in_backticks(views)) == relations(session, "analyst", "v")
    mentioned = {name for document in DOCUMENTS for name in re.findall(r"`(evaluation_[a-z_]*[a-z])`", read(document))}
    assert "evaluation_nothing" in mentioned
    assert mentioned <= relations(session, "public", "r", "v")


def test_the_changelog_counts_the_questions_that_are_answered() -> None:
    (said,) = found("CHANGELOG.md", r"docs/sql.md answers (\w+) questions")
    assert said == NUMBERS[len(re.findall(r"^```sql$", read("docs/sql.md"), re.MULTILINE))]
