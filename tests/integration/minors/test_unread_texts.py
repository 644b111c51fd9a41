"""Every text that tells of a picture is read: names of columns with their values, and what waits for its picture."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.minors.review import review
from loaders.choices import Choices
from loaders.folder import load_folder
from loaders.images import load_images
from loaders.minors import load_minors
from loaders.queries import load_queries
from tests.screened import load_all, shown, states


def describe(photos: Path, said: object) -> None:
    (photos / "metadata.json").write_text(json.dumps([{"image": "dark.png"} | dict(said)]))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "said",
    [
        {"age": 9},
        {"Age": "11"},
        {"children": 2},
        {"contains_child": True},
        {"people": [{"who": "x", "age": 7}]},
        {"deep": {"kids": "yes"}},
    ],
)
def test_a_number_is_read_with_its_name(loaded: Session, engine: Engine, photos: Path, said: object) -> None:
    assert "dark.png" in shown(engine)
    describe(photos, said)
    load_all(loaded, photos)
    assert states(loaded)["dark.png"] == "hidden"
    assert "dark.png" not in shown(engine)


@pytest.mark.parametrize(
    "said", [{"age": 39}, {"children": 0}, {"children": "no"}, {"contains_child": False}, {"iso": 9}, {"kids": None}]
)
def test_what_is_denied_under_a_name_hides_nothing(loaded: Session, photos: Path, said: object) -> None:
    describe(photos, said)
    load_all(loaded, photos)
    assert states(loaded)["dark.png"] == "clear"


@pytest.mark.parametrize(
    ("value", "state"),
    [("x" * 20, "hidden"), ("x" * 21, "clear"), ([], "clear"), ({}, "clear"), ([["x"]], "clear"), (1.5, "hidden")],
)
def test_a_name_is_read_with_short_values_alone(loaded: Session, photos: Path, value: object, state: str) -> None:
    describe(photos, {"kids": value})
    load_all(loaded, photos)
    assert states(loaded)["dark.png"] == state


@pytest.mark.parametrize("name", ["file", "file_stamp"])
def test_a_column_that_is_called_as_a_note_of_loads_is_not_kept(loaded: Session, photos: Path, name: str) -> None:
    describe(photos, {name: "a little girl"})
    load_all(loaded, photos)
    load_all(loaded, photos)
    assert states(loaded)["dark.png"] == "clear"
    kept = loaded.scalar(text("SELECT CAST(metadata AS text) FROM image WHERE name = 'dark.png'"))
    assert "little girl" not in str(kept)


def test_captions_of_a_picture_that_went_with_its_file_are_not_shown_while_they_wait(
    loaded: Session, engine: Engine, photos: Path
) -> None:
    said = "a face in the sun"
    (photos / "captions.tsv").write_text(f"dark.png#0\t{said}\nnever.png#0\ta rock by the sea\n")
    load_all(loaded, photos)
    review(loaded, ["dark.png"], "flag", "eve")
    loaded.commit()
    (photos / "dark.png").unlink()
    list(load_folder(loaded, photos, find_terms, Choices(prune=True)))
    list(load_folder(loaded, photos, find_terms))
    waiting = loaded.scalars(text("SELECT text FROM caption WHERE image_id = 0 ORDER BY 1")).all()
    loaded.rollback()
    assert waiting == [said, "a rock by the sea"]
    assert shown(engine, "caption WHERE image_id = 0", "text") == ["a rock by the sea"]


def test_no_text_names_a_picture_that_was_hidden_and_went(loaded: Session, photos: Path) -> None:
    review(loaded, ["dark.png"], "flag", "eve")
    loaded.commit()
    (photos / "dark.png").unlink()
    list(load_folder(loaded, photos, find_terms, Choices(prune=True)))
    (photos / "captions.tsv").write_text("dark.png#7\ta face in the sun\nnever.png#0\ta rock by the sea\n")
    (photos / "queries.csv").write_text(
        "query_id|query_text|image\nq7|a face in the sun|dark.png\nq8|a rock by the sea|never.png\n"
    )
    list(load_folder(loaded, photos, find_terms))
    load_queries(loaded, photos / "queries.csv")
    load_minors(loaded, find_terms)
    for table in ("caption", "test_query"):
        told = text(f"SELECT image_name FROM {table} WHERE image_id = 0 AND NOT is_hidden")
        assert loaded.scalars(told).all() == ["never.png"], table


def test_folders_are_read_of_pictures_that_are_called_by_file_name(session: Session, tmp_path: Path) -> None:
    folders = tmp_path / "shoot" / "kids birthday", tmp_path / "shoot" / "harbour"
    for number, folder in enumerate(folders):
        folder.mkdir(parents=True)
        Pillow.new("RGB", (16, 12), (number * 90, 80, 70)).save(folder / f"IMG{number}.png")

    def load() -> dict[str, str]:
        load_images(session, tmp_path / "shoot", flat_names=True)
        load_minors(session, find_terms)
        return states(session)

    assert load() == {"IMG0.png": "hidden", "IMG1.png": "clear"}
    (folders[1] / "IMG1.png").rename(folders[0] / "IMG1.png")
    assert load() == {"IMG0.png": "hidden", "IMG1.png": "hidden"}


#: Texts that somebody adds by hand, past the lock that loads hold for each batch.
ADDED = (
    "INSERT INTO caption (caption_key, image_name, image_id, is_hidden, text) "
    "SELECT name || '#7', name, id, is_hidden, 'a girl' FROM image WHERE name = 'dark.png'",
    "INSERT INTO test_query (query_key, image_name, image_id, is_hidden, text) "
    "SELECT name || '#7', name, id, is_hidden, 'a girl' FROM image WHERE name = 'dark.png'",
    "INSERT INTO refused_text (key, file, reader, row_number, image_id, source, source_path, text) "
    "SELECT 'x', '/x', 'captions', 1, id, source, name, 'a girl' FROM image WHERE name = 'dark.png'",
)
READ = (
    "SELECT id FROM image WHERE name = 'dark.png' FOR NO KEY UPDATE",
    "UPDATE image SET texts_screened_by = 'r1' WHERE name = 'dark.png'",
)


@pytest.mark.parametrize("added", ADDED)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_text_that_comes_while_its_picture_is_read_is_not_overlooked(
    loaded: Session, engine: Engine, added: str, is_first: bool
) -> None:
    loaded.execute(text("UPDATE image SET texts_screened_by = NULL"))
    loaded.commit()
    with engine.connect() as adds, engine.connect() as reads:

        def run(connection: Connection, *statements: str) -> None:
            for statement in statements:
                connection.execute(text(statement))
            connection.commit()

        if is_first:
            adds.execute(text(added))
            first, waits = adds, threading.Thread(target=run, args=(reads, READ[0]))
        else:
            reads.execute(text(READ[0]))
            first, waits = reads, threading.Thread(target=run, args=(adds, added))
        waits.start()
        waits.join(0.3)
        assert waits.is_alive()
        if not is_first:
            first.execute(text(READ[1]))
        first.commit()
        waits.join(10)
    assert loaded.scalar(text("SELECT texts_screened_by FROM image WHERE name = 'dark.png'")) is None
