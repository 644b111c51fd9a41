"""What every trained model's card says, and writing a model with its card."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from imgsearch.writing import write_whole, writing


def made_now(*packages: str) -> dict[str, Any]:
    """When a model was trained, and with which versions of Python and of some packages."""
    return {
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {name: version(name) for name in packages} | {"python": platform.python_version()},
    }


def write_model(arrays_file: Path, content: bytes, card_file: Path, card: dict[str, Any]) -> None:
    """Write a model's arrays and its card, both or neither; folders are made.

    Raises:
        BadInput: one of them cannot be written.
    """
    with writing(arrays_file):
        write_whole((arrays_file, content), (card_file, _to_bytes(card)))


def _to_bytes(card: dict[str, Any]) -> bytes:
    return (json.dumps(card, indent=2, ensure_ascii=False) + "\n").encode()
