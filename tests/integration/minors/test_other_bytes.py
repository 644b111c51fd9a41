"""What was said of a picture was said of its bytes: others of the same name inherit nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.minors.review import review
from imgsearch.tables import Caption, Image
from loaders.captions import load_captions
from loaders.embeddings import load_image_embeddings
from loaders.images import load_images
from loaders.minors import load_minors
from tests.screened import SHOWN_AT_THE_END, GreyDetector, GreyEncoder, load_all, shown, states


def test_other_bytes_inherit_nothing(loaded: Session, engine: Engine, photos: Path) -> None:
    loaded.execute(text("UPDATE image SET tags = '{rock}', photographer = 'Ann' WHERE name = 'said.png'"))
    loaded.commit()
    review(loaded, ["girl.png"], "clear", "eve")
    loaded.commit()
    assert shown(engine) == ["dark.png", "girl.png"]
    Pillow.new("RGB", (9, 8), "#616161").save(photos / "said.png")
    Pillow.new("RGB", (9, 8), "#000001").save(photos / "girl.png")
    load_images(loaded, photos)
    assert shown(engine) == ["dark.png"]
    row = loaded.execute(select(Image).where(Image.name == "said.png")).scalar_one()
    assert (row.tags, row.photographer, row.texts_vouch, row.texts_screened_by) == ([], None, False, None)
    for table in ("caption", "minor_evidence", "image_embedding", "thumbnail", "minor_review"):
        assert loaded.scalar(text(f"SELECT count(*) FROM {table} WHERE image_id = {row.id}")) == 0, table
    assert loaded.scalar(text("SELECT image_id FROM minor_review")) == 0
    loaded.rollback()


def replace(session: Session, photos: Path) -> None:
    """The file is replaced in place."""
    Pillow.new("RGB", (9, 8), "#616161").save(photos / "said.png")
    load_images(session, photos)


def mount_another_disk(session: Session, photos: Path) -> None:
    """Another disk is mounted whose files have the same names."""
    photos.rename(photos.with_name("unmounted"))
    photos.mkdir()
    Pillow.new("RGB", (9, 8), "#616161").save(photos / "said.png")
    (photos / "captions.tsv").write_bytes((photos.with_name("unmounted") / "captions.tsv").read_bytes())
    load_images(session, photos)


def reuse_the_name(session: Session, photos: Path) -> None:
    """The picture is deleted, and another one gets its name."""
    session.execute(text("DELETE FROM image WHERE name = 'said.png'"))
    session.commit()
    replace(session, photos)


def load_from_another_folder(session: Session, photos: Path) -> None:
    """The file goes, and another folder brings one of its name."""
    (photos / "said.png").unlink()
    other = photos.with_name("other")
    other.mkdir()
    Pillow.new("RGB", (9, 8), "#616161").save(other / "said.png")
    load_images(session, other)


@pytest.mark.parametrize("how", [replace, mount_another_disk, reuse_the_name])
def test_a_caption_goes_with_the_bytes_that_it_came_with(
    loaded: Session, engine: Engine, photos: Path, how: Callable[[Session, Path], None]
) -> None:
    how(loaded, photos)
    (refused,) = load_captions(loaded, [photos / "captions.tsv"]).rejects
    assert "another file of this name" in refused.reason
    assert "--renew" in refused.reason
    load_minors(loaded, find_terms)
    encoder = GreyEncoder()
    load_image_embeddings(loaded, "small", lambda _: encoder, detectors=[GreyDetector()])
    assert states(loaded)["said.png"] == "hidden"
    assert loaded.scalar(select(Caption.id).where(Caption.image_name == "said.png")) is None
    loaded.rollback()


def test_another_folders_file_of_the_name_inherits_nothing(loaded: Session, photos: Path) -> None:
    load_from_another_folder(loaded, photos)
    assert load_captions(loaded, [photos / "captions.tsv"]).rejects == []
    load_minors(loaded, find_terms)
    encoder = GreyEncoder()
    load_image_embeddings(loaded, "small", lambda _: encoder, detectors=[GreyDetector()])
    assert states(loaded)["other/said.png"] == "hidden"
    own = select(Image.name).join(Caption, Caption.image_id == Image.id).where(Caption.image_name.like("%said.png"))
    assert loaded.scalars(own).all() == ["said.png"]
    loaded.rollback()


def test_a_caption_comes_back_with_its_bytes_and_is_renewed_on_demand(
    loaded: Session, engine: Engine, photos: Path
) -> None:
    before = (photos / "said.png").read_bytes()
    replace(loaded, photos)
    assert len(load_all(loaded, photos)) == 1
    assert shown(engine) == ["dark.png"]
    assert load_all(loaded, photos, renew=True) == []
    assert shown(engine) == SHOWN_AT_THE_END
    (photos / "said.png").write_bytes(before)
    assert len(load_all(loaded, photos)) == 1


def test_what_is_renewed_without_having_changed_belongs_to_its_bytes_as_before(
    loaded: Session, engine: Engine, photos: Path
) -> None:
    assert load_all(loaded, photos, renew=True) == []
    replace(loaded, photos)
    (refused,) = load_all(loaded, photos)
    assert "another file of this name" in refused
    assert shown(engine) == ["dark.png"]


def test_a_caption_that_waits_is_not_given_to_other_bytes(loaded: Session, photos: Path) -> None:
    loaded.execute(text("DELETE FROM image WHERE name = 'said.png'"))
    loaded.commit()
    load_captions(loaded, [photos / "captions.tsv"])
    replace(loaded, photos)
    assert loaded.scalars(select(Caption.image_id).where(Caption.image_name == "said.png")).all() == [0]
    loaded.rollback()
