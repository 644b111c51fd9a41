"""Section 1: what is not yet known to be lawful is not shown."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from PIL import Image as Pillow
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from benchmarks.attacks.attack import Attack, Target, columns, relations
from imgsearch.minors import find_terms
from loaders.captions import load_captions
from loaders.folder import load_folder
from loaders.images import load_images
from loaders.minors import load_minors

READERS = ("searcher", "analyst")
HIDE = "UPDATE screening_policy SET without_pixels = :choice"


def read_rows(target: Target, engine: Engine) -> str:
    """Rows of hidden pictures in whatever the login may read."""
    found = []
    with engine.connect() as connection:
        for relation in relations(connection):
            if "image_id" not in (readable := columns(connection, relation)) and relation != "image":
                continue
            key = "id" if relation == "image" else "image_id"
            if key not in readable:
                continue
            count = connection.scalar(
                text(f"SELECT count(*) FROM {relation} WHERE {key} = ANY(:ids)"), {"ids": list(target.hidden)}
            )
            if count:
                found.append(f"{count} rows of {relation}")
    return ", ".join(found)


def look_while_loading(target: Target, engine: Engine) -> str:
    """What is open at some moment of a load and hidden at its end."""
    seen: set[str] = set()

    def look(_: Session) -> None:
        with engine.connect() as connection:
            seen.update(connection.scalars(text("SELECT name FROM image WHERE name LIKE 'shoot%'")))

    folder = Path(tempfile.mkdtemp(prefix="shoot"))
    try:
        for number in range(20):
            Pillow.new("RGB", (8, 8), (number, 9, 9)).save(folder / f"shoot{number}.png")
        rows = (f"shoot{n}.png#0\t{'a girl runs' if n % 2 else 'a man runs'}\n" for n in range(20))
        (folder / "captions.tsv").write_text("".join(rows))
        with Session(target.owner) as session:
            event.listen(session, "after_commit", look)
            for _ in load_folder(session, folder, find_terms):
                pass
            event.remove(session, "after_commit", look)
            look(session)
            hidden = set(session.scalars(text("SELECT name FROM image WHERE is_hidden AND name LIKE 'shoot%'")))
            session.execute(text("DELETE FROM image WHERE name LIKE 'shoot%'"))
            session.commit()
    finally:
        shutil.rmtree(folder)
    return ", ".join(sorted(seen & hidden))


def find_a_killed_load(target: Target, engine: Engine) -> str:
    """What a load that died before its pictures were looked at leaves open."""
    folder = Path(tempfile.mkdtemp(prefix="killed"))
    try:
        Pillow.new("RGB", (8, 8), (1, 2, 3)).save(folder / "killed.png")
        with Session(target.owner) as session:
            session.execute(text(HIDE), {"choice": "hide"})
            session.commit()
            load_images(session, folder)
            load_minors(session, find_terms)
            with engine.connect() as connection:
                found = connection.scalars(text("SELECT name FROM image WHERE name = 'killed.png'")).all()
            session.execute(text("DELETE FROM image WHERE name = 'killed.png'"))
            session.execute(text(HIDE), {"choice": "show"})
            session.commit()
    finally:
        shutil.rmtree(folder)
    return ", ".join(found)


def look_after_a_text_changed(target: Target, engine: Engine) -> str:
    """A picture whose new text nobody has read yet."""
    folder = Path(tempfile.mkdtemp(prefix="told"))
    try:
        Pillow.new("RGB", (8, 8), (3, 2, 1)).save(folder / "told.png")
        with Session(target.owner) as session:
            load_images(session, folder)
            load_minors(session, find_terms)
            (folder / "captions.tsv").write_text("told.png#0\ta girl runs\n")
            load_captions(session, [folder / "captions.tsv"])
            with engine.connect() as connection:
                found = connection.scalars(text("SELECT name FROM image WHERE name = 'told.png'")).all()
            session.execute(text("DELETE FROM image WHERE name = 'told.png'"))
            session.commit()
    finally:
        shutil.rmtree(folder)
    return ", ".join(found)


ATTACKS = (
    Attack("1", "read rows of hidden pictures in every table and view", READERS, read_rows),
    Attack("1", "look at every commit of a load", READERS, look_while_loading),
    Attack("1", "look after a load that was killed before the pixels", READERS, find_a_killed_load),
    Attack("1", "look after a text changed, before it is read", READERS, look_after_a_text_changed),
)
