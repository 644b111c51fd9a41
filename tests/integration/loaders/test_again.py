from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from sqlalchemy import Engine, column, select, table
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from loaders.embeddings import load_caption_embeddings, load_image_embeddings
from loaders.folder import load_folder
from loaders.minors import Term
from loaders.report import LoadResult
from tests.integration.loaders.load_everything import Batches
from tests.integration.loaders.processes import start

FindTerms = Callable[[str], Sequence[Term]]
#: So that a tiny set takes many commits.
TINY = Batches(1, 2, 1, 1)
TABLES = (
    "image",
    "caption",
    "test_query",
    "expert_annotation",
    "crowd_annotation",
    "match_rating",
    "minor_evidence",
    "image_embedding",
    "caption_embedding",
    "encoder",
    "load_reject",
)
#: Columns that differ between two loads of the same folder into two databases.
VOLATILE = {
    "id",
    "encoder_id",
    "image_id",
    "caption_id",
    "loaded_at",
    "found_at",
    "created_at",
    "rejected_at",
    "made_at",
}


def row_versions(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Where each row lies and which transaction wrote it: any write, even of equal values, changes these."""
    versions = {}
    for name in TABLES:
        system = table(name, column("ctid"), column("xmin"))
        rows = session.execute(select(system.c.ctid, system.c.xmin))
        versions[name] = sorted(tuple(map(str, row)) for row in rows)
    session.rollback()
    return versions


def dump(engine: Engine, tables: Sequence[str] = TABLES) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of tables without keys and times; pictures by name."""
    found = {}
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        for name in tables:
            joined = sql.SQL("SELECT t.*, i.name AS picture FROM {} t LEFT JOIN image i ON i.id = t.image_id")
            plain = sql.SQL("SELECT * FROM {}")
            if name == "caption_embedding":
                joined = sql.SQL("SELECT t.*, c.caption_key FROM {} t JOIN caption c ON c.id = t.caption_id")
            has_picture = name not in ("image", "encoder", "load_reject")
            cursor = driver.execute((joined if has_picture else plain).format(sql.Identifier(name)))
            names = [part.name for part in cursor.description]
            keep = [index for index, part in enumerate(names) if part not in VOLATILE]
            found[name] = sorted(tuple(str(row[index]) for index in keep) for row in cursor.fetchall())
    return found


def load_all(
    session: Session, folder: Path, find_terms: FindTerms, make_encoder: Callable[..., Any]
) -> list[LoadResult]:
    return [
        *load_folder(session, folder, find_terms),
        load_image_embeddings(session, "small", make_encoder),
        load_caption_embeddings(session, "minilm", make_encoder),
    ]


def test_whole_folder_loads_in_order_with_literal_counts(
    session: Session, rated_set: Path, find_terms: FindTerms, make_encoder: Callable[..., Any]
) -> None:
    results = load_all(session, rated_set, find_terms, make_encoder)
    assert [(r.kind, r.inserted, r.updated, r.unchanged, len(r.rejects)) for r in results] == [
        ("images, train_images", 2, 0, 0, 0),
        ("images, test_images", 1, 0, 0, 0),
        ("captions", 4, 0, 0, 0),
        ("expert ratings", 3, 0, 0, 0),
        ("crowd ratings", 2, 0, 0, 0),
        ("match ratings", 4, 0, 0, 0),
        ("test queries", 2, 0, 0, 0),
        ("minor evidence", 2, 0, 0, 0),
        ("vectors, small", 3, 0, 0, 0),
        ("caption vectors, minilm", 4, 0, 0, 0),
    ]


def test_second_load_writes_nothing(
    session: Session, rated_set: Path, find_terms: FindTerms, make_encoder: Callable[..., Any]
) -> None:
    (rated_set / "train_images" / "bad.jpg").write_text("no")
    with (rated_set / "ExpertAnnotations.tsv").open("a") as file:
        file.write("a.jpg\tb.jpg#1\t9\t9\t9\n")
    load_all(session, rated_set, find_terms, make_encoder)
    before = row_versions(session)
    assert all(before.values())
    results = load_all(session, rated_set, find_terms, make_encoder)
    assert row_versions(session) == before
    assert not any(result.wrote for result in results)
    assert [result.unchanged for result in results] == [2, 1, 4, 3, 2, 4, 2, 2, 3, 4]


def test_plain_folder_with_captions(
    session: Session, tmp_path: Path, make_picture: Callable[..., Path], find_terms: FindTerms
) -> None:
    make_picture(tmp_path / "trip" / "2020" / "a.jpg", "red")
    (tmp_path / "trip" / "captions.csv").write_text("image,caption\n2020/a.jpg,A boy\n")
    results = list(load_folder(session, tmp_path / "trip", find_terms))
    assert [(r.kind, r.inserted) for r in results] == [("images, trip", 1), ("captions", 1), ("minor evidence", 1)]


def test_two_loads_at_the_same_time_end_like_one(
    engine: Engine,
    clone_database: Callable[[], URL],
    rated_set: Path,
    find_terms: FindTerms,
    make_encoder: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with opened(clone_database()) as other, Session(other) as session:
        load_all(session, rated_set, find_terms, make_encoder)
        expected = dump(other)
    monkeypatch.setattr("loaders.images.BATCH_FILES", 1)

    def load(_: int) -> None:
        with Session(engine) as session:
            load_all(session, rated_set, find_terms, make_encoder)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(load, range(3)))
    assert dump(engine) == expected


@contextmanager
def opened(url: URL) -> Iterator[Engine]:
    made = make_engine(url)
    try:
        yield made
    finally:
        made.dispose()


def test_load_killed_at_any_commit_is_finished_by_the_next_one(
    context: ForkServerContext, clone_database: Callable[[], URL], rated_set: Path
) -> None:
    undisturbed = clone_database()
    commits = load_in_process(context, undisturbed, rated_set)
    assert commits > 25
    with opened(undisturbed) as engine:
        expected = dump(engine)
    assert all(rows or name == "load_reject" for name, rows in expected.items())
    for dies_at in range(2, commits - 3, 7):  # the last ones only refresh statistics
        url = clone_database()
        process, _ = start(context, url, rated_set, dies_at, TINY)
        process.join(timeout=120)
        assert process.exitcode == -9
        with opened(url) as engine:
            assert dump(engine) != expected
        load_in_process(context, url, rated_set)
        with opened(url) as engine:
            assert dump(engine) == expected, f"killed at commit {dies_at}"


def load_in_process(context: ForkServerContext, url: URL, folder: Path) -> int:
    """The number of commits of a load that is left alone."""
    process, told = start(context, url, folder, batches=TINY)
    commits = told.recv()
    process.join(timeout=120)
    assert process.exitcode == 0
    assert isinstance(commits, int)
    return commits


def test_folder_moved_and_loaded_again_keeps_vectors(
    session: Session, engine: Engine, rated_set: Path, find_terms: FindTerms, make_encoder: Callable[..., Any]
) -> None:
    load_all(session, rated_set, find_terms, make_encoder)
    before = dump(engine)
    moved = Path(shutil.move(rated_set, rated_set.with_name("elsewhere")))
    results = load_all(session, moved, find_terms, make_encoder)
    assert [(r.kind, r.updated) for r in results if r.wrote] == [
        ("images, train_images", 2),
        ("images, test_images", 1),
    ]
    after = dump(engine)
    assert {name for name in TABLES if before[name] != after[name]} == {"image", "caption"}
