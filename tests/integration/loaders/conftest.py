from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy.orm import Session

from imgsearch.files.stores import _objects
from loaders.images import load_images
from tests.embedded_files import alt, xmp
from tests.fakes import FakeEncoder, FakeTerm
from tests.integration.loaders.objects import BUCKET, SECRET, Bucket
from tests.integration.loaders.processes import fork_server

EXPERTS = "a.jpg\tb.jpg#0\t1\t1\t2\na.jpg\ta.jpg#0\t4\t4\t3\nb.jpg\ta.jpg#0\t1\t2\t3\n"
CROWD = "a.jpg\tb.jpg#0\t0\t0\t3\nb.jpg\tz.jpg#4\t0.666666666667\t2\t1\n"
TRAIN = (
    "image,query_id,query_text\n"
    "a.jpg,b.jpg#0,Two dogs run .\n"
    "a.jpg,a.jpg#0,A girl smiles .\n"
    "b.jpg,a.jpg#0,A girl smiles .\n"
)
OWN = "a.jpg#0\tA girl smiles .\nb.jpg#0\tTwo dogs run .\nb.jpg#1\tDogs in snow .\nc.jpg#0\tA red car .\n"
QUERIES = "|query_id|query_text|image\n0|c.jpg#0|A red car .|c.jpg\n1|gone.jpg#0|A boat|gone.jpg\n"


@pytest.fixture
def context() -> ForkServerContext:
    return fork_server()


@pytest.fixture
def make_encoder() -> Callable[..., FakeEncoder]:
    return FakeEncoder


@pytest.fixture
def find_terms() -> Callable[[str], list[FakeTerm]]:
    def find(text: str) -> list[FakeTerm]:
        return [FakeTerm(word.lower()) for word in re.findall(r"\b(?:girl|boy|child)\b", text, re.IGNORECASE)]

    return find


@pytest.fixture
def make_picture() -> Callable[..., Path]:
    def make(path: Path, colour: str, size: tuple[int, int] = (40, 30)) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        Pillow.new("RGB", size, colour).save(path)
        return path

    return make


@pytest.fixture
def shoot(tmp_path: Path, make_picture: Callable[..., Path]) -> Path:
    """A folder with pictures a.png and b.png, not loaded."""
    root = tmp_path / "shoot"
    make_picture(root / "a.png", "red")
    make_picture(root / "b.png", "green")
    return root


@pytest.fixture
def photos(session: Session, tmp_path: Path, make_picture: Callable[..., Path]) -> Path:
    """Pictures a.jpg and b.jpg, loaded."""
    folder = tmp_path / "photos"
    make_picture(folder / "a.jpg", "red")
    make_picture(folder / "b.jpg", "green")
    load_images(session, folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path, make_picture: Callable[..., Path]) -> Path:
    """Pictures a.jpg and below/b.png, not loaded."""
    root = tmp_path / "photos"
    make_picture(root / "a.jpg", "red", (40, 30))
    make_picture(root / "below" / "b.png", "green", (20, 50))
    return root


@pytest.fixture
def rated_set(tmp_path: Path, make_picture: Callable[..., Path]) -> Path:
    """Two rated pictures, one to search for, and every text file."""
    root = tmp_path / "set"
    make_picture(root / "train_images" / "a.jpg", "red")
    make_picture(root / "train_images" / "b.jpg", "green")
    make_picture(root / "test_images" / "c.jpg", "blue")
    (root / "ExpertAnnotations.tsv").write_text(EXPERTS)
    (root / "CrowdAnnotations.tsv").write_text(CROWD)
    (root / "train_dataset.csv").write_text(TRAIN)
    (root / "own_captions.tsv").write_text(OWN)
    (root / "test_queries.csv").write_text(QUERIES)
    return root


@pytest.fixture
def two(tmp_path: Path, make_picture: Callable[..., Path]) -> tuple[Path, Path]:
    """Two photographers' folders of one name, with files of one name and a caption for each."""
    smith, jones = tmp_path / "smith" / "wedding", tmp_path / "jones" / "wedding"
    for folder, colour in ((smith, "red"), (jones, "green")):
        make_picture(folder / "DSCF0001.jpg", colour)
        (folder / "captions.csv").write_text(f"image,caption\nDSCF0001.jpg,A {colour} wall\n")
    return smith, jones


@pytest.fixture(scope="session")
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
