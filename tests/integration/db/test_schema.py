from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from imgsearch.db import HEAD_REVISION, check_schema
from imgsearch.db.migrate import alembic_config, downgrade, upgrade
from imgsearch.db.pgvector_version import check_pgvector
from imgsearch.db.revision import newest_revision, script_location
from imgsearch.errors import SchemaOutdated


def tables(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))


def test_the_code_expects_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == HEAD_REVISION


def test_the_newest_migration_is_found_without_alembic() -> None:
    code = "import sys, imgsearch.db as db; print(db.HEAD_REVISION, 'alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [HEAD_REVISION, "False"]


@pytest.mark.parametrize("autogenerate", [True, False])
def test_a_new_migration_gets_the_next_number(engine: Engine, tmp_path: Path, autogenerate: bool) -> None:
    migrations = tmp_path / "migrations"
    shutil.copytree(script_location(), migrations)
    config = Config(Path(__file__).parents[3] / "alembic.ini")
    config.set_main_option("script_location", str(migrations))
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_image_gallery"))
        config.attributes["connection"] = connection
        command.revision(config, message="gallery", autogenerate=autogenerate)
    number = f"{int(HEAD_REVISION) + 1:04}"
    assert newest_revision(migrations / "versions") == number
    written = (migrations / "versions" / f"{number}_gallery.py").read_text()
    assert f'revision = "{number}"' in written.replace("'", '"')
    assert ("create_index('ix_image_gallery'" in written) == autogenerate


def test_migrations_go_up_down_and_up_again(bare: Engine) -> None:
    with bare.begin() as connection:
        upgrade(connection)
    made = tables(bare)
    assert {"image", "caption", "image_embedding", "match_rating", "minor_evidence", "regressor", "search"} <= made
    with bare.begin() as connection:
        downgrade(connection, "base")
    assert tables(bare) <= {"alembic_version"}
    with bare.begin() as connection:
        upgrade(connection)
    assert tables(bare) == made


def test_the_tables_in_python_are_those_of_the_migrations(engine: Engine) -> None:
    with engine.connect() as connection:
        command.check(alembic_config(connection))


def test_analysts_find_a_comment_on_every_table_and_column(engine: Engine) -> None:
    silent = text(
        "SELECT c.relname || coalesce('.' || a.attname, '') FROM pg_class c "
        "LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
        "WHERE c.relkind IN ('r', 'v') AND c.relnamespace = 'public'::regnamespace "
        "AND c.relname <> 'alembic_version' "
        "AND (obj_description(c.oid, 'pg_class') IS NULL OR col_description(c.oid, a.attnum) IS NULL)"
    )
    with engine.connect() as connection:
        assert connection.scalars(silent).all() == []


def test_functions_with_the_owners_rights_look_at_temporary_tables_last(engine: Engine) -> None:
    """Else a caller's temporary view in the name of one of ours would run with those rights."""
    functions = text(
        "SELECT proname::text, proconfig::text[] FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    with engine.connect() as connection:
        found = {row[0]: row[1] for row in connection.execute(functions)}
    assert {"find_captioned", "keep_image_state"} <= set(found)
    assert set(map(tuple, found.values())) == {("search_path=pg_catalog, public, pg_temp",)}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE alembic_version SET version_num = '0010'", f"needs {HEAD_REVISION}; run `imgsearch db upgrade`"),
        ("DELETE FROM alembic_version", "imgsearch db upgrade"),
        ("DROP TABLE alembic_version", "no imgsearch schema yet; run `imgsearch db upgrade`"),
        ("UPDATE alembic_version SET version_num = '9999'", "pip install --upgrade imgsearch-pgvector"),
    ],
)
def test_a_schema_of_another_version_is_refused_with_the_remedy(engine: Engine, statement: str, said: str) -> None:
    with engine.begin() as connection:
        check_schema(connection)
        connection.execute(text(statement))
    with engine.connect() as connection, pytest.raises(SchemaOutdated) as refused:
        check_schema(connection)
    assert said in str(refused.value)


@pytest.mark.parametrize("version", ["0.8.3", "0.7.4", "0.5.0"])
def test_a_faulty_pgvector_is_refused(version: str) -> None:
    with pytest.raises(SchemaOutdated, match=r"ALTER EXTENSION vector UPDATE"):
        check_pgvector(version)


@pytest.mark.parametrize("version", ["0.8.4", "0.8.5", "0.10.0", "1.0"])
def test_a_good_pgvector_is_taken(version: str) -> None:
    check_pgvector(version)


def test_two_upgrades_at_once_wait_for_each_other(bare: Engine) -> None:
    url = bare.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "imgsearch", "db", "upgrade"]
    running = [
        subprocess.Popen(
            command, env=os.environ | {"IMGSEARCH_DATABASE_URL": url}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for _ in range(2)
    ]
    for process in running:
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0, said
    with bare.connect() as connection:
        check_schema(connection)
