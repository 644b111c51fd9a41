from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from pgvector import HalfVector
from sqlalchemy import Engine, delete, insert, select, text, update
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.doctor.rights import check_rights
from imgsearch.encoders import load_encoder
from imgsearch.minors.sources import SOURCES
from imgsearch.models.loaded import shipped_regressor
from imgsearch.models.store import register_encoder
from imgsearch.tables import Encoder, Image, ImageEmbedding, Regressor, Screening, ScreeningPolicy
from imgsearch.vectors.index import create_vector_index, vector_index_name

Break = Callable[[Session], None]


@pytest.fixture
def sound(engine: Engine, database_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """A database with a picture, its vector by the default encoder, and the index; the encoder's id."""
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    file = tmp_path / "a.jpg"
    file.touch()
    encoder = load_encoder("small")
    with Session(engine) as session:
        encoder_id = register_encoder(session, encoder)
        digest = sha256(b"").digest()
        values = {"gallery": "g", "sha256": digest, "file_bytes": 1, "mtime_ns": 1, "width": 1, "height": 1}
        added = insert(Image).values(name="a.jpg", path=str(file), **values).returning(Image.id)
        vector = HalfVector(np.eye(1, encoder.dimension)[0])
        session.execute(
            insert(ImageEmbedding).values(encoder_id=encoder_id, image_id=session.scalar(added), embedding=vector)
        )
        session.commit()
        create_vector_index(session, ImageEmbedding, encoder_id, encoder.dimension)
    return encoder_id


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["doctor", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def broken() -> dict[str, tuple[str, str]]:
    """Name -> (found, remedy) of what must be mended."""
    result = run("--json")
    found = {check["name"]: (check["found"], check["remedy"]) for check in json.loads(result.stdout) if not check["ok"]}
    assert result.exit_code == (1 if found else 0)
    return found


def test_a_sound_database_needs_nothing(sound: int) -> None:
    result = run()
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    names = {"Python", "disk", "server", "PostgreSQL", "encoding", "pgvector", "schema", "active encoder"}
    names |= {"rights", "regressor", "shipped models", "vectors", "screening", "vector indexes", "memory", "files"}
    found = {line[5:31].rstrip(): line[31:].strip() for line in lines}
    assert names <= found.keys()
    assert (found["active encoder"], found["shipped models"]) == ("small", "can be read")


def test_recall_is_measured_on_demand_only(sound: int) -> None:
    assert "recall" not in run().stdout
    found = {check["name"]: check["found"] for check in json.loads(run("--recall", "--json").stdout)}
    assert found["recall"] == "the one picture that may be shown is compared, so none is missed"


def test_an_upgrade_screens_again_what_other_rules_have_screened(sound: int, engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.execute(update(Image).values(texts_screened_by="older"))
        session.execute(insert(Screening).values(kind="texts", revision="older"))
        session.execute(update(ScreeningPolicy).values(without_texts="hide"))
        assert session.scalars(select(Image.state)).all() == ["clear"]
    result = CliRunner().invoke(main, ["db", "upgrade"])
    assert "screening 1 picture" in result.output
    with Session(engine) as session:
        kept = select(Screening.revision).where(Screening.kind == "texts")
        assert session.scalars(kept).all() == [SOURCES["caption"].revision()]
        assert session.scalars(select(Image.state)).all() != ["unscreened"]
    assert "screening" not in CliRunner().invoke(main, ["db", "upgrade"]).output


def outdated_schema(session: Session) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = '0010'"))


def dropped_index(session: Session) -> None:
    encoder_id = session.query(Encoder.id).scalar()
    session.execute(text(f"DROP INDEX {vector_index_name(ImageEmbedding, encoder_id)}"))


def invalid_index(session: Session) -> None:
    session.execute(text("UPDATE pg_index SET indisvalid = false WHERE indexrelid::regclass::text LIKE '%hnsw%'"))


def regressor_of_another_encoder(session: Session) -> None:
    shipped = shipped_regressor()
    assert shipped is not None
    other = replace(shipped, card=shipped.card | {"encoder_revision": "another"})
    _add_regressor(session, other.to_bytes())


def unreadable_regressor(session: Session) -> None:
    _add_regressor(session, b"\x00" * 20)


def _add_regressor(session: Session, artifact: bytes) -> None:
    encoder_id = session.query(Encoder.id).scalar()
    values = {"card": {}, "metrics": {}, "is_active": True}
    session.execute(insert(Regressor).values(encoder_id=encoder_id, artifact=artifact, **values))


def encoder_of_another_revision(session: Session) -> None:
    session.execute(update(Encoder).values(revision="another"))


def unknown_encoder(session: Session) -> None:
    session.execute(update(Encoder).values(name="gone"))


def missing_vector(session: Session) -> None:
    session.execute(delete(ImageEmbedding))


def function_of_a_superuser(session: Session) -> None:
    session.execute(text("ALTER FUNCTION keep_image_state OWNER TO CURRENT_USER"))


def function_for_all(session: Session) -> None:
    session.execute(text("GRANT EXECUTE ON FUNCTION settle_evidence TO PUBLIC"))


def extension_without_rights(session: Session) -> None:
    session.execute(text("REVOKE EXECUTE ON FUNCTION vector_dims(vector) FROM PUBLIC"))


def temporary_tables_for_all(session: Session) -> None:
    name = session.scalar(text("SELECT quote_ident(current_database())"))
    session.execute(text(f"GRANT TEMPORARY ON DATABASE {name} TO PUBLIC"))


LOOSE: dict[Break, str] = {
    function_of_a_superuser: "functions with the rights of a login: keep_image_state",
    function_for_all: "functions that everybody may call: settle_evidence",
    extension_without_rights: "functions of the extension that not everybody may call: vector_dims",
    temporary_tables_for_all: "everybody may make temporary tables",
}


@pytest.mark.parametrize("loosen", LOOSE)
def test_rights_that_were_loosened_are_named_and_tied_again_by_an_upgrade(
    sound: int, engine: Engine, loosen: Break
) -> None:
    with Session(engine) as session, session.begin():
        loosen(session)
    assert LOOSE[loosen] in broken()["rights"][0]
    assert "run `imgsearch db upgrade`" in broken()["rights"][1]
    assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
    assert broken() == {}


@pytest.mark.parametrize(
    ("hosted", "said"),
    [
        ("ALTER FUNCTION text_lt LEAKPROOF", "names of hidden pictures can be found by their order"),
        ("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC", "every login can make large objects"),
    ],
)
def test_what_only_a_superuser_can_end_is_said_and_asks_for_nothing(session: Session, hosted: str, said: str) -> None:
    session.execute(text(hosted))
    check = check_rights(session)
    assert check.found == f"{said}, which only a superuser can end"
    assert check.remedy is None


def missing_file(session: Session) -> None:
    session.execute(update(Image).values(path="/does/not/exist.jpg"))


@pytest.mark.parametrize(
    ("break_it", "name", "found", "remedy"),
    [
        (outdated_schema, "schema", "is at revision 0010", "run `imgsearch db upgrade`"),
        (dropped_index, "vector indexes", "is missing", "run `imgsearch load embeddings`"),
        (invalid_index, "vector indexes", "is invalid", "DROP INDEX"),
        (regressor_of_another_encoder, "regressor", "revision another", "run `imgsearch train regressor`"),
        (unreadable_regressor, "regressor", "cannot be read", "run `imgsearch train regressor`"),
        (encoder_of_another_revision, "encoder small", "of revision another", "run `imgsearch load embeddings`"),
        (encoder_of_another_revision, "regressor", "small revision another", "run `imgsearch load embeddings`"),
        (unknown_encoder, "encoder gone", "there is no encoder 'gone'", "choose one of"),
        (missing_vector, "vectors", "1 of 1 picture has none", "run `imgsearch load embeddings`"),
        (missing_file, "files", "1 of 1 checked are missing", "run `imgsearch load DIR`"),
    ],
)
def test_what_is_broken_is_named_with_its_remedy(
    sound: int, engine: Engine, break_it: Break, name: str, found: str, remedy: str
) -> None:
    with Session(engine) as session, session.begin():
        break_it(session)
    said = broken()[name]
    assert found in said[0]
    assert remedy in said[1]


def test_files_that_may_not_be_read_are_counted(sound: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsearch.doctor.database.os.access", lambda path, mode: not str(path).endswith(".jpg"))
    assert broken()["files"][0] == "1 of 1 checked cannot be read by this user"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://u:secret@127.0.0.1:1/x", "does not answer"),
        ("postgresql://u@127.0.0.1:1/x?password=secret", "does not answer"),
        ("postgresql://u:secret@127.0.0.1:secret/x", "is not a database URL"),
        ("mysql://u:secret@127.0.0.1/x", "names mysql"),
    ],
)
def test_a_server_that_cannot_be_reached_is_one_line_without_the_password(
    monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", url)
    result = run()
    assert result.exit_code == 1
    (line,) = [line for line in result.stdout.splitlines() if not line.startswith("ok ")]
    assert said in line
    assert "secret" not in result.output


def test_looking_makes_no_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("IMGSEARCH_DATABASE_URL", raising=False)
    monkeypatch.setenv("IMGSEARCH_DATA_DIR", str(tmp_path / "none"))
    assert "there is no database" in broken()["server"][0]
    assert list(tmp_path.iterdir()) == []
