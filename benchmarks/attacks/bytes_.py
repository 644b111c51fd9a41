"""Section 2: a text vouches only for the bytes that it was written about."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image as Pillow
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from benchmarks.attacks.attack import Attack, Target
from imgsearch.minors import find_terms
from loaders.captions import load_captions
from loaders.images import load_images
from loaders.minors import load_minors

NAME = "dscf0001.png"


def write(folder: Path, shade: int) -> None:
    folder.mkdir(exist_ok=True)
    Pillow.new("RGB", (8, 8), (shade, shade, shade)).save(folder / NAME)


def replace(session: Session, root: Path) -> Path:
    write(root / "one", 200)
    return root / "one"


def mount_another_disk(session: Session, root: Path) -> Path:
    (root / "one").rename(root / "unmounted")
    write(root / "one", 200)
    shutil.copy(root / "unmounted" / "captions.tsv", root / "one")
    return root / "one"


def bring_another_folder(session: Session, root: Path) -> Path:
    (root / "one" / NAME).unlink()
    write(root / "two", 200)
    return root / "two"


def reuse_the_name(session: Session, root: Path) -> Path:
    session.execute(text("DELETE FROM image WHERE name = :name"), {"name": NAME})
    session.commit()
    return replace(session, root)


def inherit(how: Callable[[Session, Path], Path]) -> Callable[[Target, Engine], str]:
    """Whether other bytes of a name get what was said of the first: then a caption vouches for them."""

    def run(target: Target, engine: Engine) -> str:
        root = Path(tempfile.mkdtemp(prefix="names"))
        try:
            with Session(target.owner) as session:
                write(root / "one", 100)
                (root / "one" / "captions.tsv").write_text(f"{NAME}#0\ta man climbs a steep rock\n")
                load_images(session, root / "one")
                load_captions(session, [root / "one" / "captions.tsv"])
                load_minors(session, find_terms)
                folder = how(session, root)
                load_images(session, folder)
                load_captions(session, [root / "one" / "captions.tsv"])
                load_minors(session, find_terms)
                path = {"path": str(folder / NAME)}
                own = text("SELECT c.text FROM caption c JOIN image i ON i.id = c.image_id WHERE i.path = :path")
                with engine.connect() as connection:
                    said = connection.scalars(own, path).all()
                vouched = session.scalar(text("SELECT texts_vouch FROM image WHERE path = :path"), path)
                for table in ("image", "caption", "caption_origin"):
                    column = {"image": "path", "caption": "image_name", "caption_origin": "caption_key"}[table]
                    session.execute(text(f"DELETE FROM {table} WHERE {column} LIKE :name"), {"name": f"%{NAME}%"})
                session.commit()
        finally:
            shutil.rmtree(root)
        return ", ".join([*said, *(["vouched for"] if vouched else [])])

    return run


ATTACKS = tuple(
    Attack("2", f"inherit a caption: {name}", ("searcher",), inherit(how))
    for name, how in (
        ("replace the file in place", replace),
        ("mount another disk with the same names", mount_another_disk),
        ("load another folder's file of the name", bring_another_folder),
        ("delete the picture, reuse the name", reuse_the_name),
    )
)
