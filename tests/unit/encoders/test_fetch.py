from __future__ import annotations

import hashlib
import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from imgsearch.encoders.fetch import choose_files, fetch_from_folder, fetch_from_hub
from imgsearch.encoders.presets import MANIFEST_FILE, PRESETS, fetched_folder, read_manifest
from imgsearch.errors import BadInput, ModelUnavailable
from imgsearch.model_folder import ModelFiles, set_model_folder

PRESET = PRESETS["clip-base"]
COMMIT = "c" * 40
WEIGHTS = bytes(range(256)) * 20_000
FILES = {
    "config.json": b'{"model_type": "clip"}',
    "preprocessor_config.json": b"{}",
    "tokenizer.json": b"{}",
    "model.safetensors": WEIGHTS,
}


class Hub(BaseHTTPRequestHandler):
    """Answers as a hub does; what goes wrong is set on the class."""

    files: dict[str, bytes] = FILES
    breaks_after: int | None = None
    """Bytes of the weights after which the line goes dead."""
    announced: str | None = None
    """Checksum of the weights, where the hub announces a wrong one."""
    has_sums: bool = True
    """Whether the hub announces checksums, and not sizes alone."""
    announced_bytes: int | None = None
    """Size of the weights, where the hub announces a wrong one."""
    asked: list[tuple[str, str | None]]
    names: tuple[str, ...] = ()

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        asked_range = self.headers.get("Range")
        self.asked.append((self.path, asked_range))
        if self.path.startswith("/api/"):
            self._answer(json.dumps({"sha": COMMIT, "siblings": self._siblings()}).encode())
            return
        data = self.files.get(self.path.rpartition(f"/{COMMIT}/")[2])
        if data is None:
            self.send_error(404)
            return
        first = int(asked_range.removeprefix("bytes=").rstrip("-")) if asked_range else 0
        sent = data[first:]
        if self.breaks_after is not None and data is WEIGHTS:
            self._answer(sent, 206 if first else 200, sent[: self.breaks_after])
            self.connection.close()
            return
        self._answer(sent, 206 if first else 200)

    def _answer(self, data: bytes, status: int = 200, sent: bytes | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data if sent is None else sent)

    def _siblings(self) -> list[dict[str, Any]]:
        told = []
        for name, data in [*self.files.items(), *((name, b"") for name in self.names)]:
            entry: dict[str, Any] = {"rfilename": name, "size": len(data)}
            if self.announced_bytes is not None and data is WEIGHTS:
                entry["size"] = self.announced_bytes
            if not self.has_sums:
                pass
            elif name.endswith(".safetensors"):
                entry["lfs"] = {"sha256": self.announced or hashlib.sha256(data).hexdigest()}
            else:
                entry["blobId"] = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
            told.append(entry)
        return told


