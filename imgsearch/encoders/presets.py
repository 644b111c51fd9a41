"""Encoders of a model hub that can be switched to by one word, and where their files are once they were fetched."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from imgsearch.errors import ModelUnavailable
from imgsearch.model_folder import model_folder

#: Written last, so a folder with it is whole: the hub's id, the revision, and size and sha256 of each file.
MANIFEST_FILE = "imgsearch-model.json"
#: A commit has this many hexadecimal digits.
COMMIT_DIGITS = 40
#: Of a commit or a hash, what a revision is called by.
SHORT = 12


@dataclass(frozen=True)
class Preset:
    """A model of the hub, and what is known of it before it is fetched."""

    name: str
    """What `imgsearch models switch` and the table encoder call it."""
    model: str
    """Id on the hub."""
    revision: str
    """Commit, or the name of a branch where no commit is known here."""
    licence: str
    languages: str
    dimension: int
    """Width of the vectors."""
    parameters: int
    """Millions of them."""
    download_mb: int
    """Megabytes of weights in single precision."""
    memory_mb: int
    """Megabytes of a process that encodes by it; docs/models.md says how this and the time were measured."""
    picture_ms: int
    """Milliseconds of one core for a picture."""
    scripts: Literal["Latin", "all"]
    """Letters that it was trained to read."""

    @property
    def is_pinned(self) -> bool:
        """Whether the revision names one commit for good."""
        return len(self.revision) == COMMIT_DIGITS


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "siglip2-base", "google/siglip2-base-patch16-256", "main", "Apache-2.0", "over a hundred",
            768, 375, 1500, 1928, 655, "all",
        ),
        # The commit in which the hub's robot wrote the weights as safetensors; `main` has pickles alone.
        Preset(
            "clip-base", "openai/clip-vit-base-patch32", "c237dc49a33fc61debc9276459120b7eac67e7ef", "MIT", "English",
            512, 151, 605, 1035, 136, "Latin",
        ),
        Preset(
            "clip-large", "openai/clip-vit-large-patch14", "32bd64288804d66eefd0ccbe215aa642df71cc41", "MIT", "English",
            768, 428, 1710, 2168, 2068, "Latin",
        ),
    )
}  # fmt: skip


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """What a folder's manifest says; None where there is none, or none that can be read."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        if not (isinstance(manifest["revision"], str) and isinstance(manifest["files"], dict)):
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return manifest


def fetched_folder(name: str) -> tuple[Path, str]:
    """Folder of a preset that was fetched, and its revision.

    Raises:
        ModelUnavailable: it was not fetched, or a file is missing or has another size.
    """
    folder = model_folder(name)
    manifest = read_manifest(folder)
    if manifest is None:
        raise ModelUnavailable(
            f"{name} is not on this machine, or not in {folder}; run `imgsearch models fetch {name}`, with the data "
            "directory (IMGSEARCH_DATA_DIR) that this command has"
        )
    for file, told in manifest["files"].items():
        path = folder / file
        if not path.is_file() or path.stat().st_size != told["bytes"]:
            raise ModelUnavailable(f"{path} is missing or damaged; run `imgsearch models fetch {name} --again`")
    return folder, manifest["revision"][:SHORT]


def hash_file(path: Path) -> str:
    """sha256 of a file, in hexadecimal."""
    digest = sha256()
    with path.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
