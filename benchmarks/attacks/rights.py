"""Section 3: no login widens its rights."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine, text

from benchmarks.attacks.attack import Attack, Target, refused, went_through

ALL = ("nothing", "searcher", "analyst", "editor", "loader", "web")
TRIGGERS = text(
    "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prorettype = 'trigger'::regtype "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_proc.oid AND d.deptype = 'e') ORDER BY 1"
)
MINE = "name text, id bigint, image_id bigint, is_hidden boolean, state text, sha256 bytea"


def take_triggers(_: Target, engine: Engine) -> str:
    """Put a trigger function with other rights on a table of one's own."""
    with engine.connect() as connection:
        names = list(connection.scalars(TRIGGERS))
    taken = [
        name
        for name in names
        if not refused(
            engine,
            f"CREATE TEMPORARY TABLE mine ({MINE})",
            f"CREATE TRIGGER t AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION {name}()",
            "INSERT INTO mine (id) VALUES (1)",
        )
    ]
    return ", ".join(taken)


def create(*statements: str) -> Callable[[Target, Engine], str]:
    """Some of several statements that put something of one's own into the way of others."""

    def run(_: Target, engine: Engine) -> str:
        return ", ".join(statement for statement in statements if not refused(engine, statement))

    return run


def lift_a_flag(target: Target, engine: Engine) -> str:
    """Delete a picture that an editor flagged, and load its bytes again."""
    image_id = next(iter(target.hidden))
    with target.owner.begin() as connection:
        connection.execute(
            text("INSERT INTO minor_review (image_id, verdict, reviewer) VALUES (:id, 'flag', 'eve')"), {"id": image_id}
        )
        sha256 = connection.scalar(text("SELECT encode(sha256, 'hex') FROM image WHERE id = :id"), {"id": image_id})
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DELETE FROM image WHERE id = {image_id}")
        connection.exec_driver_sql(
            "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height) "
            f"VALUES ('again.jpg', '/again.jpg', 'g', '\\x{sha256}', 1, 1, 1, 1)"
        )
        connection.exec_driver_sql("UPDATE image SET texts_screened_by = 'x', pixels_screened_by = 'x'")
        state = connection.scalar(text("SELECT state FROM image WHERE name = 'again.jpg'"))
        connection.rollback()
    return "" if state == "hidden" else f"it is {state}"


def forge(statement: str) -> Callable[[Target, Engine], str]:
    """Say what is the database's to say; ID stands for a hidden picture, SHOWN for another."""

    def run(target: Target, engine: Engine) -> str:
        with target.owner.connect() as connection:
            shown = connection.scalar(text("SELECT min(id) FROM image WHERE NOT is_hidden"))
        return went_through(
            engine, statement.replace("ID", str(next(iter(target.hidden)))).replace("SHOWN", str(shown))
        )

    return run


def hide_by_a_report(target: Target, engine: Engine) -> str:
    """Report a picture in the words by which a detector is known, before its limits are decided and after."""
    limits = "UPDATE screening_policy SET hide = {}, detector = {}, suspects_from = {}, certain_from = {}"
    report = text("SELECT report_picture(:id, 'known')")
    with target.owner.begin() as connection:
        shown = {"id": connection.scalar(text("SELECT min(id) FROM image WHERE NOT is_hidden"))}
    states = []
    for is_decided in (False, True):
        with engine.begin() as connection:
            connection.execute(report, shown)
        with target.owner.begin() as connection:
            if not is_decided:
                connection.execute(text(limits.format("'strict'", "'known'", 0.1, 0.1)))
            states.append(connection.scalar(text("SELECT state FROM image WHERE id = :id"), shown))
    with target.owner.begin() as connection:
        connection.execute(text(limits.format("NULL", "NULL", "NULL", "NULL")))
        connection.execute(text("DELETE FROM minor_evidence WHERE source = 'report' AND term = 'known'"))
    return ", ".join(f"it is {state}" for state in states if state != "clear")


FORGERIES = (
    (
        "a verdict's reviewer",
        "editor",
        "INSERT INTO minor_review (image_id, verdict, reviewer) VALUES (ID, 'clear', 'x')",
    ),
    (
        "a verdict's date",
        "editor",
        "INSERT INTO minor_review (image_id, verdict, reviewed_at) VALUES (ID, 'clear', '2001-01-01')",
    ),
    (
        "a verdict's key",
        "editor",
        "INSERT INTO minor_review (id, image_id, verdict) OVERRIDING SYSTEM VALUE "
        "VALUES (9223372036854775807, ID, 'clear')",
    ),
    ("a verdict", "searcher analyst loader", "INSERT INTO minor_review (image_id, verdict) VALUES (ID, 'clear')"),
    ("a state", "searcher analyst editor loader", "UPDATE image SET state = 'clear', is_hidden = false"),
    ("a policy", "searcher analyst editor loader", "UPDATE screening_policy SET without_pixels = 'show'"),
    (
        "a rating of somebody else's",
        "searcher",
        "INSERT INTO match_feedback (image_id, text, rater, rating) VALUES (SHOWN, 'x', 'eve', 4)",
    ),
    (
        "a rating of a hidden picture",
        "searcher",
        "INSERT INTO match_feedback (image_id, text, rating) VALUES (ID, 'x', 4)",
    ),
)

ATTACKS = (
    Attack("3", "put our trigger functions on an own table", ALL, take_triggers),
    Attack(
        "3",
        "put something of one's own in a stronger one's way",
        ALL,
        create(
            "CREATE TABLE public.mine ()",
            "CREATE TABLE optuna.mine ()",
            "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE VIEW analyst.mine AS SELECT 1",
            "CREATE SCHEMA mine",
            "ALTER TABLE image DISABLE ROW LEVEL SECURITY",
            "CREATE POLICY mine ON image USING (true)",
            "SET ROLE imgsearch_owner",
            "SET ROLE imgsearch_definer",
            "SET SESSION AUTHORIZATION postgres",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "SELECT pg_read_file('/etc/passwd')",
            "SET row_security = off; SELECT count(*) FROM image WHERE is_hidden",
        ),
    ),
    Attack("3", "lift an editor's flag by deleting and loading again", ("loader",), lift_a_flag),
    Attack("3", "hide a picture by a report in a detector's name", ("searcher",), hide_by_a_report),
    *(Attack("3", f"forge {what}", tuple(roles.split()), forge(statement)) for what, roles, statement in FORGERIES),
)