@pytest.fixture
def hub() -> Iterator[tuple[type[Hub], str]]:
    kind = type("FreshHub", (Hub,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield kind, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    before = ModelFiles.root
    set_model_folder(tmp_path)
    yield tmp_path / "models" / PRESET.name
    ModelFiles.root = before


def quiet(_step: str, _done: int, _total: int) -> None:
    pass


def fetch(hub: tuple[type[Hub], str], folder: Path, revision: str = "main") -> str:
    return fetch_from_hub(PRESET, revision, folder, progress=quiet, hub=hub[1])


def test_fetched_files_are_those_of_the_hub(hub: tuple[type[Hub], str], folder: Path) -> None:
    hub[0].names = ("pytorch_model.bin", "modeling_clip.py", "README.md")
    seen: list[tuple[str, int, int]] = []
    assert fetch_from_hub(PRESET, "main", folder, progress=lambda *told: seen.append(told), hub=hub[1]) == COMMIT
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != MANIFEST_FILE} == FILES
    assert fetched_folder(PRESET.name) == (folder, COMMIT[:12])
    assert seen[-1] == ("model.safetensors", len(WEIGHTS), len(WEIGHTS))
    assert [path.name for path in folder.parent.iterdir()] == [PRESET.name]


def test_fetch_goes_on_where_it_broke_off(hub: tuple[type[Hub], str], folder: Path) -> None:
    hub[0].breaks_after = 3_000_000
    with pytest.raises(ModelUnavailable, match="go on where it broke off"):
        fetch(hub, folder)
    assert not folder.exists()
    hub[0].breaks_after = None
    hub[0].asked.clear()
    fetch(hub, folder)
    weights = [asked for path, asked in hub[0].asked if path.endswith("safetensors")]
    assert weights == ["bytes=3000000-"]
    assert len(hub[0].asked) == 2  # the small files were whole
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS


def test_failed_fetch_leaves_what_was_there(hub: tuple[type[Hub], str], folder: Path) -> None:
    fetch(hub, folder)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    hub[0].files = {**FILES, "config.json": b"new"}
    hub[0].announced = "0" * 64
    with pytest.raises(ModelUnavailable, match="another checksum"):
        # Another commit, so nothing of it is there.
        fetch_from_hub(PRESET, "main", folder, progress=quiet, hub=hub[1])
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert not list(folder.parent.rglob("model.safetensors.started"))


def test_without_checksums_the_size_is_compared(hub: tuple[type[Hub], str], folder: Path) -> None:
    hub[0].has_sums = False
    hub[0].announced_bytes = len(WEIGHTS) - 1
    with pytest.raises(ModelUnavailable, match=rf"another checksum .*\({len(WEIGHTS)} bytes\)"):
        fetch(hub, folder)
    assert not folder.exists()
    hub[0].announced_bytes = None
    assert fetch(hub, folder) == COMMIT
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS


def test_what_a_killed_fetch_left_aside_does_not_stop_the_next_one(hub: tuple[type[Hub], str], folder: Path) -> None:
    fetch(hub, folder)
    shutil.copytree(folder, folder.with_name(f"{folder.name}.old"))
    hub[0].files = {**FILES, "config.json": b"new"}
    fetch(hub, folder)
    assert (folder / "config.json").read_bytes() == b"new"
    assert [path.name for path in folder.parent.iterdir()] == [PRESET.name]


def test_pinned_commit_is_the_one_that_comes(hub: tuple[type[Hub], str], folder: Path) -> None:
    with pytest.raises(ModelUnavailable, match=f"{'d' * 40} was asked for"):
        fetch(hub, folder, "d" * 40)
    assert not folder.exists()


def test_hub_that_does_not_answer_is_one_line(folder: Path) -> None:
    with pytest.raises(ModelUnavailable, match="--from FOLDER"):
        fetch_from_hub(PRESET, "main", folder, progress=quiet, hub="http://127.0.0.1:9")


def test_names_that_lead_out_of_the_folder_are_refused(hub: tuple[type[Hub], str], folder: Path) -> None:
    hub[0].names = ("../config.json",)
    with pytest.raises(ModelUnavailable, match="cannot be understood"):
        fetch(hub, folder)


def test_model_without_safe_weights_is_refused(hub: tuple[type[Hub], str], folder: Path) -> None:
    hub[0].files = {"config.json": b"{}", "pytorch_model.bin": b"pickle"}
    with pytest.raises(ModelUnavailable, match="no weights as safetensors or ONNX"):
        fetch(hub, folder)


def test_onnx_is_taken_where_there_are_no_safetensors() -> None:
    from imgsearch.encoders.fetch import HubFile

    there = [
        HubFile(name, 1, None, None)
        for name in (
            "config.json",
            "onnx/vision_model.onnx",
            "onnx/text_model.onnx",
            "onnx/text_model.onnx_data",
            "x.py",
        )
    ]
    assert [file.name for file in choose_files(there)] == [
        "config.json",
        "onnx/vision_model.onnx",
        "onnx/text_model.onnx",
        "onnx/text_model.onnx_data",
    ]
    assert choose_files(there[:2]) == []


def test_folder_is_copied_with_its_revision(hub: tuple[type[Hub], str], folder: Path, tmp_path: Path) -> None:
    fetch(hub, folder)
    carried = folder.rename(tmp_path / "carried")
    assert fetch_from_folder(PRESET, carried, folder, progress=quiet) == COMMIT
    assert fetched_folder(PRESET.name)[1] == COMMIT[:12]
    (carried / "tokenizer.json").write_bytes(b"{ }")
    with pytest.raises(BadInput, match=r"tokenizer\.json is not what"):
        fetch_from_folder(PRESET, carried, folder, progress=quiet)
    assert fetched_folder(PRESET.name) == (folder, COMMIT[:12])


def test_folder_without_checksums_has_a_revision_by_its_bytes(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    revisions = []
    for config in (b'{"a": 1}', b'{"a": 2}'):
        for name, data in (FILES | {"config.json": config}).items():
            (source / name).write_bytes(data)
        revisions.append(fetch_from_folder(PRESET, source, folder, progress=quiet))
    assert revisions[0] != revisions[1]
    (source / "model.safetensors").unlink()
    with pytest.raises(BadInput, match="holds no model"):
        fetch_from_folder(PRESET, source, folder, progress=quiet)
    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest["revision"] == revisions[1]


def test_damaged_folder_says_how_to_mend_it(hub: tuple[type[Hub], str], folder: Path) -> None:
    with pytest.raises(ModelUnavailable, match="run `imgsearch models fetch clip-base`"):
        fetched_folder(PRESET.name)
    fetch(hub, folder)
    (folder / "model.safetensors").write_bytes(WEIGHTS[:-1])
    with pytest.raises(ModelUnavailable, match="fetch clip-base --again"):
        fetched_folder(PRESET.name)
