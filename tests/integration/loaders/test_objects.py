"""A folder of objects is loaded as a folder of files is, and each object is fetched once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from imgsearch.errors import BadInput
from imgsearch.files import ObjectLocation, StoreUnavailable
from imgsearch.files.stores import _objects
from imgsearch.tables import Image, ImageEmbedding, Source, Thumbnail
from imgsearch.web.responses import full_response
from loaders.choices import NO_CHOICES, Choices
from loaders.embeddings import load_image_embeddings
from loaders.folder import load_files, load_folder
from loaders.images import load_images
from loaders.report import LoadResult
from loaders.thumbnails import load_thumbnails
from tests.fakes import FakeEncoder, FakeTerm
from tests.integration.loaders.objects import BUCKET, SECRET, Bucket
from tests.integration.loaders.results import counts, texts
from tests.screened import states

MakePicture = Callable[..., Path]
FindTerms = Callable[[str], Sequence[FakeTerm]]
WEDDING = ObjectLocation(f"s3://{BUCKET}/smith/wedding")


def load(session: Session, find_terms: FindTerms, choices: Choices = NO_CHOICES) -> list[LoadResult]:
    """Load the wedding with all that is made of pictures."""

    def after_batch() -> None:
        load_image_embeddings(session, "small", lambda _: FakeEncoder())
        load_thumbnails(session)

    results = list(load_folder(session, WEDDING, find_terms, choices, after_batch=after_batch))
    after_batch()
    return results


def test_objects_are_loaded_as_files_are_and_fetched_once(
    session: Session, bucket: Bucket, find_terms: FindTerms
) -> None:
    load(session, find_terms)
    assert texts(session) == {f"{WEDDING}/a.png": ["A red wall"], f"{WEDDING}/june/b.png": ["A green door"]}
    assert session.execute(select(Image.name, Image.source, Image.source_path).order_by(Image.name)).all() == [
        ("a.png", "wedding", "a.png"),
        ("june/b.png", "wedding", "june/b.png"),
    ]
    assert session.execute(select(Source.name, Source.root)).all() == [("wedding", str(WEDDING))]
    assert session.scalar(select(func.count()).select_from(Thumbnail)) == 2
    assert session.scalar(select(func.count()).select_from(ImageEmbedding)) == 2
    pictures = {"smith/wedding/a.png": 1, "smith/wedding/june/b.png": 1}
    assert {key: count for key, count in bucket.fetched.items() if key.endswith(".png")} == pictures
    load(session, find_terms)
    assert {key: count for key, count in bucket.fetched.items() if key.endswith(".png")} == pictures


def test_an_object_with_another_etag_is_fetched_once(session: Session, bucket: Bucket, find_terms: FindTerms) -> None:
    load(session, find_terms)
    bucket.fetched.clear()
    bucket.put_picture("smith/wedding/a.png", "yellow")
    assert counts(load(session, find_terms)[0]) == (0, 1, 1, 0)
    assert bucket.fetched["smith/wedding/a.png"] == 1
    assert bucket.fetched["smith/wedding/june/b.png"] == 0


@pytest.mark.parametrize("prune", [False, True])
def test_an_object_that_is_gone_is_missing_or_removed(
    session: Session, bucket: Bucket, find_terms: FindTerms, prune: bool
) -> None:
    load(session, find_terms)
    bucket.delete("smith/wedding/june/b.png")
    load(session, find_terms, Choices(prune=prune))
    assert states(session) == {"a.png": "clear"} | ({} if prune else {"june/b.png": "missing"})
    bucket.put_picture("smith/wedding/june/b.png", "green")
    load(session, find_terms)
    assert states(session) == {"a.png": "clear", "june/b.png": "clear"}


@pytest.mark.parametrize(
    ("happens", "message"),
    [
        ("unreachable", "bucket archive cannot be read (EndpointConnectionError); check the address"),
        ("no bucket", "there is no bucket archive"),
        ("no objects", "s3://archive/smith/wedding holds neither pictures"),
    ],
)
def test_a_store_that_cannot_be_read_changes_nothing(
    session: Session,
    bucket: Bucket,
    find_terms: FindTerms,
    monkeypatch: pytest.MonkeyPatch,
    happens: str,
    message: str,
) -> None:
    load(session, find_terms)
    keys = [each["Key"] for each in bucket.client.list_objects_v2(Bucket=BUCKET)["Contents"]]
    if happens == "unreachable":
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        _objects.cache_clear()
    else:
        bucket.delete(*keys)
    if happens == "no bucket":
        bucket.client.delete_bucket(Bucket=BUCKET)
    with pytest.raises((BadInput, StoreUnavailable)) as caught:
        load(session, find_terms, Choices(prune=True))
    if happens == "no bucket":
        bucket.client.create_bucket(Bucket=BUCKET)
    assert str(caught.value).startswith(message)
    assert SECRET not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert states(session) == {"a.png": "clear", "june/b.png": "clear"}
    assert len(texts(session)) == 2


def test_the_page_shows_the_very_object_that_was_loaded(
    session: Session, bucket: Bucket, find_terms: FindTerms
) -> None:
    load(session, find_terms)
    database = cast(Any, SimpleNamespace(acting_as=lambda _: nullcontext(session)))
    image_id = session.scalars(select(Image.id).where(Image.name == "a.png")).one()
    assert full_response(database, cast(Any, "searcher"), image_id).media_type == "image/jpeg"
    bucket.put_picture("smith/wedding/a.png", "yellow")
    with pytest.raises(HTTPException, match="404"):
        full_response(database, cast(Any, "searcher"), image_id)


def test_single_objects_say_nothing_of_the_others(session: Session, bucket: Bucket, find_terms: FindTerms) -> None:
    list(load_files(session, [WEDDING / "june" / "b.png"], find_terms))
    bucket.delete("smith/wedding/june/b.png")
    list(load_files(session, [WEDDING / "a.png"], find_terms))
    assert states(session) == {"a.png": "clear", "b.png": "clear"}
    # It may say that a.png shows a minor.
    assert bucket.fetched["smith/wedding/captions.csv"] == 1


def test_a_folder_called_like_a_prefix_is_another_source(
    session: Session, bucket: Bucket, find_terms: FindTerms, tmp_path: Path, make_picture: MakePicture
) -> None:
    make_picture(tmp_path / "wedding" / "a.png", "black")
    load_images(session, tmp_path / "wedding")
    load_images(session, WEDDING)
    assert dict(session.execute(select(Source.name, Source.root)).all()) == {
        "wedding": str(tmp_path / "wedding"),
        "smith/wedding": str(WEDDING),
    }
