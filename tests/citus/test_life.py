"""Loads, changes, runs of the command, migrations, backups and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine, map_errors
from imgsearch.db.backup import back_up, restore
from imgsearch.db.machines import Machine
from imgsearch.db.migrate import downgrade, upgrade
from imgsearch.doctor.database import check_indexes
from imgsearch.doctor.machines import check_machines
from imgsearch.errors import BadInput, DatabaseUnavailable, ImgsearchError
from imgsearch.queries.spread import SpreadImage
from imgsearch.search import Filters
from imgsearch.tables import CaptionEmbedding, Image
from imgsearch.vectors.distribute import distribute, gather
from imgsearch.vectors.index import create_vector_index
from tests.builders import hide
from tests.fakes import DIMENSION

from .conftest import Pair, new_database
from .galleries import PICTURES, add_picture, ask, told

#: A port at which nothing listens.
NOBODY = 9


@pytest.mark.usefixtures("by_index")
def test_what_is_loaded_changed_and_removed_is_found_as_on_one_machine(pair: Pair) -> None:
    def first(session: Session, **filters: Any) -> list[tuple[int, str]]:  # noqa: ANN401
        hits = ask(session, pair.models, "a bird beach cat", filters=Filters(**filters), limit=3).hits
        return [(hit.rank, hit.name) for hit in hits]

    for session in (pair.alone, pair.spread):
        add_picture(session, pair.models, "bird.jpg", "a bird beach cat")
    assert pair.same(first)[0] == (1, "bird.jpg")
    for session in (pair.alone, pair.spread):
        session.execute(update(Image).where(Image.name == "bird.jpg").values(tags=["feathers"]))
        session.commit()
    assert pair.same(lambda s: first(s, tags=("feathers",))) == [(1, "bird.jpg")]
    # A caption that goes takes its vector along; the picture's others stay.
    for session in (pair.alone, pair.spread):
        of_bird = select(Image.id).where(Image.name == "bird.jpg").scalar_subquery()
        session.execute(delete(CaptionEmbedding).where(CaptionEmbedding.image_id == of_bird))
        session.commit()
    assert pair.same(first)[0] == (1, "bird.jpg")
    for session in (pair.alone, pair.spread):
        session.execute(delete(Image).where(Image.name == "bird.jpg"))
        session.commit()
    assert "bird.jpg" not in [name for _, name in pair.same(first)]
    assert pair.spread.scalar(select(func.count()).select_from(SpreadImage).where(SpreadImage.c.gallery == "new")) == 0


def test_a_second_run_finishes_what_is_missing(pair: Pair, workers: list[Machine]) -> None:
    session = pair.spread
    session.execute(text("DELETE FROM spread.image_embedding WHERE image_id % 3 = 0"))
    session.execute(text("INSERT INTO spread.waiting VALUES ('image', 5)"))
    session.execute(text("DELETE FROM spread.image WHERE id = 5"))
    session.commit()
    session.execute(text("DROP INDEX spread.ix_image_embedding_hnsw_1"))
    session.commit()
    check = check_machines(session)
    assert not check.is_ok
    assert "image has 1,499 rows of 1,500: lacks picture 5" in check.found
    assert "image_embedding has 1,000 rows of 1,500: lacks pictures 3, 6, 9, 12, 15 and 495 more" in check.found
    lines = list(distribute(session.get_bind().engine))
    assert check_machines(session).is_ok
    assert "1 picture brought to machines that had missed them" in lines
    assert f"image_embedding: {PICTURES:,} rows on machines" in lines
    assert check_indexes(session).is_ok
    assert session.scalar(text("SELECT count(*) FROM spread.waiting")) == 0


def test_copies_that_have_as_many_rows_and_not_the_right_ones_are_noticed_and_put_right(pair: Pair) -> None:
    session = pair.spread
    ids = list(session.scalars(select(Image.id).order_by(Image.id).limit(4)))
    never = 10**9
    said = text(
        "INSERT INTO spread.image_embedding SELECT :never, encoder_id, embedding FROM spread.image_embedding "
        "WHERE image_id = :image"
    )
    # One picture is missing, one is there that has gone, one has another vector, and one another gallery.
    session.execute(said, {"never": never, "image": ids[0]})
    session.execute(text("DELETE FROM spread.image_embedding WHERE image_id = :image"), {"image": ids[0]})
    session.execute(
        text("UPDATE spread.image_embedding SET embedding = :vector WHERE image_id = :image"),
        {"vector": str([1.0, *[0.0] * (DIMENSION - 1)]), "image": ids[1]},
    )
    session.execute(text("UPDATE spread.image SET gallery = 'another' WHERE id = :image"), {"image": ids[3]})
    session.commit()
    check = check_machines(session)
    assert check.found == (
        f"image has {PICTURES:,} rows of {PICTURES:,}: has other rows of picture {ids[3]}; "
        f"image_embedding has {PICTURES:,} rows of {PICTURES:,}: holds, hidden or gone, picture {never}; "
        f"lacks picture {ids[0]}; has other rows of picture {ids[1]}"
    )
    lines = list(distribute(session.get_bind().engine))
    assert "image: 0 pictures taken out, 1 put right" in lines
    assert "image_embedding: 1 picture taken out, 1 put right" in lines
    assert check_machines(session).is_ok


@contextmanager
def lost(session: Session, machine: Machine) -> Iterator[None]:
    """A machine that does not answer meanwhile: the coordinator looks for it where nobody is."""
    engine = session.get_bind().engine

    def move(before: int, after: int) -> None:
        session.rollback()
        engine.dispose()  # what is connected already is not looked for
        moved = text("UPDATE pg_dist_node SET nodeport = :after WHERE nodeport = :before")
        with engine.begin() as connection:
            connection.execute(moved, {"before": before, "after": after})
        engine.dispose()

    move(machine.port, NOBODY)
    try:
        yield
    finally:
        move(NOBODY, machine.port)


@pytest.mark.usefixtures("by_index")
def test_what_is_loaded_while_a_machine_is_lost_is_brought_to_it_afterwards(pair: Pair, workers: list[Machine]) -> None:
    session = pair.spread
    names = [f"late{number}.jpg" for number in range(12)]
    with lost(session, workers[1]):
        for name in names:
            add_picture(session, pair.models, name, "a bird beach cat")
        with pytest.raises(DatabaseUnavailable, match=f":{NOBODY}"), map_errors():
            ask(session, pair.models)
        session.rollback()
        with pytest.raises(DatabaseUnavailable, match=r"does not answer|Connection refused"), map_errors():
            list(distribute(session.get_bind().engine))
    for name in names:
        add_picture(pair.alone, pair.models, name, "a bird beach cat")
    # Those of the machine that was lost; the other one has its own.
    (missed,) = [line for line in distribute(session.get_bind().engine) if "had missed them" in line]
    assert 0 < int(missed.split()[0]) < len(names)
    assert check_machines(session).is_ok
    hits = pair.same(lambda s: [(hit.name, hit.score) for hit in ask(s, pair.models, "a bird beach cat").hits])
    assert {name for name, _ in hits} <= set(names)
    for each in (pair.alone, pair.spread):
        each.execute(delete(Image).where(Image.name.in_(names)))
        each.commit()


def test_a_copy_that_kept_a_picture_that_is_hidden_meanwhile_is_named(pair: Pair) -> None:
    """As after a machine came back from a backup of before."""
    session = pair.spread
    hidden, missing = session.scalars(select(Image.id).order_by(Image.id.desc()).limit(2)).all()
    kept = session.execute(
        text("SELECT encoder_id, embedding::text FROM spread.image_embedding WHERE image_id = :image"),
        {"image": hidden},
    ).one()
    hide(session, Image.id == hidden)
    session.commit()
    try:
        session.execute(
            text("INSERT INTO spread.image_embedding VALUES (:image, :encoder, :vector)"),
            {"image": hidden, "encoder": kept[0], "vector": kept[1]},
        )
        session.execute(text("DELETE FROM spread.image_embedding WHERE image_id = :image"), {"image": missing})
        session.commit()
        check = check_machines(session)
        assert f"holds, hidden or gone, picture {hidden}; lacks picture {missing}" in check.found
        assert "image_embedding: 1 picture taken out, 0 put right" in list(distribute(session.get_bind().engine))
        assert check_machines(session).is_ok
    finally:
        session.rollback()
        session.execute(
            text("INSERT INTO minor_review (image_id, verdict) VALUES (:image, 'clear')"), {"image": hidden}
        )
        session.commit()
    assert check_machines(session).is_ok


def test_a_migration_back_and_forth_leaves_machines_as_they_are(pair: Pair) -> None:
    with pair.spread.get_bind().engine.connect() as connection:
        downgrade(connection, "0023")
        connection.commit()
        upgrade(connection)
        connection.commit()
    pair.same(lambda s: told(ask(s, pair.models)))


@pytest.mark.usefixtures("by_index")
def test_a_backup_is_that_of_one_machine(pair: Pair, coordinator: URL, workers: list[Machine], tmp_path: Path) -> None:
    for session in (pair.alone, pair.spread):
        session.rollback()
    back_up(pair.spread.get_bind().engine, tmp_path / "photos.dump")
    with new_database(coordinator, workers) as url:
        engine = make_engine(url)
        assert restore(engine, tmp_path / "photos.dump").pictures == PICTURES
        with Session(engine) as session:
            assert session.scalar(text("SELECT to_regnamespace('spread')")) is None
            triggers = text("SELECT count(*) FROM pg_trigger WHERE tgname ~ '^spread_'")
            assert session.scalar(triggers) == 0
            create_vector_index(session, *index_of(pair))
            assert told(ask(session, pair.models)) == told(ask(pair.alone, pair.models))
        engine.dispose()


def test_a_database_that_knows_machines_is_not_replaced_by_a_backup(pair: Pair, tmp_path: Path) -> None:
    engine = pair.spread.get_bind().engine
    pair.spread.rollback()
    back_up(engine, tmp_path / "photos.dump")
    with pytest.raises(BadInput, match="restore into a new one, then run `imgsearch db distribute`"):
        restore(engine, tmp_path / "photos.dump", replace=True)
    pair.same(lambda s: told(ask(s, pair.models)))


def index_of(pair: Pair) -> tuple[Any, int, int]:
    from imgsearch.tables import ImageEmbedding

    return ImageEmbedding, pair.models.encoder_id, DIMENSION


def test_it_goes_back_to_one_machine(pair: Pair, coordinator: URL, workers: list[Machine]) -> None:
    engine = pair.spread.get_bind().engine
    assert "ix_image_embedding_hnsw_1: here" in list(gather(engine))
    with Session(engine) as session:
        assert check_indexes(session).is_ok
        session.rollback()
        assert told(ask(session, pair.models)) == told(ask(pair.alone, pair.models))
    with pytest.raises(ImgsearchError, match="on this machine already"):
        list(gather(engine))
    # And once more to the machines, which know one another by now.
    assert f"image: {PICTURES:,} rows on machines" in list(distribute(engine))
