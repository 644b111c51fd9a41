"""A folder of objects is loaded as a folder of files is, and each object is fetched once."""

from __future__ import annotations

import logging
import stat
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from imgsearch.errors import BadInput
from imgsearch.files import ObjectLocation, StoreUnavailable, find_existing, locate, open_file, store_of
from imgsearch.files.stores import _objects
from imgsearch.tables import Image, ImageEmbedding, Source, Thumbnail
from imgsearch.web.responses import full_response
from loaders.choices import NO_CHOICES, Choices
from loaders.embeddings import load_image_embeddings
from loaders.folder import load_files, load_folder
from loaders.images import load_images
from loaders.report import LoadResult
from loaders.thumbnails import load_thumbnails
from loaders.watch import poll_folder
from tests.embedded_files import alt, xmp
from tests.fakes import FakeEncoder, FakeTerm
from tests.integration.loaders.objects import BUCKET, SECRET, Bucket
from tests.integration.loaders.results import counts, texts
from tests.screened import states

MakePicture = Callable[..., Path]
FindTerms = Callable[[str], Sequence[FakeTerm]]
WEDDING = ObjectLocation(f"s3://{BUCKET}/smith/wedding")


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    from moto.server import ThreadedMotoServer

    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    yield running.get_host_and_port()
    running.stop()


@pytest.fixture
def bucket(server: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """Two pictures, of which one has a caption and the other a sidecar, below a prefix."""
    import boto3

    environment = {
        "AWS_ENDPOINT_URL": "http://{}:{}".format(*server),
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    _objects.cache_clear()
    made = Bucket(boto3.client("s3"))
    made.client.create_bucket(Bucket=BUCKET)
    made.put_picture("smith/wedding/a.png", "red")
    made.put_picture("smith/wedding/june/b.png", "green")
    made.put_picture("smith/other/c.png", "blue")
    made.put("smith/wedding/captions.csv", "image,caption\na.png,A red wall\n")
    made.put("smith/wedding/june/b.png.xmp", xmp(alt("dc:description", **{"x-default": "A green door"})))
    logger = logging.getLogger("werkzeug")
    logger.setLevel(logging.INFO)
    logger.addHandler(made)
    yield made
    logger.removeHandler(made)
    for each in made.client.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
        made.delete(each["Key"])
    made.client.delete_bucket(Bucket=BUCKET)
    made.client.close()
    _objects.cache_clear()


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
    assert bucket.fetched["smith/wedding/captions.csv"] == 0


def test_a_folder_called_like_a_prefix_is_another_source(
    session: Session, bucket: Bucket, find_terms: FindTerms, tmp_path: Path, make_picture: MakePicture
) -> None:
    make_picture(tmp_path / "wedding" / "a.png", "black")
    load_images(session, tmp_path / "wedding")
    load_images(session, WEDDING)
    assert dict(session.execute(select(Source.name, Source.root)).all()) == {  # type: ignore[arg-type]
        "wedding": str(tmp_path / "wedding"),
        "smith/wedding": str(WEDDING),
    }


def test_a_prefix_is_loaded_again_and_again() -> None:
    loaded: list[object] = []
    stop = threading.Event()

    def load_and_count(root: object) -> None:
        loaded.append(root)
        if len(loaded) == 3:
            stop.set()

    poll_folder(WEDDING, load_and_count, every_s=0.01, stop=stop)
    assert loaded == [WEDDING] * 3


def test_copies_are_private_and_go(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with open_file(f"{WEDDING}/a.png") as file:
        assert file.read(4) == b"\x89PNG"
        assert list(tmp_path.iterdir()) == []
    store = store_of(str(WEDDING))
    with store.keeping():
        for _ in range(2):
            open_file(f"{WEDDING}/a.png").close()
        (folder,) = tmp_path.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert len(list(folder.iterdir())) == 1
        store.drop()
        assert list(folder.iterdir()) == []
    assert list(tmp_path.iterdir()) == []
    assert bucket.fetched["smith/wedding/a.png"] == 2


def test_objects_are_looked_for_one_by_one_or_by_folder(bucket: Bucket) -> None:
    there, gone = f"{WEDDING}/a.png", f"{WEDDING}/gone.png"
    assert find_existing([there]) == {there}
    assert find_existing([gone]) == set()
    assert find_existing([there, gone]) == {there}


def test_folders_of_many_objects_are_listed_to_the_end(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsearch.files.objects.PAGE_OBJECTS", 2)
    for number in range(5):
        bucket.put(f"many/{number}.txt", "x")
    entries = store_of(str(WEDDING)).scan(f"s3://{BUCKET}/many")
    assert sorted(entry.name for entry in entries) == [f"{number}.txt" for number in range(5)]


def test_without_the_package_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    _objects.cache_clear()
    with pytest.raises(StoreUnavailable, match=r"pip install 'imgsearch-pgvector\[s3\]'"):
        open_file("s3://archive/a.png")


@pytest.mark.parametrize("url", ["s3://", "s3:///key", "s3://bucket//key", "s3://bucket/../key"])
def test_what_names_no_prefix_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="s3://bucket/prefix"):
        locate(url)
