"""Logins that try to act with rights that are not theirs: by triggers, functions, temporary tables and schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from imgsearch.db.roles import grant_role
from imgsearch.errors import BadInput, ImgsearchError
from imgsearch.training.zoo.tuning import open_studies

Connect = Callable[[str], Engine]
ROLES = ("nothing", "searcher", "analyst", "editor", "loader", "web")
FUNCTIONS = text(
    "SELECT p.proname::text, pg_get_function_arguments(p.oid), p.prorettype = 'trigger'::regtype FROM pg_proc p "
    "WHERE p.pronamespace = 'public'::regnamespace "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY 1"
)
TRIGGERS = (
    "decide_evidence defer_flags empty_collections keep_image_state name_persons record_decision remember_look "
    "reread_refused settle_added_images settle_changed_images settle_copies settle_evidence settle_known_bytes "
    "settle_looks settle_removed_images settle_screening settle_series sign_rating sign_review unscreen_texts"
).split()
#: Those with other rights than their caller's.
ACTING = ("decide_", "empty_", "keep_", "record_", "remember_", "settle_", "unscreen_")
DEFINERS = [name for name in TRIGGERS if name.startswith(ACTING)]
#: What a picture's columns are made with.
KNOWN = {"texts_under", "known_titles", "known_places", "known_persons", "known_words"}
#: What names are compared with, those of filters too.
FOLDING = {"fold_name", "fold_names"}
FINDING = {"find_captioned", "find_known", "list_photographers"}
#: Role -> functions that it may call.
CALLED = {
    "searcher": {"acting_account", *FINDING, "keep_slow_search", "report_picture", *FOLDING},
    "analyst": {"picture_state"},
    "editor": {"acting_account", "begin_batch", "picture_state", "remove_picture", "stays_out"},
    "loader": {"acting_account", "begin_batch", *FINDING, "picture_state", *KNOWN, *FOLDING},
    "web": {"admit_account", "take_picture_out"},
}
STANDING = text(
    "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls, "
    "(SELECT count(*) FROM pg_auth_members WHERE member = r.oid) FROM pg_roles r WHERE rolname = :name"
)
NAMES = text("SELECT name FROM image_name ORDER BY 1")


@contextmanager
def login(connect_as: Connect, engine: Engine, role: str) -> Iterator[Connection]:
    """A connection of a login that owns a schema and has joined a group role, or none."""
    made = connect_as("searcher" if role == "nothing" else role)
    with engine.begin() as connection:
        if role == "nothing":
            connection.exec_driver_sql(f'REVOKE imgsearch_searcher FROM "{made.url.username}"')
        connection.exec_driver_sql(f'CREATE SCHEMA own AUTHORIZATION "{made.url.username}"')
    with made.connect() as connection:
        yield connection
        connection.rollback()


def attack(connection: Connection, *statements: str) -> str:
    """What refused one of the statements; empty where nothing did and all were committed."""
    try:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()
    except DBAPIError as exc:
        connection.rollback()
        return str(exc.orig).splitlines()[0]
    return ""


def trap(trigger: str, table: str, kind: str = "TABLE") -> tuple[str, ...]:
    """A table with the columns that the functions look at, the trigger on it, and a row on which code of its owner's
    runs when one of them changes it."""
    return (
        f"CREATE {kind} {table} (id bigint, image_id bigint, name text, sha256 bytea, is_hidden boolean, rater text, "
        "UNIQUE (id, is_hidden))",
        f"INSERT INTO {table} VALUES (1, 1, 'mine.jpg', 'x', false)",
        f"CREATE TRIGGER mine AFTER UPDATE OR INSERT OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {trigger}()",
        f"INSERT INTO {table} VALUES (2, 2, 'mine2.jpg', 'x', false)",
        f"UPDATE {table} SET is_hidden = true, name = 'other.jpg'",
    )


@pytest.fixture
def picture(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height) "
            "VALUES ('there.jpg', '/there.jpg', 'g', sha256('there'), 1, 1, 1, 1)"
        )


def test_every_trigger_function_is_attacked(engine: Engine) -> None:
    with engine.connect() as connection:
        assert [row[0] for row in connection.execute(FUNCTIONS) if row[2]] == TRIGGERS


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.usefixtures("picture")
def test_no_login_runs_our_triggers_on_a_table_of_its_own(engine: Engine, connect_as: Connect, role: str) -> None:
    with login(connect_as, engine, role) as connection:
        for trigger in TRIGGERS:
            assert "permission denied for function" in attack(connection, *trap(trigger, "own.trap")), trigger
            said = attack(connection, *trap(trigger, "trap", "TEMPORARY TABLE"))
            denied = "for function" if role == "loader" else "to create temporary tables"
            assert f"permission denied {denied}" in said, trigger
        name = connection.engine.url.username
    with engine.connect() as connection:
        assert tuple(connection.execute(STANDING, {"name": name}).one()) == (False, 0 if role == "nothing" else 1)
        assert connection.scalars(NAMES).all() == ["there.jpg"]


@pytest.mark.parametrize("trigger", DEFINERS)
@pytest.mark.usefixtures("picture")
def test_our_triggers_refuse_other_tables_even_where_somebody_may_call_them(
    engine: Engine, connect_as: Connect, trigger: str
) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {trigger} TO PUBLIC")
    with login(connect_as, engine, "nothing") as connection:
        assert "mine is no trigger for " in attack(connection, *trap(trigger, "own.trap"))
    with engine.connect() as connection:
        assert connection.scalars(NAMES).all() == ["there.jpg"]


@pytest.mark.parametrize("role", ROLES)
def test_no_login_calls_a_function_that_is_not_for_its_role(engine: Engine, connect_as: Connect, role: str) -> None:
    with engine.connect() as connection:
        functions = connection.execute(FUNCTIONS).all()
    with login(connect_as, engine, role) as connection:
        for name, arguments, _is_trigger in functions:
            values = ", ".join("NULL" for argument in arguments.split(",") if argument)
            said = attack(connection, f"SELECT {name}({values})")
            if name in CALLED.get(role, ()):
                assert said == "", name
            else:
                assert "permission denied for function" in said, name


@pytest.mark.parametrize("role", ROLES)
def test_only_loaders_make_temporary_tables_and_nobody_makes_schemas(
    engine: Engine, connect_as: Connect, role: str
) -> None:
    with login(connect_as, engine, role) as connection:
        said = attack(connection, "CREATE TEMPORARY TABLE mine (id int)")
        assert said == "" if role == "loader" else "permission denied to create temporary tables" in said
        assert "permission denied for database" in attack(connection, "CREATE SCHEMA other")
        for schema in ("public", "analyst", "optuna"):
            assert "permission denied for schema" in attack(connection, f"CREATE TABLE {schema}.mine (id int)")


#: Roles that may put something into a schema of ours, but for those whose the database is.
CREATORS = text(
    "SELECT r.rolname || ' in ' || n.nspname FROM pg_roles r CROSS JOIN pg_namespace n CROSS JOIN pg_database d "
    "WHERE n.nspname IN ('public', 'analyst', 'optuna') AND d.datname = current_database() AND NOT r.rolsuper "
    "AND r.oid <> d.datdba AND r.rolname <> 'pg_database_owner' AND has_schema_privilege(r.oid, n.oid, 'CREATE')"
)
#: Whatever in them is somebody else's.
FOREIGN = text(
    "SELECT o.name FROM (SELECT relname, relnamespace, relowner FROM pg_class "
    "UNION ALL SELECT proname, pronamespace, proowner FROM pg_proc "
    "UNION ALL SELECT typname, typnamespace, typowner FROM pg_type) o (name, namespace, owner) "
    "JOIN pg_namespace n ON n.oid = o.namespace JOIN pg_roles r ON r.oid = o.owner "
    "CROSS JOIN pg_database d WHERE n.nspname IN ('public', 'analyst', 'optuna') AND d.datname = current_database() "
    "AND o.owner <> d.datdba AND r.rolname <> 'imgsearch_definer'"
)


@pytest.mark.parametrize("schema", ["public", "analyst", "optuna"])
def test_nobody_but_the_owner_of_the_database_puts_something_in_a_stronger_ones_way(
    engine: Engine, schema: str
) -> None:
    with open_studies(engine.url):  # Optuna makes its tables
        pass
    with engine.connect() as connection:
        assert connection.scalars(CREATORS).all() == []
        assert connection.scalars(FOREIGN).all() == []
        other = f"imgsearch_test_{uuid4().hex[:12]}"
        connection.exec_driver_sql(f"CREATE ROLE {other}")
        connection.exec_driver_sql(f"GRANT CREATE ON SCHEMA {schema} TO {other}")
        connection.exec_driver_sql(f"CREATE TABLE {schema}.planted ()")
        connection.exec_driver_sql(f"ALTER TABLE {schema}.planted OWNER TO {other}")
        assert connection.scalars(CREATORS).all() == [f"{other} in {schema}"]
        assert "planted" in connection.scalars(FOREIGN).all()


def test_loaders_keep_studies_in_tables_that_the_owner_has_made(engine: Engine, connect_as: Connect) -> None:
    loader = connect_as("loader")
    remedy = r"has no tables yet, .*; ask the owner to run `imgsearch compare --quick` once"
    with pytest.raises(ImgsearchError, match=remedy), open_studies(loader.url):
        pass
    with open_studies(engine.url):
        pass
    with open_studies(loader.url) as storage:
        import optuna

        study = optuna.create_study(storage=storage, study_name="kept")
        study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=1)
        assert [each.study_name for each in storage.get_all_studies()] == ["kept"]
    with loader.connect() as connection:
        planted = "CREATE TRIGGER mine AFTER INSERT ON optuna.trials FOR EACH ROW EXECUTE FUNCTION lo_manage()"
        assert "permission denied for table" in attack(connection, planted)
        assert "must be owner of table" in attack(connection, "ALTER TABLE optuna.trials ADD mine int")


def test_only_a_login_that_exists_becomes_a_member(engine: Engine) -> None:
    odd = 'imgsearch_test_"odd"; DROP'
    member = text("SELECT pg_has_role(:name, 'imgsearch_analyst', 'MEMBER')")
    with engine.connect() as connection:  # rolled back at its end
        with pytest.raises(BadInput, match=r"the server has no role 'imgsearch_test_nobody'; create it"):
            grant_role(connection, "imgsearch_analyst", "imgsearch_test_nobody")
        connection.exec_driver_sql('CREATE ROLE "imgsearch_test_""odd""; DROP"')
        assert connection.scalar(member, {"name": odd}) is False
        grant_role(connection, "imgsearch_analyst", odd)
        assert connection.scalar(member, {"name": odd}) is True


@pytest.mark.parametrize("role", ROLES)
def test_no_login_leaves_large_objects_behind(engine: Engine, connect_as: Connect, role: str) -> None:
    with login(connect_as, engine, role) as connection:
        for made in ("lo_create(0)", "lo_creat(-1)", "lo_from_bytea(0, 'x')"):
            assert "permission denied for function lo_" in attack(connection, f"SELECT {made}")
