"""Fetching a model's files from a hub, or from a folder where no hub can be reached.

A file is written beside its place, goes on where it broke off, and is compared with the hub's checksum; the model's
folder is moved to its place when all files are whole. So a fetch that fails leaves what was there before.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha1, sha256
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from imgsearch.encoders.hub_files import TOKENIZER
from imgsearch.encoders.onnx_hub import ONNX_PAIRS
from imgsearch.encoders.presets import COMMIT_DIGITS, MANIFEST_FILE, Preset, hash_file, read_manifest
from imgsearch.errors import BadInput, ModelUnavailable
from imgsearch.writing import naming

HUB = "https://huggingface.co"
BLOCK_BYTES = 1 << 20
#: Called with a file, how much of it is there, and how much there will be.
Progress = Callable[[str, int, int], None]
TIMEOUT_S = 60
#: What a model needs besides weights; nothing that holds code is fetched.
SMALL_FILES = (
    "config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
    "vocab.json", "merges.txt", "added_tokens.json", "tokenizer.model", "spiece.model",
)  # fmt: skip
WEIGHTS = "model.safetensors"
CONFIG = "config.json"
PROCESSOR = "preprocessor_config.json"
_UNREACHABLE = (URLError, HTTPException, TimeoutError, ConnectionError)


class HubFile(NamedTuple):
    """A file as the hub lists it."""

    name: str
    size: int | None
    sha256: str | None
    """Of large files."""
    git_sha1: str | None
    """Of small ones, as git computes it."""


def hub_address() -> str:
    """The hub, or the mirror that HF_ENDPOINT names."""
    return os.environ.get("HF_ENDPOINT", HUB).rstrip("/")


def fetch_from_hub(preset: Preset, revision: str, folder: Path, *, progress: Progress, hub: str = HUB) -> str:
    """Fetch a preset's files.

    Args:
        preset: which.
        revision: commit, branch or tag.
        folder: where the model is to be; replaced as a whole at the end.
        progress: called with bytes done and in all.
        hub: address of the hub.

    Returns:
        The commit.

    Raises:
        ModelUnavailable: the hub cannot be reached, has no such model, or sent something else than it announced.
    """
    listed = _ask(f"{hub}/api/models/{preset.model}/revision/{quote(revision, safe='')}?blobs=true", preset)
    try:
        commit = str(listed["sha"])
        files = choose_files([_parse(each) for each in listed["siblings"]])
    except (KeyError, TypeError, ValueError) as exc:
        raise ModelUnavailable(f"{hub} says of {preset.model} what cannot be understood") from exc
    if not files:
        raise ModelUnavailable(
            f"{preset.model} has no weights as safetensors or ONNX at revision {revision}; name another: --revision"
        )
    if len(revision) == COMMIT_DIGITS and commit != revision:
        raise ModelUnavailable(f"{hub} has commit {commit} of {preset.model} where {revision} was asked for")
    partial = folder.with_name(f"{folder.name}.{commit[:12]}.part")
    partial.mkdir(parents=True, exist_ok=True)
    for file in files:
        url = f"{hub}/{preset.model}/resolve/{commit}/{quote(file.name)}"
        with _explained(preset):
            _fetch_file(url, file, partial / file.name, progress)
    put_in_place(partial, folder, preset.model, commit)
    return commit


def fetch_from_folder(preset: Preset, source: Path, folder: Path, *, progress: Progress) -> str:
    """Copy a preset's files from a folder, such as another machine's; its checksums are compared where it has any.

    Returns:
        The revision: the one that the folder's manifest names, else a hash of the files.

    Raises:
        BadInput: the folder holds no such model, or a file differs from its checksum.
    """
    there = [HubFile(name, (source / name).stat().st_size, None, None) for name in _names(source)]
    files = choose_files(there)
    names = {file.name for file in files}
    if not names or not {CONFIG, PROCESSOR} <= names or names.isdisjoint(TOKENIZER):
        needed = f"{CONFIG}, {PROCESSOR}, a tokenizer, and {WEIGHTS} or both ONNX files"
        raise BadInput(f"{source} holds no model: it needs {needed}")
    manifest = read_manifest(source)
    partial = folder.with_name(f"{folder.name}.copy.part")
    shutil.rmtree(partial, ignore_errors=True)
    for number, file in enumerate(files, start=1):
        target = partial / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / file.name, target)
        told = (manifest or {"files": {}})["files"].get(file.name)
        if manifest is not None and (told is None or hash_file(target) != told["sha256"]):
            shutil.rmtree(partial)
            raise BadInput(f"{source / file.name} is not what {MANIFEST_FILE} beside it says; copy the folder again")
        progress(preset.name, number, len(files))
    revision = manifest["revision"] if manifest else sha256(_hashes(partial).encode()).hexdigest()[:COMMIT_DIGITS]
    put_in_place(partial, folder, preset.model, revision)
    return revision


def choose_files(there: list[HubFile]) -> list[HubFile]:
    """The files that are needed of those that there are: safetensors if there are any, else a pair of ONNX files."""
    by_name = {file.name: file for file in there}
    pairs = [pair for pair in ONNX_PAIRS if all(name in by_name for name in pair)]
    weights = (WEIGHTS,) if WEIGHTS in by_name else next(iter(pairs), ())
    # What does not fit into one ONNX file lies beside it.
    beside = [name for weight in weights for name in (f"{weight}_data",) if name in by_name]
    if not weights:
        return []
    return [by_name[name] for name in (*SMALL_FILES, *weights, *beside) if name in by_name]


def put_in_place(partial: Path, folder: Path, model: str, revision: str) -> None:
    """Write the manifest and let a folder of whole files take the place of the one that was there."""
    files = {
        name: {"bytes": (partial / name).stat().st_size, "sha256": hash_file(partial / name)}
        for name in _names(partial)
    }
    manifest = {"model": model, "revision": revision, "files": files}
    (partial / MANIFEST_FILE).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    partial.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _names(folder: Path) -> list[str]:
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in found if name != MANIFEST_FILE)


def _hashes(folder: Path) -> str:
    return "\n".join(f"{hash_file(folder / name)}  {name}" for name in _names(folder))


def _parse(told: dict[str, Any]) -> HubFile:
    name = str(told["rfilename"])
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or "\\" in name:
        raise ValueError(name)
    large = told.get("lfs") or {}
    return HubFile(name, told.get("size"), large.get("sha256"), None if large else told.get("blobId"))


def _ask(url: str, preset: Preset) -> dict[str, Any]:
    with _explained(preset), urlopen(_request(url), timeout=TIMEOUT_S) as answer:
        try:
            found: dict[str, Any] = json.loads(answer.read())
        except ValueError as exc:
            raise ModelUnavailable(f"{url} answers with what is no JSON") from exc
    return found


@contextmanager
def _explained(preset: Preset) -> Iterator[None]:
    """Errors of the network as one line."""
    try:
        yield
    except HTTPError as exc:
        raise ModelUnavailable(
            f"the hub refuses {preset.model}: {exc.code} {exc.reason}; is the revision right?"
        ) from exc
    except _UNREACHABLE as exc:
        reason = getattr(exc, "reason", None) or exc
        raise ModelUnavailable(
            f"{preset.model} could not be fetched ({reason}); run the command again to go on where it broke off, "
            f"or fetch it elsewhere and use --from FOLDER"
        ) from exc
    except OSError as exc:
        raise ModelUnavailable(
            f"{exc.filename or preset.name} cannot be written: {exc.strerror}; "
            "mend that and run the command again, to go on where it broke off"
        ) from exc


def _request(url: str, first: int = 0) -> Request:
    headers = {"User-Agent": "imgsearch", **({"Range": f"bytes={first}-"} if first else {})}
    if token := os.environ.get("HF_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    return Request(url, headers=headers)


def _fetch_file(url: str, file: HubFile, target: Path, progress: Progress) -> None:
    """One file, going on where an earlier try broke off."""
    if target.is_file():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    started = target.with_name(f"{target.name}.started")
    there = started.stat().st_size if started.is_file() else 0
    if file.size is None or there != file.size:
        there = there if file.size is None or there < file.size else 0
        with urlopen(_request(url, there), timeout=TIMEOUT_S) as answer:
            # A server that knows no ranges sends all of it again.
            there = there if answer.status == 206 else 0
            total = file.size or there + int(answer.headers.get("Content-Length") or 0)
            with started.open("r+b" if there else "wb") as opened:
                opened.seek(there)
                while block := answer.read(BLOCK_BYTES):
                    with naming(started):
                        opened.write(block)
                    there += len(block)
                    progress(file.name, there, max(total, there))
        if there < total:
            raise ConnectionError(f"it ended after {there:,} of {total:,} bytes")
    if (wrong := _differs(started, file)) is not None:
        started.unlink()
        raise ModelUnavailable(f"{file.name} came with another checksum than the hub announced ({wrong}); try again")
    started.rename(target)


def _differs(path: Path, file: HubFile) -> str | None:
    """The checksum of a file that is not the announced one; None where it is."""
    if file.sha256 is not None:
        found = hash_file(path)
        return None if found == file.sha256 else found
    if file.git_sha1 is not None:
        data = path.read_bytes()
        found = sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        return None if found == file.git_sha1 else found
    return None if file.size is None or path.stat().st_size == file.size else f"{path.stat().st_size} bytes"
