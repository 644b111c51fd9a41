"""Where fetched models are; imported by every command, so it brings nothing."""

from __future__ import annotations

from pathlib import Path


class ModelFiles:
    """Where fetched models are.

    Attributes:
        root: folder with a folder for each preset; None for the usual one of this user.
    """

    root: Path | None = None


def set_model_folder(data_dir: Path) -> None:
    """Keep models below a data directory."""
    ModelFiles.root = data_dir / "models"


def model_folder(name: str) -> Path:
    """Folder of a preset's files, be they there or not."""
    if ModelFiles.root is None:
        import platformdirs

        set_model_folder(Path(platformdirs.user_data_dir("imgsearch", appauthor=False)))
    assert ModelFiles.root is not None
    return ModelFiles.root / name
